/** What a training looks like: the chosen run large, its curves, and the other runs as small multiples. */

import { fontFor } from "../components/shared/layout.js";
import { html } from "../components/shared/dom.js";
import { clamp } from "../components/shared/state.js";
import { chartsOf, endOf } from "./charts.js";
import { drawChart } from "./curves.js";
import { GAP, createRunPanel, panelColumns } from "./panel.js";
import { momentOf } from "./timeline.js";

/** Widths in pixels: from the first on, curves stand beside the large panel; from the second on, two stand in a row. */
const [ROOMY, WIDE] = [860, 420];
/** The large panel's font, as a multiple of that of the small ones. */
const LARGE = 1.25;

/** @typedef {{data: TrainingData, chosen: TrainingRun, look: HistoryLook, width: number, measure: Measure}} Drawn */

/**
 * @param {(name: string) => void} choose another run
 */
export function createPictures(choose) {
  const [main, curves] = [html("div", { class: "gaze-chosen-run" }), html("div", { class: "gaze-charts" })];
  const others = html("div", { class: "gaze-runs", role: "group" });
  const root = html("div", { class: "gaze-pictures" }, html("div", { class: "gaze-recorded" }, main, curves), others);
  /** @type {ReturnType<typeof createRunPanel>[]} */
  let panels = [];
  /** @type {ReturnType<typeof drawChart>[]} */
  let charts = [];
  const isChosen = (/** @type {{run: TrainingRun}} */ { run }, /** @type {TrainingRun} */ chosen) => run === chosen;

  /** @param {TrainingData} data */
  function build(data) {
    panels = data.runs.map((run) => createRunPanel(run, data, choose));
  }

  /** @param {Drawn} drawn */
  function draw(drawn) {
    const { data, chosen, look, width, measure } = drawn;
    const font = clamp(fontFor(width) * 0.74, 12, 19);
    const half = width >= ROOMY ? (width - GAP) / 2 : width;
    const side = half >= WIDE ? Math.floor((half - GAP) / 2) : half;
    root.toggleAttribute("data-beside-curves", half < width);
    const small = panels.filter((panel) => !isChosen(panel, chosen));
    const { columns, wide } = panelColumns(width, font, data.source.length, small.length);
    others.style.setProperty("--gaze-columns", String(columns));
    for (const panel of small) panel.draw([look.draw], { wide, font, measure });
    const large = panels.filter((panel) => isChosen(panel, chosen));
    for (const panel of large) panel.draw(["matrix", "ribbons"], { wide: side, font: font * LARGE, measure });
    charts = chartsOf(data.runs, chosen.name, look.axis).map((chart) =>
      drawChart(chart, { chosen, axis: look.axis, end: endOf(data.runs, look.axis), width: side, labels: data.labels }));
    main.replaceChildren(...large.map((panel) => panel.root));
    curves.replaceChildren(...charts.map((chart) => chart.root));
    others.replaceChildren(...small.map((panel) => panel.root));
  }

  /** @param {Drawn} drawn @param {number} moment of the chosen run */
  function paint({ chosen, look }, moment) {
    for (const chart of charts) chart.paint(moment);
    for (const panel of panels) panel.paint(momentOf(panel.run, chosen, moment, look.axis));
  }

  /** @param {TrainingRun} chosen @param {number} moment @returns {string} */
  function describe(chosen, moment) {
    return panels.find((panel) => isChosen(panel, chosen))?.describe(moment) ?? "";
  }

  return /** @satisfies {Part} */ ({ root, others, build, draw, paint, describe });
}
