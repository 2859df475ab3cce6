/** The charts of a training: loss, BLEU, entropy and alignment error of all runs over updates or seconds. A chart's lines are drawn
 * once; another recorded update only moves the cursor and its dot, and writes the value. */

import { drawLineChart, roundEnd, roundTicks } from "../../kit/chart.js";
import { setAll, setText, vector } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
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

/**
 * The end of the time axis: that of the longest run.
 * @param {TrainingRun[]} runs
 * @param {TimeAxis} axis
 * @returns {number}
 */
export function endOf(runs, axis) {
  return Math.max(1, ...runs.map((run) => run[axis].at(-1) ?? 0));
}

/**
 * @param {ChartData} chart
 * @param {{chosen: TrainingRun, axis: TimeAxis, end: number, width: number, font: number, labels: Record<string, string>}} look
 */
export function drawChart({ name, lines, most, write }, { chosen, axis, end, width, labels, ...look }) {
  const [top, font] = [roundEnd(most), Math.max(LEAST_FONT, look.font * FONT)];
  const isChosen = (/** @type {CurveLine} */ { run }) => run === chosen.name;
  const own = lines.filter(isChosen);
  const { figure: root, svg, value, across, down } = drawLineChart({
    name, title: say(labels, `chart_${name}`), top, end, write, width, font, height: Math.max(LEAST_HEIGHT, Math.round(width * FLATNESS)),
    rows: roundTicks(top), columns: ticksOf(end), along: (x) => shareOf(x, end),
    lines: [...lines.filter((line) => !isChosen(line)), ...own].map((line) => ({
      points: line.y.map((y, i) => [line.x[i], y]),
      attributes: { "data-run": line.run, "data-chosen": isChosen(line), "data-dashed": line.dashed ?? false, stroke: line.colour },
    })),
  });
  const upright = (/** @type {string} */ kind, /** @type {number} */ x) => vector("line", { class: kind, x1: x, x2: x, y1: down(top), y2: down(0) });
  if (name === "aer" && chosen.begun !== null) svg.append(upright("gaze-begun", across(chosen[axis][chosen.begun])));
  const [cursor, dot] = [upright("gaze-here", 0), vector("circle", { class: "gaze-spot-here", r: 4.5 })];
  svg.append(cursor, dot);

  /** @param {number} at index of a recorded update of the chosen run */
  function paint(at) {
    const x = chosen[axis][at];
    const values = own.map((line) => valueAt(line, x));
    const first = values[0] ?? null;
    setAll(cursor, { x1: across(x).toFixed(1), x2: across(x).toFixed(1) });
    setAll(dot, { display: first === null ? "none" : "inline", cx: across(x).toFixed(1), cy: down(first ?? 0).toFixed(1) });
    setText(value, values.map((y) => (y === null ? "–" : write(y))).join(" / ") || "–");
  }

  /** @returns {import("../../kit/picture.js").Pictured} */
  const pictured = () => ({ title: `${say(labels, `chart_${name}`)}: ${value.textContent}`, output: "", fixed: false, svg, font });

  return /** @satisfies {Part} */ ({ root, paint, pictured });
}

/**
 * All curves as CSV, one line per value.
 * @param {TrainingRun[]} runs
 * @returns {string}
 */
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
