/** What is drawn of a sentence, and the numbers of one step. Pure. */

import { shownPieces } from "../../kit/pieces.js";
import { layerOf } from "../../kit/reading.js";
import { reachOf } from "./numbers.js";
import { alongContext, contextOf, contributionsOf, sliceOf, weighScores } from "./softmax.js";

/**
 * @param {ExplanationData} data
 * @param {Ramp} ramp
 * @returns {Drawn}
 */
export function prepareSentence(data, ramp) {
  const { trace, explanation, displayed, labels } = data;
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
    },
  };
}

/**
 * @param {ExplanationData} data
 * @param {Decision} decision
 * @returns {Moment}
 */
export function momentOf({ trace, explanation, temperature: decoded }, { stage: { step }, head, temperature }) {
  const scores = scoresAt(trace, step);
  const rows = scores.map((row) => weighScores(row, temperature, explanation.weighing.normalizer));
  const { layer, within, heads } = layerOf(trace, head);
  const [mixed, last] = [layer, (trace.layers ?? 1) - 1].map((number) => contributionsOf(rows.slice(number * heads, (number + 1) * heads).map((row) => row.weights), valuesOf(explanation, number)));
  const contributions = mixed.map((contribution) => sliceOf(contribution, within, heads));
  const shares = alongContext(contributions, contextOf(contributions));
  const states = statesOf(explanation, layer, within, heads);
  return { step, head, query: explanation.queries[layer][step], scores: scores[head], columns: rows[head], states, contributions, context: contextOf(last), shares, settled: temperature === decoded };
}

/**
 * What the weights of a layer mix, (S, E).
 * @param {ExplanationData["explanation"]} explanation
 * @param {number} layer
 * @returns {number[][]}
 */
function valuesOf({ values, reading }, layer) {
  return values?.[layer] ?? reading.states;
}

/** @type {WeakMap<object, number[][][]>} */
const cut = new WeakMap();

/**
 * The slices that a head mixes; the same arrays at each call, so that strips need no new painting.
 * @param {ExplanationData["explanation"]} explanation
 * @param {number} layer
 * @param {number} within its layer, the number of the head
 * @param {number} heads of a layer
 * @returns {number[][]}
 */
function statesOf(explanation, layer, within, heads) {
  const known = cut.get(explanation) ?? [];
  cut.set(explanation, known);
  return (known[layer * heads + within] ??= valuesOf(explanation, layer).map((state) => sliceOf(state, within, heads)));
}

/**
 * @param {Trace} trace
 * @param {number} step
 * @returns {(number | null)[][]} (N, S)
 */
export function scoresAt({ heads, scores }, step) {
  return heads ? heads.scores[step] : [scores[step]];
}
