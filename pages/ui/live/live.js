/** The page Live: its state, the parts that draw it, what comes from the server and from the visitor. */

import { html, setAll, setText } from "../components/shared/dom.js";
import { guardShortcuts, zoneOfPage } from "../components/shared/keys.js";
import { say } from "../components/shared/labels.js";
import { watchSize, watchTheme } from "../components/shared/listening.js";
import { debounce } from "../components/shared/player.js";
import { createCharts } from "./charts.js";
import { keyCommand } from "./keyboard.js";
import { LIVE_WORDS } from "./labels.js";
import { createLanes } from "./lanes.js";
import { createPlayingRecord } from "./playing.js";
import { NOTHING_YET, reduceLive } from "./state.js";
import { askFor, createStream } from "./stream.js";
import { spokenText } from "./texts.js";
import { createToolbar } from "./toolbar.js";

const SPEECH_DELAY = 3000;
/** How much larger charts and pictures are on a wall. */
const PRESENTED = 1.4;
/** One for all that are put into the page one after the other. */
const playingRecord = createPlayingRecord(() => performance.now());

/** @typedef {{width: number, scale: number, ink: string, rule: string, accent: string, mark: string, font: string, lanes: string[], labels: Record<string, string>}} Look */

/**
 * @param {ReportToPython} report
 */
export function createLive(report) {
  let state = NOTHING_YET;
  let resumes = playingRecord.wasPlaying();
  /** @type {Look | null} */
  let look = null;
  /** @type {Record<string, string>} */
  let labels = LIVE_WORDS;
  let frame = 0;
  const stream = createStream(dispatch);
  const commands = createCommands({ get state() { return state; }, get labels() { return labels; }, dispatch, report });
  const parts = createParts(commands);
  const speak = () => setText(parts.live, state.lanes.map((lane) => spokenText(lane, labels)).join(" "));
  const speech = debounce(speak, SPEECH_DELAY);
  const stops = [guardShortcuts(parts.root), listenToPage(parts.root, commands), watchSize(parts.root, restyle), watchTheme(parts.root, restyle), stream.stop, speech.stop];

  /** @param {LiveData} data */
  function build(data) {
    labels = { ...LIVE_WORDS, ...data.labels };
    buildParts(parts, data, labels);
    restyle();
    dispatch({ type: "lanes", lanes: data.lanes });
    if (resumes) dispatch({ type: "play" });
    resumes = false;
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
    stream.listen(codesOf(state), state.playing);
    frame ||= requestAnimationFrame(paint);
  }

  function paint() {
    frame = 0;
    if (!look?.width) return;
    performance.mark("gaze-live-paint");
    playingRecord.record(state.playing);
    parts.toolbar.paint(state, labels);
    parts.charts.paint(state, look);
    parts.lanes.paint(state, look);
    setText(parts.notice, state.link ? say(labels, state.link) : state.notice);
    performance.measure("gaze-live", "gaze-live-paint");
    speech.schedule();
  }

  function restyle() {
    look = lookOf(parts.root, labels);
    frame ||= requestAnimationFrame(paint);
  }

  return /** @satisfies {Part} */ ({ root: parts.root, build, adopt, paint, dispose: () => stops.forEach((stop) => stop()) });
}

/** @typedef {{readonly state: LiveState, readonly labels: Record<string, string>, dispatch: (action: LiveAction) => void, report: ReportToPython}} Page */

/** @param {LiveState} state @returns {string[]} */
function codesOf({ lanes }) {
  return lanes.map(({ code }) => code);
}

/**
 * What a visitor can do.
 * @param {Page} page
 */
function createCommands(page) {
  const { dispatch, report } = page;
  const play = () => dispatch({ type: "play" });

  /** @param {"one" | "half"} action */
  async function make(action) {
    if (page.state.playing) return;
    const made = await askFor("make", { runs: codesOf(page.state), action });
    const over = page.state.lanes.every(({ news }) => news?.finished);
    dispatch({ type: "notice", text: made || over ? "" : say(page.labels, "others_play") });
  }

  async function begin() {
    dispatch({ type: "pause" });
    const made = await askFor("begin", { runs: codesOf(page.state) });
    dispatch({ type: "notice", text: made ? "" : say(page.labels, "others_watch") });
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

  return { play, make, begin, setClock, choose, chooseBy: (/** @type {number} */ by) => choose(page.state.probe + by) };
}

/**
 * @param {{play: () => void, make: (action: "one" | "half") => void, begin: () => void, setClock: (clock: LiveClock) => void, choose: (index: number) => void}} commands
 */
function createParts(commands) {
  const [toolbar, charts, lanes] = [createToolbar(commands), createCharts(), createLanes(commands.choose)];
  const [notice, live] = [html("p", { class: "gaze-notice", role: "status" }), html("p", { "aria-live": "polite" })];
  const root = html("section", { class: "gaze", tabindex: 0, role: "region" },
    html("div", { class: "gaze-body-grid" }, toolbar.root, notice, charts.root, lanes.root, html("div", { class: "gaze-hidden" }, live)));
  return /** @satisfies {Part} */ ({ root, toolbar, charts, lanes, notice, live });
}

/**
 * @param {ReturnType<typeof createParts>} parts
 * @param {LiveData} data
 * @param {Record<string, string>} labels
 * @returns {void}
 */
function buildParts({ root, toolbar, charts, lanes }, data, labels) {
  setAll(root, { "aria-label": `${say(labels, "live")}: ${data.task}. ${say(labels, "live_keys")}` });
  toolbar.build(labels);
  charts.build(labels);
  lanes.build(data.lanes, labels);
}

/**
 * What the theme and the size say, read once and not with every report.
 * @param {HTMLElement} root
 * @param {Record<string, string>} labels
 * @returns {Look}
 */
function lookOf(root, labels) {
  const style = getComputedStyle(root);
  const dark = style.colorScheme === "dark" || isDark(style.color);
  const accent = style.getPropertyValue("--st-primary-color").trim() || "#3457d5";
  const lanes = [accent, ...(dark ? ["#ffb454", "#4fd1a5", "#e58fd0"] : ["#c46a00", "#0b7a55", "#a3338a"])];
  const rule = dark ? "rgba(255,255,255,0.14)" : "rgba(0,0,0,0.12)";
  const scale = root.hasAttribute("data-present") ? PRESENTED : 1;
  return { width: root.clientWidth, scale, ink: style.color, rule, accent, mark: accent, font: style.fontFamily, lanes, labels };
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
    else if (command === "one" || command === "half") commands.make(command);
    else commands.chooseBy(command === "up" ? -1 : 1);
  };
  document.addEventListener("keydown", onKey);
  return () => document.removeEventListener("keydown", onKey);
}
