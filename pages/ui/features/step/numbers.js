/** How numbers are written on this page. */

export const MINUS = "−";

/**
 * With a fixed number of decimals and a minus as wide as a plus; null is minus infinity.
 * @param {number | null} value
 * @param {number} [digits]
 * @returns {string}
 */
export function numberText(value, digits = 2) {
  if (value === null || value === -Infinity) return `${MINUS}∞`;
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/**
 * A difference between two computations of the same number: "0", "3.0e−7".
 * @param {number} value
 * @returns {string}
 */
export function tinyText(value) {
  return value === 0 ? "0" : value.toExponential(1).replace("-", MINUS);
}

/**
 * A temperature or a scale, with at most three digits.
 * @param {number} value
 * @returns {string}
 */
export function factorText(value) {
  return String(Number(value.toPrecision(3)));
}

/** @typedef {number | null | Nested[]} Nested */

/**
 * The largest absolute value in nested arrays: where the ramp of a strip ends.
 * @param {Nested} values
 * @returns {number}
 */
export function reachOf(values) {
  if (!Array.isArray(values)) return Math.abs(values ?? 0);
  return Math.max(0, ...values.map(reachOf));
}
