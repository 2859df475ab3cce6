/** The four charts of all lanes under one clock. */

import { html, setAll } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { createChart } from "./curves.js";
import { curveOf, numberText, shareText } from "./state.js";

/** @typedef {"loss" | "right" | "aer" | "gradient"} ChartName */
/** @type {ChartName[]} */
const CHARTS = ["loss", "right", "aer", "gradient"];
/** Pixels of a chart, and between two. */
const [NARROWEST, BETWEEN] = [180, 24];
/** The first updates and seconds are never drawn wider than so many. */
const LEAST = { updates: 100, seconds: 1 };

export function createCharts() {
  const charts = CHARTS.map((name) => createChart(name));
  const root = html("div", { class: "gaze-charts" }, ...charts.map((chart) => chart.root));

  /** @param {Record<string, string>} labels */
  const build = (labels) => charts.forEach((chart, i) => chart.build(say(labels, `chart_${CHARTS[i]}`)));

  /** @param {LiveState} state @param {{chartsWidth: number, scale: number, ink: string, rule: string, lanes: string[]}} look */
  function paint(state, look) {
    const fit = Math.floor((look.chartsWidth + BETWEEN) / (NARROWEST * look.scale + BETWEEN));
    const across = fit < 2 ? 1 : fit < CHARTS.length ? 2 : CHARTS.length; // never three and one
    const width = Math.floor((look.chartsWidth - BETWEEN * (across - 1)) / across);
    root.style.gridTemplateColumns = `repeat(${across}, minmax(0, 1fr))`;
    charts.forEach((chart, i) => chart.paint(chartOf(CHARTS[i], state), { ...look, width }));
    setAll(charts[CHARTS.indexOf("aer")].root, { hidden: !state.lanes.some(isAligned) });
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * Whether there is an alignment error: not without weights that are chosen, or without links that are known.
 * @param {Lane} lane
 * @returns {boolean}
 */
export function isAligned({ measured }) {
  return measured.some(([, , , , aer]) => aer !== null);
}

/**
 * @param {ChartName} name
 * @param {LiveState} state
 * @returns {import("./curves.js").Chart}
 */
export function chartOf(name, { lanes, clock }) {
  const curves = lanes.flatMap((lane, i) => curvesOf(name, lane, clock).map((curve) => ({ ...curve, lane: i })));
  const end = Math.max(LEAST[clock], ...lanes.map(({ news }) => (clock === "seconds" ? news?.seconds : news?.update) ?? 0));
  const shares = name === "right" || name === "aer";
  const values = curves.flatMap(({ points }) => points.map(([, y]) => y));
  const most = values.reduce((high, y) => Math.max(high, y), 0);
  const least = values.reduce((low, y) => (y > 0 ? Math.min(low, y) : low), 1);
  return {
    name, curves, end,
    top: shares || !most ? 1 : Math.max(most, 0.1),
    low: least,
    log: name === "gradient",
    write: shares ? shareText : (y) => (y > 0 && y < 0.001 ? y.toExponential(0) : numberText(y)), // short enough to stand beside the axis
    value: lanes.length === 1 ? valueOf(name, lanes[0]) : "",
  };
}

/**
 * @param {ChartName} name
 * @param {Lane} lane
 * @param {LiveClock} clock
 * @returns {{points: [number, number][], dashed?: boolean}[]}
 */
function curvesOf(name, lane, clock) {
  if (name === "right") return [{ points: curveOf(lane, clock, "free") }, { points: curveOf(lane, clock, "forced"), dashed: true }];
  return [{ points: curveOf(lane, clock, name) }];
}

/**
 * @param {ChartName} name
 * @param {Lane} lane
 * @returns {string}
 */
function valueOf(name, { losses, measured }) {
  const [point, now] = [losses.at(-1), measured.at(-1)];
  if (name === "loss" || name === "gradient") return point ? numberText(point[name === "loss" ? 1 : 2]) : "–";
  if (!now) return "–";
  return name === "aer" ? shareText(now[4]) : `${shareText(now[2])} / ${shareText(now[3])}`;
}
