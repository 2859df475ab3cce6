/** The charts of a training: loss, BLEU, entropy and alignment error of all runs over updates or seconds. A chart's lines are drawn
 * once; another recorded update only moves the cursor and its dot, and writes the value. */

import { lineChart, roundEnd, roundTicks, scalesOf } from "../../kit/chart.js";
import { say } from "../../kit/labels.js";
import { nothing, svg } from "../../kit/lit.js";
import { shareOf, ticksOf, valueAt } from "./timeline.js";

/** A chart's least height in pixels and as a share of its width. */
const [LEAST_HEIGHT, FLATNESS] = [110, 0.42];
/** The font relative to that of the panels, and its least size in pixels. */
const [FONT, LEAST_FONT] = [0.85, 12];

const EPOCH_AXIS = /** @type {const} */ ({ updates: "update", seconds: "seconds" });

/** @typedef {(run: TrainingRun) => CurveLine} LineOf */

/**
 * @param {TrainingRun[]} runs
 * @param {string} chosen
 * @param {TimeAxis} axis
 * @returns {ChartData[]} those that any run has a line in
 */
export function chartsOf(runs, chosen, axis) {
  /** @param {"loss" | "valid_loss" | "bleu"} name @returns {LineOf} */
  const epochs = (name) => ({ name: run, colour, epochs: curves }) => ({ run, colour, x: curves[EPOCH_AXIS[axis]], y: curves[name] });
  /** @param {"entropy" | "aer"} name @returns {LineOf} */
  const updatesOf = (name) => (run) => ({ run: run.name, colour: run.colour, x: run[axis], y: run[name] });
  const training = runs.filter(({ name }) => name === chosen).map((run) => ({ ...epochs("loss")(run), dashed: true }));
  return [
    chartOf("aer", runs.map(updatesOf("aer")), (value) => `${Math.round(100 * value)} %`, 1),
    chartOf("entropy", runs.map(updatesOf("entropy")), (value) => value.toFixed(2)),
    chartOf("loss", [...runs.map(epochs("valid_loss")), ...training], (value) => value.toFixed(2)),
    chartOf("bleu", runs.map(epochs("bleu")), (value) => value.toFixed(1)),
  ].filter(({ lines }) => lines.length);
}

/**
 * @param {string} name
 * @param {CurveLine[]} lines
 * @param {(value: number) => string} write
 * @param {number} [most] the end of the vertical axis, if it is fixed
 * @returns {ChartData}
 */
function chartOf(name, lines, write, most) {
  const drawn = lines.filter(({ y }) => y.length);
  return { name, lines: drawn, write, most: most ?? Math.max(1e-9, ...drawn.flatMap(({ y }) => y)) };
}

/** The end of the time axis: that of the longest run. @param {TrainingRun[]} runs @param {TimeAxis} axis @returns {number} */
export function endOf(runs, axis) {
  return Math.max(1, ...runs.map((run) => run[axis].at(-1) ?? 0));
}

/**
 * `view` is the chart at a recorded update of the chosen run.
 * @param {ChartData} chart
 * @param {{chosen: TrainingRun, axis: TimeAxis, end: number, width: number, font: number, labels: Record<string, string>}} look
 */
export function updateChart({ name, lines, most, write }, { chosen, axis, end, width, labels, ...look }) {
  const [top, font, title] = [roundEnd(most), Math.max(LEAST_FONT, look.font * FONT), say(labels, `chart_${name}`)];
  const isChosen = (/** @type {CurveLine} */ { run }) => run === chosen.name;
  const own = lines.filter(isChosen);
  const chart = {
    name, title, top, end, write, width, font, height: Math.max(LEAST_HEIGHT, Math.round(width * FLATNESS)),
    rows: roundTicks(top), columns: ticksOf(end), along: (/** @type {number} */ x) => shareOf(x, end),
    lines: [...lines.filter((line) => !isChosen(line)), ...own].map(({ x, y, run, colour, dashed = false }) => ({
      points: y.map(/** @returns {[number, number]} */ (value, i) => [x[i], value]), run, colour, dashed, chosen: run === chosen.name,
    })),
  };
  const { across, down } = scalesOf(chart);
  const upright = (/** @type {string} */ kind, /** @type {number} */ at) => {
    const x = across(chosen[axis][at]).toFixed(1);
    return svg`<line class=${kind} x1=${x} x2=${x} y1=${down(top)} y2=${down(0)} />`;
  };
  const valuesAt = (/** @type {number} */ at) => own.map((line) => valueAt(line, chosen[axis][at]));
  const written = (/** @type {number} */ at) => valuesAt(at).map((y) => (y === null ? "–" : write(y))).join(" / ") || "–";

  /** @param {number} at index of a recorded update of the chosen run */
  function view(at) {
    const [first = null] = valuesAt(at);
    return lineChart(chart, written(at), svg`
      ${name === "aer" && chosen.begun !== null ? upright("gaze-begun", chosen.begun) : nothing}${upright("gaze-here", at)}
      ${first === null ? nothing : svg`<circle class="gaze-spot-here" r="4.5" cx=${across(chosen[axis][at]).toFixed(1)} cy=${down(first).toFixed(1)} />`}`);
  }

  return { name, font, view, headline: (/** @type {number} */ at) => `${title}: ${written(at)}` };
}

/** All curves as CSV, one line per value. @param {TrainingRun[]} runs @returns {string} */
export function tableOfRuns(runs) {
  const rows = runs.flatMap(({ title, updates, seconds, aer, entropy, epochs }) => {
    const line = (/** @type {string} */ measure, /** @type {number} */ update, /** @type {number} */ at, /** @type {number} */ value) =>
      `"${title.replaceAll('"', '""')}",${measure},${update},${at},${value}`;
    const curves = /** @type {const} */ ([["aer", aer], ["entropy", entropy]]);
    const measures = /** @type {const} */ (["loss", "valid_loss", "bleu"]);
    return [
      ...curves.flatMap(([name, values]) => values.map((value, i) => line(name, updates[i], seconds[i], value))),
      ...measures.flatMap((name) => epochs[name].map((value, i) => line(name, epochs.update[i], epochs.seconds[i], value))),
    ];
  });
  return ["run,measure,update,seconds,value", ...rows, ""].join("\r\n");
}
