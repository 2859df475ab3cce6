/** The table: a row for each source piece, with its key, score, weight and contribution to the context. */

import { say } from "../../kit/labels.js";
import { html, nothing } from "../../kit/lit.js";
import { inkOf, readBefore, sumText } from "../../kit/reading.js";
import { contextOf, factorText, numberText } from "./numbers.js";
import { strip, stripName } from "./strip.js";

/** The columns with their classes, in order. */
const COLUMNS = ["piece", "key", "score", "shifted", "part", "weight", "gift"];

/** A click in a row opens it. @param {Drawn} drawn @param {Moment} moment @param {Decision} decision @param {(action: Choice) => void} dispatch */
export function attentionTable({ data: { trace, explanation, asked }, labels, source, ramp, reach }, moment, { piece: opened, temperature }, dispatch) {
  const { scores, states, contributions, shares, columns: { max, shifted, parts, total, weights } } = moment;
  const head = Math.min(moment.head, explanation.keys.length - 1);
  const read = trace.covers ? readBefore(trace.weights, moment.step) : null;
  const sparse = explanation.weighing.normalizer === "sparsemax";
  const context = contextOf(contributions);
  const sum = (/** @type {number[]} */ column, /** @type {number} */ all) => sumText(column.map((value) => numberText(value)), numberText(all));
  const difference = (/** @type {number | null} */ from, /** @type {number} */ by, /** @type {number | null} */ left) => sumText([numberText(from), numberText(-by)], numberText(left));
  const titles = [say(labels, "col_piece"), say(labels, trace.covers ? "col_key_coverage" : "col_key"), say(labels, "col_score"),
    temperature === 1 ? say(labels, "col_shifted") : say(labels, "col_cooled", { x: factorText(temperature) }),
    say(labels, sparse ? "col_above" : "col_exp"), say(labels, "col_weight"), say(labels, "col_share")];

  const row = (/** @type {Shown} */ piece, /** @type {number} */ j) => html`
    <tr ?data-open=${opened === j} ?data-shut=${scores[j] === null} @click=${() => dispatch({ type: "open", piece: j })}>
      <th scope="row" class="gaze-piece"><button type="button" class="gaze-open" title=${say(labels, "open", { piece: piece.name })} aria-expanded=${opened === j}
        tabindex=${(opened ?? 0) === j ? 0 : -1}><bdi lang=${trace.languages?.[asked === "decoder" ? 1 : 0] || nothing}>${piece.text}</bdi></button></th>
      <td class="gaze-key">${strip(explanation.keys[head][j], reach.keys[head], ramp, { still: true })}<span class="gaze-figure gaze-quiet"
        title=${say(labels, "coverage_read")} ?hidden=${!read}>${read ? `c ${numberText(read[j])}` : ""}</span></td>
      <td class="gaze-score"><span class="gaze-figure">${numberText(scores[j])}</span></td>
      <td class="gaze-shifted"><span class="gaze-figure">${temperature === 1 ? difference(scores[j], max, shifted[j]) : numberText(shifted[j])}</span></td>
      <td class="gaze-part"><span class="gaze-figure">${sparse && parts[j] > 0 ? difference(shifted[j], total, parts[j]) : numberText(parts[j])}</span></td>
      <td class="gaze-weight"><b class="gaze-figure">${numberText(weights[j])}</b><span class="gaze-track" aria-hidden="true"><i
        style="transform: scaleX(${weights[j].toFixed(4)}); opacity: ${0.35 + 0.65 * inkOf(weights[j])}"></i></span></td>
      <td class="gaze-gift">${strip(contributions[j], reach.states, ramp, { weighted: { whole: states[j], share: weights[j] } })}<span
        class="gaze-figure gaze-quiet" title=${say(labels, "share_name")}>${numberText(shares[j] * 100, 0)}%</span></td>
    </tr>`;

  return html`<div class="gaze-scroll"><table class="gaze-steps">
    <thead>
      <tr class="gaze-stages"><th class="" scope="colgroup" colspan="3">${say(labels, "compare")}</th><th class="" scope="colgroup" colspan="3">${say(labels, "normalise")}</th>
        <th class="gaze-mixing" scope="colgroup" colspan="1">${say(labels, "mix")}</th></tr>
      <tr>${COLUMNS.map((name, i) => html`<th class="gaze-${name}" scope="col">${titles[i]}</th>`)}</tr>
      <tr class="gaze-asking"><th scope="row">${say(labels, "query")}</th>
        <td class="gaze-key">${strip(moment.query, reach.query, ramp, { tabindex: 0, name: stripName(say(labels, "query"), moment.query, labels) })}</td><td colspan="5"></td></tr>
    </thead>
    <tbody data-zone="button" @keydown=${moveFocus}>${source.map(row)}</tbody>
    <tfoot><tr><td class="gaze-piece"></td><td class="gaze-key"></td><td class="gaze-score">${say(labels, "row_max", { x: numberText(max) })}</td><td class="gaze-shifted"></td>
      <td class="gaze-part">${say(labels, sparse ? "row_threshold" : "row_sum", { x: sparse ? numberText(total) : sum(parts, total) })}</td>
      <td class="gaze-weight">${sum(weights, weights.reduce((all, weight) => all + weight, 0))}</td>
      <td class="gaze-gift">${strip(context, reach.states, ramp, { tabindex: 0, name: stripName(say(labels, "context"), context, labels), summands: contributions })}<span
        class="gaze-quiet">${say(labels, "context")}</span></td></tr></tfoot>
  </table></div>`;
}

/** The up and down keys move the focus from row to row. @param {KeyboardEvent} event */
function moveFocus(event) {
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  event.preventDefault();
  const row = /** @type {Element} */ (event.target).closest("tr");
  const next = event.key === "ArrowUp" ? row?.previousElementSibling : row?.nextElementSibling;
  next?.querySelector("button")?.focus();
}
