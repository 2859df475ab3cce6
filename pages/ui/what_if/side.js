/** One of the two sides: where the step looked, and elsewhere on the page the whole matrix. */

import { html, setAll, setText } from "../components/shared/dom.js";
import { say } from "../components/shared/labels.js";
import { createMatrix } from "../components/shared/matrix.js";
import { createBars } from "./bars.js";

/**
 * @param {Dispatch} dispatch
 * @param {((step: number, row: number[]) => void) | null} change hears of weights that were changed here
 */
export function createSide(dispatch, change) {
  const titles = [html("h3", { class: "what-title" }), html("h3", { class: "what-title" })];
  const ended = html("p", { class: "what-ended" });
  const [bars, matrix] = [createBars(change), createMatrix(dispatch)];
  const root = html("section", { class: "what-side" }, titles[0], bars.root, ended);
  const table = html("section", { class: "what-table" }, titles[1], matrix.root);
  /** @type {Scene | null} */
  let scene = null;

  /** @param {Scene} built @param {string} name @param {number} width @param {number} turn */
  function build(built, name, width, turn) {
    scene = built;
    for (const title of titles) setText(title, name);
    for (const part of [root, table]) setAll(part, { "aria-label": name });
    setText(ended, say(built.labels, "ended"));
    setAll(bars.root, { hidden: built.fixed });
    bars.build(built);
    matrix.build(built, { width, height: null }, false, turn);
  }

  /** @param {StageState} state @param {boolean} stepped whether bars of another row are to be shown */
  function paint(state, stepped) {
    if (!scene) return;
    const mine = ownState(state, scene);
    matrix.paint(scene, mine);
    if (!stepped) return;
    const over = state.step > mine.step;
    root.classList.toggle("what-over", over);
    bars.paint(scene.weights[mine.step] ?? [], mine.step);
  }

  return /** @satisfies {Part} */ ({ root, table, build, paint, settle: bars.settle });
}

/**
 * The shared state as far as this side reaches: the other may be longer, or have read more.
 * @param {StageState} state
 * @param {Scene} scene
 * @returns {StageState}
 */
function ownState(state, { source, target }) {
  const { hover } = state;
  const reached = !hover || ((hover.step ?? 0) < target.length && (hover.source ?? 0) < source.length);
  return { ...state, step: Math.min(state.step, target.length - 1), hover: reached ? hover : null };
}
