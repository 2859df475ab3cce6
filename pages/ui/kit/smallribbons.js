/** The small ribbons of a panel: source pieces left, output pieces right. Built once per sentence; a step highlights its own. */

import { html, setAll, vector } from "./dom.js";
import { ribbonsOf } from "./layout.js";
import { clipText } from "./pieces.js";
import { inkOf } from "./reading.js";

const FAINT = 0.06;
const MOST_NAMES = 26;

/**
 * @param {{source: Shown[], target: Shown[], strengths: number[][], measure: Measure}} scene
 * @param {RibbonLayout} layout
 * @returns {SmallDrawing}
 */
export function drawSmallRibbons({ source, target, strengths, measure }, layout) {
  const { width, height, font } = layout;
  const size = { width, height: Math.ceil(height) };
  const svg = vector("svg", { ...size, viewBox: `0 0 ${size.width} ${size.height}` });
  const groups = strengths.map(() => vector("g", { class: "gaze-future" }));
  const names = (/** @type {Shown[]} */ pieces, /** @type {Box[]} */ boxes, /** @type {"start" | "end"} */ anchor) =>
    pieces.map(({ text }, i) => {
      const x = anchor === "end" ? boxes[i].x + boxes[i].width - font * 0.35 : boxes[i].x + font * 0.35;
      return vector("text", { x, y: boxes[i].y + boxes[i].height / 2, "text-anchor": anchor },
        clipText(text, boxes[i].width - font * 0.4, font, measure));
    });
  const [left, right] = [names(source, layout.source, "end"), names(target, layout.target, "start")];
  const [sources, targets] = [left, right].map((side) => vector("g", { class: "gaze-labels", "data-crowded": side.length > MOST_NAMES }, ...side));
  svg.append(vector("g", { class: "gaze-bands" }, ...groups), sources, targets);
  const root = html("div", { class: "gaze-small", role: "img" }, svg);
  root.style.fontSize = `${font}px`;
  fill(strengths);

  /** @param {number[][]} values */
  function fill(values) {
    groups.forEach((group, step) => group.replaceChildren(...smallRibbonsOf(layout, values[step], step)));
  }

  /** @param {number} step beyond the last one, all are marked as done */
  function paint(step) {
    groups.forEach((group, i) => setAll(group, { class: i === step ? "gaze-lit" : i < step ? "gaze-past" : "gaze-future" }));
    right.forEach((name, i) => setAll(name, { class: i === step ? "gaze-now" : "" }));
  }

  return /** @satisfies {Part} */ ({ root, paint, fill });
}

/**
 * Two columns of equal height, whose height is limited once a side has too many pieces for names.
 * @param {number} sources
 * @param {number} targets
 * @param {number} width
 * @param {number} font
 * @returns {RibbonLayout}
 */
export function smallRibbonLayout(sources, targets, width, font) {
  const height = Math.min(Math.max(sources, targets), MOST_NAMES) * font * 1.45;
  const wide = width * 0.33;
  const column = (/** @type {number} */ count, /** @type {number} */ x) => Array.from({ length: count }, (_, i) =>
    ({ x, y: (height / count) * i, width: wide, height: height / count, text: "" }));
  return { width, height, font, flipped: true, source: column(sources, 0), target: column(targets, width - wide) };
}

/**
 * @param {RibbonLayout} layout
 * @param {number[]} row
 * @param {number} step
 * @returns {SVGPathElement[]}
 */
function smallRibbonsOf(layout, row, step) {
  const drawn = ribbonsOf(layout, row, step).map((ribbon, j) => ({ ...ribbon, weight: row[j] }));
  return drawn.filter(({ weight }) => weight >= FAINT).map(({ d, thickness, weight }) =>
    vector("path", { d, "stroke-width": (thickness * 0.7).toFixed(1), "stroke-opacity": (0.3 + 0.6 * inkOf(weight)).toFixed(2) }));
}
