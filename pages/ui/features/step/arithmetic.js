/** The arithmetic of one score, line by line. Lines are made once per piece; a step only fills them. */

import { html, icon, pressable, setAll, setName, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { equationOf, leadingEntries, splitSubscripts, summandsOf, valueOf } from "./lines.js";
import { scoresAt } from "./moment.js";
import { numberText, reachOf, tinyText } from "./numbers.js";
import { createStaticStrip, createStrip } from "./strip.js";

/** A matrix of more rows is not written out. */
const TALL = 8;
const CROSS = "M6 6l12 12M18 6L6 18";

/** @typedef {{term: Term, row: HTMLElement, strip: ColourStrip | null, left: HTMLElement, result: HTMLElement, reach: number}} Line */

/**
 * @param {(action: Choice) => void} dispatch
 */
export function createArithmetic(dispatch) {
  const title = html("h3", { class: "gaze-title" });
  const close = pressable({ class: "gaze-button", "data-zone": "button" }, () => dispatch({ type: "open", piece: null }), icon(CROSS));
  const [list, check, hint] = [html("ol", { class: "gaze-lines" }), html("p", { class: "gaze-check" }), html("p", { class: "gaze-quiet" })];
  const root = html("section", { class: "gaze-arithmetic" }, html("div", { class: "gaze-heading" }, title, close), hint, list, check);
  /** @type {Line[]} */
  let lines = [];

  /** @param {Drawn} drawn */
  function build({ data: { arithmetic }, labels }) {
    lines = (arithmetic?.terms ?? []).map((term) => drawLine(term, labels));
    list.replaceChildren(...lines.map(({ row }) => row));
    setName(close, say(labels, "close"));
  }

  /** @param {Drawn} drawn @param {Moment} moment @param {Decision} decision */
  function paint(drawn, { step, head }, { piece }) {
    const { data: { arithmetic, asked }, labels, source, target, ramp } = drawn;
    const ready = arithmetic !== null && arithmetic.source === piece && arithmetic.head === head;
    setAll(root, { "data-ready": ready });
    setAll(close, { hidden: piece === null });
    setText(hint, ready ? "" : say(labels, piece === null ? "arithmetic_hint" : "arithmetic_wait"));
    setAll(title, { hidden: piece === null });
    setText(title, piece === null ? "" : say(labels, asked === "source" ? "arithmetic" : "self_arithmetic", { piece: source[piece].name, target: target[step].name }));
    if (!ready) return;
    const others = (/** @type {number} */ n) => say(labels, "others", { n });
    for (const line of lines) fillLine(line, arithmetic.terms, step, ramp, others);
    setText(check, checkText(drawn, arithmetic, step));
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * How far the arithmetic and the model agree: in the score, or in self-attention, whose scores the model does not give, in all weights.
 * @param {Drawn} drawn
 * @param {Arithmetic} arithmetic
 * @param {number} step
 * @returns {string}
 */
function checkText({ data: { trace, explanation, asked }, labels }, { terms, head, source }, step) {
  if (asked !== "source") return say(labels, "self_same", { difference: tinyText(explanation.difference ?? 0) });
  const ours = /** @type {number | null} */ (valueOf(terms[terms.length - 1], step));
  const theirs = scoresAt(trace, step)[head][source];
  const difference = tinyText(ours === theirs ? 0 : Math.abs((ours ?? -Infinity) - (theirs ?? -Infinity)));
  return say(labels, "same", { ours: numberText(ours, 4), theirs: numberText(theirs, 4), difference });
}

/**
 * @param {Term} term
 * @param {Record<string, string>} labels
 * @returns {Line}
 */
function drawLine(term, labels) {
  const strip = !Array.isArray(term.value[0]) ? null : (term.value.length === 1 ? createStaticStrip : createStrip)({ tabindex: -1 });
  const [left, result] = [html("span"), html("b")];
  const how = html("span", { class: "gaze-quiet gaze-how" }, say(labels, `op_${term.operation}`));
  const value = html("span", { class: "gaze-made" }, ...drawMatrix(term), ...(strip ? [strip.root, left] : [left, result]));
  const row = html("li", {}, html("span", { class: "gaze-symbol" }, ...drawSymbol(term.symbol)), value, how);
  return { term, row, strip, left, result, reach: strip ? reachOf(term.value) : 0 };
}

/**
 * @param {string} symbol
 * @returns {(string | HTMLElement)[]}
 */
function drawSymbol(symbol) {
  return splitSubscripts(symbol).map((part, i) => (i % 2 ? html("sub", {}, part) : part));
}

/**
 * A matrix small enough to be written out, and what is added to its product.
 * @param {Term} term
 * @returns {HTMLElement[]}
 */
function drawMatrix({ matrix, bias }) {
  if (!matrix || matrix.length > TALL) return [];
  const table = (/** @type {number[][]} */ rows) => html("span", { class: "gaze-bracketed", style: `--gaze-columns: ${rows[0].length}` },
    ...rows.flat().map((value) => html("span", {}, numberText(value))));
  const added = bias ? [html("span", {}, "b ="), table(bias.map((value) => [value]))] : [];
  return [table(matrix), ...added, html("span", {}, "→")];
}

/**
 * @param {Line} line
 * @param {Term[]} terms
 * @param {number} step
 * @param {Ramp} ramp
 * @param {(count: number) => string} others
 * @returns {void}
 */
function fillLine({ term, strip, left, result, reach }, terms, step, ramp, others) {
  const value = valueOf(term, step);
  if (Array.isArray(value)) {
    strip?.paint(value, reach, ramp, summandsOf(terms, term, step));
    setText(left, leadingEntries(value));
    return;
  }
  const equation = equationOf(terms, term, step, others);
  left.replaceChildren(...drawSymbol(equation.left));
  setText(result, equation.right);
}
