/** A chart on a canvas, which is drawn anew with every report: much faster than lines of SVG. */

import { html, setAll, setText } from "../../kit/dom.js";
import { roundTicks } from "../../kit/ticks.js";

/** Pixels around a chart and its height, for type of the size that pages have; larger type scales them. */
const [LEFT, RIGHT, TOP, BOTTOM, HEIGHT, TICK] = [40, 8, 8, 20, 136, 12];

/** About so many intervals between the round numbers beside and below a chart. */
const [ROWS, COLUMNS] = [3, 4];
/** The most powers of ten on an axis. */
const MOST_DECADES = 12;

/** @typedef {{points: [number, number][], lane: number, dashed?: boolean}} Curve */
/** @typedef {{name: string, curves: Curve[], end: number, top: number, low: number, log?: boolean, write: (y: number) => string, value: string}} Chart */

/**
 * @param {string} name
 */
export function createChart(name) {
  const [title, value] = [html("span"), html("span", { class: "gaze-value" })];
  const canvas = html("canvas", { class: "gaze-curves", "aria-hidden": "true" });
  const root = html("figure", { class: "gaze-chart-box", "data-chart": name }, html("figcaption", {}, title, value), canvas);

  /** @param {string} text */
  const build = (text) => setText(title, text);

  /** @param {Chart} chart @param {{width: number, scale: number, ink: string, rule: string, lanes: string[]}} look */
  function paint(chart, look) {
    setText(value, chart.value);
    setAll(root, { style: `width:${look.width}px` });
    const pen = sized(canvas, look.width, HEIGHT * look.scale);
    pen.scale(look.scale, look.scale);
    const plot = plotOf(chart, look.width / look.scale);
    drawAxes(pen, chart, plot, look);
    for (const curve of chart.curves) drawCurve(pen, curve, plot, look.lanes[curve.lane % look.lanes.length]);
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * The context of a canvas of this size in CSS pixels, wiped clean.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 * @returns {CanvasRenderingContext2D}
 */
export function sized(canvas, width, height) {
  const scale = window.devicePixelRatio || 1;
  const [across, down] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== across || canvas.height !== down) {
    [canvas.width, canvas.height] = [across, down];
    setAll(canvas, { style: `width:${width}px;height:${height}px` });
  }
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}

/** @typedef {{across: (x: number) => number, down: (y: number) => number, rows: number[], width: number}} Plot */

/**
 * @param {Chart} chart
 * @param {number} width
 * @returns {Plot}
 */
function plotOf({ end, top, low: least, log = false }, width) {
  const inner = HEIGHT - TOP - BOTTOM;
  const across = (/** @type {number} */ x) => LEFT + (x / Math.max(end, 1e-9)) * (width - LEFT - RIGHT);
  const decades = log ? decadesOf(top, least) : [];
  const [low, high] = [decades[0], decades[decades.length - 1]];
  const share = (/** @type {number} */ y) => (log ? (Math.log10(Math.max(y, 10 ** low)) - low) / (high - low) : y / top);
  const down = (/** @type {number} */ y) => TOP + (1 - Math.max(0, Math.min(1, share(y)))) * inner;
  return { across, down, rows: log ? decades.map((decade) => 10 ** decade) : roundTicks(top, ROWS), width };
}

/**
 * Powers of ten of a logarithmic axis for values up to `top` and down to `low`, but for those far below: four or five of them.
 * @param {number} top
 * @param {number} low
 * @returns {number[]}
 */
export function decadesOf(top, low) {
  const high = Math.ceil(Math.log10(Math.max(top, 1)));
  const least = Math.max(high - MOST_DECADES, Math.min(high - 3, Math.floor(Math.log10(low))));
  const apart = Math.ceil((high - least) / 4);
  const count = Math.ceil((high - least) / apart) + 1;
  return Array.from({ length: count }, (_, i) => high - (count - 1 - i) * apart);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Chart} chart
 * @param {Plot} plot
 * @param {{ink: string, rule: string}} look
 * @returns {void}
 */
function drawAxes(pen, { end, write }, { across, down, rows, width }, { ink, rule }) {
  pen.font = `${TICK}px ${getComputedStyle(pen.canvas).fontFamily}`;
  pen.fillStyle = ink;
  pen.strokeStyle = rule;
  pen.lineWidth = 1;
  pen.textBaseline = "middle";
  pen.textAlign = "right";
  for (const row of rows) {
    pen.beginPath();
    pen.moveTo(LEFT, down(row));
    pen.lineTo(width - RIGHT, down(row));
    pen.stroke();
    pen.fillText(write(row), LEFT - 6, down(row));
  }
  for (const x of roundTicks(end, COLUMNS)) {
    const half = pen.measureText(tickText(x)).width / 2;
    pen.textAlign = "center";
    pen.fillText(tickText(x), Math.min(across(x), width - half), HEIGHT - BOTTOM / 2 + 2);
  }
}

/**
 * @param {number} x
 * @returns {string}
 */
export function tickText(x) {
  return x.toLocaleString("en");
}

/**
 * Draws a curve; where there are more points than pixels, as many as there are pixels.
 * @param {CanvasRenderingContext2D} pen
 * @param {Curve} curve
 * @param {Plot} plot
 * @param {string} colour
 * @returns {void}
 */
function drawCurve(pen, { points, dashed = false }, { across, down, width }, colour) {
  const stride = Math.max(1, Math.floor(points.length / width));
  pen.strokeStyle = colour;
  pen.lineWidth = dashed ? 1.4 : 2.2;
  pen.setLineDash(dashed ? [4, 3] : []);
  pen.beginPath();
  for (let i = 0; i < points.length; i += stride) pen.lineTo(across(points[i][0]), down(points[i][1]));
  const last = points.at(-1);
  if (last) pen.lineTo(across(last[0]), down(last[1]));
  pen.stroke();
  pen.setLineDash([]);
}
