/** The state of Step that the browser changes by itself: a pure reducer around the one of the shared step. */

import { headCount } from "../components/shared/reading.js";
import { START, reduce, clamp } from "../components/shared/state.js";

/** @type {Decision} */
export const BEGINNING = { stage: START, piece: null, head: 0, temperature: 1 };

/**
 * The next state. An action that changes nothing returns the same object.
 * @param {Decision} decision
 * @param {Action | Choice} action
 * @returns {Decision}
 */
export function reduceDecision(decision, action) {
  switch (action.type) {
    case "open": return withChange(decision, { piece: action.piece === decision.piece ? null : action.piece });
    case "pick": return withChange(decision, { head: action.head });
    case "heat": return withChange(decision, { temperature: action.temperature });
    default: return withChange(decision, { stage: reduce(decision.stage, action) });
  }
}

/**
 * The state for data from Python, which sets the piece, head and temperature only at first; from then on the browser
 * decides. Another sentence is shown at its last step, with no arithmetic open.
 * @param {Decision} decision
 * @param {ExplanationData} data
 * @returns {Decision}
 */
export function withExplanation(decision, data) {
  const { trace, step } = data;
  const { piece, head, temperature } = decision.stage.text === null ? data : decision;
  const heads = headCount(trace) || 1;
  const counts = { steps: trace.target.pieces.length, sources: trace.source.pieces.length, heads };
  const stage = reduce(decision.stage, { type: "receive", text: trace.text, step, ...counts });
  const same = decision.stage.text === null || decision.stage.text === trace.text;
  const openPiece = same && piece !== null && piece < counts.sources ? piece : null;
  return { stage, piece: openPiece, head: clamp(head, 0, heads - 1), temperature };
}

/**
 * @param {Decision} decision
 * @param {Partial<Decision>} change
 * @returns {Decision}
 */
function withChange(decision, change) {
  const [name, value] = Object.entries(change)[0];
  return decision[/** @type {keyof Decision} */ (name)] === value ? decision : { ...decision, ...change };
}
