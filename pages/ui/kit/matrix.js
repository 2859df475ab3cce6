/** The matrix view: its geometry, its cells, and what a step, a pointer or a click does to it. */

import { html, setAll, setText, vector } from "./dom.js";
import { say } from "./labels.js";
import { clipText } from "./pieces.js";
import { cellText, inkOf } from "./reading.js";
import { createScroller } from "./scrolling.js";
import { cellReading, readingBack, readingOf } from "./speech.js";
import { clamp, highlightOf, isHidden } from "./state.js";

// -- Geometry of the matrix: one cell a step and source piece, labels are legible up to 40 × 40. Pure.

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

// -- The parts of the matrix: cells, printed numbers, labels, and the marks that a step moves.

/** @typedef {{layout: MatrixLayout, rows: SVGTextElement[], columns: SVGTextElement[], sticky: SVGGElement,
 *   veil: SVGRectElement, frame: SVGRectElement, cross: SVGRectElement, spot: SVGRectElement}} MatrixParts */

/** @param {Scene} scene @param {MatrixLayout} layout @returns {SVGRectElement[]} */
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

/** @param {MatrixLayout} layout @param {string} name @returns {SVGRectElement} */
export function frameRect({ left, top, cell, rows, columns }, name) {
  const box = { x: left, y: top, width: cell * columns.length, height: cell * rows.length };
  return vector("rect", { class: name, ...box });
}

// -- The matrix view: one cell a step and source piece. Built once per scene; a step moves a frame and a veil.

/** @param {Dispatch} dispatch */
export function createMatrix(dispatch) {
  const svg = vector("svg", { class: "gaze-drawing", role: "img" });
  const scroller = html("div", { class: "gaze-scroll", tabindex: 0, role: "group", "data-zone": "matrix" }, svg);
  const readout = html("p", { class: "gaze-readout" }, "\u00a0");
  const root = html("div", { class: "gaze-matrix" }, scroller, html("div", { class: "gaze-caption" }, readout, scale()));
  /** @type {MatrixParts | null} */
  let drawn = null;
  const view = createScroller(scroller);
  const keepLabels = () => drawn?.sticky.setAttribute("transform", `translate(${scroller.scrollLeft} 0)`);
  scroller.addEventListener("scroll", keepLabels, { passive: true });
  listenToCells(svg, () => drawn?.layout ?? null, dispatch);

  /** @param {Scene} scene @param {{width: number, height: number | null}} room @param {boolean} numbers @param {number} turn */
  function build(scene, room, numbers, turn) {
    const { font, flipped, measure } = scene;
    const texts = { source: scene.source.map((p) => p.text), target: scene.target.map((p) => p.text) };
    const layout = matrixLayout({ ...texts, ...room, font, flipped, numbers, measure });
    drawn = drawParts(layout);
    svg.replaceChildren(...layersOf(scene, drawn, numbers && !scene.fixed ? drawNumbers(scene, layout, turn) : []));
    setAll(svg, { width: layout.width, height: layout.height, viewBox: `0 0 ${layout.width} ${layout.height}`, "aria-label": summaryOf(scene) });
    svg.style.fontSize = `${layout.font}px`;
    scroller.setAttribute("aria-label", `${say(scene.labels, "matrix")}. ${say(scene.labels, "matrix_keys")}`);
    view.fit({ width: room.width - layout.left, height: layout.height });
    keepLabels();
  }

  /** @param {Scene} scene @param {StageState} state */
  function paint(scene, state) {
    if (!drawn || scene.target.length === 0) return;
    const { layout } = drawn;
    const lit = highlightOf(state);
    setAll(drawn.frame, frameOf(layout, { step: state.step, source: null }));
    setAll(drawn.veil, veilOf(layout, state.step, scene.target.length));
    drawn.veil.setAttribute("display", lit.step === null && !state.reveal ? "none" : "inline");
    drawn.veil.classList.toggle("gaze-solid", state.reveal);
    markHover(drawn, lit, state.step);
    markLabels(drawn, lit, state);
    setText(readout, readoutOf(scene, lit, state.reveal ? state.step + 1 : undefined));
    keepInView(layout, layout.flipped ? state.step : state.hover?.source ?? null);
  }

  /** @param {MatrixLayout} layout @param {number | null} column */
  function keepInView({ width, height, left, cell }, column) {
    if (column !== null) view.follow({ x: column * cell, y: 0, width: cell, height }, { width: width - left, height });
  }

  return /** @satisfies {Part} */ ({ root, svg, scroller, build, paint });
}

/**
 * The layers, the lowest first.
 * @param {Scene} scene
 * @param {MatrixParts} parts
 * @param {SVGElement[]} numbers
 * @returns {SVGElement[]}
 */
function layersOf(scene, { layout, veil, cross, frame, spot, columns, sticky }, numbers) {
  const cells = vector("g", { class: "gaze-cells" }, ...drawCells(scene, layout));
  const printed = numbers.length ? [vector("g", { class: "gaze-printed" }, ...numbers)] : [];
  const labels = vector("g", { class: "gaze-labels" }, ...columns);
  return [frameRect(layout, "gaze-field"), cells, ...printed, ...drawCopied(scene, layout), veil, cross, frame, spot, labels, sticky];
}

/** @param {Scene} scene @returns {string} */
function summaryOf({ fixed, labels, source, target }) {
  return fixed ? say(labels, "fixed_about") : say(labels, "matrix_summary", { steps: target.length, sources: source.length });
}

/** @param {MatrixParts} parts @param {Hover} lit @param {StageState} state */
function markLabels({ layout, rows, columns }, lit, state) {
  const [steps, sources] = layout.flipped ? [columns, rows] : [rows, columns];
  steps.forEach((label, i) => setAll(label, {
    class: i === state.step ? "gaze-now" : i === lit.step ? "gaze-held" : "",
    display: isHidden(state, i) && "none",
  }));
  sources.forEach((label, j) => setAll(label, { class: j === lit.source ? "gaze-held" : "" }));
}

/** @returns {HTMLElement} the ramp from 0 to 1 */
function scale() {
  return html("div", { class: "gaze-scale", "aria-hidden": "true" }, html("span", {}, "0"), html("i"), html("span", {}, "1"));
}

/** @param {Scene} scene @param {Hover} lit @param {number} [revealed] the number of revealed steps, if not all @returns {string} */
function readoutOf(scene, { step, source }, revealed) {
  if (step !== null && source !== null) return cellReading(scene, step, source);
  if (step !== null) return readingOf(scene, step);
  return readingBack(scene, source ?? 0, revealed);
}

/**
 * The part of the matrix to veil: the steps that are not revealed yet.
 * @param {MatrixLayout} layout
 * @param {number} step
 * @param {number} steps
 * @returns {{x: number, y: number, width: number, height: number}}
 */
function veilOf(layout, step, steps) {
  const { left, top, cell, rows, columns } = layout;
  const [done, rest] = [(step + 1) * cell, (steps - step - 1) * cell];
  return layout.flipped
    ? { x: left + done, y: top, width: rest, height: cell * rows.length }
    : { x: left, y: top + done, width: cell * columns.length, height: rest };
}

/**
 * Marks the hovered row or column, and the hovered cell.
 * @param {MatrixParts} parts
 * @param {Hover} lit
 * @param {number} now
 */
function markHover({ layout, cross, spot }, lit, now) {
  const whole = (lit.step === null) !== (lit.source === null) && lit.step !== now;
  cross.setAttribute("display", whole ? "inline" : "none");
  if (whole) setAll(cross, frameOf(layout, lit));
  const cell = lit.step !== null && lit.source !== null;
  spot.setAttribute("display", cell ? "inline" : "none");
  if (cell) setAll(spot, { ...cellPoint(layout, lit.step ?? 0, lit.source ?? 0), width: layout.cell, height: layout.cell });
}

/** @param {SVGSVGElement} svg @param {() => MatrixLayout | null} layoutOf @param {Dispatch} dispatch */
function listenToCells(svg, layoutOf, dispatch) {
  /** @param {MouseEvent} event @returns {Hover | null} */
  const at = (event) => {
    const layout = layoutOf();
    const frame = svg.getBoundingClientRect();
    return layout && partAt(layout, event.clientX - frame.left, event.clientY - frame.top);
  };
  svg.addEventListener("pointermove", (event) => {
    const to = at(event);
    dispatch(to ? { type: "hover", to } : { type: "leave" });
  });
  svg.addEventListener("pointerleave", () => dispatch({ type: "leave" }));
  svg.addEventListener("click", (event) => {
    const step = at(event)?.step ?? null;
    if (step !== null) dispatch({ type: "step", to: step });
  });
}
