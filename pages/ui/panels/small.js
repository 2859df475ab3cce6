/** The small matrix of a panel. Built once a trace; a step moves a frame and a veil. */

import { setAll, vector } from "../stage/dom.js";
import { clipText } from "../stage/pieces.js";
import { compactSize, inkPaths } from "./compact.js";

/**
 * @param {{source: Shown[], target: Shown[], strengths: number[][], measure: Measure}} scene
 * @param {CompactLayout} layout
 * @param {SVGElement[]} over what lies over the cells
 * @returns {Drawing}
 */
export function drawSmall({ source, target, strengths, measure }, layout, over = []) {
  const { left, top, cell, high, font } = layout;
  const size = compactSize(layout, target.length, source.length);
  const svg = vector("svg", { class: "gaze-small", ...size, viewBox: `0 0 ${size.width} ${size.height}`, "aria-hidden": "true" });
  const [wide, tall] = [cell * source.length, high * target.length];
  const cells = inkPaths(strengths, layout).map(({ ink, d }) =>
    vector("path", { d, class: ink < 0 ? "gaze-minus" : "gaze-plus", "fill-opacity": Math.abs(ink).toFixed(2) }));
  const rows = target.map(({ text }, i) => vector("text", { x: left - font * 0.45, y: top + high * (i + 0.5), "text-anchor": "end" },
    clipText(text, left - font * 0.6, font, measure)));
  const veil = vector("rect", { class: "gaze-veil", x: left, width: wide });
  const frame = vector("rect", { class: "gaze-frame", x: left, width: wide, height: high });
  svg.append(
    vector("rect", { class: "gaze-field", x: left, y: top, width: wide, height: tall }),
    vector("g", { class: "gaze-cells" }, ...cells), ...over, veil, frame,
    vector("g", { class: "gaze-labels" }, ...(layout.headed ? columnNames(source, layout, measure) : []), ...rows),
  );
  svg.style.fontSize = `${font}px`;
  let now = -1;

  /** @param {number} step */
  function paint(step) {
    const inside = step < target.length;
    setAll(frame, { y: top + high * step, display: inside ? "inline" : "none" });
    setAll(veil, { y: top + high * (step + 1), height: Math.max(0, high * (target.length - step - 1)) });
    nameRow(now, "", layout.named);
    now = step;
    nameRow(now, "gaze-now", true);
  }

  /** @param {number} row @param {string} look @param {boolean} seen */
  function nameRow(row, look, seen) {
    if (rows[row]) setAll(rows[row], { class: look, display: seen ? "inline" : "none" });
  }

  rows.forEach((_, row) => nameRow(row, "", layout.named));
  return { svg, paint };
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
 * The step under a point of the drawing, or null.
 * @param {CompactLayout} layout
 * @param {number} y
 * @param {number} steps
 * @returns {number | null}
 */
export function rowUnder({ top, high }, y, steps) {
  const row = Math.floor((y - top) / high);
  return row >= 0 && row < steps ? row : null;
}
