/** The texts about a node and a step of the tree. Pure. */

import { say } from "../../../kit/labels.js";
import { joinPieces, shownPiece } from "../../../kit/pieces.js";
import { percentText } from "../../../kit/reading.js";
import { countsAt, statusAt, piecesTo } from "./shape.js";

/**
 * @param {TreeScene} scene
 * @param {TreeNode} node
 * @param {number} step
 * @returns {string} its piece, its probability and its status
 */
export function nameOf(scene, node, step) {
  const { name } = shownPiece(node.piece, false, scene.labels);
  return say(scene.labels, "node_name", { piece: name, percent: percentText(Math.exp(node.logprob)), lot: statusText(scene, node, step) });
}

/**
 * @param {TreeScene} scene
 * @param {TreeNode} node
 * @param {number} step
 * @returns {string} its status: prescribed, finished, in the beam, pruned, or dropped later
 */
export function statusText({ data, labels }, node, step) {
  if (node.step < data.prefix.length) return say(labels, "lot_forced");
  if (node.rank >= 0) return say(labels, node.status === "finished" ? "lot_rank" : "lot_standing", { n: node.rank + 1 });
  if (node.status === "finished") return say(labels, "lot_finished");
  const status = statusAt(node, step);
  if (status === "fallen") return say(labels, "lot_fell", { n: node.decided + 1 });
  return say(labels, status === "pruned" ? "lot_pruned" : "lot_kept");
}

/**
 * @param {TreeScene} scene
 * @param {number} step
 * @returns {string} how many hypotheses of a step were kept, pruned, and not recorded
 */
export function countsText({ data, shape, labels }, step) {
  const values = { n: step + 1, ...countsAt(shape, step) };
  const dropped = data.tree.dropped[step];
  if (dropped === undefined) return say(labels, "dropped_unknown", values);
  return say(labels, "dropped", { ...values, dropped: dropped.toLocaleString() });
}

/**
 * @param {TreeScene} scene
 * @param {TreeNode} node
 * @param {number} step
 * @returns {string} the announcement for screen readers
 */
export function announcementOf(scene, node, step) {
  const { shape, labels } = scene;
  const text = joinPieces(piecesTo(shape, node.number));
  return say(labels, "tree_now", { n: step + 1, total: shape.steps, name: nameOf(scene, node, step), text });
}
