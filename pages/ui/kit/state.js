/** The state of the attention view, and the steps of the decoder that its rows show. Pure. */

import { readDrawing } from "./address.js";

// -- Steps of the decoder and the rows that show them: a row may be a word of several pieces, each of them a step. Pure.

/**
 * The step of a row. `lengths` has the number of pieces of each row, null if every row is one piece; so are rows beyond its end.
 * @param {number[] | null} lengths
 * @param {number} row
 * @returns {number} the step of its first piece
 */
export function stepOf(lengths, row) {
  const inside = (lengths ?? []).slice(0, Math.max(0, row));
  return inside.reduce((sum, length) => sum + length, 0) + row - inside.length;
}

/** @param {number[] | null} lengths @param {number} step @returns {number} the row that shows it */
export function rowOf(lengths, step) {
  let from = 0;
  for (const [row, length] of (lengths ?? []).entries()) {
    if (from + length > step) return row;
    from += length;
  }
  return step - from + (lengths?.length ?? 0);
}

// -- The state that the browser changes by itself: a pure reducer. An action that changes nothing returns the same object.

export const SPEEDS = [0.5, 1, 2, 4];
const TICK_INTERVAL = 900;

/** @type {StageState} */
export const START = {
  ...readDrawing(""),
  text: null,
  steps: 0,
  sources: 0,
  heads: 0,
  lengths: null,
  opening: 0,
  step: 0,
  playing: false,
  speed: 1,
  reveal: false,
  hover: null,
};

/** @param {StageState} state @param {Action} action @returns {StageState} */
export function reduce(state, action) {
  switch (action.type) {
    case "receive": return withTrace(state, action);
    case "adopt": return withChoices(state, action.choices);
    case "step": return withStep({ ...state, playing: false }, action.to);
    case "move": return withMove(state, action.by, action.keep ?? false);
    case "first": return withStep({ ...state, playing: false }, 0);
    case "last": return withStep({ ...state, playing: false }, state.steps - 1);
    case "play": return withPlayToggled(state);
    case "tick": return withTick(state);
    case "speed": return SPEEDS.includes(action.to) ? { ...state, speed: action.to } : state;
    case "flip": return { ...state, flip: action.to };
    case "threshold": return { ...state, threshold: clamp(action.to, 0, 1) };
    case "numbers": return { ...state, numbers: !state.numbers };
    case "view": return { ...state, view: action.to };
    case "head": return { ...state, head: action.to };
    case "reveal": return withRevealToggled(state);
    case "hover": return withHover(state, action.to);
    case "leave": return state.hover ? { ...state, hover: null } : state;
    case "inspect": return withInspection(state, action.by, action.cell);
  }
}

/**
 * The action that takes over a trace.
 * @param {Pick<Trace, "text" | "source" | "target">} trace
 * @param {{opening: number | null, choices: {step?: number | null}}} data the steps at which it opens, and that is chosen, if any is
 * @param {number} [heads]
 * @param {number[] | null} [lengths]
 * @returns {Extract<Action, {type: "receive"}>}
 */
export function receiveAction({ text, source, target }, { opening, choices: { step = null } }, heads = 0, lengths = null) {
  return { type: "receive", text, step, opening, steps: target.pieces.length, sources: source.pieces.length, heads, lengths };
}

/**
 * The highlighted row, column or cell: the hovered one, otherwise the row of the current step.
 * @param {StageState} state @returns {Hover}
 */
export function highlightOf(state) {
  return state.hover ?? { step: state.step, source: null };
}

/**
 * Whether a step is still hidden because the translation is revealed step by step.
 * @param {StageState} state @param {number} step @returns {boolean}
 */
export function isHidden(state, step) {
  return state.reveal && step > state.step;
}

/** @param {number} speed @returns {number} milliseconds between two steps while playing */
export function tickInterval(speed) {
  return TICK_INTERVAL / speed;
}

/** @param {number} value @param {number} low @param {number} high @returns {number} */
export function clamp(value, low, high) {
  return Math.max(low, Math.min(high, value));
}

/**
 * The state for a trace. The same sentence keeps its step in every model; another one is shown at the chosen step, or else
 * where the page opens it: at its end, if it says nothing else.
 * @param {StageState} state @param {Extract<Action, {type: "receive"}>} action @returns {StageState}
 */
function withTrace(state, { text, steps, sources, heads, step, opening = null, lengths = null }) {
  const last = Math.max(0, steps - 1);
  const opened = opening === null ? last : rowOf(lengths, opening);
  const chosen = step === null ? opened : rowOf(lengths, step);
  const row = text === state.text ? correspondingRow(state, lengths) : chosen;
  const head = state.head !== null && state.head < heads ? state.head : null;
  const playing = state.playing && text === state.text && row < last;
  return { ...state, text, steps, sources, heads, lengths, head, playing, opening: opened, step: clamp(Math.trunc(row), 0, last), hover: null };
}

/**
 * The state with choices of the server; a step of null is where the page opens the sentence.
 * @param {StageState} state @param {{step?: number | null} & Partial<Omit<StageState, "step">>} choices @returns {StageState}
 */
function withChoices(state, { step, ...drawing }) {
  const next = { ...state, ...drawing };
  const head = next.head !== null && next.head < next.heads ? next.head : null;
  const row = step === null ? state.opening : rowOf(state.lengths, step ?? 0);
  return unlessEqual(state, step === undefined ? { ...next, head } : withStep({ ...next, head, playing: false }, row));
}

/** @template {object} State @param {State} state @param {State} next @returns {State} the same object if nothing differs */
export function unlessEqual(state, next) {
  return Object.entries(next).every(([name, value]) => state[/** @type {keyof State} */ (name)] === value) ? state : next;
}

/**
 * The row of the current step in the new trace: the row with the same number, or if words become pieces or pieces words,
 * the row of the same piece.
 * @param {StageState} state @param {number[] | null} lengths @returns {number}
 */
function correspondingRow(state, lengths) {
  const sameRows = (state.lengths === null) === (lengths === null);
  return sameRows ? state.step : rowOf(lengths, stepOf(state.lengths, state.step));
}

/** @param {StageState} state @param {number} step @returns {StageState} */
function withStep(state, step) {
  return { ...state, step: clamp(step, 0, Math.max(0, state.steps - 1)), hover: null };
}

/**
 * @param {StageState} state
 * @param {number} by
 * @param {boolean} keep whether an inspected cell moves with the step
 * @returns {StageState}
 */
function withMove(state, by, keep) {
  const next = withStep({ ...state, playing: false }, state.step + by);
  const column = state.hover?.source ?? null;
  return keep && column !== null ? { ...next, hover: { step: next.step, source: column } } : next;
}

/** Starts or stops playing; at the end, playing starts again from the beginning. @param {StageState} state @returns {StageState} */
function withPlayToggled(state) {
  if (state.playing || state.steps < 2) return { ...state, playing: false };
  const step = state.step >= state.steps - 1 ? 0 : state.step;
  return { ...withStep(state, step), playing: true };
}

/** @param {StageState} state @returns {StageState} */
function withTick(state) {
  if (!state.playing) return state;
  const next = withStep(state, state.step + 1);
  return { ...next, playing: next.step < state.steps - 1 };
}

/** Switches revealing on or off; it starts at the first step. @param {StageState} state @returns {StageState} */
function withRevealToggled(state) {
  return state.reveal ? { ...state, reveal: false } : { ...withStep(state, 0), playing: false, reveal: true };
}

/** @param {StageState} state @param {Hover} to @returns {StageState} */
function withHover(state, to) {
  if (isHidden(state, to.step ?? 0)) return state;
  const same = state.hover && state.hover.step === to.step && state.hover.source === to.source;
  return same ? state : { ...state, hover: to };
}

/**
 * Moves the inspected source piece; `cell` inspects it at the current step, otherwise over all steps.
 * @param {StageState} state @param {number} by @param {boolean} cell @returns {StageState}
 */
function withInspection(state, by, cell) {
  const from = state.hover?.source ?? (by > 0 ? -1 : state.sources);
  const source = clamp(from + by, 0, Math.max(0, state.sources - 1));
  return withHover(state, { step: cell ? state.step : null, source });
}
