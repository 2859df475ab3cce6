/** Several decodings side by side: one state, the panels that show it, and the ways in that change it. */

import { html, setAll, setText } from "../stage/dom.js";
import { noteOf } from "../stage/fixed.js";
import { say } from "../stage/labels.js";
import { fontFor } from "../stage/layout.js";
import { listenForKeys, watchSize, watchTheme } from "../stage/listening.js";
import { composePicture } from "../stage/picture.js";
import { createLater, createLife } from "../stage/player.js";
import { savePicture, saveTable } from "../stage/saves.js";
import { bitsOf, textMeasure } from "../stage/scene.js";
import { announcement } from "../stage/speech.js";
import { START, reduce, within } from "../stage/state.js";
import { createTransport } from "../stage/transport.js";
import { createWishes } from "../stage/wishes.js";
import { columnsFor, compactLayout, lettersFor } from "./compact.js";
import { WORDS_OF_PANELS } from "./labels.js";
import { createDifference } from "./difference.js";
import { createEditor } from "./editor.js";
import { createGoldBar, goldCurve } from "./gold.js";
import { goldFacts, readLinks } from "./goldlinks.js";
import { createGoldMarks } from "./goldmarks.js";
import { PLAIN, enlarged, pinned, readLook, renamed, writeLook } from "./look.js";
import { factsKnown, ordered } from "./ordering.js";
import { createPanel } from "./panel.js";
import { plannedMatrix, plannedRibbons } from "./plans.js";
import { tableOf, withPicture } from "./saving.js";
import { createSight } from "./sight.js";
import { pairOf } from "./subtracting.js";
import { createToolbar } from "./toolbar.js";

/** @typedef {ReturnType<typeof createPanel>} Panel */

const GAP = 28;
/** Milliseconds that nobody waits. */
const PATIENCE = 120;
/** How many times as large as at least letters are at most, in a panel and in the enlarged one. */
const [GROWN, ENLARGED] = [1.9, 3];
/** How many lines what a panel says may fill, and how much larger than at least it is at most. */
const [LINES, LOUD] = [1.7, 1.7];

/**
 * @param {HTMLElement | ShadowRoot} parent
 * @param {import("../stage/mount.js").Report} report
 */
export function createPanels(parent, report) {
  let state = START;
  let look = PLAIN;
  /** @type {PanelsData | null} */
  let given = null;
  let width = 0;
  /** @type {Measure | null} kept, since asking for the font makes the browser lay out the page */
  let measure = null;
  /** @type {Panel[]} */
  let panels = [];
  let columns = 1;
  /** The panel that has just taken the place of another, and takes its focus too. */
  let arrived = "";

  const transport = createTransport(dispatch);
  const wishes = createWishes((open) => report("wishes", open));
  const change = (/** @type {Partial<Look>} */ changed) => choose({ ...look, ...changed });
  const toolbar = createToolbar(change, (kind) => wishes.make({ kind }), (format) => save(panels, "compare", format));
  const [difference, goldBar] = [createDifference(change), createGoldBar(change)];
  const editor = createEditor((links) => report("links", links));
  const grid = html("div", { class: "gaze-panels" });
  const note = html("p", { class: "gaze-note gaze-quiet" });
  const live = html("p", { "aria-live": "polite" });
  const body = html("div", { class: "gaze-body-grid" }, transport.root, difference.root, goldBar.root, editor.root, toolbar.root, grid, note, html("div", { class: "gaze-hidden" }, live));
  const root = html("section", { class: "gaze", tabindex: 0, role: "region" }, body);
  // A key has to be seen at once in what can be seen: all other panels follow.
  const later = createLater(() => panels.forEach(follow), PATIENCE);
  const settled = createLater(() => report("look", writeLook(look)), PATIENCE);
  const sight = createSight((seen) => panels.filter((panel) => panel.root === seen).forEach(follow));
  const { player, reporter, received, dispose } = createLife(parent, root, { dispatch, report }, [
    listenForKeys(root, { dispatch }),
    watchSize(root, (size) => { width = size; draw(); }),
    watchTheme(root, () => { measure = null; draw(); }),
    () => { for (const clock of [later, sight]) clock.stop(); },
  ], [settled]);

  /** @param {Action} action */
  function dispatch(action) {
    const before = state;
    state = reduce(before, action);
    if (state === before) return;
    player.follow(state);
    paint();
    reporter.follow(before, state);
  }

  /** @param {Look} next */
  function choose(next) {
    const redrawn = next.draw !== look.draw || next.large !== look.large || next.offset !== look.offset;
    look = next;
    settled.ask();
    if (redrawn) draw();
    else arrange();
  }

  /** @param {PanelsData} data */
  function receive(data) {
    if (!given) look = readLook(data.look);
    const before = given;
    given = { ...data, labels: { ...WORDS_OF_PANELS, ...data.labels } };
    const { labels } = given;
    wishes.answered(data.answered);
    width ||= root.clientWidth;
    const kept = before?.labels.panels === labels.panels ? panels : [];
    panels = data.panels.map((panel) => kept.find(({ name, title }) => name === panel.name && title === panel.title) ?? create(panel, labels));
    data.panels.forEach((panel, i) => panels[i].fill(panel));
    const steps = Math.max(0, ...data.panels.map(({ trace }) => trace?.target.pieces.length ?? 0));
    const text = data.panels.map((panel) => panel.text).filter((each, i, all) => all.indexOf(each) === i).join("\n");
    const lengths = data.panels.find(({ name }) => name === data.base)?.trace?.words?.rows ?? null;
    state = reduce(state, { type: "receive", text, step: data.step, steps, lengths, sources: 0, heads: 0 });
    received(state, data.step);
    setAll(root, { "aria-label": `${say(labels, "panels")}. ${say(labels, "keys")}` });
    transport.label(labels);
    goldBar.root.hidden = editor.root.hidden = !given.gold?.target.length;
    if (given.gold) editor.build(given.gold, labels);
    goldBar.label(labels, data.panels.every(({ gold, trace }) => gold || trace?.fixed));
    setText(note, notesOf(panels.flatMap(({ scene }) => scene() ?? [])));
    draw();
    for (const panel of panels) panel.offer(data.offered, data.panels.map(({ name }) => name));
    panels.find(({ name }) => name === arrived)?.focus();
    arrived = "";
  }

  /** @param {PanelData} data @param {Record<string, string>} labels */
  function create(data, labels) {
    const panel = createPanel(data, labels, {
      pin: (name) => choose(pinned(look, name)),
      enlarge: (name) => choose(enlarged(look, name)),
      replace,
      save: (name, format) => save(panels.filter((each) => each.name === name), `compare-${name}`, format),
      goTo: (to) => dispatch({ type: "step", to }),
    });
    sight.watch(panel.root);
    return panel;
  }

  /** @param {string} old @param {string} by */
  function replace(old, by) {
    arrived = by;
    choose(renamed(look, old, by));
    wishes.make({ kind: "replace", old, new: by });
  }

  /** @param {Panel[]} those @param {string} name @param {import("../stage/saves.js").Format} format */
  function save(those, name, format) {
    those.forEach(follow); // those out of sight are not yet drawn
    const kept = panelsInOrder().filter((panel) => those.includes(panel));
    if (format === "csv") {
      const tables = kept.flatMap(({ title, scene }) => (scene() ? [{ .../** @type {Scene} */ (scene()), title }] : []));
      return saveTable(tableOf(tables), name);
    }
    const pictured = kept.flatMap((panel) => panel.pictured() ?? []);
    if (!given || !pictured.length || !measure) return;
    const { caption } = given;
    savePicture(withPicture(root, pictured, columns, measure, (svg) => composePicture([svg], root, caption)), name, format);
  }

  /** As they stand. */
  function panelsInOrder() {
    return [...panels].sort((a, b) => [...grid.children].indexOf(a.root) - [...grid.children].indexOf(b.root));
  }

  /** What has to be drawn; it is drawn when it comes into sight. */
  function draw() {
    if (!given || width === 0) return;
    const font = fontOf(width);
    const room = columnsFor(width, font * leastWidth(given.panels), GAP, given.panels.length);
    columns = room.columns;
    grid.style.setProperty("--gaze-columns", String(columns));
    setAll(grid, { "data-single": columns === 1 });
    const sources = sourcesOf(given.panels);
    const roomy = (/** @type {number} */ wide, /** @type {number} */ most) => ({ wide, font: lettersFor(wide, sources, font, font * most) });
    const sizes = [roomy(room.wide, GROWN), roomy(columns > 1 ? room.wide * 2 + GAP : room.wide, ENLARGED)];
    measure ??= textMeasure(getComputedStyle(root).fontFamily);
    const longest = Math.max(1, ...given.panels.map(({ trace }) => measure?.(trace?.target.text ?? "", 1) ?? 0));
    grid.style.setProperty("--gaze-said", `${within((room.wide * LINES) / longest, font, font * LOUD).toFixed(1)}px`);
    const names = panels.flatMap(({ scene }) => scene()?.target.map(({ text }) => text) ?? []);
    for (const panel of panels) {
      const scene = panel.scene();
      if (scene) panel.plan(planOf(panel.data(), scene, { measure, ...sizes[panel.name === look.large ? 1 : 0] }, names));
    }
    arrange();
  }

  /** The numbers, the order by them, and what is pressed. */
  function arrange() {
    if (!given || !measure) return;
    const known = factsKnown(given.panels, factsOf);
    toolbar.label(given.labels, known, { shown: given.panels.length, offered: given.offered.length });
    toolbar.paint(look);
    goldBar.paint(look);
    const title = given.panels.find(({ name }) => name === given?.base)?.title ?? "";
    for (const panel of panels) {
      panel.mark(look, given.base);
      panel.tell(known, factsOf(panel.data()), look.sort, title, curveOf(panel.data()));
    }
    const scenes = new Map(panels.flatMap(({ name, scene }) => (scene() ? [[name, /** @type {Scene} */ (scene())]] : [])));
    const font = fontOf(width);
    difference.build(given, look, scenes, { width: Math.min(width, font * 50), font: font * 1.15, measure });
    const place = new Map(ordered(given.panels, look, factsOf).map(({ name }, at) => [name, at]));
    const next = [...panels].sort((a, b) => (place.get(a.name) ?? 0) - (place.get(b.name) ?? 0)).map(({ root: one }) => one);
    if (next.some((one, at) => grid.children[at] !== one) || grid.children.length !== next.length) grid.replaceChildren(...next);
    paint();
  }

  /** @param {PanelData} panel @returns {Record<string, number>} */
  function factsOf({ name, facts, gold }) {
    const mean = given && pairOf(given.pairs, given.base, name)?.pair.mean;
    /** @type {Record<string, number>} */
    const apart = typeof mean === "number" ? { distance: mean } : {};
    return { ...facts, ...apart, ...goldFacts(gold, look, given?.thresholds ?? []) };
  }

  /** @param {PanelData} panel @returns {Element[]} */
  function curveOf({ name, gold }) {
    const curve = gold?.readings[String(look.offset)]?.curve;
    return curve && given ? [goldCurve(curve, look.threshold, say(given.labels, "about_curve"), name === look.large)] : [];
  }

  /** @param {PanelData} panel @param {Scene} scene @param {{wide: number, font: number, measure: Measure}} room @param {string[]} names of all rows @returns {Planned} */
  function planOf({ gold }, scene, { wide, font, measure }, names) {
    const { source, target } = scene;
    const seenThrough = { source, target, strengths: scene.weights, measure };
    if (look.draw === "ribbons") return plannedRibbons(seenThrough, wide, font);
    const steps = target.length;
    const layout = compactLayout({ source: source.map(({ text }) => text), names, steps, width: wide, font, measure });
    const [known, thresholds, offset] = [given?.gold, given?.thresholds ?? [], look.offset];
    const marks = () => (gold && known ? createGoldMarks(layout, gold, readLinks(known.links), { offset, steps, thresholds }) : null);
    return plannedMatrix(seenThrough, layout, marks, (to) => dispatch({ type: "step", to }));
  }

  function paint() {
    transport.paint(state, null);
    for (const panel of panels) if (sight.sees(panel.root)) follow(panel);
    later.ask();
    difference.paint(state.step);
    const base = panels.find(({ name }) => name === given?.base)?.scene();
    if (base && state.step < base.target.length) setText(live, announcement(base, state.step, bitsOf(base, state.step)));
  }

  /** @param {Panel} panel */
  function follow(panel) {
    panel.paint(state.step, look);
  }

  return { receive, dispose };
}

/**
 * @param {number} width of all panels together
 * @returns {number}
 */
function fontOf(width) {
  return within(fontFor(width) * 0.74, 12, 19);
}

/**
 * Each once.
 * @param {Scene[]} scenes
 * @returns {string}
 */
function notesOf(scenes) {
  return [...new Set(scenes.map(noteOf))].filter((said) => said).join(" ");
}

/**
 * The least width of a panel, in letters: long sentences need more room.
 * @param {PanelData[]} panels
 * @returns {number}
 */
function leastWidth(panels) {
  return within(10 + sourcesOf(panels) * 0.6, 12, 28);
}

/**
 * @param {PanelData[]} panels
 * @returns {number} of the longest sentence
 */
function sourcesOf(panels) {
  return Math.max(0, ...panels.map(({ trace }) => trace?.source.pieces.length ?? 0));
}
