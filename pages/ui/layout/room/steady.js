/** Counts that do not flicker. */

/** Milliseconds after which who has left is believed to have left: streams end regularly and are opened again at once. */
const GRACE = 2000;

/**
 * Passes on how many students there are; a lower number only after a while.
 * @param {(counts: RoomCounts) => void} pass
 * @returns {(counts: RoomCounts) => void}
 */
export function steadyCounts(pass) {
  let present = 0;
  /** @type {number | undefined} */
  let timer;

  return (counts) => {
    const settle = () => { present = counts.present; pass(counts); };
    clearTimeout(timer);
    if (counts.present >= present) return settle();
    pass({ ...counts, present });
    timer = window.setTimeout(settle, GRACE);
  };
}
