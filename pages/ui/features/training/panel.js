/** One run: its name, its weights as matrix or ribbons, and when it began to look. */

import { columnsFor, compactLayout, fontSizeFor } from "../../kit/compact.js";
import { html, pressable, setAll, setText, vector } from "../../kit/dom.js";
import { withFixed } from "../../kit/fixed.js";
import { say } from "../../kit/labels.js";
import { shownPieces } from "../../kit/pieces.js";
import { drawSmall } from "../../kit/small.js";
import { drawSmallRibbons, smallRibbonLayout } from "../../kit/smallribbons.js";
import { readingOf } from "../../kit/speech.js";

export const GAP = 28;
/** In letters: the least width of a panel. */
const LEAST = 13;
/** The largest font of a matrix, as a multiple of the least. */
const LARGEST_FONT = 1.5;

/** @typedef {{source: Shown[], target: Shown[], weights: number[][], labels: Record<string, string>}} Frame */

/**
 * The number of columns of small panels, and their width.
 * @param {number} width
 * @param {number} font
 * @param {number} sources
 * @param {number} count
 * @returns {{columns: number, wide: number}}
 */
export function panelColumns(width, font, sources, count) {
  return columnsFor(width, font * (LEAST + sources * 0.4), GAP, Math.max(1, count));
}

/**
 * @param {TrainingRun} run
 * @param {TrainingData} data
 * @param {(name: string) => void} choose
 */
export function createRunPanel(run, { source, target, links, labels, chosen }, choose) {
  const frames = framesOf(run, source, target, labels);
  const isChosen = run.name === chosen;
  const title = isChosen ? html("span", {}, run.title) : pressable({ class: "gaze-name-button" }, () => choose(run.name), run.title);
  if (!isChosen) setAll(title, { title: say(labels, "choose", { title: run.title }) });
  const place = html("div", { class: "gaze-place" });
  const facts = html("p", { class: "gaze-facts-line" });
  const root = html("article", { class: "gaze-run-panel", "data-name": run.name, "data-fixed": run.fixed, "data-chosen": isChosen },
    html("h3", {}, html("i", { class: "gaze-key", style: `background:${run.colour}` }), title), place, facts);
  /** @type {SmallDrawing[]} */
  let drawings = [];
  let shown = -1;

  /**
   * @param {("matrix" | "ribbons")[]} kinds
   * @param {{wide: number, font: number, measure: Measure}} room
   */
  function draw(kinds, room) {
    drawings = kinds.map((kind) => drawFrame(kind, frames[0], links, room));
    for (const drawing of drawings) drawing.paint(target.length);
    place.replaceChildren(...drawings.map((drawing) => drawing.root));
    shown = -1;
  }

  /** @param {number} moment of this run */
  function paint(moment) {
    if (moment === shown) return;
    shown = moment;
    const frame = frames[Math.min(moment, frames.length - 1)];
    for (const drawing of drawings) drawing.fill(frame.weights);
    setText(facts, factsText(run, moment, labels));
    setAll(root, { "data-looks": run.begun !== null && moment >= run.begun });
  }

  /** @param {number} moment @returns {string} all rows in words, for screen readers */
  function describe(moment) {
    const frame = /** @type {Scene} */ (frames[Math.min(moment, frames.length - 1)]);
    return `${run.title}: ${target.map((_, step) => readingOf(frame, step)).join("; ")}. ${factsText(run, moment, labels)}`;
  }

  /** @returns {import("../../kit/panelpicture.js").Pictured[]} */
  function pictured() {
    const output = facts.textContent ?? "";
    return [...place.querySelectorAll("svg")].map((svg) =>
      ({ title: run.title, output, fixed: run.fixed, svg, font: parseFloat(getComputedStyle(svg).fontSize) }));
  }

  return /** @satisfies {Part} */ ({ root, run, draw, paint, describe, pictured });
}

/**
 * The run at each moment, with weights from 0 to 1; a run without attention is the same at all.
 * @param {TrainingRun} run
 * @param {string[]} source
 * @param {string[]} target
 * @param {Record<string, string>} labels
 * @returns {Frame[]}
 */
function framesOf({ fixed, weights }, source, target, labels) {
  const [columns, rows] = [shownPieces(source, labels), shownPieces(target, labels)];
  const frame = { source: columns, target: rows, labels };
  if (fixed) return [withFixed({ ...frame, weights: target.map(() => []) })];
  return weights.map((moment) => ({ ...frame, weights: moment.map((row) => row.map((percent) => percent / 100)) }));
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

/**
 * @param {GoldBox} link
 * @param {CompactLayout} layout
 * @returns {SVGRectElement}
 */
function drawLink([firstRow, lastRow, firstColumn, lastColumn, sure], { left, top, cell, high }) {
  return vector("rect", {
    class: sure ? "gaze-sure" : "gaze-possible", x: left + cell * firstColumn + 1, y: top + high * firstRow + 1,
    width: cell * (lastColumn - firstColumn + 1) - 2, height: high * (lastRow - firstRow + 1) - 2,
  });
}

/**
 * @param {TrainingRun} run
 * @param {number} moment
 * @param {Record<string, string>} labels
 * @returns {string}
 */
function factsText({ fixed, aer, begun, updates }, moment, labels) {
  if (fixed) return say(labels, "no_attention");
  const error = aer.length ? say(labels, "aer_now", { x: Math.round(100 * aer[moment]) }) : "";
  const began = begun === null ? say(labels, "never_began") : say(labels, "began", { n: updates[begun].toLocaleString("en") });
  return aer.length ? `${error} · ${began}` : "";
}
