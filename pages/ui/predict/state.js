/** What moves on this page without Python, as a pure reducer around that of the stage. */

import { START, receiptOf, reduce, within } from "../components/shared/state.js";

/** The highest level, so that every digit is one. */
export const HIGHEST = 9;

/** @type {Prediction} */
export const BEGINNING = { stage: START, ask: "row", levels: [], cursor: 0, guesses: [] };

/**
 * An action that changes nothing returns the very same state. What was guessed stays as it is.
 * @param {Prediction} state
 * @param {Action | Move} action
 * @returns {Prediction}
 */
export function decide(state, action) {
  switch (action.type) {
    case "ask": return action.to === state.ask ? state : cleared({ ...state, ask: action.to });
    case "cursor": return pointed(state, action.by);
    case "level": return painted(state, action.source, action.to);
    case "raise": return painted(state, state.cursor, state.levels[state.cursor] + action.by);
    case "levels": return { ...state, levels: action.to };
    case "guess": return guessed(state, action.guess);
    case "again": return cleared({ ...state, stage: reduce(state.stage, { type: "first" }) });
    default: return stepped(state, reduce(state.stage, action));
  }
}

/**
 * @param {Prediction} state
 * @returns {Guess | null} what was guessed at the present step
 */
export function guessOf({ guesses, stage }) {
  return guesses[stage.step] ?? null;
}

/**
 * Another decoding is guessed anew; the same one in another theme or language goes on. Python says where a fresh mount
 * begins.
 * @param {Prediction} state
 * @param {PredictData} data
 * @param {boolean} same whether it is the decoding that was shown before
 * @returns {Prediction}
 */
export function adopted(state, { trace, step, ask }, same) {
  const stage = reduce(state.stage, receiptOf(trace, step, 0, trace.words?.rows ?? null));
  if (same) return { ...state, stage };
  return cleared({ ...state, stage, ask: trace.fixed ? "piece" : ask });
}

/**
 * @param {Prediction} state
 * @returns {Prediction} with nothing guessed
 */
function cleared(state) {
  const { steps, sources } = state.stage;
  return { ...state, levels: Array(sources).fill(0), cursor: 0, guesses: Array(steps).fill(null) };
}

/**
 * @param {Prediction} state
 * @param {number} by
 * @returns {Prediction}
 */
function pointed(state, by) {
  const cursor = within(state.cursor + by, 0, state.levels.length - 1);
  return cursor === state.cursor ? state : { ...state, cursor };
}

/**
 * @param {Prediction} state
 * @param {number} source
 * @param {number} level
 * @returns {Prediction}
 */
function painted(state, source, level) {
  const to = within(level, 0, HIGHEST);
  if (guessOf(state) || (state.cursor === source && state.levels[source] === to)) return state;
  return { ...state, cursor: source, levels: state.levels.with(source, to) };
}

/**
 * @param {Prediction} state
 * @param {Guess} guess
 * @returns {Prediction}
 */
function guessed(state, guess) {
  return guessOf(state) ? state : { ...state, guesses: state.guesses.with(state.stage.step, guess) };
}

/**
 * At another step nothing is painted yet.
 * @param {Prediction} state
 * @param {StageState} stage
 * @returns {Prediction}
 */
function stepped(state, stage) {
  if (stage === state.stage || stage.step === state.stage.step) return state;
  return { ...state, stage, levels: state.levels.map(() => 0), cursor: 0 };
}
