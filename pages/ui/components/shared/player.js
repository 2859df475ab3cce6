/** What needs a clock: playing, and telling Python where one is. */

import { rowOf, stepOf } from "./rows.js";
import { tickInterval, clamp } from "./state.js";

const REPORT_DELAY = 400;
/** Milliseconds until Python has heard of what it was told. */
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
 * Reports the step once it has settled: not on every key, not while playing, since each report reruns the page.
 * @param {TellPython} report
 */
function createReporter(report) {
  let step = 0;
  const later = createLater(() => report("step", step), REPORT_DELAY);

  /** @param {StageState} before @param {StageState} after */
  function follow(before, after) {
    if (before.step === after.step && before.playing === after.playing) return;
    later.stop();
    if (after.playing) return;
    step = stepOf(after.lengths, after.step);
    later.ask();
  }

  return { ...later, follow };
}

/** What leads to another page without loading it anew. */
const PAGES = ["stTopNavLink", "stSidebarNavLink", "stPageLink-NavLink"].map((id) => `[data-testid="${id}"]`).join();

/**
 * What is told after its page was left would bring that page back. So it is told first, and then one leaves.
 * @param {ReturnType<typeof createLater>[]} reports
 * @returns {() => void} stops listening
 */
function reportBeforeLeaving(reports) {
  const stop = new AbortController();
  addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest(PAGES) : null;
    if (!(link instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!reports.some((report) => report.waits())) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    for (const report of reports) report.now();
    setTimeout(() => link.click(), DELIVERY_TIME);
  }, { capture: true, signal: stop.signal });
  return () => stop.abort();
}

/**
 * Work that nobody waits for: done once, so many milliseconds after it was last asked for.
 * @param {() => void} work
 * @param {number} after
 */
export function createLater(work, after) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  function stop() {
    clearTimeout(timer);
    timer = undefined;
  }

  /** What was asked for, without waiting any longer. */
  function now() {
    if (timer === undefined) return;
    stop();
    work();
  }

  function ask() {
    stop();
    timer = setTimeout(now, after);
  }

  return { ask, now, stop, waits: () => timer !== undefined };
}

/**
 * What every component that steps has alike: a state that actions change, a clock, the report of where one is, an end.
 * `stageOf` is what of the state the clock follows; `changed` draws or marks what is new; `reports` are told once they
 * have settled, or before one leaves.
 * @template State
 * @template {{type: string}} Act
 * @param {{start: State, reduce: (state: State, action: Act) => State, stageOf: (state: State) => StageState,
 *   changed: (before: State, action: Act) => void, report: TellPython, reports?: ReturnType<typeof createLater>[]}} ways
 */
export function createStepper({ start, reduce, stageOf, changed, report, reports = [] }) {
  let state = start;
  /** @type {string | null} */
  let text = null;
  const player = createPlayer(() => dispatch(/** @type {Act} */ ({ type: "tick" })));
  const reporter = createReporter(report);
  const undo = [player.stop, ...[reporter, ...reports].map(({ stop }) => stop), reportBeforeLeaving([reporter, ...reports])];

  /** @param {Act} action */
  function dispatch(action) {
    const before = state;
    state = reduce(before, action);
    if (state === before) return;
    player.follow(stageOf(state));
    changed(before, action);
    reporter.follow(stageOf(before), stageOf(state));
  }

  /**
   * After every answer of Python, which knew of this step. It may not have heard of the present one yet, and write the
   * old one in the address: then it is told again. What was to be told of another sentence is nothing to tell.
   * @param {State} next
   * @param {number | null} step
   */
  function receive(next, step) {
    state = next;
    const stage = stageOf(state);
    player.follow(stage);
    const known = clamp(step === null ? Infinity : rowOf(stage.lengths, step), 0, Math.max(0, stage.steps - 1));
    if (stage.text === text) reporter.follow({ ...stage, step: known }, stage);
    else reporter.stop();
    text = stage.text;
  }

  return {
    get state() { return state; },
    dispatch,
    receive,
    /** @param {(() => void)[]} more what was begun to listen to, to be ended */
    until: (...more) => undo.push(...more),
    dispose: () => undo.forEach((end) => end()),
  };
}
