/** Round numbers along an axis. Pure. */

/** What a tick may be, times a power of ten. */
const ROUND = [1, 2, 2.5, 5, 10];

/**
 * Round numbers from 0 to at most `most`, evenly spaced: as many as come nearest to `wanted` intervals.
 * @param {number} most
 * @param {number} [wanted]
 * @param {{whole?: boolean}} [kind] `whole`: none lies between two whole numbers
 * @returns {number[]}
 */
export function roundTicks(most, wanted = 2, { whole = false } = {}) {
  if (!(most > 0)) return [0];
  const power = 10 ** Math.floor(Math.log10(most / wanted));
  const steps = ROUND.map((unit) => unit * power).filter((step) => step <= most && (!whole || Number.isInteger(step)));
  if (steps.length === 0) return [0, most];
  const step = steps.reduce((best, next) => (missed(most, next, wanted) < missed(most, best, wanted) ? next : best));
  return Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}

/**
 * @param {number} most
 * @param {number} step
 * @param {number} wanted
 * @returns {number} how far the number of intervals is from what is wanted
 */
function missed(most, step, wanted) {
  return Math.abs(Math.floor(most / step + 1e-9) - wanted);
}

/**
 * The round number at or above `most`, where an axis may end.
 * @param {number} most
 * @returns {number}
 */
export function roundEnd(most) {
  if (!(most > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return (ROUND.find((unit) => unit * power >= most * (1 - 1e-9)) ?? 10) * power;
}
