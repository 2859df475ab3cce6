/** The parts of the page, built and painted together. */

import { html, setAll, setText } from "../../kit/dom.js";
import { noteOf } from "../../kit/fixed.js";
import { say } from "../../kit/labels.js";
import { bitsOf } from "../../kit/scene.js";
import { announcement } from "../../kit/speech.js";
import { createTransport } from "../../kit/transport.js";
import { createDifference } from "./difference.js";
import { createEditor } from "./editor.js";
import { factsOf } from "./facts.js";
import { createGoldBar } from "./gold.js";
import { createGrid, fontOf } from "./grid.js";
import { toggleEnlarged, togglePin, replacePanelName } from "./look.js";
import { availableFacts } from "./ordering.js";
import { createToolbar } from "./toolbar.js";

/** @typedef {import("./grid.js").Panel} Panel */
/** @typedef {import("../../kit/saves.js").Format} Format */
/** `choose` changes the look, `ask` asks Python for other panels, `link` reports links that were drawn.
 * @typedef {{choose: (change: (look: Look) => Look) => void, ask: (action: PanelsAction) => void, link: (links: string) => void,
 *   save: (panels: Panel[], name: string, format: Format) => void}} PanelCommands */
/** @typedef {ReturnType<typeof createParts>} Parts */

/**
 * @param {Dispatch} dispatch
 * @param {PanelCommands} commands
 */
export function createParts(dispatch, { choose, ask, link, save }) {
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

/**
 * @param {Parts} parts
 * @param {PanelsData} data
 * @returns {void}
 */
export function buildParts({ root, transport, goldBar, editor, grid, note }, data) {
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
 * @param {Parts} parts
 * @param {Compared} compared
 * @param {number} width
 * @param {Measure} measure
 * @returns {void}
 */
export function arrangeParts({ toolbar, goldBar, grid, difference }, compared, width, measure) {
  const { data, look } = compared;
  const known = availableFacts(data.panels, (panel) => factsOf(compared, panel));
  toolbar.build(data.labels, known, data);
  for (const bar of [toolbar, goldBar]) bar.paint(look);
  grid.arrange(compared, known);
  const font = fontOf(width);
  difference.build(data, look, grid.scenes(), { width: Math.min(width, font * 50), font: font * 1.15, measure });
}

/**
 * @param {Parts} parts
 * @param {Compared} compared
 * @param {StageState} state
 * @returns {void}
 */
export function paintParts({ transport, grid, difference, live }, { data, look }, state) {
  transport.paint(state, null);
  grid.paint(state.step, look);
  difference.paint(state.step);
  const base = grid.scenes().get(data.base);
  if (base && state.step < base.target.length) setText(live, announcement(base, state.step, bitsOf(base, state.step)));
}
