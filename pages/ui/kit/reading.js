/** The numbers of a trace, those that only some models have, and how numbers are written so that printed sums add up. Pure. */

import { say } from "./labels.js";

// -- The numbers of a trace: weights of a head, entropy, candidates; and how numbers are written.

/** The probability from which on it matters that the unknown piece is left out. */
const NOTABLE = 0.01;

/**
 * The (T, S) weights and scores of one head, or their means.
 * @param {Trace} trace @param {number | null} head @returns {{weights: number[][], scores: (number | null)[][]}}
 */
export function throughHead(trace, head) {
  const { heads } = trace;
  if (head === null || !heads) return { weights: trace.weights, scores: trace.scores };
  return { weights: heads.weights.map((step) => step[head]), scores: heads.scores.map((step) => step[head]) };
}

/** @param {Trace} trace @returns {number} the number of heads to choose from; 0 if there is only one */
export function headCount(trace) {
  if (trace.fixed) return 0;
  return trace.heads?.weights[0]?.length ?? 0;
}

/**
 * The layer that a head belongs to, and its number there, both from 0.
 * @param {Trace} trace @param {number} head @returns {{layer: number, within: number, heads: number}}
 */
export function layerOf(trace, head) {
  const heads = Math.max(1, headCount(trace)) / (trace.layers ?? 1);
  return { layer: Math.floor(head / heads), within: head % heads, heads };
}

/**
 * What a head is called: its number, with that of its layer if there are several.
 * @param {Trace} trace
 * @param {number} head
 * @param {Record<string, string>} labels
 * @returns {{text: string, name: string}} short, and in words
 */
export function headName(trace, head, labels) {
  const { layer, within } = layerOf(trace, head);
  const [l, n] = [layer + 1, within + 1];
  if ((trace.layers ?? 1) === 1) return { text: String(n), name: say(labels, "head_n", { n }) };
  return { text: `${l}·${n}`, name: say(labels, "layer_head", { l, n }) };
}

/** Entropy of a row of weights, in bits. @param {number[]} row @returns {number} */
export function entropyBits(row) {
  return row.reduce((sum, weight) => (weight > 0 ? sum - weight * Math.log2(weight) : sum), 0);
}

/**
 * The candidates of a step as probabilities. A chosen piece outside the list (a forced one) comes last. Where pieces are
 * joined to words, they are those of the word's first piece, which may be no more than the word's beginning.
 * @param {Trace} trace @param {number} step @returns {CandidateRow[]}
 */
export function candidateRows(trace, step) {
  const [chosen, logprob] = trace.words?.chosen[step] ?? [trace.target.pieces[step], trace.target.logprobs[step]];
  const begun = (trace.words?.rows[step] ?? 1) > 1;
  const rows = (trace.candidates[step] ?? []).map(([piece, logprob]) => ({
    piece,
    probability: probabilityOf(logprob),
    chosen: piece === chosen,
    begun: begun && piece === chosen,
  }));
  if (chosen === undefined || rows.some((row) => row.chosen)) return rows;
  return [...rows, { piece: chosen, probability: probabilityOf(logprob), chosen: true, begun }];
}

/**
 * The line on the unknown piece below the candidates of a step; empty where it is left out and hardly probable anyway, or
 * if its probability is not known.
 * @param {Pick<Trace, "unknown" | "request">} trace @param {number} step @param {Record<string, string>} labels @returns {string}
 */
export function unknownText(trace, step, labels) {
  const logprob = trace.unknown?.[step];
  const allowed = trace.request?.search.unknown;
  if (logprob === undefined || (!allowed && probabilityOf(logprob) < NOTABLE)) return "";
  const key = allowed ? "unknown_allowed" : "unknown_left_out";
  return say(labels, key, { percent: percentText(probabilityOf(logprob)) });
}

/** @param {number | null | undefined} logprob natural; null is minus infinity @returns {number} */
export function probabilityOf(logprob) {
  return logprob === null || logprob === undefined ? 0 : Math.exp(logprob);
}

/** A weight as it is written beside a chip. @param {number} weight @returns {string} */
export function weightText(weight) {
  return weight.toFixed(2);
}

/** A weight as it is written in a cell: ".91", "1.0", and nothing instead of ".00". @param {number} weight @returns {string} */
export function cellText(weight) {
  if (weight < 0.005) return "";
  return weight >= 0.995 ? "1.0" : weight.toFixed(2).slice(1);
}

/** @param {number} seconds of a timer or a clock @returns {string} as 1:05 */
export function clockText(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** @param {number} probability @returns {string} */
export function percentText(probability) {
  const percent = probability * 100;
  if (percent > 0 && percent < 0.1) return "<0.1%";
  return `${percent.toFixed(1)}%`;
}

/**
 * The strength of the colour of a weight, 0 to 1. A concave curve, since light tints are hard to see.
 * @param {number} weight @returns {number}
 */
export function inkOf(weight) {
  return Math.min(1, Math.max(0, weight)) ** 0.75;
}

// -- What only some models have: pieces copied from the source, and scores that know what has been read. Pure.

/**
 * How much of each source piece was read before a step, its coverage: the sum of the weights of all earlier steps.
 * @param {number[][]} weights (T, S)
 * @param {number} step
 * @returns {number[]}
 */
export function readBefore(weights, step) {
  const earlier = weights.slice(0, step);
  return (weights[0] ?? []).map((_, j) => earlier.reduce((sum, row) => sum + row[j], 0));
}

/**
 * @param {Pick<Trace, "copied">} trace
 * @param {number} step
 * @returns {boolean} whether copying is likelier than generating where the decoder got this piece from
 */
export function isCopied({ copied }, step) {
  return (copied?.[step]?.length ?? 0) > 0;
}

/**
 * The two parts of a candidate's probability: p_gen times what the vocabulary gives it, and 1 − p_gen times the weights of the
 * places where the source has it. Null for a model that does not copy, and where pieces are joined to words.
 * @param {Trace} trace
 * @param {number} step
 * @param {Pick<CandidateRow, "piece" | "probability">} candidate
 * @returns {{generated: number, copied: number} | null}
 */
export function mixtureOf({ generate, source, weights, words }, step, { piece, probability }) {
  const share = generate?.[step];
  if (share === undefined || words) return null;
  const weight = source.pieces.reduce((sum, other, j) => (other === piece ? sum + weights[step][j] : sum), 0);
  const copied = Math.min(probability, (1 - share) * weight); // rounded numbers may exceed their sum
  return { generated: probability - copied, copied };
}

// -- Additions that a reader can check: what is printed adds up as it stands, or the rounded sum has a "≈" before it. Pure.

const MINUS = "−";
/** More decimals than any number is printed with. */
const FINEST = 1e8;
/** How many more decimals are tried before a sum is called rounded. */
const EXTRA = 2;

/** What a printed number says: "−1.20", "3.4%", and "<0.1%", which is anything up to that; null for no number, as −∞ is none.
 * @param {string} text
 * @returns {[low: number, high: number] | null} */
function boundsOf(text) {
  const value = Math.round(parseFloat(text.replace(MINUS, "-").replace("<", "")) * FINEST);
  if (!Number.isFinite(value)) return null;
  return text.startsWith("<") ? [0, value] : [value, value];
}

/**
 * @param {string[]} parts as they are printed
 * @param {string} sum as it is printed
 * @returns {boolean} whether nobody who adds them up finds another sum
 */
export function addsUp(parts, sum) {
  const [wanted, ...bounds] = [sum, ...parts].map(boundsOf);
  if (wanted === null || bounds.includes(null)) return true;
  const [low, high] = [0, 1].map((end) => bounds.reduce((all, bound) => all + (bound?.[end] ?? 0), 0));
  return low <= wanted[1] && wanted[0] <= high;
}

/**
 * @param {string[]} parts as they are printed
 * @param {string} sum as it is printed
 * @returns {string} the sum, with "≈" if the parts as printed have another
 */
export function sumText(parts, sum) {
  return addsUp(parts, sum) ? sum : `≈${sum}`;
}

/**
 * An equation with the fewest decimals at which it adds up as it stands; rounded, if two more are not enough.
 * @param {(number | null)[]} parts
 * @param {number | null} sum null is minus infinity
 * @param {(value: number | null, extra: number) => string} write a number with `extra` more decimals than usual
 * @returns {{parts: string[], sign: "=" | "≈", sum: string}}
 */
export function printedSum(parts, sum, write) {
  for (let extra = 0; extra <= EXTRA; extra += 1) {
    const printed = { parts: parts.map((part) => write(part, extra)), sum: write(sum, extra) };
    if (addsUp(printed.parts, printed.sum)) return { ...printed, sign: "=" };
  }
  return { parts: parts.map((part) => write(part, 0)), sum: write(sum, 0), sign: "≈" };
}
