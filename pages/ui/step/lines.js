/** The terms of the arithmetic as equations with numbers. Pure. */

import { MINUS, numberText } from "./numbers.js";

/** Vectors up to this width are written out. */
const SHORT = 8;
/** The number of summands of a long sum that are written out, the largest ones. */
const NAMED = 3;
const INFIX = { subtract: MINUS, scale: "×", divide: "÷" };

/**
 * @param {Term} term
 * @param {number} step
 * @returns {TermValue}
 */
export function valueOf({ value }, step) {
  return value[Math.min(step, value.length - 1)];
}

/**
 * The left side of an equation, with numbers for the operands; empty without operands. For operations other than the
 * four of arithmetic it is a list of the operands and an arrow to the result.
 * @param {Term[]} terms
 * @param {Term} term
 * @param {number} step
 * @param {(count: number) => string} others the text for the summands that are not written out
 * @returns {string}
 */
export function leftSide(terms, term, step, others) {
  const write = writerOf(terms);
  const operands = operandsOf(terms, term, step);
  if (operands.length === 0) return "";
  const [{ value: summands }] = operands;
  if (term.operation === "sum" && Array.isArray(summands)) return `${sumText(summands, others, write)} =`;
  const numbers = operands.flatMap(({ symbol, value }) => (Array.isArray(value) ? [] : [{ symbol, value }]));
  if (term.operation === "add") return `${signedSum(numbers.map(({ value }) => write(value)))} =`;
  const infix = INFIX[/** @type {keyof typeof INFIX} */ (term.operation)];
  if (infix) return `${numbers.map(({ value }) => bracket(write(value))).join(` ${infix} `)} =`;
  return numbers.length ? `${numbers.map(({ symbol, value }) => `${symbol} = ${write(value)}`).join(", ")} →` : "";
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
 * @param {number[]} entries
 * @param {(count: number) => string} others
 * @param {(value: number | null) => string} write
 * @returns {string}
 */
function sumText(entries, others, write) {
  if (entries.length <= SHORT) return signedSum(entries.map(write));
  const ranked = [...entries].sort((a, b) => Math.abs(b) - Math.abs(a));
  const rest = ranked.slice(NAMED).reduce((sum, value) => sum + value, 0);
  return `${signedSum([...ranked.slice(0, NAMED), rest].map(write))} (${others(entries.length - NAMED)})`;
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

/**
 * How the numbers of an arithmetic are written: two decimals if all of it is small enough for a blackboard.
 * @param {Term[]} terms
 * @returns {(value: number | null) => string}
 */
export function writerOf(terms) {
  const short = terms.every(({ value: [first] }) => !Array.isArray(first) || first.length <= SHORT);
  return short ? (value) => numberText(value, Number.isInteger(value) ? 0 : 2) : decimalText;
}

/**
 * Two decimals, more for numbers near 0, none for a whole number.
 * @param {number | null} value
 * @returns {string}
 */
function decimalText(value) {
  if (value === null || Number.isInteger(value)) return numberText(value, 0);
  const size = Math.abs(value);
  return numberText(value, size >= 1 ? 2 : size >= 0.1 ? 3 : 4);
}

/**
 * A symbol in parts, every second of them a subscript: "W_q s_t" is W, q, s, t.
 * @param {string} symbol
 * @returns {string[]}
 */
export function splitSubscripts(symbol) {
  return symbol.split(/_(\w)/);
}
