/** The arithmetic of one score, line by line. */

import { glyph } from "../../kit/buttons.js";
import { say } from "../../kit/labels.js";
import { guard, html, nothing } from "../../kit/lit.js";
import { printedSum } from "../../kit/reading.js";
import { MINUS, numberText, reachOf, scoresAt, tinyText } from "./numbers.js";
import { strip } from "./strip.js";

/** A matrix of more rows is not written out. */
const TALL = 8;
const CROSS = "M6 6l12 12M18 6L6 18";
/** Of more lines than this the vectors are images also where they change with the step: each canvas is a layer. */
const MANY = 12;
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

/**
 * A title and a hint until Python has worked it out. @param {Drawn} drawn @param {Moment} moment @param {Decision} decision
 * @param {(action: Choice) => void} dispatch
 */
export function scoreArithmetic(drawn, { step, head }, { piece }, dispatch) {
  const { data: { arithmetic, asked }, labels, source, target } = drawn;
  const ready = arithmetic !== null && arithmetic.source === piece && arithmetic.head === head;
  const title = piece === null ? "" : say(labels, asked === "source" ? "arithmetic" : "self_arithmetic", { piece: source[piece].name, target: target[step].name });
  return html`<section class="gaze-arithmetic" ?data-ready=${ready}>
    <div class="gaze-heading"><h3 class="gaze-title" ?hidden=${piece === null}>${title}</h3><button type="button" class="gaze-button" data-zone="button"
      aria-label=${say(labels, "close")} title=${say(labels, "close")} ?hidden=${piece === null} @click=${() => dispatch({ type: "open", piece: null })}>${glyph(CROSS)}</button></div>
    <p class="gaze-quiet">${ready ? "" : say(labels, piece === null ? "arithmetic_hint" : "arithmetic_wait")}</p>
    ${arithmeticLines(ready ? arithmetic.terms : [], step, drawn)}
    <p class="gaze-check">${ready ? checkText(drawn, arithmetic, step) : ""}</p>
  </section>`;
}

/**
 * Line by line, at one place of the axis of the terms; `more` is put behind the value of a line.
 * @param {Term[]} terms @param {number} place @param {Drawn} drawn @param {(term: Term, value: TermValue) => unknown} [more]
 */
export function arithmeticLines(terms, place, { labels, ramp }, more = () => nothing) {
  return html`<ol class="gaze-lines">${terms.map((term) => {
    const value = valueOf(term, place);
    const { left, right } = Array.isArray(value) ? { left: "", right: "" } : equationOf(terms, term, place, (n) => say(labels, "others", { n }));
    return html`<li>
      <span class="gaze-symbol">${written(term.symbol)}</span>
      <span class="gaze-made">${guard([term], () => factors(term))}${Array.isArray(value)
        ? html`${strip(value, reachOfTerm(term), ramp, { tabindex: -1, still: term.value.length === 1 || terms.length > MANY, summands: summandsOf(terms, term, place) })}<span>${leadingEntries(value)}</span>`
        : html`<span>${written(left)}</span><b>${right}</b>`}${more(term, value)}</span>
      <span class="gaze-quiet gaze-how">${say(labels, `op_${term.operation}`)}</span>
    </li>`;
  })}</ol>`;
}

/** @type {WeakMap<Term, number>} */
const reaches = new WeakMap();

/** The largest size of its numbers at any step, looked up once. @param {Term} term @returns {number} */
function reachOfTerm(term) {
  const reach = reaches.get(term) ?? reachOf(term.value);
  reaches.set(term, reach);
  return reach;
}

/** A matrix small enough is written out, and what is added to its product. @param {Term} term */
function factors({ matrix, bias }) {
  if (!matrix || matrix.length > TALL) return nothing;
  const table = (/** @type {number[][]} */ rows) => html`<span class="gaze-bracketed" style="--gaze-columns: ${rows[0].length}">${rows.flat().map((entry) => html`<span>${numberText(entry)}</span>`)}</span>`;
  return html`${table(matrix)}${bias ? html`<span>b =</span>${table(bias.map((entry) => [entry]))}` : nothing}<span>→</span>`;
}

/** A symbol or an equation, its subscripts set below. @param {string} text */
export function written(text) {
  return splitSubscripts(text).map((part, i) => (i % 2 ? html`<sub>${part}</sub>` : part));
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
  return symbol.split(/_(?:\{([^}]*)\}|(\w))/).filter((part) => part !== undefined);
}
