/** Whether a training was playing a moment ago: Streamlit takes the component out and puts it in again, as for Present. */

/** Milliseconds after which nothing goes on playing by itself. */
const LONGEST_GAP = 3000;

/**
 * @param {() => number} now milliseconds of a clock
 */
export function createResuming(now) {
  let [playing, at] = [false, -Infinity];

  return {
    note: (/** @type {boolean} */ plays) => { [playing, at] = [plays, now()]; },
    goesOn: () => playing && now() - at < LONGEST_GAP,
  };
}
