/** Geometry of the matrix: one cell a step and source piece, labels are legible up to 40 × 40. Pure. */

import { clipText } from "./pieces.js";
import { clamp } from "./state.js";

const SLANT = Math.PI / 3;

/**
 * Rows are output steps and columns source pieces; when flipped, the reverse.
 * @param {{source: string[], target: string[], width: number, font: number, flipped: boolean, numbers: boolean,
 *   measure: Measure, height?: number | null}} want
 * @returns {MatrixLayout}
 */
export function matrixLayout({ source, target, width, font: preferred, flipped, numbers, measure, height = null }) {
  const [rowTexts, columnTexts] = flipped ? [source, target] : [target, source];
  const tall = height ?? Math.max(560, preferred * 30);
  const guess = cellFor(rowTexts.length, columnTexts.length, width * 0.8, tall * (height ? 0.85 : 1), preferred, numbers);
  const font = clamp(guess * 0.68, 11, preferred * 0.85);
  const cut = (/** @type {string} */ text) => clipText(text, font * 7, font, measure);
  const [rows, columns] = [rowTexts.map(cut), columnTexts.map(cut)];
  const longest = (/** @type {string[]} */ texts) => Math.max(0, ...texts.map((text) => measure(text, font)));
  const left = Math.ceil(longest(rows) + font);
  const head = longest(columns);
  const rotated = head > guess - font * 0.4;
  const top = Math.ceil((rotated ? head * Math.sin(SLANT) + font * 0.4 : font * 0.6) + font * 0.8);
  const overhang = rotated ? Math.ceil(head * Math.cos(SLANT)) : 0;
  const cell = Math.floor(cellFor(rows.length, columns.length, width - left - overhang - 2, height ? height - top - 2 : tall, preferred, numbers));
  const size = { width: left + cell * columns.length + overhang + 2, height: top + cell * rows.length + 2 };
  return { ...size, cell, left, top, font, rotated, flipped, ...labelsOf(rows, columns, { cell, left, top, font }) };
}

/**
 * The width of the matrix: it shares a wide page with the candidates, and has all of a narrow one.
 * @param {number} width of the stage
 * @returns {number}
 */
export function matrixRoom(width) {
  return width >= 760 ? width * 0.64 : width;
}

/**
 * The side of a cell, so that the matrix fits; limited so that a number can be printed in it and a small matrix is not huge.
 * @param {number} rows
 * @param {number} columns
 * @param {number} width
 * @param {number} height
 * @param {number} font
 * @param {boolean} numbers
 * @returns {number}
 */
function cellFor(rows, columns, width, height, font, numbers) {
  const most = Math.min(font * 3, Math.max(16, height / Math.max(1, rows)));
  return Math.max(numbers ? 28 : 15, Math.min(most, width / Math.max(1, columns)));
}

/**
 * @param {string[]} rows
 * @param {string[]} columns
 * @param {{cell: number, left: number, top: number, font: number}} at
 * @returns {{rows: Label[], columns: Label[]}}
 */
function labelsOf(rows, columns, { cell, left, top, font }) {
  const middle = (/** @type {number} */ index) => cell * (index + 0.5);
  return {
    rows: rows.map((text, i) => ({ text, x: left - font * 0.5, y: top + middle(i) })),
    columns: columns.map((text, j) => ({ text, x: left + middle(j), y: top - font * 0.9 })),
  };
}

/**
 * The place of a cell.
 * @param {MatrixLayout} layout
 * @param {number} step
 * @param {number} source
 * @returns {Point}
 */
export function cellPoint({ left, top, cell, flipped }, step, source) {
  const [row, column] = flipped ? [source, step] : [step, source];
  return { x: left + column * cell, y: top + row * cell };
}

/**
 * The part of the matrix at a point: a cell, a step (its label), a source piece (its label), or null.
 * @param {MatrixLayout} layout
 * @param {number} x
 * @param {number} y
 * @returns {Hover | null}
 */
export function partAt({ left, top, cell, flipped, rows, columns }, x, y) {
  const row = y < top ? null : Math.floor((y - top) / cell);
  const column = x < left ? null : Math.floor((x - left) / cell);
  if ((row ?? 0) >= rows.length || (column ?? 0) >= columns.length) return null;
  if (row === null && column === null) return null;
  return flipped ? { step: column, source: row } : { step: row, source: column };
}

/**
 * The frame around a step or around a source piece, over the whole matrix.
 * @param {MatrixLayout} layout
 * @param {Hover} at one of the two is null
 * @returns {{x: number, y: number, width: number, height: number}}
 */
export function frameOf(layout, at) {
  const { x, y } = cellPoint(layout, at.step ?? 0, at.source ?? 0);
  const { cell, rows, columns, flipped } = layout;
  const alongRow = (at.source === null) !== flipped;
  return alongRow
    ? { x, y, width: cell * columns.length, height: cell }
    : { x, y, width: cell, height: cell * rows.length };
}
