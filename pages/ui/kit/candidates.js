/** The candidates of the current step as bars. Rows are made once per scene; a step only fills them. */

import { html, setAll, setText } from "./dom.js";
import { say } from "./labels.js";
import { candidateRows, mixtureOf, percentText, unknownText } from "./reading.js";
import { shownAlone } from "./pieces.js";

/** @typedef {{row: HTMLLIElement, bar: HTMLElement, copied: HTMLElement, piece: HTMLElement, mark: HTMLElement, percent: HTMLElement}} Bar */

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
    for (const { piece } of bars) setAll(piece, { lang: trace.languages?.[1] || false });
  }

  /** @param {Scene} scene @param {number} step */
  function paint(scene, step) {
    bars.forEach((bar, rank) => {
      const candidate = rows[step]?.[rank];
      fillBar(bar, candidate, scene.labels);
      fillCopied(bar, candidate ? mixtureOf(scene.trace, step, candidate) : null);
    });
    setText(note, unknownText(scene.trace, step, scene.labels));
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/** @returns {Bar} */
function drawBar() {
  const [bar, copied, percent] = [html("i"), html("b"), html("span", { class: "gaze-percent" })];
  const piece = html("bdi", { class: "gaze-piece" });
  const mark = html("span", { class: "gaze-hidden" });
  const row = html("li", {}, piece, mark, html("span", { class: "gaze-track", "aria-hidden": "true" }, bar, copied), percent);
  return { row, bar, copied, piece, mark, percent };
}

/**
 * The part of a bar that is due to copying, in the colour of attention.
 * @param {Bar} bar
 * @param {{generated: number, copied: number} | null} mixture
 */
function fillCopied({ copied }, mixture) {
  setAll(copied, { hidden: !mixture });
  if (mixture) copied.style.transform = `translateX(${(mixture.generated * 100).toFixed(2)}%) scaleX(${mixture.copied.toFixed(4)})`;
}

/**
 * A row without a candidate keeps its place, so that nothing jumps from step to step.
 * @param {Bar} bar
 * @param {CandidateRow | undefined} candidate
 * @param {Record<string, string>} labels
 */
function fillBar({ row, bar, piece, mark, percent }, candidate, labels) {
  setAll(row, { "data-empty": !candidate, class: candidate?.chosen ? "gaze-now" : "" });
  if (!candidate) return;
  const shown = shownAlone(candidate.piece, labels);
  setText(piece, candidate.begun ? `${shown.text}…` : shown.text);
  setAll(piece, { title: shown.name });
  setText(mark, candidate.chosen ? say(labels, "chosen") : "");
  setText(percent, percentText(candidate.probability));
  bar.style.transform = `scaleX(${candidate.probability.toFixed(4)})`;
}
