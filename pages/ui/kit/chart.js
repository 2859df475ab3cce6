/** A line chart with round numbers beside and below it. */

import { guard, html, nothing, svg } from "./lit.js";

/** Room around the plot, in letters. */
const [LEFT, RIGHT, TOP, BOTTOM] = [3.5, 0.9, 0.8, 1.8];

/** @typedef {{points: [number, number][], colour: string, dashed?: boolean, run?: string, chosen?: boolean}} ChartLine */
/** `rows` and `columns` are the ticks, `top` and `end` where the axes end; `up` and `along` give the share of an axis at which a value stands, by
 * themselves from 0 to the end.
 * @typedef {{name: string, title: string, lines: ChartLine[], top: number, end: number, rows: number[], columns: number[], write: (y: number) => string,
 *   up?: ((y: number) => number) | undefined, along?: (x: number) => number, width: number, height: number, font: number}} ChartContent */

/** Where values stand in a chart, and its edges at the left and the right. @param {ChartContent} chart */
export function scalesOf({ top, end, width, height, font, up = (y) => y / top, along = (x) => x / end }) {
  const [left, right, above, below] = [LEFT * font, width - RIGHT * font, TOP * font, height - BOTTOM * font];
  return {
    left, right,
    across: (/** @type {number} */ x) => left + along(x) * (right - left),
    down: (/** @type {number} */ y) => above + (1 - Math.max(0, Math.min(1, up(y)))) * (below - above),
  };
}

/**
 * Axes and lines are made anew only for another `chart`.
 * @param {ChartContent} chart
 * @param {string} value beside the title
 * @param {unknown} [over] what stands over the lines
 */
export function lineChart(chart, value, over = nothing) {
  const { name, title, width, height, font } = chart;
  return html`<figure class="gaze-chart-box" data-chart=${name}><figcaption><span>${title}</span><span class="gaze-value">${value}</span></figcaption>
    <svg class="gaze-chart" width=${width} height=${height} viewBox="0 0 ${width} ${height}" aria-hidden="true" style="font-size: ${font}px">
      ${guard([chart], () => plotOf(chart))}${over}
    </svg></figure>`;
}

/** @param {ChartContent} chart */
function plotOf(chart) {
  const { lines, rows, columns, write, width, height, font } = chart;
  const { left, right, across, down } = scalesOf(chart);
  const path = (/** @type {[number, number][]} */ points) => {
    // Where there are more points than pixels, as many as there are pixels.
    const stride = Math.max(1, Math.floor(points.length / width));
    const drawn = points.filter((_, i) => i % stride === 0 || i === points.length - 1);
    return drawn.map(([x, y], i) => `${i ? "L" : "M"}${across(x).toFixed(1)} ${down(y).toFixed(1)}`).join("");
  };
  return svg`${rows.map((row) => svg`<line class="gaze-rule" x1=${left} x2=${right} y1=${down(row)} y2=${down(row)} />
      <text x=${left - font / 2} y=${down(row)} text-anchor="end">${write(row)}</text>`)}${columns.map((column) => {
      const text = tickText(column);
      const most = width - text.length * font * 0.3; // the last one stands within the picture
      return svg`<text x=${Math.min(across(column), most)} y=${height - font * 0.8} text-anchor="middle">${text}</text>`;
    })}${lines.map(({ points, colour, dashed = false, run = nothing, chosen = false }) => svg`
      <path class="gaze-line" d=${path(points)} stroke=${colour} data-run=${run} ?data-chosen=${chosen} ?data-dashed=${dashed} />`)}`;
}

/** @param {number} x @returns {string} */
export function tickText(x) {
  return x.toLocaleString("en");
}

// -- Round numbers along an axis.

/** What a tick may be, times a power of ten. */
const ROUND = [1, 2, 2.5, 5, 10];

/**
 * Round numbers from 0 to at most `most`, evenly spaced: as many as come nearest to `wanted` intervals.
 * @param {number} most @param {number} [wanted] @returns {number[]}
 */
export function roundTicks(most, wanted = 2) {
  if (!(most > 0)) return [0];
  const power = 10 ** Math.floor(Math.log10(most / wanted));
  const steps = ROUND.map((unit) => unit * power).filter((step) => step <= most);
  if (steps.length === 0) return [0, most];
  const step = steps.reduce((best, next) => (missed(most, next, wanted) < missed(most, best, wanted) ? next : best));
  return Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, i) => Number((i * step).toPrecision(12)));
}

/**
 * @param {number} most
 * @param {number} step
 * @param {number} wanted
 * @returns {number} how far the number of intervals is from what is wanted
 */
function missed(most, step, wanted) {
  return Math.abs(Math.floor(most / step + 1e-9) - wanted);
}

/** The round number at or above `most`, where an axis may end. @param {number} most @returns {number} */
export function roundEnd(most) {
  if (!(most > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return (ROUND.find((unit) => unit * power >= most * (1 - 1e-9)) ?? 10) * power;
}

/** The most powers of ten on an axis. */
const MOST_DECADES = 12;

/**
 * Powers of ten of a logarithmic axis for values up to `top` and down to `low`, but for those far below: four or five of them.
 * @param {number} top @param {number} low @returns {number[]}
 */
export function decadesOf(top, low) {
  const high = Math.ceil(Math.log10(Math.max(top, 1)));
  const least = Math.max(high - MOST_DECADES, Math.min(high - 3, Math.floor(Math.log10(low))));
  const apart = Math.ceil((high - least) / 4);
  const count = Math.ceil((high - least) / apart) + 1;
  return Array.from({ length: count }, (_, i) => high - (count - 1 - i) * apart);
}
