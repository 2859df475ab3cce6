/** The layout and the drawing of the tree. It is built once for a tree and what is shown of it; a step only changes marks. */

import { html, setAll, vector } from "../../kit/dom.js";
import { clipText } from "../../kit/pieces.js";
import { percentText } from "../../kit/reading.js";
import { createScroller } from "../../kit/scrolling.js";
import { clamp } from "../../kit/state.js";
import { columnsOfTree, pathTo, statusAt } from "./shape.js";

const ROW = 1.95;
const LOW_ROW = 1.4;
const MOST_EMS = 8;
/** The size of a probability in a node of letters of this size. */
const percentFont = (/** @type {number} */ font) => Math.max(12, font * 0.72);
const STRAIGHT = { wins: 1000, kept: 20, pruned: 1 };

/** `looks` is what was painted last, kept here because reading it from the drawing is slow.
 * @typedef {{group: SVGGElement, edge: SVGPathElement | null, number: SVGTextElement | null, looks: string}} DrawnNode */

/** @param {(action: TreeAction) => void} dispatch */
export function createDrawing(dispatch) {
  const svg = vector("svg", { class: "gaze-drawing gaze-tree", role: "tree" });
  const root = html("div", { class: "gaze-scroll gaze-tree-scroll" }, svg);
  /** @type {{shape: Shape, layout: TreeLayout, nodes: Map<number, DrawnNode>, band: SVGRectElement} | null} */
  let drawn = null;
  const view = createScroller(root);
  /** @param {Event} event @returns {number | null} */
  const nodeOfEvent = (event) => {
    const group = /** @type {Element} */ (event.target).closest("[data-node]");
    return group && Number(group.getAttribute("data-node"));
  };
  svg.addEventListener("pointerover", (event) => dispatch({ type: "point", node: nodeOfEvent(event) }));
  svg.addEventListener("pointerleave", () => dispatch({ type: "point", node: null }));
  svg.addEventListener("click", (event) => {
    const node = nodeOfEvent(event);
    if (node !== null) dispatch({ type: "to", node });
  });

  /**
   * @param {Shape} shape @param {TreeState} state
   * @param {{width: number, tall?: number | undefined, font: number, measure: Measure, show: (piece: string) => string, name: string, lang: string}} look
   */
  function build(shape, state, { width, tall, font, measure, show, name, lang }) {
    const columns = columnsOfTree(shape, state);
    const label = (/** @type {TreeNode} */ { displayed, logprob }) => {
      const probability = Math.exp(logprob);
      return { text: show(displayed), percent: probability < 0.01 ? percentText(probability) : `${Math.round(100 * probability)}%` };
    };
    const layout = placeTree({ shape, columns, width, tall, font, gap: state.numbers ? 3.4 : 1.6, measure, label });
    const band = vector("rect", { class: "gaze-tree-now", y: 0, height: layout.height });
    const nodes = new Map([...layout.boxes.values()].map((box) => [box.node, drawNode(shape, state, layout, box)]));
    for (const { group } of nodes.values()) setAll(group, { lang: lang || false });
    const all = [...nodes.values()]; // edges under all nodes
    const edges = vector("g", { class: "gaze-edges" }, ...all.flatMap(({ edge }) => edge ?? []));
    const numbers = vector("g", { class: "gaze-edge-numbers", "aria-hidden": "true" }, ...all.flatMap(({ number }) => number ?? []));
    svg.replaceChildren(band, edges, numbers, ...all.map(({ group }) => group));
    setAll(svg, { width: layout.width, height: layout.height, viewBox: `0 0 ${layout.width} ${layout.height}`, "aria-label": name });
    svg.style.fontSize = `${layout.font}px`;
    drawn = { shape, layout, nodes, band };
    view.fit({ width, height: layout.height });
  }

  /** @param {TreeState} state @param {(node: TreeNode, step: number) => string} nameOf */
  function paint(state, nameOf) {
    if (!drawn) return;
    const { shape, layout, nodes, band } = drawn;
    const { step } = state.play;
    const path = new Set(pathTo(shape, state.hover ?? state.node));
    for (const [number, drawnNode] of nodes) {
      const node = shape.nodes[number];
      const here = number === state.node;
      const looks = looksOf(node, state, path);
      if (looks === drawnNode.looks) continue;
      drawnNode.looks = looks;
      setAll(drawnNode.group, { class: `gaze-node ${looks}`, tabindex: here ? 0 : -1, "aria-selected": String(here) });
      for (const line of [drawnNode.edge, drawnNode.number]) line?.setAttribute("class", looks);
      if (here) setAll(drawnNode.group, { "aria-label": nameOf(node, step) });
    }
    const column = layout.columns[step];
    if (!column) return;
    setAll(band, { x: column.x - layout.font * 0.35, width: column.width + layout.font * 0.7 });
    view.follow({ ...column, y: 0, height: layout.height }, layout);
  }

  /** @param {number | null} node */
  function focus(node) {
    if (node !== null) drawn?.nodes.get(node)?.group.focus({ preventScroll: true });
  }

  /** Gives the focus to the cursor if the node that had it is hidden or redrawn by `work`. @param {() => void} work @param {number | null} cursor */
  function keepFocusWhile(work, cursor) {
    const { activeElement } = /** @type {ShadowRoot | Document} */ (root.getRootNode());
    const onNode = activeElement?.hasAttribute("data-node");
    work();
    if (onNode) focus(cursor);
  }

  return /** @satisfies {Part} */ ({ root, svg, build, paint, focus, keepFocusWhile });
}

/** @param {Shape} shape @param {TreeState} state @param {TreeLayout} layout @param {TreeBox} box @returns {DrawnNode} */
function drawNode(shape, state, { boxes, font }, box) {
  const node = shape.nodes[box.node];
  const parent = node.parent === null ? undefined : boxes.get(node.parent);
  const piece = vector("text", { class: "gaze-piece", x: box.x + font * 0.5, y: box.y }, box.text);
  const percent = vector("text", { class: "gaze-tree-percent", x: box.x + box.width - font * 0.5, y: box.y, "font-size": percentFont(font) }, box.percent);
  const high = font * (node.status === "pruned" ? 1.3 : 1.65);
  const body = vector("rect", { class: "gaze-body", x: box.x, y: box.y - high / 2, width: box.width, height: high, rx: font * 0.4 });
  const group = vector("g", { role: "treeitem", "data-node": box.node, "aria-level": node.step + 1, "aria-label": `${box.text} ${box.percent}` }, body, piece, percent);
  if (node.status === "finished") group.append(vector("title", {}, String(node.rank + 1 || "")));
  if (state.folded.has(box.node)) group.append(vector("text", { class: "gaze-fold", x: box.x + box.width + font * 0.2, y: box.y }, "…"));
  if (!parent) return { group, edge: null, number: null, looks: "" };
  const edge = vector("path", { d: edgePath(parent, box), "stroke-width": (0.8 + 3.2 * Math.exp(node.logprob)).toFixed(2) });
  const middle = { x: (parent.x + parent.width + box.x) / 2, y: (parent.y + box.y) / 2 - font * 0.42, "font-size": percentFont(font) };
  const number = state.numbers ? vector("text", middle, node.logprob.toFixed(2).replace("-", "−")) : null;
  return { group, edge, number, looks: "" };
}

/** @param {TreeNode} node @param {TreeState} state @param {Set<number>} path @returns {string} */
function looksOf(node, { play, node: cursor }, path) {
  const looks = [`gaze-${statusAt(node, play.step)}`];
  if (node.wins) looks.push("gaze-wins");
  if (path.has(node.number)) looks.push("gaze-path");
  if (node.number === cursor) looks.push("gaze-cursor");
  if (node.step === play.step) looks.push("gaze-fresh");
  return looks.join(" ");
}

/**
 * The places of all visible nodes, in letters as large as `width` and the height `tall` allow. `label` gives a node's piece and its probability as they are printed.
 * @param {{shape: Shape, columns: number[][], width: number, tall?: number | undefined, font: number, gap: number, measure: Measure, label: (node: TreeNode) => {text: string, percent: string}}} want
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

  // Column by column: the preferred height of a node is that of its parent; its weight is largest for the best hypothesis.
  const height = Math.max(0, ...made.map((column) => column.reduce((all, box) => all + box.height, 0)));
  /** @type {Map<number, TreeBox>} */
  const boxes = new Map();
  const top = font * 0.4;
  let x = font * 0.5;
  const placed = made.map((column, step) => {
    const middles = spreadDown(column.map((box) => {
      const { parent, wins, status } = shape.nodes[box.node];
      const above = parent === null ? undefined : boxes.get(parent);
      return { size: box.height, preferred: above ? above.y - top : 0, force: wins ? STRAIGHT.wins : status === "pruned" ? STRAIGHT.pruned : STRAIGHT.kept };
    }), height);
    column.forEach((box, i) => boxes.set(box.node, { ...box, x, y: top + middles[i] }));
    const place = { x, width: widths[step] };
    x += widths[step] + between;
    return place;
  });
  return { width: Math.max(width, x - between + font), height: height + 2 * top, font, boxes, columns: placed };
}

/**
 * The middles of boxes below each other in this order, within a height and without overlap, so that the weighted squares
 * of their distances from the preferred middles are least: isotonic regression, pooling adjacent boxes that overlap.
 * @param {{size: number, preferred: number, force: number}[]} things @param {number} height @returns {number[]}
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

/** @param {{sum: number, force: number}} pool @returns {number} */
function meanOf({ sum, force }) {
  return sum / force;
}

/** The edge from a parent's right side to a node's left. @param {TreeBox} from @param {TreeBox} to @returns {string} */
export function edgePath(from, to) {
  const r = (/** @type {number} */ value) => Math.round(value * 10) / 10;
  const [x0, x1, mid] = [from.x + from.width, to.x, (from.x + from.width + to.x) / 2].map(r);
  return `M${x0} ${r(from.y)}C${mid} ${r(from.y)} ${mid} ${r(to.y)} ${x1} ${r(to.y)}`;
}
