/** The numbers of a trace: weights of a head, entropy, candidates; and how numbers are written. */

import { say } from "./labels.js";

/** The probability from which on it matters that the unknown piece is left out. */
const NOTABLE = 0.01;

/**
 * The (T, S) weights and scores of one head, or their means.
 * @param {Trace} trace
 * @param {number | null} head
 * @returns {{weights: number[][], scores: (number | null)[][]}}
 */
export function throughHead(trace, head) {
  const { heads } = trace;
  if (head === null || !heads) return { weights: trace.weights, scores: trace.scores };
  return { weights: heads.weights.map((step) => step[head]), scores: heads.scores.map((step) => step[head]) };
}

/**
 * @param {Trace} trace
 * @returns {number} the number of heads to choose from; 0 if there is only one
 */
export function headCount(trace) {
  if (trace.fixed) return 0;
  return trace.heads?.weights[0]?.length ?? 0;
}

/**
 * The layer that a head belongs to, and its number there, both from 0.
 * @param {Trace} trace
 * @param {number} head
 * @returns {{layer: number, within: number, heads: number}}
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

/**
 * Entropy of a row of weights, in bits.
 * @param {number[]} row
 * @returns {number}
 */
export function entropyBits(row) {
  return row.reduce((sum, weight) => (weight > 0 ? sum - weight * Math.log2(weight) : sum), 0);
}

/**
 * The candidates of a step as probabilities. A chosen piece outside the list (a forced one) comes last. Where pieces are
 * joined to words, they are those of the word's first piece, which may be no more than the word's beginning.
 * @param {Trace} trace
 * @param {number} step
 * @returns {CandidateRow[]}
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
 * @param {Pick<Trace, "unknown" | "request">} trace
 * @param {number} step
 * @param {Record<string, string>} labels
 * @returns {string}
 */
export function unknownText(trace, step, labels) {
  const logprob = trace.unknown?.[step];
  const allowed = trace.request?.search.unknown;
  if (logprob === undefined || (!allowed && probabilityOf(logprob) < NOTABLE)) return "";
  const key = allowed ? "unknown_allowed" : "unknown_left_out";
  return say(labels, key, { percent: percentText(probabilityOf(logprob)) });
}

/**
 * @param {number | null | undefined} logprob natural; null is minus infinity
 * @returns {number}
 */
export function probabilityOf(logprob) {
  return logprob === null || logprob === undefined ? 0 : Math.exp(logprob);
}

/**
 * A weight as it is written beside a chip.
 * @param {number} weight
 * @returns {string}
 */
export function weightText(weight) {
  return weight.toFixed(2);
}

/**
 * A weight as it is written in a cell: ".91", "1.0", and nothing instead of ".00".
 * @param {number} weight
 * @returns {string}
 */
export function cellText(weight) {
  if (weight < 0.005) return "";
  return weight >= 0.995 ? "1.0" : weight.toFixed(2).slice(1);
}

/**
 * @param {number} probability
 * @returns {string}
 */
export function percentText(probability) {
  const percent = probability * 100;
  if (percent > 0 && percent < 0.1) return "<0.1%";
  return `${percent.toFixed(1)}%`;
}

/**
 * The strength of the colour of a weight, 0 to 1. A concave curve, since light tints are hard to see.
 * @param {number} weight
 * @returns {number}
 */
export function inkOf(weight) {
  return Math.min(1, Math.max(0, weight)) ** 0.75;
}
