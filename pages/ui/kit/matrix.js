/** The matrix view: its geometry, its cells, and what a step, a pointer or a click does to it. */

import { cellShapes } from "./cells.js";
import { elementOf } from "./dom.js";
import { say } from "./labels.js";
import { guard, html, nothing, render, svg } from "./lit.js";
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

/** The place of a cell. @param {MatrixLayout} layout @param {number} step @param {number} source @returns {Point} */
export function cellPoint({ left, top, cell, flipped }, step, source) {
  const [row, column] = flipped ? [source, step] : [step, source];
  return { x: left + column * cell, y: top + row * cell };
}

/**
 * The part of the matrix at a point: a cell, a step (its label), a source piece (its label), or null.
 * @param {MatrixLayout} layout @param {number} x @param {number} y @returns {Hover | null}
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

// -- The matrix view: one cell a step and source piece. A step moves a frame and a veil.

/** @typedef {{x: number, y: number, width: number, height: number}} Rect */

/** @param {Dispatch} dispatch */
export function createMatrix(dispatch) {
  const root = elementOf(html`<div class="gaze-matrix"><div class="gaze-scroll" tabindex="0" role="group" data-zone="matrix"
    @scroll=${{ handleEvent: keepLabels, passive: true }}></div><div class="gaze-caption"></div></div>`);
  const [scroller, caption] = /** @type {HTMLElement[]} */ ([...root.children]);
  const view = createScroller(scroller);
  /** What is the same at every step. @type {{layout: MatrixLayout, turn: number | null} | null} */
  let drawn = null;

  /** The labels of rows stay in view while the matrix scrolls sideways. */
  function keepLabels() {
    scroller.querySelector("[data-sticky]")?.setAttribute("transform", `translate(${scroller.scrollLeft} 0)`);
  }

  /** @param {Scene} scene @param {{width: number, height: number | null}} room @param {boolean} numbers @param {number} turn */
  function build({ font, flipped, measure, fixed, labels, source, target }, room, numbers, turn) {
    const texts = { source: source.map((p) => p.text), target: target.map((p) => p.text) };
    const layout = matrixLayout({ ...texts, ...room, font, flipped, numbers, measure });
    drawn = { layout, turn: numbers && !fixed ? turn : null };
    scroller.setAttribute("aria-label", `${say(labels, "matrix")}. ${say(labels, "matrix_keys")}`);
    view.fit({ width: room.width - layout.left, height: layout.height });
  }

  /** @param {MouseEvent} event @returns {Hover | null} */
  function at({ currentTarget, clientX, clientY }) {
    const frame = /** @type {Element} */ (currentTarget).getBoundingClientRect();
    return drawn && partAt(drawn.layout, clientX - frame.left, clientY - frame.top);
  }

  /** @param {MouseEvent} event */
  function hover(event) {
    const to = at(event);
    dispatch(to ? { type: "hover", to } : { type: "leave" });
  }

  /** @param {MouseEvent} event */
  function choose(event) {
    const step = at(event)?.step ?? null;
    if (step !== null) dispatch({ type: "step", to: step });
  }

  /** @param {Scene} scene @param {StageState} state */
  function paint(scene, state) {
    if (!drawn) return;
    const { layout, turn } = drawn;
    const { left, top, cell, width, height, rows, columns, rotated, flipped } = layout;
    const { target, source, labels, fixed } = scene;
    const lit = highlightOf(state);
    const classOf = (/** @type {number} */ i, /** @type {boolean} */ isStep) =>
      isStep && i === state.step ? "gaze-now" : i === (isStep ? lit.step : lit.source) ? "gaze-held" : "";
    const displayOf = (/** @type {number} */ i, /** @type {boolean} */ isStep) => (isStep && isHidden(state, i) ? "none" : nothing);
    render(html`
      <svg class="gaze-drawing" role="img" width=${width} height=${height} viewBox="0 0 ${width} ${height}" style="font-size: ${layout.font}px"
          aria-label=${fixed ? say(labels, "fixed_about") : say(labels, "matrix_summary", { steps: target.length, sources: source.length })}
          @pointermove=${hover} @pointerleave=${() => dispatch({ type: "leave" })} @click=${choose}>
        ${guard([drawn], () => cellsOf(scene, layout, turn))}
        ${marksOf(layout, state)}
        <g class="gaze-labels">${columns.map(({ text, x, y }, i) => svg`
          <text x=${x} y=${y} class=${classOf(i, flipped)} display=${displayOf(i, flipped)} text-anchor=${rotated ? nothing : "middle"}
            transform=${rotated ? `rotate(-60 ${x} ${y})` : nothing}>${text}</text>`)}</g>
        <g class="gaze-labels" data-sticky><rect class="gaze-board" x="0" y=${top} width=${left - 2} height=${height - top} />${rows.map(({ text, x, y }, i) => svg`
          <text x=${x} y=${y} class=${classOf(i, !flipped)} display=${displayOf(i, !flipped)} text-anchor="end">${text}</text>`)}</g>
      </svg>`, scroller);
    render(html`
      <p class="gaze-readout">${readoutOf(scene, lit, state.reveal ? state.step + 1 : undefined)}</p>
      <div class="gaze-scale" aria-hidden="true"><span>0</span><i></i><span>1</span></div>`, caption);
    keepLabels();
    const column = flipped ? state.step : state.hover?.source ?? null;
    if (column !== null) view.follow({ x: column * cell, y: 0, width: cell, height }, { width: width - left, height });
  }

  return /** @satisfies {Part} */ ({ root, get svg() { return /** @type {SVGSVGElement} */ (scroller.querySelector("svg")); }, scroller, build, paint });
}

/**
 * The cells, the numbers in them, and frames around those that pieces were copied from.
 * @param {Scene} scene
 * @param {MatrixLayout} layout
 * @param {number | null} turn the ink from which on a number takes the background's colour; null without numbers
 */
function cellsOf({ weights, trace }, layout, turn) {
  const { cell, flipped } = layout;
  const box = { left: layout.left + 0.5, top: layout.top + 0.5, cell, high: cell, gap: 1 };
  const copied = (trace.copied ?? []).flatMap((places, i) => places.map((j) => cellPoint(layout, i, j)));
  const size = Math.min(cell * 0.4, layout.font).toFixed(1);
  return svg`
    <rect class="gaze-field" x=${layout.left} y=${layout.top} width=${cell * layout.columns.length} height=${cell * layout.rows.length} />
    <g class="gaze-cells">${cellShapes(flipped ? transposed(weights) : weights, box)}</g>
    ${turn === null ? nothing : svg`<g class="gaze-printed">${weights.map((row, i) => row.map((weight, j) => {
      const { x, y } = cellPoint(layout, i, j);
      return svg`<text x=${x + cell / 2} y=${y + cell / 2} font-size=${size} class=${inkOf(weight) >= turn ? "gaze-over" : ""}>${cellText(weight)}</text>`;
    }))}</g>`}
    ${copied.map(({ x, y }) => svg`<rect class="gaze-copied-cell" x=${x + 1.5} y=${y + 1.5} width=${cell - 3} height=${cell - 3} />`)}`;
}

/** @param {number[][]} rows @returns {number[][]} */
function transposed(rows) {
  return (rows[0] ?? []).map((_, j) => rows.map((row) => row[j]));
}

/** What a step and a pointer move: a veil over the steps that are not revealed yet, and frames. @param {MatrixLayout} layout @param {StageState} state */
function marksOf(layout, state) {
  const { left, top, cell, rows, columns, flipped } = layout;
  const lit = highlightOf(state);
  const [wide, tall, done] = [cell * columns.length, cell * rows.length, (state.step + 1) * cell];
  const veil = flipped ? { x: left + done, y: top, width: Math.max(0, wide - done), height: tall } : { x: left, y: top + done, width: wide, height: Math.max(0, tall - done) };
  const wholeLine = (lit.step === null) !== (lit.source === null) && lit.step !== state.step;
  const rect = (/** @type {string} */ name, /** @type {Rect | null} */ box) => svg`
    <rect class=${name} display=${box ? "inline" : "none"} x=${box?.x ?? 0} y=${box?.y ?? 0} width=${box?.width ?? 0} height=${box?.height ?? 0} />`;
  return [
    rect(state.reveal ? "gaze-veil gaze-solid" : "gaze-veil", lit.step !== null || state.reveal ? veil : null),
    rect("gaze-cross", wholeLine ? frameOf(layout, lit) : null),
    rect("gaze-frame", frameOf(layout, { step: state.step, source: null })),
    rect("gaze-spot", lit.step !== null && lit.source !== null ? { ...cellPoint(layout, lit.step, lit.source), width: cell, height: cell } : null),
  ];
}

/** @param {Scene} scene @param {Hover} lit @param {number} [revealed] the number of revealed steps, if not all @returns {string} */
function readoutOf(scene, { step, source }, revealed) {
  if (!scene.target.length) return "\u00a0";
  if (step !== null && source !== null) return cellReading(scene, step, source);
  if (step !== null) return readingOf(scene, step);
  return readingBack(scene, source ?? 0, revealed);
}
