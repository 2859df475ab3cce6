/** The table: a row for each source piece, with its key, score, weight and contribution to the context. */

import { html, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { inkOf, readBefore, sumText } from "../../kit/reading.js";
import { contextOf, factorText, numberText } from "./numbers.js";
import { createStaticStrip, createStrip, createWeightedStrip, nameStrip } from "./strip.js";

/** The columns with their classes, in order. */
const COLUMNS = ["piece", "key", "score", "shifted", "part", "weight", "gift"];
/** The stages of the computation, and the number of columns of each. */
const STAGES = /** @type {const} */ ([["compare", 3], ["normalise", 3], ["mix", 1]]);

/** @typedef {{row: HTMLTableRowElement, button: HTMLButtonElement, key: ColourStrip, contribution: ReturnType<typeof createWeightedStrip>, bar: HTMLElement,
 *   cells: Record<string, HTMLElement>}} Row */

/** @param {(action: Action | Choice) => void} dispatch */
export function createTable(dispatch) {
  const [query, context] = [createStrip({ tabindex: 0 }), createStrip({ tabindex: 0 })];
  const stages = STAGES.map(([name, span]) => html("th", { class: name === "mix" ? "gaze-mixing" : "", scope: "colgroup", colspan: span }));
  const titles = COLUMNS.map((name) => html("th", { class: `gaze-${name}`, scope: "col" }));
  const asks = html("th", { scope: "row" });
  const first = html("tr", { class: "gaze-asking" }, asks, html("td", { class: "gaze-key" }, query.root), html("td", { colspan: 5 }));
  const sums = COLUMNS.map((name) => html("td", { class: `gaze-${name}` }));
  const body = html("tbody", { "data-zone": "button" });
  const table = html("table", { class: "gaze-steps" },
    html("thead", {}, html("tr", { class: "gaze-stages" }, ...stages), html("tr", {}, ...titles), first), body, html("tfoot", {}, html("tr", {}, ...sums)));
  const root = html("div", { class: "gaze-scroll" }, table);
  sums[6].append(context.root, html("span", { class: "gaze-quiet" }));
  /** @type {Row[]} */
  let rows = [];

  // A click in a row opens it; the up and down keys move the focus from row to row.
  /** @param {Event} event */
  const rowAt = (event) => rows.findIndex(({ row }) => row.contains(/** @type {Node} */ (event.target)));
  body.addEventListener("click", (event) => {
    const piece = rowAt(event);
    if (piece >= 0) dispatch({ type: "open", piece });
  });
  body.addEventListener("keydown", (event) => {
    const by = ["ArrowUp", "ArrowDown"].indexOf(event.key) * 2 - 1;
    if (by === -3) return;
    event.preventDefault();
    rows[rowAt(event) + by]?.button.focus();
  });

  /** @param {Drawn} drawn */
  function build({ source, labels, data }) {
    const sparse = data.explanation.weighing.normalizer === "sparsemax";
    const words = ["col_piece", data.trace.covers ? "col_key_coverage" : "col_key", "col_score", "col_shifted", sparse ? "col_above" : "col_exp", "col_weight", "col_share"];
    titles.forEach((title, i) => setText(title, say(labels, words[i])));
    stages.forEach((stage, i) => setText(stage, say(labels, STAGES[i][0])));
    setText(asks, say(labels, "query"));
    const lang = data.trace.languages?.[data.asked === "decoder" ? 1 : 0] || false;
    rows = source.map((piece) => {
      const button = html("button", { type: "button", class: "gaze-open", title: say(labels, "open", { piece: piece.name }) }, html("bdi", { lang }, piece.text));
      const [key, contribution, bar] = [createStaticStrip(), createWeightedStrip(), html("i")];
      const read = html("span", { class: "gaze-figure gaze-quiet", title: say(labels, "coverage_read") });
      const [score, shifted, part] = ["score", "shifted", "part"].map(() => html("span", { class: "gaze-figure" }));
      const [weight, share] = [html("b", { class: "gaze-figure" }), html("span", { class: "gaze-figure gaze-quiet", title: say(labels, "share_name") })];
      const row = html("tr", {}, html("th", { scope: "row", class: "gaze-piece" }, button), html("td", { class: "gaze-key" }, key.root, read),
        html("td", { class: "gaze-score" }, score), html("td", { class: "gaze-shifted" }, shifted), html("td", { class: "gaze-part" }, part),
        html("td", { class: "gaze-weight" }, weight, html("span", { class: "gaze-track", "aria-hidden": true }, bar)),
        html("td", { class: "gaze-gift" }, contribution.root, share));
      return { row, button, key, contribution, bar, cells: { score, shifted, part, weight, share, read } };
    });
    body.replaceChildren(...rows.map(({ row }) => row));
    setText(/** @type {Node} */ (sums[6].lastChild), say(labels, "context"));
  }

  /** @param {Drawn} drawn @param {Moment} moment @param {Decision} decision */
  function paint({ data: { trace, explanation }, labels, ramp, reach }, moment, { piece: opened, temperature }) {
    const { head, step, scores, states, contributions, shares, columns: { max, shifted, parts, total, weights } } = moment;
    const read = trace.covers ? readBefore(trace.weights, step) : null;
    const own = Math.min(head, explanation.keys.length - 1);
    const sparse = explanation.weighing.normalizer === "sparsemax";
    const difference = (/** @type {number | null} */ from, /** @type {number} */ by, /** @type {number | null} */ left) => sumText([numberText(from), numberText(-by)], numberText(left));
    query.paint(moment.query, reach.query, ramp);
    nameStrip(query, say(labels, "query"), moment.query, labels);
    setText(titles[3], temperature === 1 ? say(labels, "col_shifted") : say(labels, "col_cooled", { x: factorText(temperature) }));
    rows.forEach(({ row, button, key, contribution, bar, cells }, j) => {
      key.paint(explanation.keys[own][j], reach.keys[own], ramp);
      contribution.paint(contributions[j], { whole: states[j], share: weights[j] }, reach.states, ramp);
      setText(cells.score, numberText(scores[j]));
      setText(cells.shifted, temperature === 1 ? difference(scores[j], max, shifted[j]) : numberText(shifted[j]));
      setText(cells.part, sparse && parts[j] > 0 ? difference(shifted[j], total, parts[j]) : numberText(parts[j]));
      setText(cells.weight, numberText(weights[j]));
      setText(cells.share, `${numberText(shares[j] * 100, 0)}%`);
      setAll(cells.read, { hidden: !read });
      if (read) setText(cells.read, `c ${numberText(read[j])}`);
      bar.style.transform = `scaleX(${weights[j].toFixed(4)})`;
      bar.style.opacity = String(0.35 + 0.65 * inkOf(weights[j]));
      setAll(row, { "data-shut": scores[j] === null, "data-open": opened === j });
      setAll(button, { "aria-expanded": String(opened === j), tabindex: (opened ?? 0) === j ? 0 : -1 });
    });
    const printed = (/** @type {number[]} */ column, /** @type {number} */ sum) => sumText(column.map((value) => numberText(value)), numberText(sum));
    setText(sums[2], say(labels, "row_max", { x: numberText(max) }));
    setText(sums[4], say(labels, sparse ? "row_threshold" : "row_sum", { x: sparse ? numberText(total) : printed(parts, total) }));
    setText(sums[5], printed(weights, weights.reduce((sum, weight) => sum + weight, 0)));
    const mixed = contextOf(contributions);
    context.paint(mixed, reach.states, ramp, contributions);
    nameStrip(context, say(labels, "context"), mixed, labels);
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}
