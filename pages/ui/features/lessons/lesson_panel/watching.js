/** Watches the address, which shows all that a learner does. */

const INTERVAL = 250;

/**
 * Reads the address a few times a second, since the browser has no event for a replaced entry of the history.
 * @param {(address: string) => void} changed called with a new address once two readings agree
 * @returns {{repeat: () => void, stop: () => void}} `repeat` reports the address once more
 */
export function watchAddress(changed) {
  let [last, reported] = ["", ""];
  const timer = setInterval(() => {
    const now = location.pathname + location.search;
    if (now === last && now !== reported) {
      reported = now;
      changed(now);
    }
    last = now;
  }, INTERVAL);
  return { repeat: () => { reported = ""; }, stop: () => clearInterval(timer) };
}
