/** The address, watched: all that a learner does stands in it. */

const INTERVAL = 250;

/**
 * Nobody tells of an entry of the history that is replaced, so it is looked at again and again, a few times a second.
 * @param {(address: string) => void} changed told once the address has stayed the same from one look to the next
 * @returns {{look: () => void, stop: () => void}} `look` has it told once more
 */
export function watchAddress(changed) {
  let [last, told] = ["", ""];
  const timer = setInterval(() => {
    const now = location.pathname + location.search;
    if (now === last && now !== told) {
      told = now;
      changed(now);
    }
    last = now;
  }, INTERVAL);
  return { look: () => { told = ""; }, stop: () => clearInterval(timer) };
}
