/** Actions for Python, each reported until Python has answered it. */

/**
 * Of two reports in quick succession Streamlit may deliver only the later one. So each report has all actions that
 * Python has not answered yet, with ascending numbers.
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

  /** Forgets the actions up to this number, which Python has answered. @param {number} at */
  function confirm(at) {
    last = Math.max(last, at);
    open = open.filter((action) => action.at > at);
  }

  return { send, confirm };
}
