/** Geometry of the ribbons: where chips stand and how ribbons run. Pure; pixels throughout. */

import { clipText } from "./pieces.js";
import { clamp } from "./state.js";

const SMALLEST = 12;
const LONGEST = 9;
/** How much larger everything is when presenting. */
const FOR_THE_WALL = 1.6;

/**
 * The font size of pieces for a stage of this width: readable on a phone, large on a projector.
 * @param {number} width
 * @param {boolean} [present] on a wall
 * @returns {number}
 */
export function fontFor(width, present = false) {
  return clamp(8 + width / 120, 15, 26) * (present ? FOR_THE_WALL : 1);
}

/**
 * Two rows of chips, or two columns when flipped.
 * @param {{source: string[], target: string[], width: number, font: number, flipped: boolean, measure: Measure,
 *   reach?: number | null}} want `reach` is the distance between the rows
 * @returns {RibbonLayout}
 */
export function ribbonLayout(want) {
  return want.flipped ? columnsOf(want) : rowsOf(want);
}

/**
 * Whether the rows would be wider than a narrow stage, so that columns serve better.
 * @param {{source: string[], target: string[], width: number, font: number, measure: Measure}} want @returns {boolean}
 */
export function prefersColumns({ source, target, width, font, measure }) {
  if (width >= 560) return false;
  return Math.max(rowLength(source, font, measure), rowLength(target, font, measure)) > width;
}

/**
 * The text of a chip, cut to a maximal length, and the width of the chip.
 * @param {string} text @param {number} font @param {Measure} measure @returns {{text: string, width: number}}
 */
function chipOf(text, font, measure) {
  const cut = clipText(text, font * LONGEST, font, measure);
  return { text: cut, width: Math.max(font * 2.1, measure(cut, font) + font * 1.1) };
}

/** @param {string[]} texts @param {number} font @param {Measure} measure @returns {number} the least length of a row */
function rowLength(texts, font, measure) {
  const chips = texts.reduce((sum, text) => sum + chipOf(text, font, measure).width, 0);
  return chips + Math.max(0, texts.length - 1) * font * 0.4;
}

/**
 * @param {{source: string[], target: string[], width: number, font: number, measure: Measure, reach?: number | null}} want
 * @returns {RibbonLayout}
 */
function rowsOf({ source, target, width, font: preferred, measure, reach: fixedReach }) {
  const least = (/** @type {number} */ size) =>
    Math.max(rowLength(source, size, measure), rowLength(target, size, measure));
  const font = clamp((preferred * width) / (least(preferred) + 1), SMALLEST, preferred);
  const span = spanOf(least(font), font, width, Math.max(source.length, target.length));
  const full = Math.max(width, Math.ceil(span));
  const left = (full - span) / 2;
  const high = font * 2.1;
  const reach = fixedReach ?? clamp(width * 0.15, 96, 210);
  const top = font * 1.5;
  const height = top + high * 2 + reach + font * 1.5;
  const row = (/** @type {string[]} */ texts, /** @type {number} */ y) =>
    spreadRow(texts.map((text) => chipOf(text, font, measure)), left, span).map((chip) => ({ ...chip, y, height: high }));
  const boxes = { source: row(source, top), target: row(target, top + high + reach) };
  return { width: full, height, font, flipped: false, ...boxes };
}

/**
 * Both rows have the same span, so that a word and its translation are roughly opposite each other.
 * @param {number} least @param {number} font @param {number} width @param {number} count @returns {number}
 */
function spanOf(least, font, width, count) {
  return Math.max(least, Math.min(width, least + count * font * 2.7));
}

/**
 * Chips in a row of this span with equal gaps; a single one is in the middle.
 * @param {{text: string, width: number}[]} chips
 * @param {number} left
 * @param {number} span
 * @returns {{text: string, width: number, x: number}[]}
 */
function spreadRow(chips, left, span) {
  const used = chips.reduce((sum, chip) => sum + chip.width, 0);
  const gap = (span - used) / Math.max(1, chips.length);
  let x = left + gap / 2;
  return chips.map((chip) => {
    const placed = { ...chip, x };
    x += chip.width + gap;
    return placed;
  });
}

/** @param {{source: string[], target: string[], width: number, font: number, measure: Measure}} want @returns {RibbonLayout} */
function columnsOf({ source, target, width, font, measure }) {
  const number = font * 2.6;
  const widest = Math.max(font * 3, width * 0.3);
  const fit = (/** @type {string} */ text) => {
    const cut = clipText(text, Math.min(widest, font * LONGEST) - font * 1.1, font, measure);
    return { text: cut, width: Math.max(font * 2.1, measure(cut, font) + font * 1.1) };
  };
  const [left, right] = [source.map(fit), target.map(fit)];
  const wide = (/** @type {{width: number}[]} */ chips) => Math.max(0, ...chips.map((chip) => chip.width));
  const high = font * 1.9;
  const count = Math.max(source.length, target.length);
  const span = count * high + (count - 1) * font * 0.55;
  const reach = clamp(width - 2 * number - wide(left) - wide(right), font * 3, font * 22);
  const full = 2 * number + wide(left) + wide(right) + reach;
  const from = Math.max(0, (width - full) / 2) + number + wide(left);
  const column = (/** @type {{text: string, width: number}[]} */ chips, /** @type {(w: number) => number} */ x) =>
    stackColumn(chips, high, span, font * 0.5).map((chip) => ({ ...chip, x: x(chip.width) }));
  const boxes = { source: column(left, (w) => from - w), target: column(right, () => from + reach) };
  return { width: Math.max(width, full), height: span + font, font, flipped: true, ...boxes };
}

/**
 * Chips in a column of this span with equal gaps.
 * @param {{text: string, width: number}[]} chips
 * @param {number} height
 * @param {number} span
 * @param {number} top
 * @returns {{text: string, width: number, height: number, y: number}[]}
 */
function stackColumn(chips, height, span, top) {
  const pitch = span / Math.max(1, chips.length);
  return chips.map((chip, i) => ({ ...chip, height, y: top + pitch * (i + 0.5) - height / 2 }));
}

/**
 * The ribbons of one step. At the output piece they are side by side in a band whose full width is a weight of 1, which
 * shows that the weights of a step sum to 1.
 * @param {RibbonLayout} layout
 * @param {number[]} row the weights of the step
 * @param {number} step
 * @returns {{d: string, thickness: number}[]}
 */
export function ribbonsOf(layout, row, step) {
  const band = layout.font * 1.6;
  let used = 0;
  return row.map((weight, j) => {
    const offset = (used + weight / 2 - 0.5) * band;
    used += weight;
    const d = curve(layout.source[j], layout.target[step], offset, layout.flipped);
    return { d, thickness: Math.max(0.75, weight * band) };
  });
}

/**
 * @param {Box} from
 * @param {Box} to
 * @param {number} offset along the edge of `to`, from its middle
 * @param {boolean} flipped
 * @returns {string}
 */
function curve(from, to, offset, flipped) {
  const r = (/** @type {number} */ value) => Math.round(value * 10) / 10;
  if (flipped) {
    const [x0, y0, x1] = [r(from.x + from.width), r(from.y + from.height / 2), r(to.x)];
    const [mid, y1] = [r((x0 + x1) / 2), r(to.y + to.height / 2 + offset)];
    return `M${x0} ${y0}C${mid} ${y0} ${mid} ${y1} ${x1} ${y1}`;
  }
  const [x0, y0, y1] = [r(from.x + from.width / 2), r(from.y + from.height), r(to.y)];
  const [mid, x1] = [r((y0 + y1) / 2), r(to.x + to.width / 2 + offset)];
  return `M${x0} ${y0}C${x0} ${mid} ${x1} ${mid} ${x1} ${y1}`;
}

/**
 * The scroll position at which a range is in view with a margin; the present one if it is in view already.
 * @param {{from: number, to: number}} stretch @param {number} scroll @param {number} viewport @returns {number}
 */
export function scrollFor({ from, to }, scroll, viewport) {
  const air = Math.min(viewport * 0.2, 80);
  if (from - air >= scroll && to + air <= scroll + viewport) return scroll;
  return Math.max(0, (from + to) / 2 - viewport / 2);
}
