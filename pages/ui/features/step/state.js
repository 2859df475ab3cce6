/** The state of Step that the browser changes by itself: a pure reducer around the one of the shared step. */

import { headCount } from "../../kit/reading.js";
import { clamp, reduce, START, unlessEqual } from "../../kit/state.js";

/** @type {Decision} */
export const BEGINNING = { stage: START, piece: null, head: 0, temperature: 1, window: null, sigma: null, beta: null, box: "attention", position: 0, entry: null };

/**
 * The next state. An action that changes nothing returns the same object.
 * @param {Decision} decision @param {Action | Choice} action @returns {Decision}
 */
export function reduceDecision(decision, action) {
  switch (action.type) {
    case "open": return withChange(decision, { piece: action.piece === decision.piece ? null : action.piece });
    case "enter": return withChange(decision, { box: action.box, position: action.position ?? decision.position, entry: null });
    case "entry": return withChange(decision, { entry: action.entry });
    case "leave": return goOut(decision) ?? withChange(decision, { stage: reduce(decision.stage, action) });
    case "pick": return withChange(decision, { head: action.head });
    case "heat": return withChange(decision, { temperature: action.temperature });
    case "set": return withChange(decision, { [action.constant]: action.value });
    case "adopt": return withChoices(decision, action.choices);
    default: return withChange(decision, { stage: reduce(decision.stage, action) });
  }
}

/**
 * The state for data from Python. Another sentence is shown where the page opens it, with no arithmetic open.
 * @param {Decision} decision @param {ExplanationData} data @returns {Decision}
 */
export function withExplanation(decision, data) {
  const { trace, choices, opening } = data;
  const counts = { steps: trace.target.pieces.length, sources: trace.source.pieces.length, heads: headCount(trace) || 1 };
  const stage = reduce(decision.stage, { type: "receive", text: trace.text, step: choices.step, opening, ...counts });
  const piece = decision.stage.text === trace.text ? decision.piece : null;
  return fitted({ ...decision, stage, piece });
}

/** One level further out: from a entry to its box, from a box to scores and weights; null there. @param {Decision} decision @returns {Decision | null} */
function goOut(decision) {
  if (decision.entry !== null) return { ...decision, entry: null };
  return decision.box === "attention" ? null : { ...decision, box: "attention" };
}

/** @param {Decision} decision @param {{step?: number | null} & Partial<Omit<Decision, "stage">>} choices of the server @returns {Decision} */
function withChoices(decision, { step, ...choices }) {
  const chosen = Object.fromEntries(Object.entries(choices).filter(([name, value]) => name in BEGINNING && value !== undefined));
  const stage = step === undefined ? decision.stage : reduce(decision.stage, { type: "adopt", choices: { step } });
  return unlessEqual(decision, fitted({ ...decision, ...chosen, stage }));
}

/** @param {Decision} decision @returns {Decision} with no piece, position and head that the sentence and the model lack */
function fitted(decision) {
  const { stage, piece, head, position } = decision;
  const within = { piece: piece !== null && piece < stage.sources ? piece : null, head: clamp(head, 0, stage.heads - 1), position: clamp(position, 0, Math.max(0, stage.sources - 1)) };
  return { ...decision, ...within };
}

/** @param {Decision} decision @param {Partial<Decision>} change @returns {Decision} */
function withChange(decision, change) {
  return unlessEqual(decision, { ...decision, ...change });
}
