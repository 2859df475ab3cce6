/** The state of the tree view that the browser changes by itself: a pure reducer around the one of the shared step. */

import { reduce, START } from "../../kit/state.js";
import { columnsOfTree, nearestVisible, nodeAtStep, nodeInDirection } from "./shape.js";

/** @type {TreeState} */
export const TREE_START = { play: START, node: null, hover: null, showing: "all", folded: new Set(), numbers: false };

/**
 * The next state. An action that changes nothing returns the same object.
 * @param {TreeState} state @param {TreeAction} action @param {Shape} shape @returns {TreeState}
 */
export function reduceTree(state, action, shape) {
  switch (action.type) {
    case "load": return withTree(state, action);
    case "to": return withCursor(state, shape, action.node);
    case "walk": return withArrowKey(state, shape, action.key);
    case "point": return state.hover === action.node ? state : { ...state, hover: action.node };
    case "showing": return state.showing === action.to ? state : withVisibleCursor({ ...state, showing: action.to }, shape);
    case "fold": return withVisibleCursor({ ...state, folded: withToggled(state.folded, state.node) }, shape);
    case "edges": return { ...state, numbers: !state.numbers };
    default: return withPlay(state, reduce(state.play, action), shape);
  }
}

/**
 * The state for another tree. The step is the last one if the previous tree was shown to its end, or if the forced
 * prefix has changed; after a word is taken back, the step where that word began; otherwise the step that the shared
 * reducer gives. The cursor is on the best hypothesis.
 * @param {TreeState} state @param {Extract<TreeAction, {type: "load"}>} action @returns {TreeState}
 */
function withTree(state, { shape, text, step, prefixChanged = false, shortenedTo = null }) {
  const whole = prefixChanged || (state.play.text !== null && state.play.step === state.play.steps - 1);
  const received = reduce(state.play, { type: "receive", text, steps: shape.steps, sources: 0, heads: 0, step });
  const shown = whole ? reduce(received, { type: "last" }) : received;
  const play = shortenedTo === null ? shown : reduce(received, { type: "step", to: shortenedTo });
  return { ...state, play, node: nodeAtStep(shape, null, play.step), hover: null, folded: new Set() };
}

/** @param {TreeState} state @param {Shape} shape @param {number} node @returns {TreeState} */
function withCursor(state, shape, node) {
  if (node === state.node && shape.nodes[node].step === state.play.step) return state;
  return { ...state, play: reduce(state.play, { type: "step", to: shape.nodes[node].step }), node, hover: null };
}

/** @param {TreeState} state @param {Shape} shape @param {string} key @returns {TreeState} */
function withArrowKey(state, shape, key) {
  if (state.node === null) return state;
  return withCursor(state, shape, nodeInDirection(shape, columnsOfTree(shape, state), state.node, key));
}

/** @param {TreeState} state @param {StageState} play @param {Shape} shape @returns {TreeState} */
function withPlay(state, play, shape) {
  const same = play.playing === state.play.playing && play.speed === state.play.speed;
  if (play.step === state.play.step) return same ? state : { ...state, play };
  const node = nearestVisible(shape, columnsOfTree(shape, state), nodeAtStep(shape, state.node, play.step));
  return { ...state, play, node, hover: null };
}

/**
 * Moves the cursor to a visible node after folding or another choice of what is shown.
 * @param {TreeState} state @param {Shape} shape @returns {TreeState}
 */
function withVisibleCursor(state, shape) {
  const node = nearestVisible(shape, columnsOfTree(shape, state), state.node);
  return { ...state, node: node ?? nodeAtStep(shape, null, state.play.step), hover: null };
}

/** @param {ReadonlySet<number>} set @param {number | null} node @returns {ReadonlySet<number>} */
function withToggled(set, node) {
  if (node === null) return set;
  const next = new Set(set);
  if (!next.delete(node)) next.add(node);
  return next;
}
