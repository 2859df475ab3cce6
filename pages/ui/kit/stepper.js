/** The stepper: playing and stepping through a sentence, and the bar with its buttons, slider and speed. */

import { answerStep, hearLeads, tellStep } from "./classroom.js";
import { html, icon, pressable, setAll, setName, setText } from "./dom.js";
import { say } from "./labels.js";
import { rowOf, SPEEDS, stepOf, tickInterval } from "./state.js";

// -- What needs a timer: playing, and reporting the step to Python.

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

/** @param {MouseEvent} event @returns {HTMLElement | null} the link that opens another page here */
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

// -- The transport: buttons, a slider for the step, the speed, and the numbers of the step.

const ICONS = {
  first: "M17 6l-6 6 6 6M7.5 6v12",
  back: "M14.5 6l-6 6 6 6",
  play: "M8.5 5.5v13l10-6.5z",
  pause: "M9 6v12M15 6v12",
  forward: "M9.5 6l6 6-6 6",
  last: "M7 6l6 6-6 6M16.5 6v12",
};

/** @param {Dispatch} dispatch @param {HTMLElement[]} more elements beside the buttons */
export function createTransport(dispatch, more = []) {
  /** @param {"first" | "back" | "play" | "forward" | "last"} name @param {Action} action */
  const press = (name, action) => pressable({ class: `gaze-button gaze-${name}` }, () => dispatch(action), icon(ICONS[name]));
  const buttons = {
    first: press("first", { type: "first" }),
    back: press("back", { type: "move", by: -1 }),
    play: press("play", { type: "play" }),
    forward: press("forward", { type: "move", by: 1 }),
    last: press("last", { type: "last" }),
  };
  const scrub = html("input", { type: "range", class: "gaze-scrub", min: 0, step: 1, "data-zone": "field" });
  scrub.addEventListener("input", () => dispatch({ type: "step", to: Number(scrub.value) }));
  const count = html("output", { class: "gaze-count" });
  const [word, bits] = [html("span", { class: "gaze-quiet" }), html("span", { class: "gaze-bits" })];
  const spread = html("span", { class: "gaze-entropy" }, word, " ", bits);
  const speed = speedMenu(dispatch);
  const keys = html("div", { class: "gaze-buttons", "data-zone": "button" }, ...Object.values(buttons));
  const facts = html("div", { class: "gaze-facts" }, count, spread, speed);
  const root = html("div", { class: "gaze-transport", role: "group" }, keys, ...more, scrub, facts);
  const sign = /** @type {SVGPathElement} */ (buttons.play.querySelector("path"));
  /** @type {Record<string, string>} */
  let labels = {};

  /** @param {Record<string, string>} translated */
  function build(translated) {
    labels = translated;
    root.setAttribute("aria-label", say(labels, "transport"));
    for (const [name, button] of Object.entries(buttons)) setName(button, say(labels, name));
    setAll(scrub, { "aria-label": say(labels, "scrub") });
    setName(speed, say(labels, "speed"));
    setText(word, say(labels, "entropy"));
    [...speed.options].forEach((option, i) => setText(option, say(labels, "speed_value", { x: SPEEDS[i] })));
  }

  /** @param {StageState} state @param {number | null} entropy of the row in bits, if there is one */
  function paint(state, entropy) {
    const last = Math.max(0, state.steps - 1);
    setAll(scrub, { max: last, "aria-valuetext": say(labels, "count", { n: state.step + 1, total: state.steps }) });
    scrub.value = String(state.step);
    scrub.style.setProperty("--gaze-done", last ? `${(100 * state.step) / last}%` : "0%");
    setText(count, say(labels, "count", { n: Math.min(state.step + 1, state.steps), total: state.steps }));
    setAll(spread, { hidden: entropy === null });
    if (entropy !== null) setText(bits, say(labels, "bits", { x: entropy.toFixed(2) }));
    speed.value = String(state.speed);
    setName(buttons.play, say(labels, state.playing ? "pause" : "play"));
    setAll(sign, { d: state.playing ? ICONS.pause : ICONS.play });
    buttons.play.classList.toggle("gaze-playing", state.playing);
    for (const name of /** @type {const} */ (["first", "back"])) setAll(buttons[name], { "aria-disabled": String(state.step === 0) });
    for (const name of /** @type {const} */ (["forward", "last"])) setAll(buttons[name], { "aria-disabled": String(state.step >= last) });
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/** @param {Dispatch} dispatch @returns {HTMLSelectElement} */
function speedMenu(dispatch) {
  const menu = html("select", { class: "gaze-select", "data-zone": "field" });
  menu.append(...SPEEDS.map((speed) => html("option", { value: speed })));
  menu.addEventListener("change", () => dispatch({ type: "speed", to: Number(menu.value) }));
  return menu;
}
