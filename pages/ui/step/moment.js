/** What is drawn of a sentence, and the numbers of one step. Pure. */

import { shownPieces } from "../components/shared/pieces.js";
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
      states: reachOf(reading.states),
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
  const all = contributionsOf(rows.map((row) => row.weights), explanation.reading.states);
  const contributions = all.map((contribution) => sliceOf(contribution, head, rows.length));
  const context = contextOf(all);
  const shares = alongContext(contributions, sliceOf(context, head, rows.length));
  return { step, head, scores: scores[head], columns: rows[head], states: statesOf(explanation, head, rows.length), contributions, context, shares, settled: temperature === decoded };
}

/** @type {WeakMap<object, number[][][]>} */
const cut = new WeakMap();

/**
 * The slices of the encoder states that a head mixes; the same arrays at each call, so that strips need no new painting.
 * @param {ExplanationData["explanation"]} explanation
 * @param {number} head
 * @param {number} heads
 * @returns {number[][]}
 */
function statesOf(explanation, head, heads) {
  const known = cut.get(explanation) ?? [];
  cut.set(explanation, known);
  return (known[head] ??= explanation.reading.states.map((state) => sliceOf(state, head, heads)));
}

/**
 * @param {Trace} trace
 * @param {number} step
 * @returns {(number | null)[][]} (N, S)
 */
export function scoresAt({ heads, scores }, step) {
  return heads ? heads.scores[step] : [scores[step]];
}
