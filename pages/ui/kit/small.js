/**
 * The small matrix of a panel. Built once per sentence; a step only moves a frame and a veil, which needs no layout, and
 * other weights of the same sentence only replace the cells.
 */

import { html, setAll, setText, vector } from "./dom.js";
import { clipText } from "./pieces.js";
import { compactSize, inkPaths } from "./compact.js";

/**
 * @param {{source: Shown[], target: Shown[], strengths: number[][], measure: Measure}} scene
 * @param {CompactLayout} layout
 * @param {SVGElement[]} over what lies over the cells
 * @returns {SmallDrawing & {svg: SVGSVGElement}}
 */
export function drawSmall({ source, target, strengths, measure }, layout, over = []) {
  const { left, top, cell, high, font } = layout;
  const size = compactSize(layout, target.length, source.length);
  const svg = vector("svg", { ...size, viewBox: `0 0 ${size.width} ${size.height}` });
  const [wide, tall] = [cell * source.length, high * target.length];
  const cells = vector("g", { class: "gaze-cells" });
  const clip = (/** @type {string} */ text) => clipText(text, left - font * 0.6, font, measure);
  const rows = layout.named ? target.map(({ text }, i) =>
    vector("text", { x: left - font * 0.45, y: top + high * (i + 0.5), "text-anchor": "end" }, clip(text))) : [];
  svg.append(
    vector("rect", { class: "gaze-field", x: left, y: top, width: wide, height: tall }),
    cells, ...over,
    vector("g", { class: "gaze-labels" }, ...(layout.headed ? columnNames(source, layout, measure) : []), ...rows),
  );
  const [veil, name] = [html("div", { class: "gaze-rest" }), html("span")];
  const frame = html("div", { class: "gaze-row" }, name);
  frame.style.height = `${high}px`;
  const above = html("div", { class: "gaze-above" }, veil, frame);
  Object.assign(above.style, { left: `${left}px`, top: `${top}px`, width: `${wide}px`, height: `${tall}px` });
  const root = html("div", { class: "gaze-small", role: "img" }, svg, above);
  root.style.fontSize = `${font}px`;
  let now = -1;
  fill(strengths);

  /** @param {number[][]} values */
  function fill(values) {
    cells.replaceChildren(...inkPaths(values, layout).map(({ ink, d }) =>
      vector("path", { d, class: ink < 0 ? "gaze-minus" : "gaze-plus", "fill-opacity": Math.abs(ink).toFixed(2) })));
  }

  /** @param {number} step beyond the last one, nothing is marked */
  function paint(step) {
    setAll(frame, { "data-outside": step >= target.length });
    frame.style.transform = `translateY(${high * step}px)`;
    veil.style.transform = `scaleY(${Math.max(0, 1 - (step + 1) / target.length)})`;
    if (rows[now]) setAll(rows[now], { class: "" });
    if (rows[step]) setAll(rows[step], { class: "gaze-now" });
    if (!layout.named) setText(name, clip(target[step]?.text ?? ""));
    now = step;
  }

  return /** @satisfies {Part} */ ({ root, svg, paint, fill });
}

/**
 * @param {Shown[]} source
 * @param {CompactLayout} layout
 * @param {Measure} measure
 * @returns {SVGTextElement[]}
 */
function columnNames(source, { left, top, cell, font }, measure) {
  return source.map(({ text }, j) => {
    const at = { x: left + cell * (j + 0.5), y: top - font * 0.3 };
    if (measure(text, font) <= cell) return vector("text", { ...at, y: top - font * 0.75, "text-anchor": "middle" }, text);
    return vector("text", { ...at, class: "gaze-down", "text-anchor": "end" }, clipText(text, top - font * 0.3, font, measure));
  });
}

/**
 * The step at a height in the drawing, or null.
 * @param {CompactLayout} layout
 * @param {number} y
 * @param {number} steps
 * @returns {number | null}
 */
export function rowUnder({ top, high }, y, steps) {
  const row = Math.floor((y - top) / high);
  return row >= 0 && row < steps ? row : null;
}
