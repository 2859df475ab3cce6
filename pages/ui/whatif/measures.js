/** The three measures of an effect as bars: how long, and what stands beside them. Pure. */

/** @typedef {{key: string, values: number[], texts: string[], most: number}} Measured */

/**
 * @param {Effect} effect
 * @returns {Measured[]}
 */
export function measures({ delta, kl, dependence }) {
  return [
    measure("delta", delta.map((value) => value ?? -Infinity), signedText, 1),
    measure("kl", kl, plainText, 0.5),
    measure("mattered", dependence, plainText, 0.5),
  ];
}

/**
 * Bars of one measure share a scale; differences too small to matter must not fill it.
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
  return value < 0.005 ? "0" : value.toFixed(2);
}
