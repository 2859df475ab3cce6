/** From the context to the output: it is joined with the decoder state, every piece gets a score, and one is chosen. */

import { say } from "../../kit/labels.js";
import { html, nothing } from "../../kit/lit.js";
import { isolate, shownAlone } from "../../kit/pieces.js";
import { addsUp, candidateRows, mixtureOf, percentText, sumText } from "../../kit/reading.js";
import { momentOf, numberText, sliceOf } from "./numbers.js";
import { BEGINNING } from "./state.js";
import { strip, stripName } from "./strip.js";

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

/** @param {Drawn} drawn @param {Moment} moment @param {HTMLElement} candidates */
export function answer({ data: { trace, explanation }, labels, ramp, reach }, { step, context, settled }, candidates) {
  const { combination, prediction, decoder } = explanation;
  const transformer = decoder === "transformer";
  const values = { state: combination.states[step], context, readout: combination.readouts[step] };
  const shown = candidateRows(trace, step).map(({ probability }) => probability);
  const beyond = shown.slice(trace.candidates[step]?.length ?? 0); // a chosen piece that is none of the likeliest has its bar
  return html`<div class="gaze-answer" ?data-stale=${!settled}>
    <div class="gaze-combination"><h3 class="gaze-title">${say(labels, transformer ? "combine_layers" : "combine")}</h3><dl class="gaze-joined">${JOINED.map((part) => {
      const name = say(labels, transformer && part === "readout" ? "readout_layers" : part);
      const reached = part === "context" ? reach.states : reach.outcome;
      return html`<dt>${name}</dt><dd>${strip(values[part], reached, ramp, { tabindex: 0, name: stripName(name, values[part], labels) })}</dd>`;
    })}</dl></div>
    ${trace.generate ? mixing(trace, trace.generate[step], step, labels) : nothing}
    <div class="gaze-choosing"><h3 class="gaze-title">${say(labels, "choose")}</h3>${candidates}
      <p class="gaze-quiet">${say(labels, "rest", { x: restText(shown, Math.max(0, prediction.rest[step] - (beyond[0] ?? 0))) })}</p>
      <p class="gaze-quiet">${say(labels, "spread", { x: prediction.entropy[step].toFixed(2) })}</p></div>
  </div>`;
}

/**
 * Generate or copy: the probability of each candidate as the sum of what both give it. Only for a model that copies.
 * @param {Trace} trace @param {number} share that is generated @param {number} step @param {Record<string, string>} labels
 */
function mixing(trace, share, step, labels) {
  const rows = candidateRows(trace, step).filter(({ chosen }, rank) => chosen || rank < LIKELIEST);
  return html`<div class="gaze-mixture">
    <h3 class="gaze-title">${say(labels, "mix_title")}</h3>
    <p>${say(labels, "mix_gate", { x: numberText(share, DIGITS) })}</p>
    <span class="gaze-track" aria-hidden="true"><i style="transform: scaleX(${share.toFixed(4)})"></i><b
      style="transform: translateX(${(share * 100).toFixed(2)}%) scaleX(${(1 - share).toFixed(4)})"></b></span>
    <table class="gaze-mixed"><thead><tr>${MIXED.map((name) => html`<th scope="col">${say(labels, name)}</th>`)}</tr></thead><tbody>${rows.map((row) => {
      const { generated, copied } = mixtureOf(trace, step, row) ?? { generated: row.probability, copied: 0 };
      const [parts, sum] = [[generated, copied].map((value) => numberText(value, DIGITS)), numberText(row.probability, DIGITS)];
      const { text, name } = shownAlone(row.piece, labels);
      return html`<tr class=${row.chosen ? "gaze-now" : ""}><th scope="row" title=${name}><bdi lang=${trace.languages?.[1] || nothing}>${text}</bdi></th>
        ${[...parts, sumText(parts, sum)].map((number) => html`<td>${number}</td>`)}</tr>`;
    })}</tbody></table>
    <p class="gaze-quiet">${say(labels, "mix_about")}</p>
  </div>`;
}

/** The view for a model without attention: its one vector, the same at every step, and the two states that it consists of. @param {Drawn} drawn */
export function fixedVector({ data, labels, source, ramp, reach }) {
  const { context } = momentOf(data, BEGINNING);
  const ends = [source[source.length - 1], source[0]];
  const count = data.trace.heads?.weights[0].length ?? 1;
  const halves = HALVES.slice(0, count).map((key, i) => ({ name: say(labels, key, { piece: isolate(ends[i].name) }), values: sliceOf(context, i, count) }));
  return html`<section class="gaze-whole">
    <h3 class="gaze-title">${say(labels, "fixed_vector")}</h3>
    <dl class="gaze-joined">${[...halves, { name: "c", values: context }].map(({ name, values }) => html`
      <dt>${name}</dt><dd>${strip(values, reach.states, ramp, { tabindex: 0, name: stripName(name, values, labels), still: true })}</dd>`)}</dl>
    <p class="gaze-quiet">${say(labels, "fixed_about")}</p>
  </section>`;
}
