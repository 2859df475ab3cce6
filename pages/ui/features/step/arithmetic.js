/** The arithmetic of one score, line by line. Lines are made once per piece; a step only fills them. */

import { html, icon, pressable, setAll, setName, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { printedSum } from "../../kit/reading.js";
import { MINUS, numberText, reachOf, scoresAt, tinyText } from "./numbers.js";
import { createStaticStrip, createStrip } from "./strip.js";

/** A matrix of more rows is not written out. */
const TALL = 8;
const CROSS = "M6 6l12 12M18 6L6 18";
/** Vectors up to this width are written out. */
const SHORT = 8;
/** The number of summands of a long sum that are written out, the largest ones. */
const NAMED = 3;
/** No more decimals than vectors are sent with. */
const MOST_DECIMALS = 4;
/** Exact in units of the last decimal that could be printed, so that 1.1 × 0.1 is 0.11. */
const exact = (/** @type {number} */ value) => Number(value.toPrecision(12));
const INFIX = {
  scale: { infix: "×", on: (/** @type {number[]} */ values) => exact(values.reduce((all, value) => all * value, 1)) },
  divide: { infix: "÷", on: (/** @type {number[]} */ [first, ...rest]) => exact(rest.reduce((all, value) => all / value, first)) },
};

/** @typedef {{term: Term, row: HTMLElement, strip: ColourStrip | null, left: HTMLElement, result: HTMLElement, reach: number}} Line */

/** @param {(action: Choice) => void} dispatch */
export function createArithmetic(dispatch) {
  const title = html("h3", { class: "gaze-title" });
  const close = pressable({ class: "gaze-button", "data-zone": "button" }, () => dispatch({ type: "open", piece: null }), icon(CROSS));
  const [list, check, hint] = [html("ol", { class: "gaze-lines" }), html("p", { class: "gaze-check" }), html("p", { class: "gaze-quiet" })];
  const root = html("section", { class: "gaze-arithmetic" }, html("div", { class: "gaze-heading" }, title, close), hint, list, check);
  /** @type {Line[]} */
  let lines = [];

  /** @param {Drawn} drawn */
  function build({ data: { arithmetic }, labels }) {
    lines = (arithmetic?.terms ?? []).map((term) => {
      const { symbol, operation, value, matrix, bias } = term;
      const strip = !Array.isArray(value[0]) ? null : (value.length === 1 ? createStaticStrip : createStrip)({ tabindex: -1 });
      const [left, result] = [html("span"), html("b")];
      // A matrix small enough is written out, and what is added to its product.
      const table = (/** @type {number[][]} */ rows) => html("span", { class: "gaze-bracketed", style: `--gaze-columns: ${rows[0].length}` },
        ...rows.flat().map((entry) => html("span", {}, numberText(entry))));
      const added = bias ? [html("span", {}, "b ="), table(bias.map((entry) => [entry]))] : [];
      const factors = matrix && matrix.length <= TALL ? [table(matrix), ...added, html("span", {}, "→")] : [];
      const row = html("li", {}, html("span", { class: "gaze-symbol" }, ...drawSymbol(symbol)),
        html("span", { class: "gaze-made" }, ...factors, ...(strip ? [strip.root, left] : [left, result])),
        html("span", { class: "gaze-quiet gaze-how" }, say(labels, `op_${operation}`)));
      return { term, row, strip, left, result, reach: strip ? reachOf(value) : 0 };
    });
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
    const { terms } = arithmetic;
    for (const { term, strip, left, result, reach } of lines) {
      const value = valueOf(term, step);
      if (Array.isArray(value)) {
        strip?.paint(value, reach, ramp, summandsOf(terms, term, step));
        setText(left, leadingEntries(value));
      } else {
        const equation = equationOf(terms, term, step, (n) => say(labels, "others", { n }));
        left.replaceChildren(...drawSymbol(equation.left));
        setText(result, equation.right);
      }
    }
    setText(check, checkText(drawn, arithmetic, step));
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * How far the arithmetic and the model agree: in the score, or in self-attention, whose scores the model does not give, in all weights.
 * @param {Drawn} drawn @param {Arithmetic} arithmetic @param {number} step
 */
function checkText({ data: { trace, explanation, asked }, labels }, { terms, head, source }, step) {
  if (asked !== "source") return say(labels, "self_same", { difference: tinyText(explanation.difference ?? 0) });
  const ours = /** @type {number | null} */ (valueOf(terms[terms.length - 1], step));
  const theirs = scoresAt(trace, step)[head][source];
  const difference = tinyText(ours === theirs ? 0 : Math.abs((ours ?? -Infinity) - (theirs ?? -Infinity)));
  return say(labels, "same", { ours: numberText(ours, 4), theirs: numberText(theirs, 4), difference });
}

/** @param {string} symbol @returns {(string | HTMLElement)[]} */
function drawSymbol(symbol) {
  return splitSubscripts(symbol).map((part, i) => (i % 2 ? html("sub", {}, part) : part));
}

/** @param {Term} term @param {number} step @returns {TermValue} */
export function valueOf({ value }, step) {
  return value[Math.min(step, value.length - 1)];
}

/**
 * An equation of numbers, its left side with numbers for the operands, and empty without operands. For operations other than the
 * four of arithmetic the left side is a list of the operands and an arrow to the result.
 * @param {Term[]} terms @param {Term} term @param {number} step
 * @param {(count: number) => string} others the text for the summands that are not written out
 * @returns {{left: string, right: string}}
 */
export function equationOf(terms, term, step, others) {
  const write = writerOf(terms);
  const result = /** @type {number | null} */ (valueOf(term, step));
  const operands = operandsOf(terms, term, step);
  const numbers = operands.flatMap(({ symbol, value }) => (Array.isArray(value) ? [] : [{ symbol, value }]));
  const values = numbers.map(({ value }) => value);
  const summands = operands[0]?.value;
  if (term.operation === "sum" && Array.isArray(summands)) return sumOf(summands, result, terms, others);
  if (term.operation === "add") return sumOf(values, result, terms, others);
  if (term.operation === "subtract") return sumOf([values[0], ...values.slice(1).map((value) => -(value ?? -Infinity))], result, terms, others);
  if (term.operation in INFIX) {
    const { infix, on } = INFIX[/** @type {keyof typeof INFIX} */ (term.operation)];
    const sign = on(values.map((value) => parsed(write(value)))) === parsed(write(result)) ? "=" : "≈";
    const factors = values.map(write).map((text) => (text.startsWith(MINUS) ? `(${text})` : text));
    return { left: `${factors.join(` ${infix} `)} ${sign}`, right: write(result) };
  }
  return { left: numbers.length ? `${numbers.map(({ symbol, value }) => `${symbol} = ${write(value)}`).join(", ")} →` : "", right: write(result) };
}

/**
 * The vectors that are written out above their sum, entry by entry.
 * @param {Term[]} terms @param {Term} term @param {number} step @returns {number[][]} none if the term is no sum of such
 */
export function summandsOf(terms, term, step) {
  if (term.operation !== "add") return [];
  const vectors = operandsOf(terms, term, step).flatMap(({ value }) => (Array.isArray(value) ? [value] : []));
  return vectors.length === term.of.length ? vectors : [];
}

/** The first entries of a vector that is too long to be written out. @param {number[]} vector @returns {string} */
export function leadingEntries(vector) {
  return vector.length <= SHORT ? "" : `${vector.slice(0, NAMED).map((value) => numberText(value)).join(", ")}, …`;
}

/**
 * The operands that have a line of their own; parameters of the model have none.
 * @param {Term[]} terms @param {Term} term @param {number} step @returns {{symbol: string, value: TermValue}[]}
 */
function operandsOf(terms, { of }, step) {
  const operands = of.map((symbol) => terms.find((term) => term.symbol === symbol)).filter((term) => term !== undefined);
  return operands.map((operand) => ({ symbol: operand.symbol, value: valueOf(operand, step) }));
}

/**
 * @param {(number | null)[]} entries @param {number | null} sum @param {Term[]} terms @param {(count: number) => string} others
 * @returns {{left: string, right: string}}
 */
function sumOf(entries, sum, terms, others) {
  const least = decimalsOf(sum, isShort(terms));
  const ranked = entries.length <= SHORT ? entries : [...entries].sort((a, b) => Math.abs(b ?? Infinity) - Math.abs(a ?? Infinity));
  const named = ranked.slice(0, entries.length <= SHORT ? SHORT : NAMED);
  const rest = ranked.slice(named.length);
  const parts = rest.length ? [...named, rest.reduce((/** @type {number} */ all, value) => all + (value ?? -Infinity), 0)] : named;
  const printed = printedSum(parts, sum, (value, extra) => numberText(value, isWhole(value) ? 0 : Math.min(MOST_DECIMALS, least + extra)));
  const [first, ...later] = printed.parts; // 0.12 + 0.40 − 0.22
  const signed = first + later.map((text) => (text.startsWith(MINUS) ? ` ${MINUS} ${text.slice(1)}` : ` + ${text}`)).join("");
  return { left: `${signed}${rest.length ? ` (${others(rest.length)})` : ""} ${printed.sign}`, right: printed.sum };
}

/** @param {string} text @returns {number} */
function parsed(text) {
  return Number(text.replace(MINUS, "-").replace("∞", "Infinity"));
}

/** @param {Term[]} terms @returns {boolean} whether all vectors of an arithmetic are short enough to be written out */
function isShort(terms) {
  return terms.every(({ value: [first] }) => !Array.isArray(first) || first.length <= SHORT);
}

/** @param {number | null} value @returns {boolean} */
function isWhole(value) {
  return value === null || Number.isInteger(value);
}

/** @param {number | null} value @param {boolean} short @returns {number} two decimals, more for numbers near 0 unless all of an arithmetic is small */
function decimalsOf(value, short) {
  const size = Math.abs(value ?? 0);
  return short || size >= 1 || size === 0 ? 2 : size >= 0.1 ? 3 : 4;
}

/**
 * How the numbers of an arithmetic are written: two decimals if all its vectors are short, otherwise more for numbers
 * near 0; none for a whole number.
 * @param {Term[]} terms @returns {(value: number | null) => string}
 */
export function writerOf(terms) {
  const short = isShort(terms);
  return (value) => numberText(value, isWhole(value) ? 0 : decimalsOf(value, short));
}

/** A symbol in parts, every second of them a subscript: "W_q s_t" is W, q, s, t. @param {string} symbol @returns {string[]} */
export function splitSubscripts(symbol) {
  return symbol.split(/_(\w)/);
}
