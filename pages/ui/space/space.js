/** The map page's stage: one state, the views that show it, and the ways in that change it. */

import { html, setText } from "../stage/dom.js";
import { noteOf } from "../stage/fixed.js";
import { say } from "../stage/labels.js";
import { fontFor } from "../stage/layout.js";
import { listenForKeys, watchSize, watchTheme } from "../stage/listening.js";
import { composePicture } from "../stage/picture.js";
import { createLater, createLife } from "../stage/player.js";
import { percentText } from "../stage/reading.js";
import { savePicture, saveTable } from "../stage/saves.js";
import { bitsOf, sceneOf, textMeasure } from "../stage/scene.js";
import { announcement } from "../stage/speech.js";
import { START, reduce, within } from "../stage/state.js";
import { createTransport } from "../stage/transport.js";
import { dotBeside, dotOfStep, dotsOf, tableOf } from "./dots.js";
import { createGap } from "./gap.js";
import { createLegend } from "./legend.js";
import { createMap } from "./map.js";
import { createPanel } from "./panel.js";
import { tintsOf } from "./tints.js";
import { toldOf } from "./told.js";
import { createTurning } from "./turning.js";

/** Milliseconds. */
const AFTER = 40;

/**
 * @param {HTMLElement | ShadowRoot} parent
 * @param {import("../stage/mount.js").Report} report
 */
export function createSpace(parent, report) {
  /** @type {StageState} */
  let state = START;
  /** @type {SpaceData | null} */
  let data = null;
  let opened = 0;
  // Asked for once a drawing, before anything is changed: each time the browser lays out the page.
  let width = 0;
  /** @type {Dot[]} */
  let dots = [];
  /** @type {Dot | null} */
  let focus = null;
  /** @type {Scene[]} */
  let scenes = [];

  const transport = createTransport(dispatch);
  const map = createMap(look, look);
  const panel = createPanel((text) => report("open", [text, ++opened]));
  const [gap, legend] = [createGap(), createLegend(save, approach)];
  const told = html("p", { class: "space-told" });
  const live = html("p", { class: "gaze-hidden", "aria-live": "polite" });
  const upper = html("div", { class: "space-upper" }, map.root, panel.root);
  const root = html("section", { class: "gaze space", tabindex: 0, role: "region" },
    html("div", { class: "gaze-body-grid" }, transport.root, told, upper, gap.root, legend.root, live));
  const turning = createTurning(root, map.root, () => data?.dims === "3", place);
  const beside = createLater(paintBeside, AFTER);
  const { player, reporter, received, dispose } = createLife(parent, root, { dispatch, report }, [
    listenForKeys(root, { dispatch }),
    watchSize(root, draw),
    watchTheme(root, draw),
    () => beside.stop(),
  ]);
  root.addEventListener("keydown", walk);

  /** @param {Action} action */
  function dispatch(action) {
    const before = state;
    state = reduce(before, action);
    if (action.type === "leave") focus = null;
    if (state === before && action.type !== "leave") return;
    if (state.step !== before.step) focus = null;
    player.follow(state);
    paint();
    reporter.follow(before, state);
  }

  /** @param {SpaceData} given */
  function receive(given) {
    data = given;
    const { trace } = given.paths[0];
    state = reduce(state, { type: "receive", text: trace.text, step: given.step, steps: trace.target.pieces.length, sources: trace.source.pieces.length, heads: 0 });
    received(state, given.step);
    transport.label(given.labels);
    root.setAttribute("aria-label", `${say(given.labels, "space_name")}. ${say(given.labels, "space_keys")}`);
    focus = null;
    draw();
  }

  function draw() {
    if (!data || root.clientWidth === 0) return;
    const { labels, paths, colour } = data;
    const measure = textMeasure(getComputedStyle(root).fontFamily);
    const font = fontFor(root.clientWidth) * 0.86;
    width = map.root.clientWidth;
    scenes = paths.map(({ trace }) => sceneOf(trace, null, { labels, flipped: false, font, measure }));
    dots = dotsOf(paths, scenes);
    map.build(data, dots, tintsOf(dots, colour, paths.map(({ trace }) => trace)), font);
    legend.build(data, dots, noteOf(scenes[0]));
    gap.build(data, width);
    place();
    paint();
  }

  function place() {
    if (!data || !scenes.length) return;
    const size = { width, height: Math.round(within(width * 0.6, 300, Math.max(380, innerHeight * 0.5))) };
    map.place(data, turning.look(), size, scenes[0].measure);
    map.inscribe(inscriptions(data), size);
    map.paint(data, state.step, focus);
  }

  function paint() {
    if (!data || !scenes.length || !dots.length) return;
    const { labels } = data;
    const bits = bitsOf(scenes[0], state.step);
    map.paint(data, state.step, focus);
    beside.ask();
    gap.paint(state.step, labels);
    transport.paint(state, bits);
  }

  /** What is read and not watched comes a moment after the step, so that the step itself is painted at once. */
  function paintBeside() {
    if (!data || !dots.length) return;
    setText(told, toldOf(data, dots, state.step));
    panel.paint(data, focus ?? dotOfStep(dots, state.step));
    setText(live, announcement(scenes[0], state.step, bitsOf(scenes[0], state.step)));
  }

  /** @param {Dot | null} dot */
  function look(dot) {
    if (dot === focus) return;
    focus = dot;
    paint();
  }

  /** From the whole map to the sentence's own encoder states, and back. */
  function approach() {
    if (!data) return;
    data = { ...data, close: data.close ? "" : "1" };
    report("close", data.close);
    draw();
  }

  /** Up and down go from point to point. @param {KeyboardEvent} event */
  function walk(event) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const field = event.target instanceof Element && event.target.closest('[data-zone="field"]');
    if (!by || field || event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    look(dotBeside(dots, focus ?? dotOfStep(dots, state.step), by));
  }

  /** @param {import("../stage/saves.js").Format} format */
  function save(format) {
    if (!data) return;
    const name = `states-step-${state.step + 1}`;
    if (format === "csv") return saveTable(tableOf(dots, data.paths.map((path) => path.name)), name);
    const drawings = [map.svg, ...(data.gap.values.length ? [gap.svg] : [])];
    map.svg.toggleAttribute("data-saved", data.dims === "3"); // on paper nobody can drag
    const picture = composePicture(drawings, root, data.caption);
    map.svg.removeAttribute("data-saved");
    savePicture(picture, name, format);
  }

  return { receive, dispose };
}

/**
 * What stands in the corners: how much each axis of a flat map explains, or how a deep one is turned.
 * @param {SpaceData} data
 * @returns {string[]}
 */
function inscriptions({ map, dims, labels }) {
  if (dims === "3") return [say(labels, "turn_hint")];
  const [across, up] = map.shares.map((share, i) => say(labels, "axis_n", { n: i + 1, x: percentText(share) }));
  return map.linear ? [`${across} →`, `↑ ${up}`] : [];
}
