/** The page Compare: its state, the parts that draw it, the input that changes it, and files that are saved. */

import { elementOf } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { listenForKeys, watchSize, watchTheme, watchWindow } from "../../kit/listening.js";
import { html, nothing, render } from "../../kit/lit.js";
import { createActions, mountComponent } from "../../kit/mount.js";
import { PACKED } from "../../kit/packed.js";
import { composePicture, createSaves, savePicture, saveTable, withPanels } from "../../kit/picture.js";
import { bitsOf, noteOf, textMeasure } from "../../kit/scene.js";
import { announcement } from "../../kit/speech.js";
import { reduce, START } from "../../kit/state.js";
import { createStepper, createTransport, debounce } from "../../kit/stepper.js";
import { createDifference } from "./difference.js";
import { createEditor, goldBar } from "./gold.js";
import { createGrid, fontOf } from "./grid.js";
import { WORDS_OF_PANELS } from "./labels.js";
import { availableFacts, DEFAULT_LOOK, readLook, replacePanelName, toggleEnlarged, togglePin, writeLook } from "./look.js";
import { factsOf } from "./panel.js";
import { toolbar } from "./toolbar.js";

/** Milliseconds without a change before Python gets the look. */
const LOOK_DELAY = 120;
/** Settings that change the drawings, not only their order and marks. */
const DRAWING_SETTINGS = /** @type {const} */ (["draw", "large", "offset"]);

/** @typedef {import("../../kit/picture.js").Format} Format */

/** @param {ReportToPython} report */
function createPanels(report) {
  /** @type {PanelsData | null} */
  let latest = null;
  let look = DEFAULT_LOOK;
  let width = 0;
  /** @type {Measure | null} kept, since reading the font makes the browser lay out the page */
  let measure = null;

  const lookReport = debounce(() => report("look", writeLook(look)), LOOK_DELAY);
  /** @type {ReturnType<typeof createActions<PanelsAction>>} */
  const actions = createActions((open) => report("actions", open));
  const stepper = createStepper({ start: START, reduce, stageOf: (state) => state, changed: paint, report, reports: [lookReport] });
  const { dispatch } = stepper;
  const change = (/** @type {Partial<Look>} */ changed) => choose({ ...look, ...changed });
  const [transport, difference, editor] = [createTransport(dispatch), createDifference(change), createEditor((links) => report("links", links))];
  const saves = createSaves(["svg", "png", "csv"], (format) => save("", format));
  /** The numbers that any panel has. @type {string[]} */
  let known = [];
  const grid = createGrid({
    pin: (name) => choose(togglePin(look, name)),
    enlarge: (name) => choose(toggleEnlarged(look, name)),
    replace: (old, by) => {
      choose(replacePanelName(look, old, by));
      actions.send({ kind: "replace", old, new: by });
    },
    save,
    goTo: (to) => dispatch({ type: "step", to }),
  });
  const root = elementOf(html`<section class="gaze" tabindex="0" role="region"><div class="gaze-body-grid"></div></section>`);
  const body = /** @type {HTMLElement} */ (root.firstElementChild);
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
    const { labels, panels, gold, base, opening, choices: { step, links } } = latest;
    actions.confirm(data.answered);
    width ||= root.clientWidth;
    // The steps of the longest translation; the rows of a step are those of the base panel.
    const steps = Math.max(0, ...panels.map(({ trace }) => trace?.target.pieces.length ?? 0));
    const text = [...new Set(panels.map((panel) => panel.text))].join("\n");
    const lengths = panels.find(({ name }) => name === base)?.trace?.words?.rows ?? null;
    stepper.receive(reduce(stepper.state, { type: "receive", text, step, opening, steps, lengths, sources: 0, heads: 0 }));
    grid.build(latest);
    root.setAttribute("aria-label", `${say(labels, "panels")}. ${say(labels, "keys")}`);
    transport.build(labels);
    editor.root.hidden = !gold?.target.length;
    if (gold) editor.build({ ...gold, links }, labels);
    saves.build(labels);
    draw();
    grid.offer(latest);
  }

  /** @param {Partial<PanelsData["choices"]>} choices */
  function adopt({ look: written, ...choices }) {
    if (written !== undefined) show(readLook(written));
    stepper.adopt(choices);
  }

  /** Shows another look, and reports it to Python once it has settled. @param {Look} next */
  function choose(next) {
    show(next);
    lookReport.schedule();
  }

  /** @param {Look} next */
  function show(next) {
    const redrawn = DRAWING_SETTINGS.some((name) => look[name] !== next[name]);
    look = next;
    if (redrawn) draw();
    else arrange();
  }

  function draw() {
    if (!latest || width === 0) return;
    measure ??= textMeasure(getComputedStyle(root).fontFamily);
    grid.draw({ data: latest, look }, width, measure);
    arrange();
  }

  /** Updates what depends on the look: toolbars, order, numbers, and the difference of two panels. */
  function arrange() {
    if (!latest || !measure) return;
    const compared = { data: latest, look };
    known = availableFacts(latest.panels, (panel) => factsOf(compared, panel));
    grid.arrange(compared, known);
    const font = fontOf(width);
    difference.build(latest, look, grid.scenes(), { width: Math.min(width, font * 50), font: font * 1.15, measure });
    paint();
  }

  function paint() {
    if (!latest) return;
    const { state } = stepper;
    const { labels, gold, panels, choices: { links } } = latest;
    transport.paint(state, null);
    difference.paint(state.step);
    const scenes = grid.scenes();
    const base = scenes.get(latest.base);
    const all = panels.every((panel) => panel.gold || panel.trace?.fixed);
    render(html`
      ${transport.root}${difference.root}
      ${gold && links ? goldBar(labels, look, all, change) : nothing}
      ${editor.root}
      ${toolbar(latest, known, look, saves.root, { change, ask: (kind) => actions.send({ kind }) })}
      ${grid.root}
      <p class="gaze-note gaze-quiet">${[...new Set([...scenes.values()].map(noteOf))].filter(Boolean).join(" ")}</p>
      <div class="gaze-hidden"><p aria-live="polite">${base && state.step < base.target.length ? announcement(base, state.step, bitsOf(base, state.step)) : ""}</p></div>`, body);
    grid.paint(state.step, look);
  }

  /** Saves the drawings of one panel or of all in one picture, or their weights in one table. @param {string} name "" for all @param {Format} format */
  function save(name, format) {
    if (!latest || !measure) return;
    const { caption } = latest;
    const [panels, file] = [grid.displayOrder().filter((panel) => !name || panel.name === name), name ? `compare-${name}` : "compare"];
    if (format === "csv") return saveTable(tableOf(panels.flatMap(({ title, scene }) => (scene() ? [{ .../** @type {Scene} */ (scene()), title }] : []))), file);
    const pictured = panels.flatMap((panel) => panel.pictured() ?? []);
    if (pictured.length) savePicture(withPanels(root, pictured, grid.columns(), measure, (svg) => composePicture([svg], root, caption)), file, format);
  }

  return /** @satisfies {Part} */ ({ root, build, adopt, paint, dispose: stepper.dispose });
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
