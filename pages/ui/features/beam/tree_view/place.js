/** The layout of the tree: a column for each step, no edge crosses another, branches as straight as there is room. Pure. */

import { clipText } from "../../../kit/pieces.js";
import { clamp } from "../../../kit/state.js";

const ROW = 1.95;
const LOW_ROW = 1.4;
const MOST_EMS = 8;
/** The size of a probability in a node of letters of this size. */
export const percentFont = (/** @type {number} */ font) => Math.max(12, font * 0.72);
const STRAIGHT = { wins: 1000, kept: 20, pruned: 1 };

/**
 * The places of all visible nodes, in letters as large as `width` and the height `tall` allow. `label` gives a node's piece and its probability as they are printed.
 * @param {{shape: Shape, columns: number[][], width: number, tall?: number | undefined, font: number, gap: number, measure: Measure,
 *   label: (node: TreeNode) => {text: string, percent: string}}} want
 * @returns {TreeLayout}
 */
export function placeTree({ shape, columns, width, tall = Infinity, font: wanted, gap, measure, label }) {
  const letters = (/** @type {number} */ number) => (shape.nodes[number].status === "pruned" ? LOW_ROW : ROW);
  const highest = Math.max(1, ...columns.map((column) => column.reduce((all, number) => all + letters(number), 1)));
  const preferred = Math.min(wanted, Math.max(12, tall / highest));

  const sized = (/** @type {number} */ font) => columns.map((column) => column.map((number) => {
    const node = shape.nodes[number];
    const { text, percent } = label(node);
    const cut = clipText(text, font * MOST_EMS, font, measure);
    const wide = measure(cut, font) + measure(percent, percentFont(font)) + font * 1.5;
    return { node: number, text: cut, percent, width: wide, height: font * letters(number) };
  }));
  const wideOf = (/** @type {{width: number}[][]} */ made) => made.map((column) => Math.max(0, ...column.map((box) => box.width)));
  const sum = (/** @type {number[]} */ widths) => widths.reduce((all, one) => all + one, 0);
  const natural = sum(wideOf(sized(preferred))) + columns.length * gap * preferred;
  const font = clamp((preferred * width) / (natural + 1), Math.min(12, preferred), preferred);
  const made = sized(font);
  const widths = wideOf(made);
  const room = Math.max(0, width - sum(widths) - font);
  const between = clamp(room / Math.max(1, columns.length), gap * font, Math.max(gap, tall < Infinity ? 8 : 3.6) * font);
  return layOut(shape, made, { widths, between, font, width });
}

/**
 * @param {Shape} shape
 * @param {{node: number, text: string, percent: string, width: number, height: number}[][]} made
 * @param {{widths: number[], between: number, font: number, width: number}} room
 * @returns {TreeLayout}
 */
function layOut(shape, made, { widths, between, font, width }) {
  const height = Math.max(0, ...made.map((column) => column.reduce((all, box) => all + box.height, 0)));
  /** @type {Map<number, TreeBox>} */
  const boxes = new Map();
  const [left, top] = [font * 0.5, font * 0.4];
  let x = left;
  const columns = made.map((column, step) => {
    const middles = spreadDown(column.map((box) => ({ size: box.height, ...preferenceOf(shape, boxes, box.node, top) })), height);
    column.forEach((box, i) => boxes.set(box.node, { ...box, x, y: top + middles[i] }));
    const place = { x, width: widths[step] };
    x += widths[step] + between;
    return place;
  });
  return { width: Math.max(width, x - between + font), height: height + 2 * top, font, boxes, columns };
}

/**
 * The preferred height of a node is that of its parent; its weight is largest for the best hypothesis.
 * @param {Shape} shape
 * @param {Map<number, TreeBox>} boxes
 * @param {number} number
 * @param {number} top
 * @returns {{preferred: number, force: number}}
 */
function preferenceOf({ nodes }, boxes, number, top) {
  const node = nodes[number];
  const above = node.parent === null ? undefined : boxes.get(node.parent);
  const force = node.wins ? STRAIGHT.wins : node.status === "pruned" ? STRAIGHT.pruned : STRAIGHT.kept;
  return { preferred: above ? above.y - top : 0, force };
}

/**
 * The middles of boxes below each other in this order, within a height and without overlap, so that the weighted squares
 * of their distances from the preferred middles are least: isotonic regression, pooling adjacent boxes that overlap.
 * @param {{size: number, preferred: number, force: number}[]} things
 * @param {number} height
 * @returns {number[]}
 */
export function spreadDown(things, height) {
  let top = 0;
  const tops = things.map(({ size }) => (top += size) - size);
  /** @type {{sum: number, force: number, count: number}[]} */
  const pools = [];
  things.forEach(({ size, preferred, force }, i) => {
    let pool = { sum: (preferred - size / 2 - tops[i]) * force, force, count: 1 };
    while (pools.length > 0 && meanOf(pools[pools.length - 1]) >= meanOf(pool)) {
      const last = /** @type {typeof pool} */ (pools.pop());
      pool = { sum: last.sum + pool.sum, force: last.force + pool.force, count: last.count + pool.count };
    }
    pools.push(pool);
  });
  const shifts = pools.flatMap((pool) => Array.from({ length: pool.count }, () => clamp(meanOf(pool), 0, height - top)));
  return things.map(({ size }, i) => tops[i] + shifts[i] + size / 2);
}

/**
 * @param {{sum: number, force: number}} pool
 * @returns {number}
 */
function meanOf({ sum, force }) {
  return sum / force;
}

/**
 * The edge from a parent's right side to a node's left.
 * @param {TreeBox} from
 * @param {TreeBox} to
 * @returns {string}
 */
export function edgePath(from, to) {
  const r = (/** @type {number} */ value) => Math.round(value * 10) / 10;
  const [x0, x1, mid] = [from.x + from.width, to.x, (from.x + from.width + to.x) / 2].map(r);
  return `M${x0} ${r(from.y)}C${mid} ${r(from.y)} ${mid} ${r(to.y)} ${x1} ${r(to.y)}`;
}
