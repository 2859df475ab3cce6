/** The points of the map: shapes and names. Their size shows the weight, their contrast the time. */

import { setAll, setText, vector } from "../../../kit/dom.js";
import { toOneDecimal, placeLabels } from "./geometry.js";
import { shapeOf } from "./shapes.js";
import { tintStyle } from "./tints.js";

/** A source piece with at least this weight keeps its name where labels are crowded. */
const NAMED_WEIGHT = 0.2;
/** Kinds without names, drawn under the other states of the same step. */
const SECONDARY = ["context", "said"];

/** A dot and its elements; `look` is how it was last painted.
 * @typedef {{dot: Dot, group: SVGGElement, label: SVGTextElement, at: Point, look: string}} Mark */

/**
 * @param {Dot[]} dots
 * @param {Tint[]} tints
 * @param {number} font
 * @param {boolean} alone whether all dots are of one kind
 * @returns {Mark[]}
 */
export function drawMarks(dots, tints, font, alone) {
  return dots.map((dot, i) => markOf(dot, tints[i], font, alone || !SECONDARY.includes(dot.kind)));
}

/**
 * @param {Dot} dot
 * @param {Tint} tint
 * @param {number} font
 * @param {boolean} named
 * @returns {Mark}
 */
function markOf(dot, tint, font, named) {
  const group = vector("g", { "data-path": dot.path }, vector("circle", { class: "space-reach", r: font * 0.8 }), shapeOf(dot.kind, font * 0.3));
  const label = vector("text", { "data-path": dot.path });
  setText(label, named ? dot.piece.text : "");
  for (const element of [group, label]) {
    for (const [name, value] of Object.entries(tintStyle(tint))) element.style.setProperty(name, value);
  }
  return { dot, group, label, at: { x: 0, y: 0 }, look: "" };
}

/**
 * In drawing order, the lowest first.
 * @param {Mark[]} marks
 * @returns {Mark[]}
 */
export function marksByHeight(marks) {
  const isSecondary = (/** @type {Mark} */ { dot }) => SECONDARY.includes(dot.kind);
  return [...marks.filter(isSecondary), ...marks.filter((mark) => !isSecondary(mark))];
}

/**
 * @param {Mark[]} marks
 * @param {(place: Place) => Point} project
 * @returns {void}
 */
export function placeMarks(marks, project) {
  for (const mark of marks) {
    mark.at = project(mark.dot.place);
    setAll(mark.group, { transform: `translate(${toOneDecimal(mark.at.x)} ${toOneDecimal(mark.at.y)})` });
  }
}

/**
 * @param {Mark[]} marks
 * @param {{width: number, height: number}} size
 * @param {Measure} measure
 * @param {number} font
 * @returns {void}
 */
export function placeNames(marks, size, measure, font) {
  const named = marks.filter(({ label }) => label.textContent);
  const boxes = named.map(({ at, label }) => ({ ...at, width: measure(label.textContent ?? "", font), height: font * 1.15 }));
  placeLabels(boxes, font * 0.62, size, marks.map(({ at }) => at)).forEach(({ x, y, crowded }, i) =>
    setAll(named[i].label, { x: toOneDecimal(x), y: toOneDecimal(y), "data-crowded": crowded }));
}

/**
 * @param {Mark} mark
 * @param {Trace} trace of its path
 * @param {number} now
 * @param {boolean} focused
 * @returns {void}
 */
export function paintMark(mark, trace, now, focused) {
  const { dot, group, label } = mark;
  const isSource = dot.along === "source";
  const weight = isSource ? weightAt(trace, now, dot.i) : 0;
  const classes = `space-${dot.kind} ${isSource ? "" : timeOf(dot.i, now)}${focused ? " space-focus" : ""}`;
  const painted = `${classes} ${weight.toFixed(3)}`;
  if (mark.look === painted) return;
  mark.look = painted;
  setAll(group, { class: `space-mark ${classes}` });
  setAll(label, { class: `space-label ${classes}${weight > NAMED_WEIGHT ? " space-weighted" : ""}` });
  if (isSource) group.style.setProperty("--space-size", (1 + 1.1 * Math.sqrt(weight)).toFixed(3));
}

/**
 * @param {number} step
 * @param {number} now
 * @returns {string}
 */
function timeOf(step, now) {
  if (step === now) return "space-now";
  return step > now ? "space-later" : "space-past";
}

/**
 * @param {Trace} trace
 * @param {number} step
 * @param {number} source
 * @returns {number} 0 without attention
 */
function weightAt({ weights, fixed }, step, source) {
  return fixed ? 0 : weights[step]?.[source] ?? 0;
}
