/** Generate or copy: the probability of each candidate as the sum of what both give it. Only of a model that copies. */

import { html, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { mixtureOf } from "../../kit/mixture.js";
import { shownAlone } from "../../kit/pieces.js";
import { candidateRows } from "../../kit/reading.js";
import { sumText } from "../../kit/sums.js";
import { numberText } from "./numbers.js";

const MIXED = ["mix_piece", "mix_generated", "mix_copied", "mix_sum"];
const DIGITS = 3;
/** The candidates that are taken apart, besides the chosen one. */
const LIKELIEST = 5;

export function createMixing() {
  const title = html("h3", { class: "gaze-title" });
  const [gate, bar] = [html("p"), html("span", { class: "gaze-track", "aria-hidden": "true" }, html("i"), html("b"))];
  const about = html("p", { class: "gaze-quiet" });
  const heads = MIXED.map(() => html("th", { scope: "col" }));
  const body = html("tbody");
  const table = html("table", { class: "gaze-mixed" }, html("thead", {}, html("tr", {}, ...heads)), body);
  const root = html("div", { class: "gaze-mixture" }, title, gate, bar, table, about);

  /** @param {Pick<Drawn, "data" | "labels">} drawn */
  function build({ data, labels }) {
    setAll(root, { hidden: !data.trace.generate });
    if (!data.trace.generate) return; // hidden words would be found by whoever searches the page
    setText(title, say(labels, "mix_title"));
    setText(about, say(labels, "mix_about"));
    MIXED.forEach((name, i) => setText(heads[i], say(labels, name)));
  }

  /** @param {Pick<Drawn, "data" | "labels">} drawn @param {number} step */
  function paint({ data: { trace }, labels }, step) {
    const share = trace.generate?.[step];
    if (share === undefined) return;
    setText(gate, say(labels, "mix_gate", { x: numberText(share, DIGITS) }));
    const [generated, copied] = /** @type {HTMLCollectionOf<HTMLElement>} */ (bar.children);
    generated.style.transform = `scaleX(${share.toFixed(4)})`;
    copied.style.transform = `translateX(${(share * 100).toFixed(2)}%) scaleX(${(1 - share).toFixed(4)})`;
    const rows = candidateRows(trace, step).filter(({ chosen }, rank) => chosen || rank < LIKELIEST);
    body.replaceChildren(...rows.map((row) => drawMixed(trace, step, row, labels)));
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * @param {Trace} trace
 * @param {number} step
 * @param {CandidateRow} candidate
 * @param {Record<string, string>} labels
 * @returns {HTMLTableRowElement} its piece, both parts of its probability, and their sum
 */
function drawMixed(trace, step, candidate, labels) {
  const { generated, copied } = mixtureOf(trace, step, candidate) ?? { generated: candidate.probability, copied: 0 };
  const [parts, sum] = [[generated, copied].map((value) => numberText(value, DIGITS)), numberText(candidate.probability, DIGITS)];
  const numbers = [...parts, sumText(parts, sum)].map((text) => html("td", {}, text));
  const { text, name } = shownAlone(candidate.piece, labels);
  return html("tr", { class: candidate.chosen ? "gaze-now" : "" }, html("th", { scope: "row", title: name }, html("bdi", { lang: trace.languages?.[1] || false }, text)), ...numbers);
}
