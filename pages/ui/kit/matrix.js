/** The matrix view: one cell a step and source piece. Built once per scene; a step moves a frame and a veil. */

import { drawCells, drawCopied, drawNumbers, drawParts, frameRect } from "./cells.js";
import { html, setAll, setText, vector } from "./dom.js";
import { cellPoint, frameOf, matrixLayout, partAt } from "./grid.js";
import { say } from "./labels.js";
import { createScroller } from "./scrolling.js";
import { cellReading, readingBack, readingOf } from "./speech.js";
import { isHidden, highlightOf } from "./state.js";

/** @typedef {import("./cells.js").MatrixParts} MatrixParts */

/**
 * @param {Dispatch} dispatch
 */
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

/**
 * @param {Scene} scene
 * @returns {string}
 */
function summaryOf({ fixed, labels, source, target }) {
  return fixed ? say(labels, "fixed_about") : say(labels, "matrix_summary", { steps: target.length, sources: source.length });
}

/**
 * @param {MatrixParts} parts
 * @param {Hover} lit
 * @param {StageState} state
 * @returns {void}
 */
function markLabels({ layout, rows, columns }, lit, state) {
  const [steps, sources] = layout.flipped ? [columns, rows] : [rows, columns];
  steps.forEach((label, i) => setAll(label, {
    class: i === state.step ? "gaze-now" : i === lit.step ? "gaze-held" : "",
    display: isHidden(state, i) && "none",
  }));
  sources.forEach((label, j) => setAll(label, { class: j === lit.source ? "gaze-held" : "" }));
}

/**
 * @returns {HTMLElement} the ramp from 0 to 1
 */
function scale() {
  return html("div", { class: "gaze-scale", "aria-hidden": "true" }, html("span", {}, "0"), html("i"), html("span", {}, "1"));
}

/**
 * @param {Scene} scene
 * @param {Hover} lit
 * @param {number} [revealed] the number of revealed steps, if not all
 * @returns {string}
 */
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
 * @returns {void}
 */
function markHover({ layout, cross, spot }, lit, now) {
  const whole = (lit.step === null) !== (lit.source === null) && lit.step !== now;
  cross.setAttribute("display", whole ? "inline" : "none");
  if (whole) setAll(cross, frameOf(layout, lit));
  const cell = lit.step !== null && lit.source !== null;
  spot.setAttribute("display", cell ? "inline" : "none");
  if (cell) setAll(spot, { ...cellPoint(layout, lit.step ?? 0, lit.source ?? 0), width: layout.cell, height: layout.cell });
}

/**
 * @param {SVGSVGElement} svg
 * @param {() => MatrixLayout | null} layoutOf
 * @param {Dispatch} dispatch
 * @returns {void}
 */
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
