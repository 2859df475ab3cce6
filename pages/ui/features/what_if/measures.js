/** The measures of an effect as bars: their lengths and their texts. Pure. */

/** @typedef {{key: string, values: number[], texts: string[], most: number, by?: string[]}} Measured by: the piece that a value is due to; "" is the row of another sentence */

/**
 * The effect of the edits, if there are any, and how far the original relies on its attention.
 * @param {Pick<WhatIfData, "effect" | "reliance">} data
 * @returns {Measured[]}
 */
export function measures({ effect, reliance }) {
  const endless = (/** @type {(number | null)[]} */ values, /** @type {number} */ sign) => values.map((value) => value ?? sign * Infinity);
  const relied = reliance
    ? [
        { ...measure("mattered", endless(reliance.most, 1), plainText, 0.5), by: reliance.by },
        measure("evened", endless(reliance.uniform, 1), plainText, 0.5),
      ]
    : [];
  if (!effect) return relied;
  return [measure("delta", endless(effect.delta, -1), signedText, 1), measure("kl", endless(effect.kl, 1), plainText, 0.5), ...relied];
}

/**
 * Bars of one measure have the same scale, which has a minimum, so that negligible differences stay small.
 * @param {string} key
 * @param {number[]} values
 * @param {(value: number) => string} write
 * @param {number} least
 * @returns {Measured}
 */
function measure(key, values, write, least) {
  const finite = values.filter(Number.isFinite).map(Math.abs);
  const most = Math.max(least, ...finite);
  return { key, most, texts: values.map(write), values: values.map((value) => Math.max(-most, Math.min(most, value))) };
}

/**
 * @param {number} value
 * @returns {string} with its sign; minus infinity for a word that became impossible
 */
export function signedText(value) {
  if (value === -Infinity) return "−∞";
  const text = Math.abs(value).toFixed(2);
  return text === "0.00" ? "0" : `${value < 0 ? "−" : "+"}${text}`;
}

/**
 * @param {number} value
 * @returns {string}
 */
export function plainText(value) {
  if (value === Infinity) return "∞";
  return value < 0.005 ? "0" : value.toFixed(2);
}
