/** What a training looks like: the chosen run large, its curves, and the other runs as small multiples. */

import { columnsFor, compactLayout, drawSmall, drawSmallRibbons, fontSizeFor, smallRibbonLayout } from "../../kit/small.js";
import { elementOf } from "../../kit/dom.js";
import { withFixed } from "../../kit/scene.js";
import { say } from "../../kit/labels.js";
import { fontFor } from "../../kit/layout.js";
import { html, render, svg } from "../../kit/lit.js";
import { composePicture, savePicture, saveTable, withPanels } from "../../kit/picture.js";
import { shownPieces } from "../../kit/pieces.js";
import { debounce } from "../../kit/stepper.js";
import { readingOf } from "../../kit/speech.js";
import { clamp } from "../../kit/state.js";
import { createVisibility } from "../../kit/scrolling.js";
import { chartsOf, endOf, updateChart, tableOfRuns } from "./charts.js";
import { updateOf } from "./timeline.js";

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
  const [root, curves] = ["gaze-pictures", "gaze-charts"].map((kind) => elementOf(html`<div class=${kind}></div>`));
  /** @type {ReturnType<typeof createRunPanel>[]} */
  let panels = [];
  /** @type {ReturnType<typeof updateChart>[]} */
  let charts = [];
  /** The index of the update that the charts show. */
  let shown = 0;
  /** @type {(panel: ReturnType<typeof createRunPanel>) => void} paints one panel at the update in view */
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
    for (const panel of small) panel.draw([look.draw], { wide, font, measure });
    for (const panel of large) panel.draw(["matrix", "ribbons"], { wide: side, font: font * LARGE, measure });
    charts = chartsOf(data.runs, chosen.name, look.axis).map((chart) =>
      updateChart(chart, { chosen, axis: look.axis, end: endOf(data.runs, look.axis), width: side, font: data.present ? Math.max(font, ON_WALL) : font, labels: data.labels }));
    const roots = (/** @type {typeof panels} */ shown) => shown.map((panel) => panel.root);
    render(html`<div class="gaze-recorded"><div class="gaze-chosen-run">${roots(large)}</div>${curves}</div>
      <div class="gaze-runs" role="group" aria-label=${say(data.labels, "others")} style="--gaze-columns: ${columns}">${roots(small)}</div>`, root);
  }

  /** @param {Drawn} drawn @param {number} at index of a recorded update of the chosen run */
  function paint({ chosen, look }, at) {
    shown = at;
    render(charts.map((chart) => chart.view(at)), curves);
    follow = (panel) => panel.paint(updateOf(panel.run, chosen, at, look.axis));
    panels.filter((panel) => visibility.isVisible(panel.root)).forEach(follow);
    later.schedule();
  }

  /** @param {TrainingRun} chosen @param {number} at @returns {string} */
  function describe(chosen, at) {
    return panels.find((panel) => isChosen(panel, chosen))?.describe(at) ?? "";
  }

  /** The charts, the chosen run and the others as they are shown. @param {TrainingRun} chosen */
  function pictured(chosen) {
    panels.forEach(follow);
    const ordered = [...panels].sort((a, b) => Number(isChosen(b, chosen)) - Number(isChosen(a, chosen)));
    const chartPictures = charts.map(({ name, font, headline }) =>
      ({ title: headline(shown), output: "", fixed: false, svg: /** @type {SVGSVGElement} */ (curves.querySelector(`[data-chart="${name}"] svg`)), font }));
    return [...chartPictures, ...ordered.flatMap((panel) => panel.pictured())];
  }

  const dispose = () => [later, visibility].forEach((part) => part.stop());
  return /** @satisfies {Part} */ ({ root, build, draw, paint, describe, pictured, dispose });
}

/**
 * The font of small panels; half of the width if there is room for two; and the width of a drawing there.
 * @param {number} width @returns {{font: number, half: number, side: number}}
 */
function roomOf(width) {
  const half = width >= ROOMY ? (width - GAP) / 2 : width;
  return { font: clamp(fontFor(width) * 0.74, 12, 19), half, side: half >= WIDE ? Math.floor((half - GAP) / 2) : half };
}

// One run: its name, its weights as matrix or ribbons, and when it began to look.

export const GAP = 28;
/** In letters: the least width of a panel. */
const LEAST = 13;
/** The largest font of a matrix, as a multiple of the least. */
const LARGEST_FONT = 1.5;

/** @typedef {{source: Shown[], target: Shown[], weights: number[][], labels: Record<string, string>}} Frame */

/**
 * The number of columns of small panels, and their width.
 * @param {number} width @param {number} font @param {number} sources @param {number} count @returns {{columns: number, wide: number}}
 */
export function panelColumns(width, font, sources, count) {
  return columnsFor(width, font * (LEAST + sources * 0.4), GAP, Math.max(1, count));
}

/** @param {TrainingRun} run @param {TrainingData} data @param {(name: string) => void} choose */
export function createRunPanel(run, { source, target, links, labels, chosen }, choose) {
  const frames = framesOf(run, source, target, labels);
  const isChosen = run.name === chosen;
  const root = elementOf(html`<article class="gaze-run-panel" data-name=${run.name} ?data-fixed=${run.fixed} ?data-chosen=${isChosen}></article>`);
  /** @type {SmallDrawing[]} */
  let drawings = [];
  let [shown, facts] = [-1, ""];

  function show() {
    const title = isChosen ? html`<span>${run.title}</span>` : html`<button type="button" class="gaze-name-button" title=${say(labels, "choose", { title: run.title })}
      @click=${() => choose(run.name)}>${run.title}</button>`;
    render(html`<h3><i class="gaze-key" style="background:${run.colour}"></i>${title}</h3>
      <div class="gaze-place">${drawings.map((drawing) => drawing.root)}</div><p class="gaze-facts-line">${facts}</p>`, root);
  }

  /** @param {("matrix" | "ribbons")[]} kinds @param {{wide: number, font: number, measure: Measure}} room */
  function draw(kinds, room) {
    drawings = kinds.map((kind) => drawFrame(kind, frames[0], links, room));
    for (const drawing of drawings) drawing.paint(target.length);
    shown = -1;
    show();
  }

  /** @param {number} at index of a recorded update of this run */
  function paint(at) {
    if (at === shown) return;
    shown = at;
    const frame = frames[Math.min(at, frames.length - 1)];
    for (const drawing of drawings) drawing.fill(frame.weights);
    facts = factsText(run, at, labels);
    root.toggleAttribute("data-looks", run.begun !== null && at >= run.begun);
    show();
  }

  /** @param {number} at @returns {string} all rows in words, for screen readers */
  function describe(at) {
    const frame = /** @type {Scene} */ (frames[Math.min(at, frames.length - 1)]);
    return `${run.title}: ${target.map((_, step) => readingOf(frame, step)).join("; ")}. ${factsText(run, at, labels)}`;
  }

  /** @returns {import("../../kit/picture.js").Pictured[]} */
  function pictured() {
    return [...root.querySelectorAll("svg")].map((svg) =>
      ({ title: run.title, output: facts, fixed: run.fixed, svg, font: parseFloat(getComputedStyle(svg).fontSize) }));
  }

  return /** @satisfies {Part} */ ({ root, run, draw, paint, describe, pictured });
}

/**
 * The run at each recorded update, with weights from 0 to 1; a run without attention is the same at all.
 * @param {TrainingRun} run @param {string[]} source @param {string[]} target @param {Record<string, string>} labels @returns {Frame[]}
 */
function framesOf({ fixed, weights }, source, target, labels) {
  const [columns, rows] = [shownPieces(source, labels), shownPieces(target, labels)];
  const frame = { source: columns, target: rows, labels };
  if (fixed) return [withFixed({ ...frame, weights: target.map(() => []) })];
  return weights.map((rows) => ({ ...frame, weights: rows.map((row) => row.map((percent) => percent / 100)) }));
}

/**
 * @param {"matrix" | "ribbons"} kind
 * @param {Frame} frame
 * @param {GoldBox[]} links
 * @param {{wide: number, font: number, measure: Measure}} room
 * @returns {SmallDrawing}
 */
function drawFrame(kind, { source, target, weights }, links, { wide, font, measure }) {
  const content = { source, target, strengths: weights, measure };
  if (kind === "ribbons") return drawSmallRibbons(content, smallRibbonLayout(source.length, target.length, wide, font));
  const [columns, names] = [source, target].map((pieces) => pieces.map(({ text }) => text));
  const size = fontSizeFor(wide, source.length, font, font * LARGEST_FONT);
  const layout = compactLayout({ source: columns, names, steps: target.length, width: wide, font: size, measure });
  return drawSmall(content, layout, links.map((link) => drawLink(link, layout)));
}

/** @param {GoldBox} link @param {CompactLayout} layout */
function drawLink([firstRow, lastRow, firstColumn, lastColumn, sure], { left, top, cell, high }) {
  return svg`<rect class=${sure ? "gaze-sure" : "gaze-possible"} x=${left + cell * firstColumn + 1} y=${top + high * firstRow + 1}
    width=${cell * (lastColumn - firstColumn + 1) - 2} height=${high * (lastRow - firstRow + 1) - 2} />`;
}

/** @param {TrainingRun} run @param {number} at @param {Record<string, string>} labels @returns {string} */
function factsText({ fixed, aer, begun, updates }, at, labels) {
  if (fixed) return say(labels, "no_attention");
  const error = aer.length ? say(labels, "aer_now", { x: Math.round(100 * aer[at]) }) : "";
  const began = begun === null ? say(labels, "never_began") : say(labels, "began", { n: updates[begun].toLocaleString("en") });
  return aer.length ? `${error} · ${began}` : "";
}

// Saving a training: curves and panels at the update in view as one picture, all curves as a table.

const NAME = "training";
const COLUMNS = 4;

/**
 * @param {HTMLElement} root
 * @param {import("../../kit/picture.js").Pictured[]} panels
 * @param {{data: TrainingData, measure: Measure, headline: string}} content
 * @param {import("../../kit/picture.js").Format} format
 * @returns {void}
 */
export function saveTraining(root, panels, { data, measure, headline }, format) {
  if (format === "csv") return saveTable(tableOfRuns(data.runs), NAME);
  const caption = [headline, ...data.caption];
  savePicture(withPanels(root, panels, COLUMNS, measure, (svg) => composePicture([svg], root, caption)), NAME, format);
}
