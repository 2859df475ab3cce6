/** The page Live: its state, the parts that draw it, what comes from the server and from the visitor. */

import { glyph } from "../../kit/buttons.js";
import { elementOf, setAll } from "../../kit/dom.js";
import { guardShortcuts, watchSize, watchTheme, zoneOfPage } from "../../kit/listening.js";
import { say } from "../../kit/labels.js";
import { html, render } from "../../kit/lit.js";
import { mountComponent } from "../../kit/mount.js";
import { PACKED } from "../../kit/packed.js";
import { textMeasure } from "../../kit/scene.js";
import { debounce } from "../../kit/stepper.js";
import { createCharts } from "./charts.js";
import { createConnection } from "./connection.js";
import { LIVE_WORDS } from "./labels.js";
import { createLanes } from "./lanes.js";
import { couldJoinLate, hasBegun, NOTHING_YET, plays, reduceLive, spokenText } from "./state.js";

const SPEECH_DELAY = 3000;
/** How much larger charts and pictures are on a wall. */
const PRESENTED = 1.4;

/** @typedef {{width: number, chartsWidth: number, height: number, scale: number, measure: Measure, lanes: string[], labels: Record<string, string>}} Look */

/** @param {ReportToPython} report */
function createLive(report) {
  const root = elementOf(html`<section class="gaze" tabindex="0" role="region"></section>`);
  let state = NOTHING_YET;
  /** @type {Look | null} */
  let look = null;
  /** @type {Record<string, string>} */
  let labels = LIVE_WORDS;
  /** @type {string[]} */
  let colours = [];
  /** What screen readers are told. */
  let spoken = "";
  let frame = 0;
  const connection = createConnection(dispatch);
  const commands = createCommands({ get state() { return state; }, dispatch, report, act: connection.act });
  const [charts, lanes] = [createCharts(), createLanes(commands.choose)];
  const speech = debounce(speak, SPEECH_DELAY);
  const stops = [guardShortcuts(root), listenToPage(root, commands), watchSize(root, restyle), watchTheme(root, restyle), connection.stop, speech.stop];

  /** @param {LiveData} data */
  function build(data) {
    labels = { ...LIVE_WORDS, ...data.labels };
    colours = data.lanes.map(({ colour }) => colour);
    setAll(root, { "aria-label": `${say(labels, "live")}: ${data.task}. ${say(labels, "live_keys")}` });
    show();
    restyle();
    dispatch({ type: "lanes", lanes: data.lanes });
    connection.watch(state.lanes.map(({ code }) => code));
    speak();
  }

  /** @param {Partial<LiveData["choices"]>} choices */
  function adopt({ probe = state.probe, clock = state.clock }) {
    dispatch({ type: "probe", to: probe });
    dispatch({ type: "clock", to: clock });
  }

  /** @param {LiveAction} action */
  function dispatch(action) {
    state = reduceLive(state, action);
    frame ||= requestAnimationFrame(paint);
  }

  function show() {
    render(html`<div class="gaze-body-grid gaze-live">
      ${toolbarView(state, labels, commands)}
      <p class="gaze-notice" role="status">${noticeOf(state, labels)}</p>
      <p class="gaze-late" ?hidden=${!couldJoinLate(state)}><span>${say(labels, "race_begins")}</span>
        <button type="button" class="gaze-choice" @click=${commands.joinLate}>${say(labels, "join_late")}</button></p>
      ${charts.root}${lanes.root}
      <div class="gaze-hidden"><p aria-live="polite">${spoken}</p></div></div>`, root);
  }

  function paint() {
    frame = 0;
    if (!look?.width) return;
    performance.mark("gaze-live-paint");
    show();
    if (charts.root.hidden === hasBegun(state)) { // before the first update there are no curves
      charts.root.hidden = !charts.root.hidden;
      look = lookOf({ root, charts }, labels, colours);
    }
    charts.paint(state, look);
    lanes.paint(state, look);
    performance.measure("gaze-live", "gaze-live-paint");
    speech.schedule();
  }

  function speak() {
    spoken = state.lanes.map((lane) => spokenText(lane, labels)).join(" ");
    show();
  }

  function restyle() {
    look = lookOf({ root, charts }, labels, colours);
    frame ||= requestAnimationFrame(paint);
  }

  return /** @satisfies {Part} */ ({ root, build, adopt, paint, dispose: () => stops.forEach((stop) => stop()) });
}

/** @typedef {{readonly state: LiveState, dispatch: (action: LiveAction) => void, report: ReportToPython, act: ReturnType<typeof createConnection>["act"]}} Page */

/**
 * What hinders the whole page, whose run it is, or what there is to press.
 * @param {LiveState} state @param {Record<string, string>} labels @returns {string}
 */
function noticeOf(state, labels) {
  const { link, seat, lanes } = state;
  if (link) return say(labels, link);
  if (seat !== "own") return "gazeWall" in document.documentElement.dataset ? "" : say(labels, seat); // on a wall nobody presses
  if (!lanes.length || hasBegun(state) || plays(state)) return "";
  return say(labels, lanes.every(({ news }) => news?.sentences.length) ? "press_play" : "starting");
}

/** What a visitor can do. @param {Page} page */
function createCommands(page) {
  const { dispatch, report, act } = page;

  async function play() {
    const playing = !plays(page.state);
    if (page.state.seat === "watching") return;
    dispatch({ type: "wish", playing });
    dispatch({ type: "done", done: await act(playing ? "play" : "pause") });
  }

  /** @param {"one" | "phase"} action */
  async function make(action) {
    if (!plays(page.state) && page.state.seat !== "watching") await act(action);
  }

  /** @param {string[]} [before] */
  async function begin(before) {
    if (page.state.seat === "watching") return;
    dispatch({ type: "wish", playing: false });
    dispatch({ type: "done", done: await act("begin", before) });
  }

  /** @param {LiveClock} clock */
  function setClock(clock) {
    report("clock", clock);
    dispatch({ type: "clock", to: clock });
  }

  /** @param {number} index */
  function choose(index) {
    const last = (page.state.lanes[0]?.news?.sentences.length ?? 1) - 1;
    const to = Math.max(0, Math.min(last, index));
    report("probe", to);
    dispatch({ type: "probe", to });
  }

  return { play, make, begin: () => begin(), joinLate: () => begin(page.state.before), setClock, choose, chooseBy: (/** @type {number} */ by) => choose(page.state.probe + by) };
}

/**
 * What the theme and the size say, read once and not with every report.
 * @param {{root: HTMLElement, charts: {root: HTMLElement}}} parts
 * @param {Record<string, string>} labels
 * @param {string[]} colours of the lanes' scoring functions
 * @returns {Look}
 */
function lookOf({ root, charts }, labels, colours) {
  const style = getComputedStyle(root);
  const dark = style.colorScheme === "dark" || isDark(style.color);
  const accent = style.getPropertyValue("--st-primary-color").trim() || "#3457d5";
  const others = [accent, ...(dark ? ["#ffb454", "#4fd1a5", "#e58fd0"] : ["#c46a00", "#0b7a55", "#a3338a"])];
  const lanes = colours.map((colour, i) => colour || others[i % others.length]);
  const scale = root.hasAttribute("data-present") ? PRESENTED : 1;
  return { width: root.clientWidth, chartsWidth: charts.root.clientWidth, height: innerHeight, scale, measure: textMeasure(style.fontFamily), lanes, labels };
}

/** Whether a colour of text is meant for a dark ground. @param {string} colour @returns {boolean} */
function isDark(colour) {
  const [red = 0, green = 0, blue = 0] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return red + green + blue > 3 * 128;
}

/**
 * @param {HTMLElement} root
 * @param {ReturnType<typeof createCommands>} commands
 * @returns {() => void} stops listening
 */
function listenToPage(root, commands) {
  /** @param {KeyboardEvent} event */
  const onKey = (event) => {
    const command = root.clientWidth > 0 && !event.defaultPrevented && keyCommand(event, zoneOfPage(event.composedPath()[0]));
    if (!command) return;
    event.preventDefault();
    if (command === "play") commands.play();
    else if (command === "one" || command === "phase") commands.make(command);
    else commands.chooseBy(command === "up" ? -1 : 1);
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}

// The buttons of a live training.

const [PLAY, PAUSE] = ["M8 5v14l11-7z", "M9 5v14M15 5v14"];
/** @type {LiveClock[]} */
const CLOCKS = ["updates", "seconds"];
const NEXT_PHASE = { forward: "phase_backward", backward: "phase_step", step: "phase_forward" };

/**
 * @param {LiveState} state
 * @param {Record<string, string>} labels
 * @param {{play: () => void, make: (action: "one" | "phase") => void, begin: () => void, setClock: (clock: LiveClock) => void}} commands
 */
function toolbarView(state, labels, { play, make, begin, setClock }) {
  const moves = plays(state);
  const [now, phase] = [moves ? "pause" : "play", NEXT_PHASE[state.lanes[0]?.news?.phase?.name ?? "step"]];
  const ended = state.lanes.length > 0 && state.lanes.every(({ news }) => news?.finished);
  const watching = state.seat === "watching";
  const choice = (/** @type {string} */ word, /** @type {boolean} */ disabled, /** @type {() => void} */ press) =>
    html`<button type="button" class="gaze-choice" aria-disabled=${disabled} @click=${press}>${say(labels, word)}</button>`;
  return html`
    <div class="gaze-live-bar"><button type="button" class="gaze-button gaze-play${moves ? " gaze-playing" : ""}" data-now=${now} aria-label=${say(labels, now)}
        title=${say(labels, now)} aria-disabled=${ended || watching} @click=${play}>${glyph(moves ? PAUSE : PLAY)}</button>
      ${choice("one_update", ended || moves || watching, () => make("one"))}${choice(phase, ended || moves || watching, () => make("phase"))}
      ${choice("begin_anew", watching || !hasBegun(state), begin)}</div>
    <div class="gaze-clock" role="group" aria-label=${say(labels, "clock")}>${CLOCKS.map((clock) => html`<button type="button" class="gaze-choice"
      aria-pressed=${clock === state.clock} @click=${() => setClock(clock)}>${say(labels, `clock_${clock}`)}</button>`)}</div>`;
}

// Which key does what on the page Live. Pure.

/** @typedef {"play" | "one" | "phase" | "up" | "down"} LiveCommand */

/** @type {Record<string, LiveCommand>} */
const COMMANDS = { " ": "play", ArrowRight: "one", ArrowUp: "up", ArrowDown: "down" };

/**
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} event
 * @param {import("../../kit/listening.js").Zone} zone of what has the focus
 * @returns {LiveCommand | null} null where the key is not ours
 */
export function keyCommand({ key, ctrlKey, metaKey, altKey, shiftKey }, zone) {
  if (ctrlKey || metaKey || altKey || zone === "field") return null;
  if (key === " " && zone === "pressable") return null;
  if (shiftKey) return key === "ArrowRight" ? "phase" : null;
  return COMMANDS[key] ?? null;
}

// The component that Streamlit mounts: trainings that one watches while they run.

export default mountComponent(createLive, PACKED);
