/** From the context to the output: it is joined with the decoder state, every piece gets a score, and one is chosen. */

import { createCandidates } from "../../kit/candidates.js";
import { html, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { isolate, shownAlone } from "../../kit/pieces.js";
import { addsUp, candidateRows, mixtureOf, percentText, sumText } from "../../kit/reading.js";
import { momentOf, numberText, sliceOf } from "./numbers.js";
import { BEGINNING } from "./state.js";
import { createStaticStrip, createStrip, nameStrip } from "./strip.js";

const JOINED = /** @type {const} */ (["state", "context", "readout"]);
const MIXED = ["mix_piece", "mix_generated", "mix_copied", "mix_sum"];
const DIGITS = 3;
/** The candidates that are taken apart, besides the chosen one. */
const LIKELIEST = 5;
const HALVES = /** @type {const} */ (["fixed_forward", "fixed_backward"]);

/**
 * What all other pieces have, as printed: with the percentages printed above it makes 100, or it has a "≈".
 * @param {number[]} shown the probabilities above @param {number} left @returns {string}
 */
export function restText(shown, left) {
  const text = percentText(left);
  return addsUp([...shown.map(percentText), text], "100%") ? text : `≈${(left * 100).toFixed(1)}%`;
}

export function createAnswer() {
  const strips = JOINED.map(() => createStrip({ tabindex: 0 }));
  const names = JOINED.map(() => html("dt"));
  const title = html("h3", { class: "gaze-title" });
  const choosing = html("h3", { class: "gaze-title" });
  const list = html("dl", { class: "gaze-joined" }, ...JOINED.flatMap((_, i) => [names[i], html("dd", {}, strips[i].root)]));
  const [mixing, candidates] = [createMixing(), createCandidates()];
  const [rest, spread] = [html("p", { class: "gaze-quiet" }), html("p", { class: "gaze-quiet" })];
  const combination = html("div", { class: "gaze-combination" }, title, list);
  const root = html("div", { class: "gaze-answer" }, combination, mixing.root, html("div", { class: "gaze-choosing" }, choosing, candidates.root, rest, spread));

  /** @param {Drawn} drawn */
  function build({ data, labels }) {
    const transformer = data.explanation.decoder === "transformer";
    setText(title, say(labels, transformer ? "combine_layers" : "combine"));
    setText(choosing, say(labels, "choose"));
    JOINED.forEach((name, i) => setText(names[i], say(labels, transformer && name === "readout" ? "readout_layers" : name)));
    mixing.build({ data, labels });
    candidates.build(/** @type {Scene} */ ({ trace: data.trace, labels }));
  }

  /** @param {Drawn} drawn @param {Moment} moment */
  function paint({ data, labels, ramp, reach }, { step, context, settled }) {
    mixing.paint({ data, labels }, step);
    const { combination: joinPieces, prediction } = data.explanation;
    const values = [joinPieces.states[step], context, joinPieces.readouts[step]];
    strips.forEach((strip, i) => {
      strip.paint(values[i], JOINED[i] === "context" ? reach.states : reach.outcome, ramp);
      nameStrip(strip, names[i].textContent ?? "", values[i], labels);
    });
    candidates.paint(/** @type {Scene} */ ({ trace: data.trace, labels }), step);
    const shown = candidateRows(data.trace, step).map(({ probability }) => probability);
    const beyond = shown.slice(data.trace.candidates[step]?.length ?? 0); // a chosen piece that is none of the likeliest has its bar
    setText(rest, say(labels, "rest", { x: restText(shown, Math.max(0, prediction.rest[step] - (beyond[0] ?? 0))) }));
    setText(spread, say(labels, "spread", { x: prediction.entropy[step].toFixed(2) }));
    setAll(root, { "data-stale": !settled });
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/** Generate or copy: the probability of each candidate as the sum of what both give it. Only for a model that copies. */
function createMixing() {
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
    if (!data.trace.generate) return; // a search in the page would find hidden words
    setText(title, say(labels, "mix_title"));
    setText(about, say(labels, "mix_about"));
    MIXED.forEach((name, i) => setText(heads[i], say(labels, name)));
  }

  /** @param {Pick<Drawn, "data" | "labels">} drawn @param {number} step */
  function paint({ data: { trace }, labels }, step) {
    const share = trace.generate?.[step];
    if (share === undefined) return;
    setText(gate, say(labels, "mix_gate", { x: numberText(share, DIGITS) }));
    const [own, pointed] = /** @type {HTMLCollectionOf<HTMLElement>} */ (bar.children);
    own.style.transform = `scaleX(${share.toFixed(4)})`;
    pointed.style.transform = `translateX(${(share * 100).toFixed(2)}%) scaleX(${(1 - share).toFixed(4)})`;
    const rows = candidateRows(trace, step).filter(({ chosen }, rank) => chosen || rank < LIKELIEST);
    body.replaceChildren(...rows.map((row) => {
      const { generated, copied } = mixtureOf(trace, step, row) ?? { generated: row.probability, copied: 0 };
      const [parts, sum] = [[generated, copied].map((value) => numberText(value, DIGITS)), numberText(row.probability, DIGITS)];
      const { text, name } = shownAlone(row.piece, labels);
      const piece = html("th", { scope: "row", title: name }, html("bdi", { lang: trace.languages?.[1] || false }, text));
      return html("tr", { class: row.chosen ? "gaze-now" : "" }, piece, ...[...parts, sumText(parts, sum)].map((number) => html("td", {}, number)));
    }));
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/** The view for a model without attention: its one vector, the same at every step, and the two states that it consists of. */
export function createFixedVector() {
  const title = html("h3", { class: "gaze-title" });
  const about = html("p", { class: "gaze-quiet" });
  const list = html("dl", { class: "gaze-joined" });
  const root = html("section", { class: "gaze-whole" }, title, list, about);

  /** @param {Drawn} drawn */
  function build({ data, labels, source, ramp, reach }) {
    setAll(root, { hidden: !data.trace.fixed });
    if (!data.trace.fixed) return;
    const { context } = momentOf(data, BEGINNING);
    const ends = [source[source.length - 1], source[0]];
    const count = data.trace.heads?.weights[0].length ?? 1;
    const halves = HALVES.slice(0, count).map((key, i) =>
      ({ name: say(labels, key, { piece: isolate(ends[i].name) }), values: sliceOf(context, i, count) }));
    setText(title, say(labels, "fixed_vector"));
    setText(about, say(labels, "fixed_about"));
    list.replaceChildren(...[...halves, { name: "c", values: context }].flatMap(({ name, values }) => {
      const strip = createStaticStrip({ tabindex: 0 });
      strip.paint(values, reach.states, ramp);
      return [html("dt", {}, name), html("dd", {}, strip.root)];
    }));
  }

  return /** @satisfies {Part} */ ({ root, build });
}
