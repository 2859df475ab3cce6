/** The sheet of strips: a column a piece, a row a unit, one strip below the other, and the chosen unit as bars. */

import { setAll, setText, vector } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { clipText } from "../../../kit/pieces.js";

const TALL = 128;
const BARS = 72;
const WIDEST = 150;

/** @typedef {import("../../../kit/colour.js").Rgb} Rgb */
/** The layout in pixels: `wide` a column, `tops` the upper edges of the strips, `high` the lower edge of the last.
 * @typedef {{wide: number, full: number, font: number, top: number, tops: number[], high: number, width: number, height: number}} SheetLayout */

/**
 * @param {(column: number, unit: number, pressed: boolean) => void} point
 */
export function createSheet(point) {
  const root = vector("svg", { class: "gaze-drawing strips-drawing", role: "img" });
  const [heads, body, bars] = ["strips-heads", "strips-body", "strips-bars"].map((name) => vector("g", { class: name }));
  const [frame, row] = [vector("rect", { class: "gaze-frame" }), vector("line", { class: "strips-row" })];
  root.append(heads, body, bars, row, frame);
  /** @type {Raster[]} */
  let strips = [];
  /** @type {SVGTextElement[]} */
  let titles = [];
  /** @type {SVGTextElement[]} */
  let names = [];
  let layout = sheetLayout(0, 0, { width: 0, font: 15 });

  for (const type of /** @type {const} */ (["pointermove", "click"])) {
    root.addEventListener(type, (event) => {
      const box = root.getBoundingClientRect();
      const cell = cellUnder(strips, layout, event.clientX - box.left, event.clientY - box.top);
      if (cell) point(cell.column, cell.unit, type === "click");
    });
  }

  /** @param {Raster[]} rasters @param {Shown[]} pieces @param {Record<string, string>} labels
   * @param {{width: number, font: number, measure: Measure, colours: Rgb[]}} look */
  function build(rasters, pieces, labels, look) {
    strips = rasters;
    layout = sheetLayout(rasters.length, pieces.length, look);
    names = namesOver(pieces, layout, look.measure);
    titles = layout.tops.map((top) => vector("text", { x: 0, y: top - layout.font, class: "strips-title" }));
    const pictures = rasters.map((raster, i) => picture(raster, look.colours, layout, layout.tops[i]));
    body.replaceChildren(...titles.flatMap((title, i) => [title, pictures[i]]));
    heads.replaceChildren(...names);
    const { width, height, font } = layout;
    root.style.fontSize = `${font}px`;
    const summary = rasters.map(({ name, units }) => say(labels, "strip_summary", { name: say(labels, `strip_${name}`), units, n: pieces.length }));
    setAll(root, { width, height, viewBox: `0 0 ${width} ${height}`, "aria-label": summary.join(". ") });
  }

  /** @param {Record<string, string>} labels @param {number | null} now the column of the step @param {number[]} weights of the columns, where these are source pieces */
  function paint(labels, now, weights) {
    titles.forEach((title, i) => setText(title, titleOf(strips[i], labels, now)));
    names.forEach((name, i) => {
      setAll(name, { class: i === now ? "gaze-now" : "" });
      name.style.opacity = weights.length ? String(0.45 + 0.55 * Math.sqrt(weights[i] ?? 0)) : "1";
    });
    const { wide, top, font, high } = layout;
    setAll(frame, { x: (now ?? 0) * wide, y: top + font * 1.2, width: wide, height: high - top - font * 1.2 + 4, display: now === null ? "none" : "inline" });
  }

  /** The chosen unit: a line across the first strip, and its values in the last as bars. @param {number} unit */
  function mark(unit) {
    const visible = strips.length > 0 && unit < strips[0].units;
    setAll(row, { display: visible ? "inline" : "none" });
    bars.replaceChildren(...(visible ? barsOf(strips[strips.length - 1], unit, layout) : []));
    if (!visible) return;
    const y = layout.tops[0] + ((unit + 0.5) / strips[0].units) * TALL;
    setAll(row, { x1: 0, x2: layout.wide * strips[0].columns, y1: y, y2: y });
  }

  return /** @satisfies {Part} */ ({ root, build, paint, mark });
}

/**
 * @param {number} strips
 * @param {number} pieces
 * @param {{width: number, font: number}} look
 * @returns {SheetLayout}
 */
function sheetLayout(strips, pieces, { width, font }) {
  const wide = Math.min(width / Math.max(1, pieces), WIDEST);
  const full = wide * pieces;
  const top = font * 2;
  const tops = Array.from({ length: strips }, (_, i) => top + font * 1.6 + i * (TALL + font * 2.2));
  const high = (tops.at(-1) ?? 0) + TALL;
  return { wide, full, font, top, tops, high, width: Math.max(width, full), height: high + BARS + font * 2 };
}

/**
 * @param {Raster[]} strips
 * @param {SheetLayout} layout
 * @param {number} x
 * @param {number} y
 * @returns {{column: number, unit: number} | null}
 */
function cellUnder(strips, { wide, tops }, x, y) {
  const at = tops.findIndex((top) => y >= top && y < top + TALL);
  const column = Math.floor(x / wide);
  if (at < 0 || column < 0 || column >= strips[at].columns) return null;
  return { column, unit: Math.floor(((y - tops[at]) / TALL) * strips[at].units) };
}

/**
 * @param {Shown[]} pieces
 * @param {SheetLayout} layout
 * @param {Measure} measure
 * @returns {SVGTextElement[]}
 */
function namesOver(pieces, { wide, font }, measure) {
  return pieces.map(({ text }, i) => vector("text", { x: (i + 0.5) * wide, y: font }, clipText(text, wide - 2, font, measure)));
}

/**
 * @param {Raster} raster
 * @param {Rgb[]} colours of the ground, the positive, the negative
 * @param {SheetLayout} layout
 * @param {number} y
 * @returns {SVGImageElement}
 */
function picture(raster, [ground, above, below], { full }, y) {
  const href = drawRaster(raster, ground, above, below);
  return vector("image", { href, x: 0, y, width: full, height: TALL, preserveAspectRatio: "none", "image-rendering": "pixelated" });
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

/**
 * @param {Raster} raster
 * @param {number} unit
 * @param {SheetLayout} layout
 * @returns {SVGRectElement[]}
 */
function barsOf(raster, unit, { wide, high, font }) {
  const reach = BARS * (raster.low < 0 ? 0.5 : 1);
  const middle = high + font + reach;
  return Array.from({ length: raster.columns }, (_, i) => {
    const { share, below } = inkFor(valueAt(raster, i, unit), raster);
    const tall = Math.max(1, share * reach);
    return vector("rect", { x: (i + 0.2) * wide, y: below ? middle : middle - tall, width: wide * 0.6, height: tall, class: below ? "strips-below" : "strips-above" });
  });
}

// Strips as pixels and as numbers. Pure except `drawRaster`, which needs a canvas.

/**
 * @param {Strip} strip
 * @param {number} columns
 * @returns {Raster}
 */
export function readRaster({ name, bytes, low, high }, columns) {
  const cells = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
  return { name, low, high, cells, columns, units: columns ? cells.length / columns : 0 };
}

/**
 * @param {Raster} raster
 * @param {number} column
 * @param {number} unit
 * @returns {number}
 */
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

/**
 * The ink of a value: its share of the full colour, and which of two colours, one above zero and one below.
 * @param {number} value
 * @param {Raster} raster
 * @returns {{share: number, below: boolean}}
 */
export function inkFor(value, { low, high }) {
  const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
  return { share: Math.min(1, Math.abs(value) / most), below: value < 0 };
}

/**
 * All strips as CSV: a line per strip and column, a number per unit.
 * @param {Raster[]} rasters
 * @param {string[]} pieces
 * @returns {string}
 */
export function stripsTable(rasters, pieces) {
  const units = rasters[0]?.units ?? 0;
  const head = ["strip", "position", "piece", ...Array.from({ length: units }, (_, unit) => `unit_${unit + 1}`)].join(",");
  const rows = rasters.flatMap((raster) => pieces.map((piece, i) =>
    [raster.name, i + 1, `"${piece.replaceAll('"', '""')}"`, ...Array.from({ length: units }, (_, unit) => valueAt(raster, i, unit).toFixed(3))].join(",")));
  return [head, ...rows, ""].join("\r\n");
}

/**
 * @param {Raster} raster
 * @param {import("../../../kit/colour.js").Rgb} ground
 * @param {import("../../../kit/colour.js").Rgb} above
 * @param {import("../../../kit/colour.js").Rgb} below
 * @returns {string} the data address of a picture with one pixel per cell
 */
export function drawRaster(raster, ground, above, below) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.max(1, raster.columns), Math.max(1, raster.units)];
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const picture = pen.createImageData(canvas.width, canvas.height);
  for (let column = 0; column < raster.columns; column++) {
    for (let unit = 0; unit < raster.units; unit++) {
      const ink = inkFor(valueAt(raster, column, unit), raster);
      const to = ink.below ? below : above;
      const at = 4 * (unit * canvas.width + column);
      for (let part = 0; part < 3; part++) picture.data[at + part] = ground[part] + (to[part] - ground[part]) * ink.share;
      picture.data[at + 3] = 255;
    }
  }
  pen.putImageData(picture, 0, 0);
  return canvas.toDataURL();
}
