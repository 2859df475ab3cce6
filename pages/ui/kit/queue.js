/**
 * Reports to Python, which wait while Python runs. Streamlit's page can lose a component, and what has the focus in it, if a report
 * is answered together with a run that was asked for before: it then takes the component out and puts in a new one. A
 * report of a component has to wait for such a run in any case, so it waits here.
 */

export const RUNNING = '[data-testid="stApp"][data-test-script-state="running"]';
/** Milliseconds between two looks at whether Python is still running. */
const QUEUE_INTERVAL = 20;

/**
 * @param {ReportToPython} send
 * @returns {{report: ReportToPython, stop: () => void}} a later report replaces a waiting one of the same name
 */
export function createReportQueue(send) {
  /** @type {Map<string, unknown>} */
  const waiting = new Map();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @type {ReportToPython} */
  function report(name, value) {
    waiting.set(name, value);
    proceed();
  }

  function proceed() {
    clearTimeout(timer);
    if (document.querySelector(RUNNING)) timer = setTimeout(proceed, QUEUE_INTERVAL);
    else sendAll();
  }

  function sendAll() {
    for (const [name, value] of waiting) send(name, value);
    waiting.clear();
  }

  return { report, stop: () => clearTimeout(timer) };
}
