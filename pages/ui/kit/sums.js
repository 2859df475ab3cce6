/** Additions that a reader can check: what is printed adds up as it stands, or the rounded sum has a "≈" before it. Pure. */

const MINUS = "−";
/** More decimals than any number is printed with. */
const FINEST = 1e8;
/** How many more decimals are tried before a sum is called rounded. */
const EXTRA = 2;

/** What a printed number says: "−1.20", "3.4%", and "<0.1%", which is anything up to that; null for no number, as −∞ is none.
 * @param {string} text
 * @returns {[low: number, high: number] | null} */
function boundsOf(text) {
  const value = Math.round(parseFloat(text.replace(MINUS, "-").replace("<", "")) * FINEST);
  if (!Number.isFinite(value)) return null;
  return text.startsWith("<") ? [0, value] : [value, value];
}

/**
 * @param {string[]} parts as they are printed
 * @param {string} sum as it is printed
 * @returns {boolean} whether nobody who adds them up finds another sum
 */
export function addsUp(parts, sum) {
  const [wanted, ...bounds] = [sum, ...parts].map(boundsOf);
  if (wanted === null || bounds.includes(null)) return true;
  const [low, high] = [0, 1].map((end) => bounds.reduce((all, bound) => all + (bound?.[end] ?? 0), 0));
  return low <= wanted[1] && wanted[0] <= high;
}

/**
 * @param {string[]} parts as they are printed
 * @param {string} sum as it is printed
 * @returns {string} the sum, with "≈" if the parts as printed have another
 */
export function sumText(parts, sum) {
  return addsUp(parts, sum) ? sum : `≈${sum}`;
}

/**
 * An equation with the fewest decimals at which it adds up as it stands; rounded, if two more are not enough.
 * @param {(number | null)[]} parts
 * @param {number | null} sum null is minus infinity
 * @param {(value: number | null, extra: number) => string} write a number with `extra` more decimals than usual
 * @returns {{parts: string[], sign: "=" | "≈", sum: string}}
 */
export function printedSum(parts, sum, write) {
  for (let extra = 0; extra <= EXTRA; extra += 1) {
    const printed = { parts: parts.map((part) => write(part, extra)), sum: write(sum, extra) };
    if (addsUp(printed.parts, printed.sum)) return { ...printed, sign: "=" };
  }
  return { parts: parts.map((part) => write(part, 0)), sum: write(sum, 0), sign: "≈" };
}
