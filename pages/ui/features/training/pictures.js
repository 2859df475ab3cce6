/** What a training looks like: the chosen run large, its curves, and the other runs as small multiples. */

import { fontFor } from "../../kit/layout.js";
import { html } from "../../kit/dom.js";
import { debounce } from "../../kit/player.js";
import { clamp } from "../../kit/state.js";
import { createVisibility } from "../../kit/visibility.js";
import { chartsOf, endOf } from "./charts.js";
import { drawChart } from "./curves.js";
import { GAP, createRunPanel, panelColumns } from "./panel.js";
import { momentOf } from "./timeline.js";

/** Widths in pixels: from the first on, curves stand beside the large panel; from the second on, two stand in a row. */
const [ROOMY, WIDE] = [860, 420];
/** The large panel's font, as a multiple of that of the small ones. */
const LARGE = 1.25;
/** The least size of the panels' letters for an audience, of which charts take a share. */
const ON_WALL = 17;

/** Milliseconds until the panels outside the window follow. */
const DELAY = 120;

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
  /** @type {(panel: ReturnType<typeof createRunPanel>) => void} paints one panel at the present moment */
  let follow = () => {};
  // A moved slider must be visible at once, so the panels in the window are painted first.
  const later = debounce(() => panels.forEach(follow), DELAY);
  const visibility = createVisibility((element) => panels.filter((panel) => panel.root === element).forEach(follow));
  const isChosen = (/** @type {{run: TrainingRun}} */ { run }, /** @type {TrainingRun} */ chosen) => run === chosen;

  /** @param {TrainingData} data */
  function build(data) {
    panels = data.runs.map((run) => createRunPanel(run, data, choose));
    for (const panel of panels) visibility.watch(panel.root);
  }

  /** @param {Drawn} drawn */
  function draw(drawn) {
    const { data, chosen, look, width, measure } = drawn;
    const { font, half, side } = roomOf(width);
    root.toggleAttribute("data-beside-curves", half < width);
    const [large, small] = [true, false].map((wanted) => panels.filter((panel) => isChosen(panel, chosen) === wanted));
    const { columns, wide } = panelColumns(width, font, data.source.length, small.length);
    others.style.setProperty("--gaze-columns", String(columns));
    for (const panel of small) panel.draw([look.draw], { wide, font, measure });
    for (const panel of large) panel.draw(["matrix", "ribbons"], { wide: side, font: font * LARGE, measure });
    charts = chartsOf(data.runs, chosen.name, look.axis).map((chart) =>
      drawChart(chart, { chosen, axis: look.axis, end: endOf(data.runs, look.axis), width: side, font: data.present ? Math.max(font, ON_WALL) : font, labels: data.labels }));
    for (const [place, parts] of /** @type {const} */ ([[main, large], [curves, charts], [others, small]])) place.replaceChildren(...rootsOf(parts));
  }

  /** @param {Drawn} drawn @param {number} moment of the chosen run */
  function paint({ chosen, look }, moment) {
    for (const chart of charts) chart.paint(moment);
    follow = (panel) => panel.paint(momentOf(panel.run, chosen, moment, look.axis));
    panels.filter((panel) => visibility.isVisible(panel.root)).forEach(follow);
    later.schedule();
  }

  /** @param {TrainingRun} chosen @param {number} moment @returns {string} */
  function describe(chosen, moment) {
    return panels.find((panel) => isChosen(panel, chosen))?.describe(moment) ?? "";
  }

  /** The charts, the chosen run and the others as they are shown. @param {TrainingRun} chosen */
  function pictured(chosen) {
    panels.forEach(follow);
    const ordered = [...panels].sort((a, b) => Number(isChosen(b, chosen)) - Number(isChosen(a, chosen)));
    return [...charts.map((chart) => chart.pictured()), ...ordered.flatMap((panel) => panel.pictured())];
  }

  const dispose = () => [later, visibility].forEach((part) => part.stop());
  return /** @satisfies {Part} */ ({ root, others, build, draw, paint, describe, pictured, dispose });
}

/**
 * The font of small panels; half of the width if there is room for two; and the width of a drawing there.
 * @param {number} width
 * @returns {{font: number, half: number, side: number}}
 */
function roomOf(width) {
  const half = width >= ROOMY ? (width - GAP) / 2 : width;
  return { font: clamp(fontFor(width) * 0.74, 12, 19), half, side: half >= WIDE ? Math.floor((half - GAP) / 2) : half };
}

/**
 * @param {{root: HTMLElement}[]} parts
 * @returns {HTMLElement[]}
 */
function rootsOf(parts) {
  return parts.map(({ root }) => root);
}
