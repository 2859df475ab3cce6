/** Whether a training was playing a moment ago: Streamlit takes the component out and puts it in again, as for Present. */

/** Milliseconds after which nothing goes on playing by itself. */
const LONGEST_GAP = 3000;

/**
 * @param {() => number} now milliseconds of a clock
 */
export function createPlayingRecord(now) {
  let [playing, at] = [false, -Infinity];

  return {
    record: (/** @type {boolean} */ plays) => { [playing, at] = [plays, now()]; },
    wasPlaying: () => playing && now() - at < LONGEST_GAP,
  };
}
