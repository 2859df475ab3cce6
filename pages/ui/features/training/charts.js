/** The charts of a training: loss, BLEU, entropy and alignment error of all runs over updates or seconds. Pure. */

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
  const moments = (name) => (run) => ({ run: run.name, colour: run.colour, x: run[axis], y: run[name] });
  const training = runs.filter(({ name }) => name === chosen).map((run) => ({ ...epochs("loss")(run), dashed: true }));
  return [
    chartOf("aer", runs.map(moments("aer")), (value) => `${Math.round(100 * value)} %`, 1),
    chartOf("entropy", runs.map(moments("entropy")), (value) => value.toFixed(2)),
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
 * All curves as CSV, one line per value.
 * @param {TrainingRun[]} runs
 * @returns {string}
 */
export function tableOfRuns(runs) {
  const rows = runs.flatMap(({ title, updates, seconds, aer, entropy, epochs }) => {
    const line = (/** @type {string} */ measure, /** @type {number} */ update, /** @type {number} */ at, /** @type {number} */ value) =>
      `"${title.replaceAll('"', '""')}",${measure},${update},${at},${value}`;
    const moments = /** @type {const} */ ([["aer", aer], ["entropy", entropy]]);
    const measures = /** @type {const} */ (["loss", "valid_loss", "bleu"]);
    return [
      ...moments.flatMap(([name, values]) => values.map((value, i) => line(name, updates[i], seconds[i], value))),
      ...measures.flatMap((name) => epochs[name].map((value, i) => line(name, epochs.update[i], epochs.seconds[i], value))),
    ];
  });
  return ["run,measure,update,seconds,value", ...rows, ""].join("\r\n");
}
