/** The layout and the drawing of the tree. It is laid out once for a tree and what is shown of it; a step only changes marks. */

import { elementOf, setAll } from "../../kit/dom.js";
import { guard, html, nothing, render, repeat, svg } from "../../kit/lit.js";
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

/** @param {(action: TreeAction) => void} dispatch */
export function createDrawing(dispatch) {
  /** @param {Event} event @returns {number | null} */
  const nodeOfEvent = (event) => {
    const group = /** @type {Element} */ (event.target).closest("[data-node]");
    return group && Number(group.getAttribute("data-node"));
  };
  const choose = (/** @type {Event} */ event) => {
    const node = nodeOfEvent(event);
    if (node !== null) dispatch({ type: "to", node });
  };
  const root = elementOf(html`<div class="gaze-scroll gaze-tree-scroll"><svg class="gaze-drawing gaze-tree" role="tree" @click=${choose}
    @pointerover=${(/** @type {Event} */ event) => dispatch({ type: "point", node: nodeOfEvent(event) })} @pointerleave=${() => dispatch({ type: "point", node: null })}></svg></div>`);
  const drawing = /** @type {SVGSVGElement} */ (root.querySelector("svg"));
  /** @type {{shape: Shape, layout: TreeLayout, numbers: boolean, folded: ReadonlySet<number>, lang: string} | null} */
  let drawn = null;
  const view = createScroller(root);

  /**
   * @param {Shape} shape @param {TreeState} state
   * @param {{width: number, tall?: number | undefined, font: number, measure: Measure, show: (piece: string) => string, name: string, lang: string}} look
   */
  function build(shape, { numbers, folded, ...state }, { width, tall, font, measure, show, name, lang }) {
    const columns = columnsOfTree(shape, { folded, ...state });
    const label = (/** @type {TreeNode} */ { displayed, logprob }) => {
      const probability = Math.exp(logprob);
      return { text: show(displayed), percent: probability < 0.01 ? percentText(probability) : `${Math.round(100 * probability)}%` };
    };
    const layout = placeTree({ shape, columns, width, tall, font, gap: numbers ? 3.4 : 1.6, measure, label });
    setAll(drawing, { width: layout.width, height: layout.height, viewBox: `0 0 ${layout.width} ${layout.height}`, style: `font-size: ${layout.font}px`, "aria-label": name });
    drawn = { shape, layout, numbers, folded, lang };
    view.fit({ width, height: layout.height });
  }

  /** @param {TreeState} state @param {(node: TreeNode, step: number) => string} nameOf */
  function paint(state, nameOf) {
    if (!drawn) return;
    const { shape, layout, numbers, folded, lang } = drawn;
    const { step } = state.play;
    const path = new Set(pathTo(shape, state.hover ?? state.node));
    // Edges and their numbers lie under all nodes.
    const boxes = [...layout.boxes.values()].map((box) => {
      const node = shape.nodes[box.node];
      return { box, node, looks: looksOf(node, state, path), parent: node.parent === null ? undefined : layout.boxes.get(node.parent) };
    });
    const column = layout.columns[step];
    render(svg`
      <rect class="gaze-tree-now" y="0" height=${layout.height} x=${column ? column.x - layout.font * 0.35 : 0} width=${column ? column.width + layout.font * 0.7 : 0} />
      <g class="gaze-edges">${boxes.map(({ box, node, looks, parent }) => parent && svg`<path class=${looks} d=${edgePath(parent, box)}
        stroke-width=${(0.8 + 3.2 * Math.exp(node.logprob)).toFixed(2)} />`)}</g>
      <g class="gaze-edge-numbers" aria-hidden="true">${numbers ? boxes.map(({ box, node, looks, parent }) => parent && svg`<text class=${looks}
        x=${(parent.x + parent.width + box.x) / 2} y=${(parent.y + box.y) / 2 - layout.font * 0.42} font-size=${percentFont(layout.font)}>${node.logprob.toFixed(2).replace("-", "−")}</text>`) : nothing}</g>
      ${repeat(boxes, ({ box }) => box.node, ({ box, node, looks }) => svg`<g class="gaze-node ${looks}" role="treeitem" data-node=${box.node} lang=${lang || nothing}
        aria-level=${node.step + 1} aria-label=${box.node === state.node ? nameOf(node, step) : `${box.text} ${box.percent}`} aria-selected=${box.node === state.node}
        tabindex=${box.node === state.node ? 0 : -1}>${guard([layout], () => nodeBody(node, box, layout.font, folded.has(box.node)))}</g>`)}`, drawing);
    if (column) view.follow({ ...column, y: 0, height: layout.height }, layout);
  }

  /** @param {number | null} node */
  function focus(node) {
    if (node !== null) /** @type {SVGGElement | null} */ (drawing.querySelector(`[data-node="${node}"]`))?.focus({ preventScroll: true });
  }

  /** Gives the focus to the cursor if the node that had it is hidden or redrawn by `work`. @param {() => void} work @param {number | null} cursor */
  function keepFocusWhile(work, cursor) {
    const { activeElement } = /** @type {ShadowRoot | Document} */ (root.getRootNode());
    const onNode = activeElement?.hasAttribute("data-node");
    work();
    if (onNode) focus(cursor);
  }

  return /** @satisfies {Part} */ ({ root, svg: drawing, build, paint, focus, keepFocusWhile });
}

/** What is in a node at every step. @param {TreeNode} node @param {TreeBox} box @param {number} font @param {boolean} folded */
function nodeBody({ status, rank }, { x, y, width, text, percent }, font, folded) {
  const high = font * (status === "pruned" ? 1.3 : 1.65);
  return svg`<rect class="gaze-body" x=${x} y=${y - high / 2} width=${width} height=${high} rx=${font * 0.4} /><text class="gaze-piece" x=${x + font * 0.5} y=${y}>${text}</text><text
    class="gaze-tree-percent" x=${x + width - font * 0.5} y=${y} font-size=${percentFont(font)}>${percent}</text>${
    status === "finished" ? svg`<title>${rank + 1 || ""}</title>` : nothing}${folded ? svg`<text class="gaze-fold" x=${x + width + font * 0.2} y=${y}>…</text>` : nothing}`;
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
