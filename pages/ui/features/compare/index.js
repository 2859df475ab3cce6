/** The page Compare: its state, the parts that draw it, the input that changes it, and files that are saved. */

import { createActions, mountComponent } from "../../kit/mount.js";
import { html, setAll, setText } from "../../kit/dom.js";
import { bitsOf, noteOf, textMeasure } from "../../kit/scene.js";
import { say } from "../../kit/labels.js";
import { listenForKeys, watchSize, watchTheme, watchWindow } from "../../kit/listening.js";
import { PACKED } from "../../kit/packed.js";
import { composePicture, savePicture, saveTable, withPanels } from "../../kit/picture.js";
import { createStepper, createTransport, debounce } from "../../kit/stepper.js";
import { announcement } from "../../kit/speech.js";
import { reduce, START } from "../../kit/state.js";
import { createDifference } from "./difference.js";
import { createEditor, createGoldBar } from "./gold.js";
import { createGrid, fontOf } from "./grid.js";
import { WORDS_OF_PANELS } from "./labels.js";
import { availableFacts, DEFAULT_LOOK, readLook, replacePanelName, toggleEnlarged, togglePin, writeLook } from "./look.js";
import { factsOf } from "./panel.js";
import { createToolbar } from "./toolbar.js";

/** Milliseconds without a change before Python gets the look. */
const LOOK_DELAY = 120;
/** Settings that change the drawings, not only their order and marks. */
const DRAWING_SETTINGS = /** @type {const} */ (["draw", "large", "offset"]);

/** @typedef {import("./grid.js").Panel} Panel */
/** @typedef {import("../../kit/picture.js").Format} Format */
/** `choose` changes the look, `ask` asks Python for other panels, `link` reports links that were drawn.
 * @typedef {{choose: (change: (look: Look) => Look) => void, ask: (action: PanelsAction) => void, link: (links: string) => void,
 *   save: (panels: Panel[], name: string, format: Format) => void}} PanelCommands */
/** @typedef {ReturnType<typeof createParts>} Parts */

/** @param {ReportToPython} report */
function createPanels(report) {
  /** @type {PanelsData | null} */
  let latest = null;
  let width = 0;
  /** @type {Measure | null} kept, since reading the font makes the browser lay out the page */
  let measure = null;

  const choice = createChoice(report, (redrawn) => (redrawn ? draw() : arrange()));
  /** @type {ReturnType<typeof createActions<PanelsAction>>} */
  const actions = createActions((open) => report("actions", open));
  const stepper = createStepper({ start: START, reduce, stageOf: (state) => state, changed: paint, report, reports: [choice.lookReport] });
  const parts = createParts(stepper.dispatch, { choose: choice.choose, ask: actions.send, link: (links) => report("links", links), save });
  const { root, grid } = parts;
  stepper.until(
    listenForKeys(root, stepper),
    watchSize(root, (size) => { width = size; draw(); }),
    watchTheme(root, () => { measure = null; draw(); }),
    watchWindow(() => { if (latest?.present) draw(); }),
    grid.dispose,
  );

  /** @param {PanelsData} data */
  function build(data) {
    latest = { ...data, labels: { ...WORDS_OF_PANELS, ...data.labels } };
    actions.confirm(data.answered);
    width ||= root.clientWidth;
    stepper.receive(reduce(stepper.state, receiveAll(data)));
    buildParts(parts, latest);
    draw();
    grid.offer(latest);
  }

  /** @param {Partial<PanelsData["choices"]>} choices */
  function adopt({ look, ...choices }) {
    if (look !== undefined) choice.adopt(look);
    stepper.adopt(choices);
  }

  function draw() {
    if (!latest || width === 0) return;
    measure ??= textMeasure(getComputedStyle(root).fontFamily);
    grid.draw({ data: latest, look: choice.look }, width, measure);
    arrange();
  }

  function arrange() {
    if (!latest || !measure) return;
    arrangeParts(parts, { data: latest, look: choice.look }, width, measure);
    paint();
  }

  function paint() {
    if (latest) paintParts(parts, { data: latest, look: choice.look }, stepper.state);
  }

  /** @param {import("./grid.js").Panel[]} panels @param {string} name @param {import("../../kit/picture.js").Format} format */
  function save(panels, name, format) {
    if (latest && measure) savePanels(root, panels, { columns: grid.columns(), measure, caption: latest.caption }, name, format);
  }

  return /** @satisfies {Part} */ ({ root, build, adopt, paint, dispose: stepper.dispose });
}

/** The look of the panels, reported to Python once it has settled. @param {ReportToPython} report @param {(redrawn: boolean) => void} changed */
function createChoice(report, changed) {
  let look = DEFAULT_LOOK;
  const lookReport = debounce(() => report("look", writeLook(look)), LOOK_DELAY);

  /** @param {string} written as in the address */
  function adopt(written) {
    show(readLook(written));
  }

  /** @param {(look: Look) => Look} change */
  function choose(change) {
    show(change(look));
    lookReport.schedule();
  }

  /** @param {Look} next */
  function show(next) {
    const redrawn = DRAWING_SETTINGS.some((name) => look[name] !== next[name]);
    look = next;
    changed(redrawn);
  }

  return { get look() { return look; }, lookReport, adopt, choose };
}

/** The steps of the longest translation; the rows of a step are those of the base panel. @param {PanelsData} data @returns {Action} */
function receiveAll({ panels, base, opening, choices: { step } }) {
  const steps = Math.max(0, ...panels.map(({ trace }) => trace?.target.pieces.length ?? 0));
  const text = [...new Set(panels.map((panel) => panel.text))].join("\n");
  const lengths = panels.find(({ name }) => name === base)?.trace?.words?.rows ?? null;
  return { type: "receive", text, step, opening, steps, lengths, sources: 0, heads: 0 };
}

/** @param {Dispatch} dispatch @param {PanelCommands} commands */
function createParts(dispatch, { choose, ask, link, save }) {
  const change = (/** @type {Partial<Look>} */ changed) => choose((look) => ({ ...look, ...changed }));
  const [transport, difference, goldBar, editor] = [createTransport(dispatch), createDifference(change), createGoldBar(change), createEditor(link)];
  const toolbar = createToolbar(change, (kind) => ask({ kind }), (format) => save(grid.displayOrder(), "compare", format));
  const grid = createGrid({
    pin: (name) => choose((look) => togglePin(look, name)),
    enlarge: (name) => choose((look) => toggleEnlarged(look, name)),
    replace: (old, by) => {
      choose((look) => replacePanelName(look, old, by));
      ask({ kind: "replace", old, new: by });
    },
    save: (name, format) => save(grid.displayOrder().filter((panel) => panel.name === name), `compare-${name}`, format),
    goTo: (to) => dispatch({ type: "step", to }),
  });
  const [note, live] = [html("p", { class: "gaze-note gaze-quiet" }), html("p", { "aria-live": "polite" })];
  const above = [transport, difference, goldBar, editor, toolbar, grid].map((part) => part.root);
  const root = html("section", { class: "gaze", tabindex: 0, role: "region" },
    html("div", { class: "gaze-body-grid" }, ...above, note, html("div", { class: "gaze-hidden" }, live)));
  return /** @satisfies {Part} */ ({ root, transport, difference, goldBar, editor, toolbar, grid, note, live });
}

/** @param {Parts} parts @param {PanelsData} data */
function buildParts({ root, transport, goldBar, editor, grid, note }, data) {
  const { gold, labels, panels } = data;
  grid.build(data);
  setAll(root, { "aria-label": `${say(labels, "panels")}. ${say(labels, "keys")}` });
  transport.build(labels);
  editor.root.hidden = !gold?.target.length;
  goldBar.root.hidden = !gold || !data.choices.links;
  if (gold) editor.build({ ...gold, links: data.choices.links }, labels);
  goldBar.build(labels, panels.every((panel) => panel.gold || panel.trace?.fixed));
  setText(note, [...new Set([...grid.scenes().values()].map(noteOf))].filter(Boolean).join(" "));
}

/**
 * Updates what depends on the look: toolbars, order, numbers, and the difference of two panels.
 * @param {Parts} parts @param {Compared} compared @param {number} width @param {Measure} measure
 */
function arrangeParts({ toolbar, goldBar, grid, difference }, compared, width, measure) {
  const { data, look } = compared;
  const known = availableFacts(data.panels, (panel) => factsOf(compared, panel));
  toolbar.build(data.labels, known, data);
  for (const bar of [toolbar, goldBar]) bar.paint(look);
  grid.arrange(compared, known);
  const font = fontOf(width);
  difference.build(data, look, grid.scenes(), { width: Math.min(width, font * 50), font: font * 1.15, measure });
}

/** @param {Parts} parts @param {Compared} compared @param {StageState} state */
function paintParts({ transport, grid, difference, live }, { data, look }, state) {
  transport.paint(state, null);
  grid.paint(state.step, look);
  difference.paint(state.step);
  const base = grid.scenes().get(data.base);
  if (base && state.step < base.target.length) setText(live, announcement(base, state.step, bitsOf(base, state.step)));
}

/**
 * @param {HTMLElement} root @param {import("./grid.js").Panel[]} panels in the order shown
 * @param {{columns: number, measure: Measure, caption: string[]}} look @param {string} name of the file, without its ending
 * @param {import("../../kit/picture.js").Format} format
 */
function savePanels(root, panels, { columns, measure, caption }, name, format) {
  if (format === "csv") {
    const tables = panels.flatMap(({ title, scene }) => (scene() ? [{ .../** @type {Scene} */ (scene()), title }] : []));
    return saveTable(tableOf(tables), name);
  }
  const pictured = panels.flatMap((panel) => panel.pictured() ?? []);
  if (!pictured.length) return;
  savePicture(withPanels(root, pictured, columns, measure, (svg) => composePicture([svg], root, caption)), name, format);
}

/**
 * The weights of all panels as CSV, one line per cell.
 * @param {{title: string, source: Shown[], target: Shown[], weights: number[][]}[]} panels @returns {string}
 */
export function tableOf(panels) {
  const quoted = (/** @type {string} */ text) => `"${text.replaceAll('"', '""')}"`;
  const rows = panels.flatMap(({ title, source, target, weights }) => weights.flatMap((row, i) => row.map((weight, j) =>
    [quoted(title), i + 1, quoted(target[i].name), j + 1, quoted(source[j].name), weight].join(","))));
  return ["panel,step,target,position,source,weight", ...rows, ""].join("\r\n");
}

export default mountComponent(createPanels, PACKED);
