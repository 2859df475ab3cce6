/** The four charts of all lanes under one clock. */

import { decadesOf, lineChart, roundTicks } from "../../kit/chart.js";
import { elementOf } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { html, render } from "../../kit/lit.js";
import { curveOf, numberText, shareText } from "./state.js";

/** @typedef {"loss" | "right" | "aer" | "gradient"} ChartName */
/** @type {ChartName[]} */
const CHARTS = ["loss", "right", "aer", "gradient"];
/** Pixels of a chart, between two, and of its letters; an audience gets larger ones. */
const [NARROWEST, HEIGHT, BETWEEN, FONT] = [180, 136, 24, 12];
/** About so many intervals between the round numbers beside and below a chart. */
const [ROWS, COLUMNS] = [3, 4];
/** The first updates and seconds are never drawn wider than so many. */
const LEAST = { updates: 100, seconds: 1 };

export function createCharts() {
  const root = elementOf(html`<div class="gaze-charts"></div>`);

  /** @param {LiveState} state @param {{chartsWidth: number, scale: number, lanes: string[], labels: Record<string, string>}} look */
  function paint(state, { chartsWidth, scale, lanes, labels }) {
    const fit = Math.floor((chartsWidth + BETWEEN) / (NARROWEST * scale + BETWEEN));
    const across = fit < 2 ? 1 : fit < CHARTS.length ? 2 : CHARTS.length; // never three and one
    const width = Math.floor((chartsWidth - BETWEEN * (across - 1)) / across);
    root.style.gridTemplateColumns = `repeat(${across}, minmax(0, 1fr))`;
    const isKnown = state.lanes.some(isAligned);
    render(CHARTS.filter((name) => name !== "aer" || isKnown).map((name) => {
      const { curves, top, end, decades, write, value } = chartOf(name, state);
      const [low, high] = [decades[0], decades[decades.length - 1]];
      return lineChart({
        name, title: say(labels, `chart_${name}`), top, end, write, width, height: HEIGHT * scale, font: FONT * scale,
        lines: curves.map(({ points, lane, dashed = false }) => ({ points, dashed, colour: lanes[lane % lanes.length] })),
        rows: decades.length ? decades.map((decade) => 10 ** decade) : roundTicks(top, ROWS), columns: roundTicks(end, COLUMNS),
        up: decades.length ? (y) => (Math.log10(Math.max(y, 10 ** low)) - low) / (high - low) : undefined,
      }, value);
    }), root);
  }

  return /** @satisfies {Part} */ ({ root, paint });
}

/**
 * Whether there is an alignment error: not without weights that are chosen, or without links that are known.
 * @param {Lane} lane @returns {boolean}
 */
export function isAligned({ measured }) {
  return measured.some(([, , , , aer]) => aer !== null);
}

/** @param {ChartName} name @param {LiveState} state */
export function chartOf(name, { lanes, clock }) {
  const curves = lanes.flatMap((lane, i) => curvesOf(name, lane, clock).map((curve) => ({ ...curve, lane: i })));
  const end = Math.max(LEAST[clock], ...lanes.map(({ news }) => (clock === "seconds" ? news?.seconds : news?.update) ?? 0));
  const shares = name === "right" || name === "aer";
  const values = curves.flatMap(({ points }) => points.map(([, y]) => y));
  const most = values.reduce((high, y) => Math.max(high, y), 0);
  const least = values.reduce((low, y) => (y > 0 ? Math.min(low, y) : low), 1);
  const top = shares || !most ? 1 : Math.max(most, 0.1);
  return {
    curves, end,
    top,
    decades: name === "gradient" ? decadesOf(top, least) : [],
    write: shares ? shareText : (/** @type {number} */ y) => (y > 0 && y < 0.001 ? y.toExponential(0) : numberText(y)), // short enough to stand beside the axis
    value: lanes.length === 1 ? valueOf(name, lanes[0]) : "",
  };
}

/** @param {ChartName} name @param {Lane} lane @param {LiveClock} clock @returns {{points: [number, number][], dashed?: boolean}[]} */
function curvesOf(name, lane, clock) {
  if (name === "right") return [{ points: curveOf(lane, clock, "free") }, { points: curveOf(lane, clock, "forced"), dashed: true }];
  return [{ points: curveOf(lane, clock, name) }];
}

/** @param {ChartName} name @param {Lane} lane @returns {string} */
function valueOf(name, { losses, measured }) {
  const [point, now] = [losses.at(-1), measured.at(-1)];
  if (name === "loss" || name === "gradient") return point ? numberText(point[name === "loss" ? 1 : 2]) : "–";
  if (!now) return "–";
  return name === "aer" ? shareText(now[4]) : `${shareText(now[2])} / ${shareText(now[3])}`;
}
