/** Rows of weights that always sum to 1. Pure. */

/**
 * The row with one weight set; the others keep their proportions and share what is left.
 * @param {number[]} row
 * @param {number} at
 * @param {number} weight
 * @returns {number[]}
 */
export function withWeight(row, at, weight) {
  const own = row.length === 1 ? 1 : Math.max(0, Math.min(1, weight));
  const others = row.reduce((sum, value, j) => (j === at ? sum : sum + value), 0);
  const share = (/** @type {number} */ value) => (others > 0 ? value / others : 1 / (row.length - 1));
  return row.map((value, j) => (j === at ? own : (1 - own) * share(value)));
}

/**
 * Reads a typed weight such as 0.5, .5, 0,5 or 50%; null if it is not one.
 * @param {string} text
 * @returns {number | null}
 */
export function typedWeight(text) {
  const match = /^\s*(\d*[.,]?\d+|\d+[.,])\s*(%?)\s*$/.exec(text);
  if (!match) return null;
  const value = Number(match[1].replace(",", ".")) / (match[2] ? 100 : 1);
  return value <= 1 ? value : null;
}

/**
 * The row rounded to three decimals, which are enough to see and keep the address short.
 * @param {number[]} row
 * @returns {number[]}
 */
export function roundRow(row) {
  return row.map((weight) => Math.round(weight * 1000) / 1000);
}
