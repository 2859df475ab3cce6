/** The terms of the arithmetic as equations with numbers. Pure. */

import { printedSum } from "../../kit/sums.js";
import { MINUS, numberText } from "./numbers.js";

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
 * @param {Term} term
 * @param {number} step
 * @returns {TermValue}
 */
export function valueOf({ value }, step) {
  return value[Math.min(step, value.length - 1)];
}

/**
 * An equation of numbers, its left side with numbers for the operands, and empty without operands. For operations other than the
 * four of arithmetic the left side is a list of the operands and an arrow to the result.
 * @param {Term[]} terms
 * @param {Term} term
 * @param {number} step
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
    return { left: `${values.map((value) => bracket(write(value))).join(` ${infix} `)} ${sign}`, right: write(result) };
  }
  return { left: numbers.length ? `${numbers.map(({ symbol, value }) => `${symbol} = ${write(value)}`).join(", ")} →` : "", right: write(result) };
}

/**
 * The vectors that are written out above their sum, entry by entry.
 * @param {Term[]} terms
 * @param {Term} term
 * @param {number} step
 * @returns {number[][]} none if the term is no sum of such
 */
export function summandsOf(terms, term, step) {
  if (term.operation !== "add") return [];
  const vectors = operandsOf(terms, term, step).flatMap(({ value }) => (Array.isArray(value) ? [value] : []));
  return vectors.length === term.of.length ? vectors : [];
}

/**
 * The first entries of a vector that is too long to be written out.
 * @param {number[]} vector
 * @returns {string}
 */
export function leadingEntries(vector) {
  return vector.length <= SHORT ? "" : `${vector.slice(0, NAMED).map((value) => numberText(value)).join(", ")}, …`;
}

/**
 * The operands that have a line of their own; parameters of the model have none.
 * @param {Term[]} terms
 * @param {Term} term
 * @param {number} step
 * @returns {{symbol: string, value: TermValue}[]}
 */
function operandsOf(terms, { of }, step) {
  const operands = of.map((symbol) => terms.find((term) => term.symbol === symbol)).filter((term) => term !== undefined);
  return operands.map((operand) => ({ symbol: operand.symbol, value: valueOf(operand, step) }));
}

/**
 * @param {(number | null)[]} entries
 * @param {number | null} sum
 * @param {Term[]} terms
 * @param {(count: number) => string} others
 * @returns {{left: string, right: string}}
 */
function sumOf(entries, sum, terms, others) {
  const least = decimalsOf(sum, isShort(terms));
  const ranked = entries.length <= SHORT ? entries : [...entries].sort((a, b) => Math.abs(b ?? Infinity) - Math.abs(a ?? Infinity));
  const named = ranked.slice(0, entries.length <= SHORT ? SHORT : NAMED);
  const rest = ranked.slice(named.length);
  const parts = rest.length ? [...named, rest.reduce((/** @type {number} */ all, value) => all + (value ?? -Infinity), 0)] : named;
  const printed = printedSum(parts, sum, (value, extra) => numberText(value, isWhole(value) ? 0 : Math.min(MOST_DECIMALS, least + extra)));
  return { left: `${signedSum(printed.parts)}${rest.length ? ` (${others(rest.length)})` : ""} ${printed.sign}`, right: printed.sum };
}

/**
 * @param {string[]} numbers
 * @returns {string} 0.12 + 0.40 − 0.22
 */
function signedSum([first, ...rest]) {
  const joinPieces = rest.map((text) => (text.startsWith(MINUS) ? ` ${MINUS} ${text.slice(1)}` : ` + ${text}`));
  return first + joinPieces.join("");
}

/**
 * @param {string} text
 * @returns {string}
 */
function bracket(text) {
  return text.startsWith(MINUS) ? `(${text})` : text;
}

/** @param {string} text @returns {number} */
function parsed(text) {
  return Number(text.replace(MINUS, "-").replace("∞", "Infinity"));
}

/** @param {Term[]} terms @returns {boolean} whether all of an arithmetic is small enough for a blackboard */
function isShort(terms) {
  return terms.every(({ value: [first] }) => !Array.isArray(first) || first.length <= SHORT);
}

/** @param {number | null} value @returns {boolean} */
function isWhole(value) {
  return value === null || Number.isInteger(value);
}

/**
 * @param {number | null} value
 * @param {boolean} short
 * @returns {number} two decimals, more for numbers near 0 unless they stand on a blackboard
 */
function decimalsOf(value, short) {
  const size = Math.abs(value ?? 0);
  return short || size >= 1 || size === 0 ? 2 : size >= 0.1 ? 3 : 4;
}

/**
 * How the numbers of an arithmetic are written: two decimals if all of it is small enough for a blackboard, else more for
 * numbers near 0; none for a whole number.
 * @param {Term[]} terms
 * @returns {(value: number | null) => string}
 */
export function writerOf(terms) {
  const short = isShort(terms);
  return (value) => numberText(value, isWhole(value) ? 0 : decimalsOf(value, short));
}

/**
 * A symbol in parts, every second of them a subscript: "W_q s_t" is W, q, s, t.
 * @param {string} symbol
 * @returns {string[]}
 */
export function splitSubscripts(symbol) {
  return symbol.split(/_(\w)/);
}
