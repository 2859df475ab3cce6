/** What is asked for in the browser, told to Python until it has answered. */

/**
 * Of two reports in quick succession Streamlit may deliver the later alone. So every report holds all actions that
 * Python has not yet answered, each with a number that grows.
 * @template {object} Action
 * @param {(actions: (Action & {at: number})[]) => void} report
 */
export function createActions(report) {
  /** @type {(Action & {at: number})[]} */
  let open = [];
  let last = 0;

  /** @param {Action} action */
  function send(action) {
    last = Math.max(Date.now(), last + 1);
    open = [...open, { ...action, at: last }];
    report(open);
  }

  /** All actions up to this number have been answered. @param {number} at */
  function confirm(at) {
    last = Math.max(last, at);
    open = open.filter((action) => action.at > at);
  }

  return { send, confirm };
}
