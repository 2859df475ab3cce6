/** What is asked for in the browser, told to Python until it has answered. */

/**
 * Of two reports in quick succession Streamlit may deliver the later alone. So every report holds all wishes that
 * Python has not yet answered, each with a number that grows.
 * @template {object} Wish
 * @param {(wishes: (Wish & {at: number})[]) => void} tell
 */
export function createWishes(tell) {
  /** @type {(Wish & {at: number})[]} */
  let open = [];
  let last = 0;

  /** @param {Wish} wish */
  function make(wish) {
    last = Math.max(Date.now(), last + 1);
    open = [...open, { ...wish, at: last }];
    tell(open);
  }

  /** All wishes up to this number have been answered. @param {number} at */
  function answered(at) {
    last = Math.max(last, at);
    open = open.filter((wish) => wish.at > at);
  }

  return { make, answered };
}
