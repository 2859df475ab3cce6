/** Updates and seconds as places on an axis, and what was recorded at a place. Pure. */

/**
 * The share of the axis at a place: logarithmic, with room for 0.
 * @param {number} x
 * @param {number} most the end of the axis
 * @returns {number} from 0 to 1
 */
export function shareOf(x, most) {
  return most > 0 ? Math.log1p(x) / Math.log1p(most) : 0;
}

/** The powers of ten on an axis, and 0. @param {number} most @returns {number[]} */
export function ticksOf(most) {
  const powers = [];
  for (let power = 1; power <= most; power *= 10) powers.push(power);
  return [0, ...powers];
}

/**
 * The last place at or before `x`; −1 before the first.
 * @param {number[]} places in ascending order
 * @param {number} x
 * @returns {number}
 */
export function lastBefore(places, x) {
  const after = places.findIndex((place) => place > x * (1 + 1e-9));
  return after < 0 ? places.length - 1 : after - 1;
}

/**
 * The recorded update of a run, by its index, when the chosen one is at `at`: as many updates or seconds into its own training.
 * @param {TrainingRun} run
 * @param {TrainingRun} chosen
 * @param {number} at index of a recorded update of the chosen run
 * @param {TimeAxis} axis
 * @returns {number}
 */
export function updateOf(run, chosen, at, axis) {
  if (run === chosen) return at;
  return Math.max(0, lastBefore(run[axis], chosen[axis][at]));
}

/**
 * A value of a curve at a place: the last one recorded by then, or null.
 * @param {CurveLine} line @param {number} x @returns {number | null}
 */
export function valueAt({ x: places, y }, x) {
  return y[lastBefore(places, x)] ?? null;
}

/** A time in seconds or minutes, with at most three digits. @param {number} seconds @returns {["seconds" | "minutes", string]} */
export function timeText(seconds) {
  if (seconds >= 120) return ["minutes", (seconds / 60).toFixed(1)];
  return ["seconds", seconds < 10 ? seconds.toFixed(1) : String(Math.round(seconds))];
}
