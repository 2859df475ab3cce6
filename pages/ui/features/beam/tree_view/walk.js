/** Where the arrow keys lead in the tree, and which node belongs to a step. Pure. */

import { pathTo } from "./shape.js";

/**
 * The visible node that an arrow key leads to; the same node if there is none.
 * @param {Shape} shape
 * @param {number[][]} columns
 * @param {number} from
 * @param {string} key
 * @returns {number}
 */
export function nodeInDirection(shape, columns, from, key) {
  const node = shape.nodes[from];
  if (key === "ArrowLeft") return node.parent ?? from;
  if (key === "ArrowRight") return node.children.find((child) => columns[node.step + 1]?.includes(child)) ?? from;
  const column = columns[node.step];
  const by = key === "ArrowUp" ? -1 : 1;
  return column[column.indexOf(from) + by] ?? from;
}

/**
 * The node of a step on the branch of a node: an ancestor, or its best descendant; the end of the branch if that is
 * shorter.
 * @param {Shape} shape
 * @param {number | null} from null: the best hypothesis
 * @param {number} step
 * @returns {number | null}
 */
export function nodeAtStep(shape, from, step) {
  const path = pathTo(shape, from ?? shape.best[0] ?? shape.roots[0] ?? null);
  if (path.length > step) return path[step];
  let at = path[path.length - 1] ?? null;
  while (at !== null && shape.nodes[at].step < step) {
    const next = shape.nodes[at].children.find((child) => shape.nodes[child].status !== "pruned");
    if (next === undefined) break;
    at = next;
  }
  return at;
}

/**
 * The node itself if it is visible, or its nearest visible ancestor.
 * @param {Shape} shape
 * @param {number[][]} columns
 * @param {number | null} from
 * @returns {number | null}
 */
export function nearestVisible(shape, columns, from) {
  let at = from;
  while (at !== null && !columns[shape.nodes[at].step].includes(at)) at = shape.nodes[at].parent;
  return at;
}
