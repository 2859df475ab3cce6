/** The state of Predict that the browser changes by itself: a pure reducer around the one of the shared step. */

import { clamp, receiveAction, reduce, rowOf, START } from "../../kit/state.js";
import { weightsOf } from "./scoring.js";

/** The highest level: each digit key sets one. */
export const HIGHEST = 9;
/** @type {Prediction} */
export const BEGINNING = { stage: START, fixed: false, assigned: false, ask: "row", levels: [], cursor: 0, guesses: [], ofClass: [], revealed: false };

/** What answers the question of an assignment. @type {(Action | Move)["type"][]} */
const ANSWERING = ["cursor", "level", "raise", "levels", "guess"];

/**
 * The next state. An action that changes nothing returns the same object. A guess cannot be changed once it is made.
 * @param {Prediction} state @param {Action | Move} action @returns {Prediction}
 */
export function reducePrediction(state, action) {
  if (state.assigned && !ANSWERING.includes(action.type)) return state;
  switch (action.type) {
    case "ask": return action.to === state.ask ? state : withoutGuesses({ ...state, ask: action.to });
    case "cursor": return withCursorMoved(state, action.by);
    case "level": return withLevel(state, action.source, action.to);
    case "raise": return withLevel(state, state.cursor, state.levels[state.cursor] + action.by);
    case "levels": return { ...state, levels: action.to };
    case "guess": return withGuess(state, action.guess);
    case "reveal_class": return withGuess({ ...state, ofClass: action.ofClass, revealed: true }, action.guess);
    case "adopt": return withChoices(state, action.choices);
    case "again": return withoutGuesses({ ...state, stage: reduce(state.stage, { type: "first" }) });
    default: return withStage(state, reduce(state.stage, action));
  }
}

/** @param {Prediction} state @returns {Guess | null} the guess at the present step */
export function guessOf({ guesses, stage }) {
  return guesses[stage.step] ?? null;
}

/** @param {Prediction} state @returns {boolean} whether the answer is shown: after a guess, or because a teacher has revealed it to a class */
export function isShown(state) {
  return state.revealed || guessOf(state) !== null;
}

/** @param {Prediction} state @returns {number} at how many steps a guess was made */
export function madeGuesses({ guesses }) {
  return guesses.filter((guess) => guess !== null).length;
}

/** @param {Prediction} state @param {string} typed @returns {Guess | null} the guess as it is entered now */
export function nextGuess({ ask, levels }, typed) {
  if (ask === "piece") return { kind: "piece", piece: typed.trim() };
  const weights = weightsOf(levels);
  return weights && { kind: "row", weights };
}

/**
 * @param {Prediction} state @param {import("../../kit/classroom.js").Asked | null} question of a class
 * @returns {boolean} whether it is what is guessed here
 */
export function isAsked({ ask, stage, assigned }, question) {
  return question !== null && !assigned && question.kind === ask && rowOf(stage.lengths, question.step) === stage.step;
}

/**
 * @param {Prediction} state @param {import("../../kit/classroom.js").Asked | null} question of a class
 * @returns {boolean} whether a class answers this elsewhere: the window is its teacher's, or a presentation
 */
export function isOnlyRead(state, question) {
  return question !== null && !question.answers && isAsked(state, question) && !isShown(state);
}

/**
 * The state for data from Python. Another decoding begins without guesses; the same one in another theme or language
 * keeps them.
 * @param {Prediction} state @param {PredictData} data @param {boolean} same whether the decoding is the same as before
 * @returns {Prediction}
 */
export function withDecoding(state, data, same) {
  const { trace, choices, assigned } = data;
  const stage = reduce(state.stage, receiveAction(trace, data, 0, trace.words?.rows ?? null));
  if (same) return { ...state, stage };
  return withoutGuesses({ ...state, stage, fixed: Boolean(trace.fixed), assigned, ask: trace.fixed ? "piece" : choices.ask });
}

/**
 * The state with choices of the server. Guesses come from the visitor alone; the server can only clear them.
 * @param {Prediction} state @param {{step?: number | null, ask?: Question, guesses?: number}} choices @returns {Prediction}
 */
function withChoices(state, { step, ask = state.ask, guesses }) {
  const asking = state.fixed ? state : reducePrediction(state, { type: "ask", to: ask });
  const anew = guesses === 0 && madeGuesses(asking) > 0 ? withoutGuesses(asking) : asking;
  return step === undefined ? anew : withStage(anew, reduce(anew.stage, { type: "adopt", choices: { step } }));
}

/** @param {Prediction} state @returns {Prediction} without guesses */
function withoutGuesses(state) {
  const { steps, sources } = state.stage;
  return { ...state, levels: Array(sources).fill(0), cursor: 0, guesses: Array(steps).fill(null), ofClass: [], revealed: false };
}

/** @param {Prediction} state @param {number} by @returns {Prediction} */
function withCursorMoved(state, by) {
  const cursor = clamp(state.cursor + by, 0, state.levels.length - 1);
  return cursor === state.cursor ? state : { ...state, cursor };
}

/** @param {Prediction} state @param {number} source @param {number} level @returns {Prediction} */
function withLevel(state, source, level) {
  const to = clamp(level, 0, HIGHEST);
  if (isShown(state) || (state.cursor === source && state.levels[source] === to)) return state;
  return { ...state, cursor: source, levels: state.levels.with(source, to) };
}

/** @param {Prediction} state @param {Guess | null} guess @returns {Prediction} */
function withGuess(state, guess) {
  return guessOf(state) || !guess ? state : { ...state, guesses: state.guesses.with(state.stage.step, guess) };
}

/** The state at another step, where nothing is painted yet. @param {Prediction} state @param {StageState} stage @returns {Prediction} */
function withStage(state, stage) {
  if (stage === state.stage || stage.step === state.stage.step) return state;
  return { ...state, stage, levels: state.levels.map(() => 0), cursor: 0, ofClass: [], revealed: false };
}
