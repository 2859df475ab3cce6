/** Several decodings side by side: one state, the panels that show it, and the ways in that change it. */

import { html, setAll, setText } from "../stage/dom.js";
import { guardShortcuts } from "../stage/keys.js";
import { say } from "../stage/labels.js";
import { fontFor } from "../stage/layout.js";
import { listenForKeys, watchSize, watchTheme } from "../stage/listening.js";
import { createPlayer, createReporter } from "../stage/player.js";
import { entropyBits } from "../stage/reading.js";
import { textMeasure } from "../stage/scene.js";
import { announcement } from "../stage/speech.js";
import { START, reduce, within } from "../stage/state.js";
import { createTransport } from "../stage/transport.js";
import { columnsFor, compactLayout } from "./compact.js";
import { WORDS_OF_PANELS } from "./labels.js";
import { createDifference } from "./difference.js";
import { createEditor } from "./editor.js";
import { createGoldBar, goldBoxes, goldCurve } from "./gold.js";
import { goldFacts } from "./goldlinks.js";
import { PLAIN, enlarged, pinned, readLook, writeLook } from "./look.js";
import { factsKnown, ordered } from "./ordering.js";
import { createPanel } from "./panel.js";
import { drawSmall, rowUnder } from "./small.js";
import { drawStrands } from "./strands.js";
import { pairOf } from "./subtracting.js";
import { createToolbar } from "./toolbar.js";

const GAP = 28;
/** Letters of width from which on a panel has larger ones, unless it has more pieces than that. */
const ROOMY = 30;

/**
 * @param {HTMLElement | ShadowRoot} parent
 */
export function createPanels(parent) {
  let state = START;
  let look = PLAIN;
  /** @type {PanelsData | null} */
  let given = null;
  let seen = "";
  let width = 0;
  /** @type {ReturnType<typeof createPanel>[]} */
  let panels = [];
  /** @type {import("../stage/mount.js").Report} */
  let report = () => {};

  const transport = createTransport(dispatch);
  const change = (/** @type {Partial<Look>} */ changed) => choose({ ...look, ...changed });
  const [toolbar, difference, goldBar] = [createToolbar(change), createDifference(change), createGoldBar(change)];
  const editor = createEditor((links) => report("links", links));
  const grid = html("div", { class: "gaze-panels" });
  const live = html("p", { "aria-live": "polite" });
  const body = html("div", { class: "gaze-body-grid" }, transport.root, difference.root, goldBar.root, editor.root, toolbar.root, grid, html("div", { class: "gaze-hidden" }, live));
  const root = html("section", { class: "gaze", tabindex: 0, role: "region" }, body);
  setAll(transport.root, { "data-shared": true });
  const reporter = createReporter();
  const player = createPlayer(() => dispatch({ type: "tick" }));
  const undo = [
    guardShortcuts(root),
    listenForKeys(root, { dispatch, isFlipped: () => false, takesPageKeys: () => true }),
    watchSize(root, (size) => { width = size; draw(); }),
    watchTheme(root, draw),
  ];
  parent.append(root);

  /** @param {Action} action */
  function dispatch(action) {
    const before = state;
    state = reduce(before, action);
    if (state === before) return;
    player.follow(state);
    paint();
    if (action.type !== "receive") reporter.follow(before, state);
  }

  /** @param {Look} next */
  function choose(next) {
    look = next;
    report("look", writeLook(look));
    draw();
  }

  /** @param {PanelsData} data @param {import("../stage/mount.js").Report} tell */
  function receive(data, tell) {
    report = tell;
    reporter.reportTo((step) => report("step", step));
    // What is reported comes back as data of the same panels: nothing to draw.
    const mark = JSON.stringify({ ...data, look: "", step: null });
    if (mark === seen) return;
    seen = mark;
    if (!given) look = readLook(data.look);
    given = { ...data, labels: { ...WORDS_OF_PANELS, ...data.labels } };
    const { labels, base } = given;
    const press = { pin: (/** @type {string} */ name) => choose(pinned(look, name)), enlarge: (/** @type {string} */ name) => choose(enlarged(look, name)),
      goTo: (/** @type {number} */ to) => dispatch({ type: "step", to }) };
    panels = data.panels.map((panel) => createPanel(panel, { labels, base, press }));
    const steps = Math.max(0, ...data.panels.map(({ trace }) => trace?.target.pieces.length ?? 0));
    const text = data.panels.map((panel) => panel.text).filter((each, i, all) => all.indexOf(each) === i).join("\n");
    if (text !== state.text) reporter.stop();
    state = reduce(state, { type: "receive", text, step: data.step, steps, sources: 0, heads: 0 });
    player.follow(state);
    setAll(root, { "aria-label": `${say(labels, "panels")}. ${say(labels, "keys")}` });
    transport.label(labels);
    goldBar.root.hidden = editor.root.hidden = !given.gold?.target.length;
    if (given.gold) editor.build(given.gold, labels);
    goldBar.label(labels, data.panels.every(({ gold }) => gold));
    width = root.clientWidth;
    draw();
  }

  function draw() {
    if (!given || width === 0) return;
    const font = within(fontFor(width) * 0.74, 12, 19);
    const known = factsKnown(given.panels, factsOf);
    toolbar.label(given.labels, known);
    toolbar.paint(look);
    goldBar.paint(look);
    const { columns, wide } = columnsFor(width, font * leastWidth(given.panels), GAP, given.panels.length);
    grid.style.setProperty("--gaze-columns", String(columns));
    setAll(grid, { "data-single": columns === 1 });
    const measure = textMeasure(getComputedStyle(root).fontFamily);
    const title = given.panels.find(({ name }) => name === given?.base)?.title ?? "";
    const short = sourcesOf(given.panels) <= ROOMY;
    const roomy = (/** @type {number} */ room) => ({ wide: room, font: short && room > font * ROOMY ? font * 1.4 : font });
    const sizes = [roomy(wide), roomy(columns > 1 ? wide * 2 + GAP : wide)];
    for (const panel of panels) {
      const size = sizes[panel.data.name === look.large ? 1 : 0];
      panel.mark(look);
      panel.tell(known, factsOf(panel.data), look.sort, title, curveOf(panel.data));
      if (panel.shown) panel.show(drawingOf(panel.data, panel.shown, size.wide, size.font, measure));
    }
    const scenes = new Map(panels.flatMap(({ data, shown }) => (shown ? [[data.name, shown]] : [])));
    difference.build(given, look, scenes, { width: Math.min(width, font * 50), font: font * 1.15, measure });
    const place = new Map(ordered(given.panels, look, factsOf).map(({ name }, at) => [name, at]));
    const next = [...panels].sort((a, b) => (place.get(a.data.name) ?? 0) - (place.get(b.data.name) ?? 0)).map(({ root: one }) => one);
    if (next.some((one, at) => grid.children[at] !== one) || grid.children.length !== next.length) grid.replaceChildren(...next);
    paint();
  }

  /** @param {PanelData} panel @returns {Record<string, number>} */
  function factsOf({ name, facts, gold }) {
    const mean = given && pairOf(given.pairs, given.base, name)?.pair.mean;
    const apart = typeof mean === "number" ? { distance: mean } : {};
    return { ...facts, ...apart, ...goldFacts(gold, look, given?.thresholds ?? []) };
  }

  /** @param {PanelData} panel @returns {Element[]} */
  function curveOf({ gold }) {
    const curve = gold?.scores[String(look.offset)]?.curve;
    return curve && given ? [goldCurve(curve, look.threshold, say(given.labels, "about_curve"))] : [];
  }

  /** @param {PanelData} panel @param {Scene} scene @param {number} wide @param {number} font @param {Measure} measure @returns {Drawing} */
  function drawingOf({ gold }, scene, wide, font, measure) {
    const seenThrough = { ...scene, strengths: scene.weights, measure };
    if (look.draw === "ribbons") return drawStrands(seenThrough, wide, font);
    const all = panels.flatMap(({ shown }) => (shown ? [shown.target.map(({ text }) => text)] : []));
    const layout = compactLayout({ source: scene.source.map(({ text }) => text), targets: all, width: wide, font, measure });
    const drawing = drawSmall(seenThrough, layout, goldBoxes(layout, gold?.boxes ?? [], look.offset));
    drawing.svg.addEventListener("click", (event) => {
      const to = rowUnder(layout, event.clientY - drawing.svg.getBoundingClientRect().top, scene.target.length);
      if (to !== null) dispatch({ type: "step", to });
    });
    return drawing;
  }

  function paint() {
    transport.paint(state, 0);
    for (const panel of panels) panel.paint(state.step);
    difference.paint(state.step);
    const base = panels.find(({ data }) => data.name === given?.base)?.shown;
    if (base && state.step < base.target.length) setText(live, announcement(base, state.step, entropyBits(base.weights[state.step])));
  }

  function dispose() {
    player.stop();
    reporter.stop();
    for (const each of undo) each();
    root.remove();
  }

  return { receive, dispose };
}

/**
 * The least width of a panel, in letters: long sentences need more room.
 * @param {PanelData[]} panels
 * @returns {number}
 */
function leastWidth(panels) {
  return within(10 + sourcesOf(panels) * 0.6, 14, 28);
}

/**
 * @param {PanelData[]} panels
 * @returns {number} of the longest sentence
 */
function sourcesOf(panels) {
  return Math.max(0, ...panels.map(({ trace }) => trace?.source.pieces.length ?? 0));
}
