/** What moves in the tree without Python, as a pure reducer around the stage's own: one cursor, the shared step. */

import { START, reduce } from "../../components/shared/state.js";
import { columnsOfTree } from "./shape.js";
import { followed, nearestSeen, walked } from "./walk.js";

/** @type {TreeState} */
export const BARE = { play: START, node: null, hover: null, showing: "all", folded: new Set(), numbers: false };

/**
 * An action that changes nothing returns the very same state.
 * @param {TreeState} state
 * @param {TreeAction} action
 * @param {Shape} shape
 * @returns {TreeState}
 */
export function reduceTree(state, action, shape) {
  switch (action.type) {
    case "plant": return planted(state, action);
    case "to": return atNode(state, shape, action.node);
    case "walk": return walking(state, shape, action.key);
    case "point": return state.hover === action.node ? state : { ...state, hover: action.node };
    case "showing": return state.showing === action.to ? state : reseen({ ...state, showing: action.to }, shape);
    case "fold": return reseen({ ...state, folded: toggled(state.folded, state.node) }, shape);
    case "edges": return { ...state, numbers: !state.numbers };
    default: return stepped(state, reduce(state.play, action), shape);
  }
}

/**
 * Another tree: who had seen the last one whole sees this one whole, and so does who had it begin otherwise, to see how
 * it goes on. Who takes a word back stands where it began. Else the step stays where the stage would leave it.
 * The cursor stands on the best hypothesis.
 * @param {TreeState} state
 * @param {Extract<TreeAction, {type: "plant"}>} action
 * @returns {TreeState}
 */
function planted(state, { shape, text, step, begun = false, back = null }) {
  const whole = begun || (state.play.text !== null && state.play.step === state.play.steps - 1);
  const received = reduce(state.play, { type: "receive", text, steps: shape.steps, sources: 0, heads: 0, step });
  const shown = whole ? reduce(received, { type: "last" }) : received;
  const play = back === null ? shown : reduce(received, { type: "step", to: back });
  return { ...state, play, node: followed(shape, null, play.step), hover: null, folded: new Set() };
}

/**
 * @param {TreeState} state
 * @param {Shape} shape
 * @param {number} node
 * @returns {TreeState}
 */
function atNode(state, shape, node) {
  if (node === state.node && shape.nodes[node].step === state.play.step) return state;
  return { ...state, play: reduce(state.play, { type: "step", to: shape.nodes[node].step }), node, hover: null };
}

/**
 * @param {TreeState} state
 * @param {Shape} shape
 * @param {string} key
 * @returns {TreeState}
 */
function walking(state, shape, key) {
  if (state.node === null) return state;
  return atNode(state, shape, walked(shape, columnsOfTree(shape, state), state.node, key));
}

/**
 * @param {TreeState} state
 * @param {StageState} play
 * @param {Shape} shape
 * @returns {TreeState}
 */
function stepped(state, play, shape) {
  const same = play.playing === state.play.playing && play.speed === state.play.speed;
  if (play.step === state.play.step) return same ? state : { ...state, play };
  const node = nearestSeen(shape, columnsOfTree(shape, state), followed(shape, state.node, play.step));
  return { ...state, play, node, hover: null };
}

/**
 * The cursor never stands on what is no longer seen.
 * @param {TreeState} state
 * @param {Shape} shape
 * @returns {TreeState}
 */
function reseen(state, shape) {
  const node = nearestSeen(shape, columnsOfTree(shape, state), state.node);
  return { ...state, node: node ?? followed(shape, null, state.play.step), hover: null };
}

/**
 * @param {ReadonlySet<number>} set
 * @param {number | null} node
 * @returns {ReadonlySet<number>}
 */
function toggled(set, node) {
  if (node === null) return set;
  const next = new Set(set);
  if (!next.delete(node)) next.add(node);
  return next;
}
