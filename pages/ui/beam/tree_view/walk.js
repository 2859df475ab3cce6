/** Walking a tree with the arrow keys, and following the step along a branch. */

import { pathTo } from "./shape.js";

/**
 * Where an arrow leads from a node among those that are seen; the same node where it leads nowhere.
 * @param {Shape} shape
 * @param {number[][]} columns
 * @param {number} from
 * @param {string} key
 * @returns {number}
 */
export function walked(shape, columns, from, key) {
  const node = shape.nodes[from];
  if (key === "ArrowLeft") return node.parent ?? from;
  if (key === "ArrowRight") return node.children.find((child) => columns[node.step + 1]?.includes(child)) ?? from;
  const column = columns[node.step];
  const by = key === "ArrowUp" ? -1 : 1;
  return column[column.indexOf(from) + by] ?? from;
}

/**
 * The node that the cursor follows to a step: back to what it grew from, or on to what grew best from it. A branch that
 * went no further keeps the cursor at its end.
 * @param {Shape} shape
 * @param {number | null} from null: the best hypothesis
 * @param {number} step
 * @returns {number | null}
 */
export function followed(shape, from, step) {
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
 * The nearest node that is seen: itself, or what it grew from.
 * @param {Shape} shape
 * @param {number[][]} columns
 * @param {number | null} from
 * @returns {number | null}
 */
export function nearestSeen(shape, columns, from) {
  let at = from;
  while (at !== null && !columns[shape.nodes[at].step].includes(at)) at = shape.nodes[at].parent;
  return at;
}
