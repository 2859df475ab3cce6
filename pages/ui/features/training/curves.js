/** One chart: its lines are drawn once; a moment only moves the cursor and its dot, and writes the value. */

import { html, setAll, setText, vector } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { roundEnd, roundTicks } from "../../kit/ticks.js";
import { shareOf, ticksOf, valueAt } from "./timeline.js";

/** Room around the plot, in letters. */
const [LEFT, RIGHT, TOP, BOTTOM] = [3.5, 0.9, 0.8, 1.8];
const [LEAST_HEIGHT, FLATNESS] = [110, 0.42];
/** The font relative to that of the panels, and its least size in pixels. */
const [FONT, LEAST_FONT] = [0.85, 12];

/**
 * @param {ChartData} drawn
 * @param {{chosen: TrainingRun, axis: TimeAxis, end: number, width: number, font: number, labels: Record<string, string>}} look
 */
export function drawChart(drawn, { chosen, axis, end, width, font, labels }) {
  const chart = { ...drawn, most: roundEnd(drawn.most) };
  const plot = plotOf(chart, end, width, Math.max(LEAST_FONT, font * FONT));
  const { across, down, height } = plot;
  const cursor = vector("line", { class: "gaze-here", y1: down(chart.most), y2: down(0) });
  const dot = vector("circle", { class: "gaze-spot-here", r: 4.5 });
  const svg = vector("svg", { class: "gaze-chart", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  svg.append(...drawAxes(chart, end, plot), ...drawLines(chart, chosen.name, plot), ...beginning(chart, chosen, axis, plot), cursor, dot);
  svg.style.fontSize = `${plot.font}px`;
  const [title, value] = [html("span", {}, say(labels, `chart_${chart.name}`)), html("span", { class: "gaze-value" })];
  const root = html("figure", { class: "gaze-chart-box" }, html("figcaption", {}, title, value), svg);
  const own = chart.lines.filter(({ run }) => run === chosen.name);

  /** @param {number} moment of the chosen run */
  function paint(moment) {
    const x = chosen[axis][moment];
    const values = own.map((line) => valueAt(line, x));
    const first = values[0] ?? null;
    setAll(cursor, { x1: across(x).toFixed(1), x2: across(x).toFixed(1) });
    setAll(dot, { display: first === null ? "none" : "inline", cx: across(x).toFixed(1), cy: down(first ?? 0).toFixed(1) });
    setText(value, values.map((y) => (y === null ? "–" : chart.write(y))).join(" / ") || "–");
  }

  /** @returns {import("../../kit/picture.js").Pictured} */
  const pictured = () => ({ title: `${title.textContent}: ${value.textContent}`, output: "", fixed: false, svg, font: plot.font });

  return /** @satisfies {Part} */ ({ root, paint, pictured });
}

/** Where values stand in a chart, in pixels.
 * @typedef {{across: (x: number) => number, down: (y: number) => number, left: number, right: number, height: number, font: number}} Plot */

/**
 * @param {ChartData} chart
 * @param {number} end of the time axis
 * @param {number} width
 * @param {number} font
 * @returns {Plot}
 */
function plotOf({ most }, end, width, font) {
  const height = Math.max(LEAST_HEIGHT, Math.round(width * FLATNESS));
  const [left, right, top, bottom] = [LEFT * font, width - RIGHT * font, TOP * font, height - BOTTOM * font];
  const across = (/** @type {number} */ x) => left + shareOf(x, end) * (right - left);
  const down = (/** @type {number} */ y) => top + (1 - y / most) * (bottom - top);
  return { across, down, left, right, height, font };
}

/**
 * @param {ChartData} chart
 * @param {number} end
 * @param {Plot} plot
 * @returns {SVGElement[]}
 */
function drawAxes({ most, write }, end, { across, down, left, right, height, font }) {
  const rows = roundTicks(most).flatMap((tick) => [
    vector("line", { class: "gaze-rule", x1: left, x2: right, y1: down(tick), y2: down(tick) }),
    vector("text", { x: left - font / 2, y: down(tick), "text-anchor": "end" }, write(tick)),
  ]);
  const columns = ticksOf(end).map((tick) =>
    vector("text", { x: across(tick), y: height - font * 0.8, "text-anchor": "middle" }, tick.toLocaleString("en")));
  return [...rows, ...columns];
}

/**
 * The lines of the other runs, then those of the chosen one.
 * @param {ChartData} chart
 * @param {string} chosen
 * @param {Plot} plot
 * @returns {SVGPathElement[]}
 */
function drawLines({ lines }, chosen, { across, down }) {
  const sorted = [...lines].sort((a, b) => Number(a.run === chosen) - Number(b.run === chosen));
  return sorted.map(({ run, colour, x, y, dashed = false }) => {
    const d = y.map((value, i) => `${i ? "L" : "M"}${across(x[i]).toFixed(1)} ${down(value).toFixed(1)}`).join("");
    return vector("path", { d, class: "gaze-line", "data-run": run, "data-chosen": run === chosen, "data-dashed": dashed, stroke: colour });
  });
}

/**
 * The mark where the chosen run began to look, in the chart of the alignment error.
 * @param {ChartData} chart
 * @param {TrainingRun} chosen
 * @param {TimeAxis} axis
 * @param {Plot} plot
 * @returns {SVGElement[]}
 */
function beginning({ name, most }, { begun, ...chosen }, axis, { across, down }) {
  if (name !== "aer" || begun === null) return [];
  const x = across(chosen[axis][begun]);
  return [vector("line", { class: "gaze-begun", x1: x, x2: x, y1: down(most), y2: down(0) })];
}
