/** All parts of the page in their places, built and painted together. */

import { html, setAll, setText } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { shownPiece } from "../../../kit/pieces.js";
import { entropyBits } from "../../../kit/reading.js";
import { textMeasure } from "../../../kit/scene.js";
import { createTransport } from "../../../kit/transport.js";
import { createDrawing } from "./drawing.js";
import { createTreeOptions } from "./options.js";
import { createPanel } from "./panel.js";
import { createRanking } from "./ranking.js";
import { countsText, statusText, nameOf, announcementOf } from "./texts.js";

/** For an audience the tree has this share of the window's height, in letters of at most so many pixels. */
const [ON_THE_WALL, LARGEST] = [0.5, 44];

/**
 * @param {(action: TreeAction) => void} dispatch
 * @param {(format: import("../../../kit/saves.js").Format) => void} save
 * @param {import("./panel.js").PanelCommands} commands what the buttons beside the tree do
 */
export function createTreeParts(dispatch, save, commands) {
  const [drawing, transport, ranking] = [createDrawing(dispatch), createTransport(dispatch), createRanking(dispatch)];
  const [options, panel] = [createTreeOptions(dispatch, save), createPanel(commands)];
  const hint = html("span", { class: "gaze-hidden", id: "gaze-tree-keys" });
  const live = html("p", { class: "gaze-hidden", "aria-live": "polite" });
  const grid = html("div", { class: "gaze-body-grid" }, transport.root, drawing.root, options.root, panel.root, ranking.root);
  const root = html("section", { class: "gaze gaze-beam" }, hint, live, grid);
  setAll(drawing.svg, { "aria-describedby": "gaze-tree-keys" });

  /** @param {TreeScene} scene */
  function build({ data, shape, labels }) {
    setAll(root, { "aria-label": say(labels, "tree") });
    setText(hint, say(labels, "tree_keys"));
    for (const part of [transport, options]) part.build(labels);
    panel.build(data, labels);
    ranking.build(shape, labels, data.languages[1]);
  }

  /** @param {TreeScene} scene @param {TreeState} state @param {number} width */
  function draw({ data, shape, labels }, state, width) {
    const show = (/** @type {string} */ piece) => shownPiece(piece, false, labels).text;
    const measure = textMeasure(getComputedStyle(root).fontFamily);
    const wall = data.present ? { tall: innerHeight * ON_THE_WALL, font: LARGEST } : { font: Math.max(13, Math.min(20, 10 + width / 260)) };
    drawing.build(shape, state, { width, ...wall, measure, show, name: say(labels, "tree"), lang: data.languages[1] });
  }

  /** @param {TreeScene} scene @param {TreeState} state */
  function paint(scene, state) {
    const { data, shape } = scene;
    const node = shape.nodes[state.hover ?? state.node ?? -1];
    transport.paint(state.play, node && !data.fixed ? entropyBits(data.tree.weights[node.reading] ?? []) : null);
    options.paint(state, countsText(scene, state.play.step));
    ranking.paint(state);
    // Last, because it may scroll, and a change after that would need a second layout.
    drawing.paint(state, (node, step) => nameOf(scene, node, step));
  }

  /** @param {TreeScene} scene @param {TreeState} state */
  function paintPanel(scene, state) {
    const { data, shape, labels } = scene;
    const node = shape.nodes[state.hover ?? state.node ?? -1];
    if (!node) return;
    const { step } = state.play;
    panel.paint(data, shape, node, { labels, status: statusText(scene, node, step), folded: state.folded.has(node.number) });
    if (state.hover === null) setText(live, announcementOf(scene, node, step));
  }

  return /** @satisfies {Part} */ ({ root, drawing, panel, build, draw, paint, paintPanel });
}
