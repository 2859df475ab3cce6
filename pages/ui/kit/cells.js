/** The parts of the matrix: cells, printed numbers, labels, and the marks that a step moves. */

import { vector } from "./dom.js";
import { cellPoint } from "./grid.js";
import { cellText, inkOf } from "./reading.js";

/** @typedef {{layout: MatrixLayout, rows: SVGTextElement[], columns: SVGTextElement[], sticky: SVGGElement,
 *   veil: SVGRectElement, frame: SVGRectElement, cross: SVGRectElement, spot: SVGRectElement}} MatrixParts */

/**
 * @param {Scene} scene
 * @param {MatrixLayout} layout
 * @returns {SVGRectElement[]}
 */
export function drawCells({ weights }, layout) {
  const side = layout.cell - 1;
  return weights.flatMap((row, i) => row.map((weight, j) => {
    const { x, y } = cellPoint(layout, i, j);
    return vector("rect", { x: x + 0.5, y: y + 0.5, width: side, height: side, "fill-opacity": inkOf(weight).toFixed(3) });
  }));
}

/**
 * @param {Scene} scene
 * @param {MatrixLayout} layout
 * @param {number} turn the ink from which on a number takes the background's colour
 * @returns {SVGTextElement[]}
 */
export function drawNumbers({ weights }, layout, turn) {
  const { cell } = layout;
  const size = Math.min(cell * 0.4, layout.font).toFixed(1);
  return weights.flatMap((row, i) => row.map((weight, j) => {
    const { x, y } = cellPoint(layout, i, j);
    const at = { x: x + cell / 2, y: y + cell / 2, "font-size": size };
    return vector("text", { ...at, class: inkOf(weight) >= turn ? "gaze-over" : "" }, cellText(weight));
  }));
}

/**
 * Frames around the cells that pieces were copied from.
 * @param {Scene} scene
 * @param {MatrixLayout} layout
 * @returns {SVGRectElement[]}
 */
export function drawCopied({ trace }, layout) {
  const side = layout.cell - 3;
  return (trace.copied ?? []).flatMap((places, i) => places.map((j) => {
    const { x, y } = cellPoint(layout, i, j);
    return vector("rect", { class: "gaze-copied-cell", x: x + 1.5, y: y + 1.5, width: side, height: side });
  }));
}

/**
 * The labels and the marks that a step moves. The labels of rows stay in view while the matrix scrolls sideways.
 * @param {MatrixLayout} layout
 * @returns {MatrixParts}
 */
export function drawParts(layout) {
  const rows = layout.rows.map(({ text, x, y }) => vector("text", { x, y, "text-anchor": "end" }, text));
  const columns = layout.columns.map(({ text, x, y }) =>
    vector("text", layout.rotated ? { x, y, transform: `rotate(-60 ${x} ${y})` } : { x, y, "text-anchor": "middle" }, text));
  const board = vector("rect", { class: "gaze-board", x: 0, y: layout.top, width: layout.left - 2, height: layout.height - layout.top });
  const sticky = vector("g", { class: "gaze-labels", "data-sticky": true }, board, ...rows);
  const rect = (/** @type {string} */ name) => vector("rect", { class: name });
  const marks = { veil: rect("gaze-veil"), frame: rect("gaze-frame"), cross: rect("gaze-cross"), spot: rect("gaze-spot") };
  return { layout, rows, columns, sticky, ...marks };
}

/**
 * @param {MatrixLayout} layout
 * @param {string} name
 * @returns {SVGRectElement}
 */
export function frameRect({ left, top, cell, rows, columns }, name) {
  const box = { x: left, y: top, width: cell * columns.length, height: cell * rows.length };
  return vector("rect", { class: name, ...box });
}
