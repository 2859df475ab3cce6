/** The stepper: playing and stepping through a sentence, and the bar with its buttons, slider and speed. */

import { answerStep, hearLeads, tellStep } from "./classroom.js";
import { iconButton } from "./buttons.js";
import { elementOf } from "./dom.js";
import { say } from "./labels.js";
import { html, live, nothing, render } from "./lit.js";
import { rowOf, SPEEDS, stepOf, tickInterval } from "./state.js";

// -- What needs a timer: playing, and reporting the step to Python.

const REPORT_DELAY = 400;
/** Milliseconds until a report has been sent to Python. */
const DELIVERY_TIME = 80;

/** Ticks while the state is playing, at the state's speed. @param {() => void} tick */
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

/** Work that is delayed: done once, `after` milliseconds after it was last asked for. @param {() => void} work @param {number} after */
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

  /** Takes the state for new data from Python. For another sentence, a waiting report is dropped. @param {State} next */
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

/** @param {Dispatch} dispatch */
export function createTransport(dispatch) {
  const root = elementOf(html`<div class="gaze-transport" role="group"></div>`);
  /** @type {Record<string, string>} */
  let labels = {};

  /** @param {Record<string, string>} translated */
  function build(translated) {
    labels = translated;
    root.setAttribute("aria-label", say(labels, "transport"));
  }

  /** @param {StageState} state @param {number | null} entropy of the row in bits, if there is one @param {unknown} [more] what stands beside the buttons */
  function paint({ step, steps, speed, playing }, entropy, more = nothing) {
    const last = Math.max(0, steps - 1);
    const button = (/** @type {keyof typeof ICONS} */ name, /** @type {Action} */ action, /** @type {boolean} */ disabled) =>
      iconButton(`gaze-button gaze-${name}`, say(labels, name), ICONS[name], () => dispatch(action), { disabled });
    const to = (/** @type {Event} */ { target }) => Number(/** @type {HTMLInputElement | HTMLSelectElement} */ (target).value);
    render(html`
      <div class="gaze-buttons" data-zone="button">${button("first", { type: "first" }, step === 0)}${button("back", { type: "move", by: -1 }, step === 0)}${
        iconButton(playing ? "gaze-button gaze-play gaze-playing" : "gaze-button gaze-play", say(labels, playing ? "pause" : "play"), ICONS[playing ? "pause" : "play"], () => dispatch({ type: "play" }))}${
        button("forward", { type: "move", by: 1 }, step >= last)}${button("last", { type: "last" }, step >= last)}</div>
      ${more}
      <input type="range" class="gaze-scrub" min="0" step="1" max=${last} data-zone="field" aria-label=${say(labels, "scrub")} .value=${live(String(step))}
        style="--gaze-done: ${last ? (100 * step) / last : 0}%" aria-valuetext=${say(labels, "count", { n: step + 1, total: steps })}
        @input=${(/** @type {Event} */ event) => dispatch({ type: "step", to: to(event) })} />
      <div class="gaze-facts">
        <output class="gaze-count">${say(labels, "count", { n: Math.min(step + 1, steps), total: steps })}</output>
        <span class="gaze-entropy" ?hidden=${entropy === null}><span class="gaze-quiet">${say(labels, "entropy")}</span> <span
          class="gaze-bits">${entropy === null ? "" : say(labels, "bits", { x: entropy.toFixed(2) })}</span></span>
        <select class="gaze-select" data-zone="field" aria-label=${say(labels, "speed")} title=${say(labels, "speed")}
          @change=${(/** @type {Event} */ event) => dispatch({ type: "speed", to: to(event) })}>${SPEEDS.map((each) => html`
          <option value=${each} .selected=${live(each === speed)}>${say(labels, "speed_value", { x: each })}</option>`)}</select>
      </div>`, root);
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}
