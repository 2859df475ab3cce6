/** One of the two sides: the weights of the step, and further down the page the whole matrix. */

import { html, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { createMatrix } from "../../kit/matrix.js";
import { createBars } from "./bars.js";

/**
 * @param {Dispatch} dispatch
 * @param {((step: number, row: number[]) => void) | null} change called with changed weights; null if they cannot be changed
 */
export function createSide(dispatch, change) {
  const titles = [html("h3", { class: "what-title" }), html("h3", { class: "what-title" })];
  const ended = html("p", { class: "what-ended" });
  const [bars, matrix] = [createBars(change), createMatrix(dispatch)];
  const root = html("section", { class: "what-side" }, titles[0], bars.root, ended);
  const table = html("section", { class: "what-table" }, titles[1], matrix.root);
  /** @type {Scene | null} */
  let scene = null;

  /** @param {Scene} next @param {string} name @param {number} width @param {number} turn */
  function build(next, name, width, turn) {
    scene = next;
    for (const title of titles) setText(title, name);
    for (const part of [root, table]) setAll(part, { "aria-label": name });
    setText(ended, say(next.labels, "ended"));
    setAll(bars.root, { hidden: next.fixed });
    bars.build(next);
    matrix.build(next, { width, height: null }, false, turn);
  }

  /** @param {StageState} state @param {boolean} stepped whether the step, and so the row of the bars, has changed */
  function paint(state, stepped) {
    if (!scene) return;
    const own = ownState(state, scene);
    matrix.paint(scene, own);
    if (!stepped) return;
    const over = state.step > own.step;
    root.classList.toggle("what-over", over);
    bars.paint(scene.weights[own.step] ?? [], own.step);
  }

  return /** @satisfies {Part} */ ({ root, table, build, paint, flush: bars.flush });
}

/**
 * The shared state limited to this side, since the other side may have more steps or source pieces.
 * @param {StageState} state
 * @param {Scene} scene
 * @returns {StageState}
 */
function ownState(state, { source, target }) {
  const { hover } = state;
  const reached = !hover || ((hover.step ?? 0) < target.length && (hover.source ?? 0) < source.length);
  return { ...state, step: Math.min(state.step, target.length - 1), hover: reached ? hover : null };
}
