/** The numbers of a step, computed as the library does, so that a slider shows its effect before Python answers; and how they are written. Pure. */

import { shownPieces } from "../../kit/pieces.js";
import { layerOf } from "../../kit/reading.js";

/** @type {WeakMap<object, number[][][]>} */
const cut = new WeakMap();
export const MINUS = "−";

/** @typedef {number | null | Nested[]} Nested */

/** @param {ExplanationData} data @param {Ramp} ramp @returns {Drawn} */
export function prepareSentence(data, ramp) {
  const { trace, explanation, network, displayed, labels } = data;
  const { combination, reading } = explanation;
  return {
    data,
    labels,
    ramp,
    source: shownPieces(displayed.source, labels, trace.source.unknown),
    target: shownPieces(displayed.target, labels),
    reach: {
      query: reachOf(explanation.queries),
      keys: explanation.keys.map(reachOf),
      states: reachOf(explanation.values ?? reading.states),
      encoded: reachOf(reading.states),
      outcome: Math.max(reachOf(combination.states), reachOf(combination.readouts)),
      embeddings: reachOf(reading.embeddings),
      layers: reachOf(network?.layers ?? []),
    },
  };
}

/** @param {ExplanationData} data @param {Decision} decision @returns {Moment} */
export function momentOf({ trace, explanation, temperature: decoded }, decision) {
  const { stage: { step }, head, temperature } = decision;
  const scores = scoresAt(trace, step);
  const rows = scores.map((row) => weighScores(row, temperature, explanation.weighing.normalizer));
  const { layer, within, heads } = layerOf(trace, head);
  const [mixed, last] = [layer, (trace.layers ?? 1) - 1].map((number) => contributionsOf(rows.slice(number * heads, (number + 1) * heads).map((row) => row.weights), valuesOf(explanation, number)));
  const contributions = mixed.map((contribution) => sliceOf(contribution, within, heads));
  const shares = alongContext(contributions, contextOf(contributions));
  const states = statesOf(explanation, layer, within, heads);
  return { step, head, query: explanation.queries[layer][step], scores: scores[head], columns: rows[head], states, contributions, context: contextOf(last), shares, settled: temperature === decoded && explanation.constants.every((constant) => constantOf(constant, decision) === constant.value) };
}

/** The value of a constant of the scoring function that is chosen, or the model's own. @param {Constant} constant @param {Decision} decision @returns {number} */
export function constantOf({ code, own }, decision) {
  return decision[/** @type {ConstantName} */ (code)] ?? own;
}

/** What the weights of a layer mix, (S, E). @param {ExplanationData["explanation"]} explanation @param {number} layer @returns {number[][]} */
function valuesOf({ values, reading }, layer) {
  return values?.[layer] ?? reading.states;
}

/**
 * The slices that a head mixes; the same arrays at each call, so that strips need no new painting.
 * @param {ExplanationData["explanation"]} explanation @param {number} layer @param {number} within its layer, the number of the head
 * @param {number} heads of a layer @returns {number[][]}
 */
function statesOf(explanation, layer, within, heads) {
  const known = cut.get(explanation) ?? [];
  cut.set(explanation, known);
  return (known[layer * heads + within] ??= valuesOf(explanation, layer).map((state) => sliceOf(state, within, heads)));
}

/** @param {Trace} trace @param {number} step @returns {(number | null)[][]} (N, S) */
export function scoresAt({ heads, scores }, step) {
  return heads ? heads.scores[step] : [scores[step]];
}

/**
 * The columns between the scores of a row and its weights. Softmax: `parts` are exp(shifted), their `total` divides
 * them. Sparsemax: `parts` are the excess of `shifted` over the threshold `total`. A score of null is minus infinity.
 * @param {(number | null)[]} scores @param {number} temperature @param {Normalizer} normalizer @returns {Columns}
 */
export function weighScores(scores, temperature, normalizer) {
  const max = Math.max(...scores.map((score) => score ?? -Infinity));
  const shifted = scores.map((score) => (score === null ? null : (score - max) / temperature));
  if (normalizer === "sparsemax") {
    const total = thresholdOf(shifted.filter((z) => z !== null));
    const parts = shifted.map((z) => (z === null ? 0 : Math.max(0, z - total)));
    return { max, shifted, parts, total, weights: parts };
  }
  const parts = shifted.map((z) => (z === null ? 0 : Math.exp(z)));
  const total = parts.reduce((sum, part) => sum + part, 0);
  return { max, shifted, parts, total, weights: parts.map((part) => part / total) };
}

/**
 * The threshold above which the excesses of the values sum to 1. Martins & Astudillo 2016, algorithm 1.
 * @param {number[]} values @returns {number}
 */
function thresholdOf(values) {
  const ranked = [...values].sort((a, b) => b - a);
  let [sum, threshold] = [0, 0];
  ranked.forEach((value, i) => {
    sum += value;
    if (1 + (i + 1) * value > sum) threshold = (sum - 1) / (i + 1);
  });
  return threshold;
}

/**
 * The contribution of each source piece to the context, (S, E): its state times its weight. Head n weighs the n-th of N equal
 * slices.
 * @param {number[][]} weights (N, S) @param {number[][]} states (S, E) @returns {number[][]}
 */
export function contributionsOf(weights, states) {
  return states.map((state, j) => {
    const slice = state.length / weights.length;
    return state.map((value, e) => value * weights[Math.floor(e / slice)][j]);
  });
}

/** @param {number[][]} contributions (S, E) @returns {number[]} (E,): the context */
export function contextOf(contributions) {
  return contributions[0].map((_, e) => contributions.reduce((sum, contribution) => sum + contribution[e], 0));
}

/**
 * The projection of each contribution onto the context, as a share of its length: they sum to 1, and a negative one
 * points the other way. All 0 for a context of 0.
 * @param {number[][]} contributions (S, E) @param {number[]} context (E,) @returns {number[]}
 */
export function alongContext(contributions, context) {
  const square = product(context, context);
  return contributions.map((contribution) => (square > 0 ? product(contribution, context) / square : 0));
}

/** The entries that head n of N mixes. @param {number[]} vector @param {number} head @param {number} heads @returns {number[]} */
export function sliceOf(vector, head, heads) {
  const slice = vector.length / heads;
  return heads === 1 ? vector : vector.slice(head * slice, (head + 1) * slice);
}

/** @param {number[]} one @param {number[]} other @returns {number} */
function product(one, other) {
  return one.reduce((sum, value, i) => sum + value * other[i], 0);
}

/**
 * The temperature that has the effect of another scale: it turns scores that the model scales by `own` into ones scaled
 * by `wanted`. The same function converts a temperature back into a scale.
 * @param {number} own @param {number} wanted @returns {number}
 */
export function temperatureFor(own, wanted) {
  return own / wanted;
}

/** The temperature at a position of the slider, rounded to four digits, which keep the address short. @param {number} power of 2 @returns {number} */
export function temperatureAt(power) {
  return Number((2 ** power).toPrecision(4));
}

/**
 * With a fixed number of decimals and a minus as wide as a plus; null is minus infinity.
 * @param {number | null} value @param {number} [digits] @returns {string}
 */
export function numberText(value, digits = 2) {
  if (value === null || value === -Infinity) return `${MINUS}∞`;
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? MINUS + text : text;
}

/** A difference between two computations of the same number: "0", "3.0e−7". @param {number} value @returns {string} */
export function tinyText(value) {
  return value === 0 ? "0" : value.toExponential(1).replace("-", MINUS);
}

/** A temperature or a scale, with at most three digits. @param {number} value @returns {string} */
export function factorText(value) {
  return String(Number(value.toPrecision(3)));
}

/** The largest absolute value in nested arrays: where the ramp of a strip ends. @param {Nested} values @returns {number} */
export function reachOf(values) {
  if (!Array.isArray(values)) return Math.abs(values ?? 0);
  return Math.max(0, ...values.map(reachOf));
}
