/** The sheet of strips: a column a piece, a row a unit, one strip below the other, and the chosen unit as bars. */

import { pixelImage } from "../../../kit/cells.js";
import { elementOf, setAll } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { html, nothing, render, svg } from "../../../kit/lit.js";
import { clipText } from "../../../kit/pieces.js";

const TALL = 128;
const BARS = 72;
const WIDEST = 150;

/** The layout in pixels: `wide` a column, `tops` the upper edges of the strips, `high` the lower edge of the last.
 * @typedef {{wide: number, full: number, font: number, top: number, tops: number[], high: number, width: number, height: number}} SheetLayout */
/** What is the same at every step.
 * @typedef {{strips: Raster[], layout: SheetLayout, names: string[], images: string[], labels: Record<string, string>}} DrawnSheet */
/** The column of the step, if there is one; the weights of the columns, where these are source pieces; and the chosen unit.
 * @typedef {{now: number | null, weights: number[], unit: number}} SheetMarks */

/** @param {(column: number, unit: number, pressed: boolean) => void} point */
export function createSheet(point) {
  const root = /** @type {SVGSVGElement} */ (/** @type {Element} */ (elementOf(html`<svg class="gaze-drawing strips-drawing" role="img"></svg>`)));
  /** @type {DrawnSheet | null} */
  let drawn = null;
  /** @type {SheetMarks} */
  let marks = { now: null, weights: [], unit: 0 };

  for (const type of /** @type {const} */ (["pointermove", "click"])) {
    root.addEventListener(type, (event) => {
      const box = root.getBoundingClientRect();
      const cell = drawn && cellUnder(drawn, event.clientX - box.left, event.clientY - box.top);
      if (cell) point(cell.column, cell.unit, type === "click");
    });
  }

  /** @param {Raster[]} strips @param {Shown[]} pieces @param {Record<string, string>} labels
   * @param {{width: number, font: number, measure: Measure, ramp: Ramp}} look */
  function build(strips, pieces, labels, { measure, ramp, ...look }) {
    const layout = sheetLayout(strips.length, pieces.length, look);
    const { width, height, font, wide } = layout;
    const names = pieces.map(({ text }) => clipText(text, wide - 2, font, measure));
    const images = strips.map((strip) => pixelImage(rowsOf(strip), strip.columns, reachOf(strip), ramp));
    drawn = { strips, layout, names, images, labels };
    const summary = strips.map(({ name, units }) => say(labels, "strip_summary", { name: say(labels, `strip_${name}`), units, n: pieces.length }));
    setAll(root, { width, height, viewBox: `0 0 ${width} ${height}`, style: `font-size: ${font}px`, "aria-label": summary.join(". ") });
  }

  /** @param {Partial<SheetMarks>} changed */
  function paint(changed) {
    marks = { ...marks, ...changed };
    if (drawn) render(sheetView(drawn, marks), root);
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/** The strips, the frame of the step, and the chosen unit: a line across the first strip, and its values in the last as bars. @param {DrawnSheet} drawn @param {SheetMarks} marks */
function sheetView({ strips, layout, names, images, labels }, { now, weights, unit }) {
  const { wide, full, top, font, high, tops } = layout;
  const [first, last, marked] = [strips[0], strips[strips.length - 1], strips.length > 0 && unit < strips[0].units];
  const y = marked ? tops[0] + ((unit + 0.5) / first.units) * TALL : 0;
  return svg`
    <g class="strips-heads">${names.map((text, i) => svg`<text x=${(i + 0.5) * wide} y=${font} class=${i === now ? "gaze-now" : ""}
      style="opacity: ${weights.length ? 0.45 + 0.55 * Math.sqrt(weights[i] ?? 0) : 1}">${text}</text>`)}</g>
    <g class="strips-body">${strips.map((strip, i) => svg`<text x="0" y=${tops[i] - font} class="strips-title">${titleOf(strip, labels, now)}</text>
      <image href=${images[i]} x="0" y=${tops[i]} width=${full} height=${TALL} preserveAspectRatio="none" image-rendering="pixelated" />`)}</g>
    <g class="strips-bars">${marked ? barsOf(last, unit, layout) : nothing}</g>
    ${marked ? svg`<line class="strips-row" x1="0" x2=${wide * first.columns} y1=${y} y2=${y} />` : nothing}
    ${now === null ? nothing : svg`<rect class="gaze-frame" x=${now * wide} y=${top + font * 1.2} width=${wide} height=${high - top - font * 1.2 + 4} />`}`;
}

/** @param {number} strips @param {number} pieces @param {{width: number, font: number}} look @returns {SheetLayout} */
function sheetLayout(strips, pieces, { width, font }) {
  const wide = Math.min(width / Math.max(1, pieces), WIDEST);
  const full = wide * pieces;
  const top = font * 2;
  const tops = Array.from({ length: strips }, (_, i) => top + font * 1.6 + i * (TALL + font * 2.2));
  const high = (tops.at(-1) ?? 0) + TALL;
  return { wide, full, font, top, tops, high, width: Math.max(width, full), height: high + BARS + font * 2 };
}

/** @param {DrawnSheet} drawn @param {number} x @param {number} y @returns {{column: number, unit: number} | null} */
function cellUnder({ strips, layout: { wide, tops } }, x, y) {
  const at = tops.findIndex((top) => y >= top && y < top + TALL);
  const column = Math.floor(x / wide);
  if (at < 0 || column < 0 || column >= strips[at].columns) return null;
  return { column, unit: Math.floor(((y - tops[at]) / TALL) * strips[at].units) };
}

/**
 * @param {Raster} raster
 * @param {Record<string, string>} labels
 * @param {number | null} now
 * @returns {string} the name, and the mean of the current column
 */
function titleOf(raster, labels, now) {
  const name = say(labels, `strip_${raster.name}`);
  return now === null ? name : `${name} · ${say(labels, "strip_mean", { x: meanAt(raster, now).toFixed(2) })}`;
}

/** @param {Raster} raster @param {number} unit @param {SheetLayout} layout */
function barsOf(raster, unit, { wide, high, font }) {
  const reach = BARS * (raster.low < 0 ? 0.5 : 1);
  const middle = high + font + reach;
  return Array.from({ length: raster.columns }, (_, i) => {
    const value = valueAt(raster, i, unit);
    const tall = Math.max(1, Math.min(1, Math.abs(value) / reachOf(raster)) * reach);
    return svg`<rect x=${(i + 0.2) * wide} y=${value < 0 ? middle : middle - tall} width=${wide * 0.6} height=${tall} class=${value < 0 ? "strips-below" : "strips-above"} />`;
  });
}

// Strips as numbers. Pure.

/** @param {Strip} strip @param {number} columns @returns {Raster} */
export function readRaster({ name, bytes, low, high }, columns) {
  const cells = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
  return { name, low, high, cells, columns, units: columns ? cells.length / columns : 0 };
}

/** @param {Raster} raster @param {number} column @param {number} unit @returns {number} */
export function valueAt({ cells, units, low, high }, column, unit) {
  return low + (cells[column * units + unit] / 255) * (high - low);
}

/**
 * @param {Raster} raster
 * @param {number} column
 * @returns {number} the mean over all units
 */
export function meanAt(raster, column) {
  let sum = 0;
  for (let unit = 0; unit < raster.units; unit++) sum += valueAt(raster, column, unit);
  return sum / Math.max(1, raster.units);
}

/** @param {Raster} raster @returns {number[]} a row for each unit */
export function rowsOf(raster) {
  return Array.from({ length: raster.columns * raster.units }, (_, at) => valueAt(raster, at % raster.columns, Math.floor(at / raster.columns)));
}

/** The largest distance from zero, which has the full colour. @param {Raster} raster @returns {number} */
export function reachOf({ low, high }) {
  return Math.max(Math.abs(low), Math.abs(high)) || 1;
}

/**
 * All strips as CSV: a line per strip and column, a number per unit.
 * @param {Raster[]} rasters @param {string[]} pieces @returns {string}
 */
export function stripsTable(rasters, pieces) {
  const units = rasters[0]?.units ?? 0;
  const head = ["strip", "position", "piece", ...Array.from({ length: units }, (_, unit) => `unit_${unit + 1}`)].join(",");
  const rows = rasters.flatMap((raster) => pieces.map((piece, i) =>
    [raster.name, i + 1, `"${piece.replaceAll('"', '""')}"`, ...Array.from({ length: units }, (_, unit) => valueAt(raster, i, unit).toFixed(3))].join(",")));
  return [head, ...rows, ""].join("\r\n");
}
