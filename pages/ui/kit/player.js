/** What needs a timer: playing, and reporting the step to Python. */

import { answerStep, hearLeads, tellStep } from "./classroom.js";
import { rowOf, stepOf } from "./rows.js";
import { tickInterval } from "./state.js";

const REPORT_DELAY = 400;
/** Milliseconds until a report has been sent to Python. */
const DELIVERY_TIME = 80;

/**
 * Ticks while the state is playing, at the state's speed.
 * @param {() => void} tick
 */
function createPlayer(tick) {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  let current = 0;

  function stop() {
    clearInterval(timer);
    current = 0;
  }

  /** @param {StageState} state */
  function follow({ playing, speed }) {
    const interval = playing ? tickInterval(speed) : 0;
    if (interval === current) return;
    stop();
    if (interval) timer = setInterval(tick, interval);
    current = interval;
  }

  return { follow, stop };
}

/**
 * Reports the step a moment after the last change: not on every key, not while playing, since each report reruns the page.
 * @param {ReportToPython} report
 */
function createReporter(report) {
  let step = 0;
  const later = debounce(() => report("step", step), REPORT_DELAY);

  /** @param {StageState} before @param {StageState} after */
  function follow(before, after) {
    if (before.step === after.step && before.playing === after.playing) return;
    later.stop();
    if (after.playing) return;
    step = stepOf(after.lengths, after.step);
    later.schedule();
  }

  return { ...later, follow };
}

/** Links to another page that do not load it anew. */
const PAGES = ["stTopNavLink", "stSidebarNavLink", "stPageLink-NavLink"].map((id) => `[data-testid="${id}"]`).join();

/**
 * Gives waiting reports their turn when the visitor clicks. Before a link to another page they are sent, as a later report
 * would bring the old page back. Any other click may ask Python for something, and they wait for a moment after it.
 * @param {ReturnType<typeof debounce>[]} reports
 * @returns {() => void} stops listening
 */
function yieldToClicks(reports) {
  const stop = new AbortController();
  addEventListener("click", (event) => {
    const waiting = reports.filter((report) => report.isPending());
    const link = waiting.length ? linkToPage(event) : null;
    if (!link) return waiting.forEach((report) => report.schedule());
    event.preventDefault();
    event.stopImmediatePropagation();
    for (const report of waiting) report.flush();
    setTimeout(() => link.click(), DELIVERY_TIME);
  }, { capture: true, signal: stop.signal });
  return () => stop.abort();
}

/**
 * @param {MouseEvent} event
 * @returns {HTMLElement | null} the link that opens another page here
 */
function linkToPage({ target, ctrlKey, metaKey, shiftKey }) {
  if (!(target instanceof Element) || ctrlKey || metaKey || shiftKey) return null;
  return /** @type {HTMLElement | null} */ (target.closest(PAGES));
}

/**
 * Work that is delayed: done once, `after` milliseconds after it was last asked for.
 * @param {() => void} work
 * @param {number} after
 */
export function debounce(work, after) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function stop() {
    clearTimeout(timer);
    timer = undefined;
  }

  /** Does the work at once if it was asked for. */
  function flush() {
    if (timer === undefined) return;
    stop();
    work();
  }

  function schedule() {
    stop();
    timer = setTimeout(flush, after);
  }

  return { schedule, flush, stop, isPending: () => timer !== undefined };
}

/**
 * What all components with a step share: a state that actions change, a timer for playing, the report of the step, and
 * an end. `stageOf` gives the part of the state with the step; `changed` draws or marks what is new; `reports` are
 * delayed reports, sent at the latest when the visitor leaves the page. A class is led to a step only where it is `led`: not
 * where steps are other than those of a decoding.
 * @template State
 * @template {{type: string}} Act
 * @param {{start: State, reduce: (state: State, action: Act) => State, stageOf: (state: State) => StageState,
 *   changed: (before: State, action: Act) => void, report: ReportToPython, reports?: ReturnType<typeof debounce>[], led?: boolean}} ways
 */
export function createStepper({ start, reduce, stageOf, changed, report, reports = [], led = true }) {
  let state = start;
  /** @type {string | null} */
  let text = null;
  const player = createPlayer(() => dispatch(/** @type {Act} */ ({ type: "tick" })));
  const reporter = createReporter(report);
  const undo = [player.stop, ...[reporter, ...reports].map(({ stop }) => stop), yieldToClicks([reporter, ...reports]), ...(led ? [hearLeads(follow), answerStep(stepNow)] : [])];

  /** @param {Act} action */
  function dispatch(action) {
    const before = state;
    state = reduce(before, action);
    if (state === before) return;
    player.follow(stageOf(state));
    changed(before, action);
    const [was, is] = [stageOf(before), stageOf(state)];
    reporter.follow(was, is);
    if (led && is.step !== was.step) tellStep(stepOf(is.lengths, is.step));
  }

  function stepNow() {
    const { lengths, step } = stageOf(state);
    return stepOf(lengths, step);
  }

  /** A teacher leads, or goes on. @param {import("./classroom.js").StepLead} lead */
  function follow(lead) {
    const action = "to" in lead ? { type: "step", to: rowOf(stageOf(state).lengths, lead.to) } : { type: "move", by: lead.by };
    dispatch(/** @type {Act} */ (/** @type {unknown} */ (action)));
  }

  /**
   * Takes the state for new data from Python. For another sentence, a waiting report is dropped.
   * @param {State} next
   */
  function receive(next) {
    state = next;
    const stage = stageOf(state);
    player.follow(stage);
    if (stage.text !== text) reporter.stop();
    text = stage.text;
  }

  /** Takes over choices of the server. Nobody need tell it the step that it chose. @param {Record<string, unknown>} choices */
  function adopt(choices) {
    dispatch(/** @type {Act} */ (/** @type {unknown} */ ({ type: "adopt", choices })));
    if ("step" in choices) reporter.stop();
  }

  return {
    get state() { return state; },
    dispatch,
    receive,
    adopt,
    /** @param {(() => void)[]} more functions that stop listening, called at the end */
    until: (...more) => undo.push(...more),
    dispose: () => undo.forEach((end) => end()),
  };
}
