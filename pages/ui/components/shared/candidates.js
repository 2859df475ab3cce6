/** The candidates of the current step as bars. Rows are made once per scene; a step only fills them. */

import { html, setAll, setText } from "./dom.js";
import { say } from "./labels.js";
import { shownPiece } from "./pieces.js";
import { candidateRows, percentText, unknownText } from "./reading.js";

/** @typedef {{row: HTMLLIElement, bar: HTMLElement, piece: HTMLElement, mark: HTMLElement, percent: HTMLElement}} Bar */

export function createCandidates() {
  const title = html("h3", { class: "gaze-title" });
  const list = html("ol", { class: "gaze-bars" });
  const note = html("p", { class: "gaze-quiet" });
  const root = html("div", { class: "gaze-candidates" }, title, list, note);
  /** @type {Bar[]} */
  let bars = [];
  /** @type {CandidateRow[][]} */
  let rows = [];

  /** @param {Scene} scene */
  function build({ trace, labels }) {
    rows = trace.target.pieces.map((_, step) => candidateRows(trace, step));
    setText(title, say(labels, "candidates"));
    bars = Array.from({ length: Math.max(0, ...rows.map((row) => row.length)) }, drawBar);
    list.replaceChildren(...bars.map((bar) => bar.row));
  }

  /** @param {Scene} scene @param {number} step */
  function paint(scene, step) {
    bars.forEach((bar, rank) => fillBar(bar, rows[step]?.[rank], scene.labels));
    setText(note, unknownText(scene.trace, step, scene.labels));
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * @returns {Bar}
 */
function drawBar() {
  const [bar, percent] = [html("i"), html("span", { class: "gaze-percent" })];
  const piece = html("bdi", { class: "gaze-piece" });
  const mark = html("span", { class: "gaze-hidden" });
  const row = html("li", {}, piece, mark, html("span", { class: "gaze-track", "aria-hidden": "true" }, bar), percent);
  return { row, bar, piece, mark, percent };
}

/**
 * A row without a candidate keeps its place, so that nothing jumps from step to step.
 * @param {Bar} bar
 * @param {CandidateRow | undefined} candidate
 * @param {Record<string, string>} labels
 * @returns {void}
 */
function fillBar({ row, bar, piece, mark, percent }, candidate, labels) {
  setAll(row, { "data-empty": !candidate, class: candidate?.chosen ? "gaze-now" : "" });
  if (!candidate) return;
  const shown = shownPiece(candidate.piece, false, labels);
  setText(piece, candidate.begun ? `${shown.text}…` : shown.text);
  setAll(piece, { title: shown.name });
  setText(mark, candidate.chosen ? say(labels, "chosen") : "");
  setText(percent, percentText(candidate.probability));
  bar.style.transform = `scaleX(${candidate.probability.toFixed(4)})`;
}
