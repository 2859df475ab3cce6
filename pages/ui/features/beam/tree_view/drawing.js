/** The drawing of the tree. It is built once for a tree and what is shown of it; a step only changes marks. */

import { html, setAll, vector } from "../../../kit/dom.js";
import { percentText } from "../../../kit/reading.js";
import { createScroller } from "../../../kit/scrolling.js";
import { columnsOfTree, statusAt, pathTo } from "./shape.js";
import { edgePath, percentFont, placeTree } from "./place.js";

/** `looks` is what was painted last, kept here because reading it from the drawing is slow.
 * @typedef {{group: SVGGElement, edge: SVGPathElement | null, number: SVGTextElement | null, looks: string}} DrawnNode */

/**
 * @param {(action: TreeAction) => void} dispatch
 */
export function createDrawing(dispatch) {
  const svg = vector("svg", { class: "gaze-drawing gaze-tree", role: "tree" });
  const root = html("div", { class: "gaze-scroll gaze-tree-scroll" }, svg);
  /** @type {{shape: Shape, layout: TreeLayout, nodes: Map<number, DrawnNode>, band: SVGRectElement} | null} */
  let drawn = null;
  const view = createScroller(root);
  listenToNodes(svg, dispatch);

  /**
   * @param {Shape} shape
   * @param {TreeState} state
   * @param {{width: number, tall?: number | undefined, font: number, measure: Measure, show: (piece: string) => string, name: string, lang: string}} look
   */
  function build(shape, state, { width, tall, font, measure, show, name, lang }) {
    const columns = columnsOfTree(shape, state);
    const label = (/** @type {TreeNode} */ node) => ({ text: show(node.displayed), percent: shortPercent(node.logprob) });
    const layout = placeTree({ shape, columns, width, tall, font, gap: state.numbers ? 3.4 : 1.6, measure, label });
    const band = vector("rect", { class: "gaze-tree-now", y: 0, height: layout.height });
    const nodes = new Map([...layout.boxes.values()].map((box) => [box.node, drawNode(shape, state, layout, box)]));
    for (const { group } of nodes.values()) setAll(group, { lang: lang || false });
    svg.replaceChildren(band, ...layersOfTree([...nodes.values()]));
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
      const marked = markNode(drawnNode, looksOf(node, state, path), here);
      if (marked && here) setAll(drawnNode.group, { "aria-label": nameOf(node, step) });
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
    const onNode = hasFocus(root);
    work();
    if (onNode) focus(cursor);
  }

  return /** @satisfies {Part} */ ({ root, svg, build, paint, focus, keepFocusWhile });
}

/**
 * @param {Element} tree
 * @returns {boolean} whether one of the nodes has the focus
 */
function hasFocus(tree) {
  return /** @type {ShadowRoot | Document} */ (tree.getRootNode()).activeElement?.hasAttribute("data-node") ?? false;
}

/**
 * Edges under all nodes.
 * @param {DrawnNode[]} nodes
 * @returns {SVGGElement[]}
 */
function layersOfTree(nodes) {
  const edges = vector("g", { class: "gaze-edges" }, ...nodes.flatMap(({ edge }) => edge ?? []));
  const numbers = vector("g", { class: "gaze-edge-numbers", "aria-hidden": "true" }, ...nodes.flatMap(({ number }) => number ?? []));
  return [edges, numbers, ...nodes.map(({ group }) => group)];
}

/**
 * @param {DrawnNode} node
 * @param {string} looks
 * @param {boolean} here whether the cursor stands on it
 * @returns {boolean} whether anything had to be painted
 */
function markNode(node, looks, here) {
  if (looks === node.looks) return false;
  node.looks = looks;
  setAll(node.group, { class: `gaze-node ${looks}`, tabindex: here ? 0 : -1, "aria-selected": String(here) });
  for (const line of [node.edge, node.number]) line?.setAttribute("class", looks);
  return true;
}

/**
 * @param {Shape} shape
 * @param {TreeState} state
 * @param {TreeLayout} layout
 * @param {TreeBox} box
 * @returns {DrawnNode}
 */
function drawNode(shape, state, { boxes, font }, box) {
  const node = shape.nodes[box.node];
  const parent = node.parent === null ? undefined : boxes.get(node.parent);
  const piece = vector("text", { class: "gaze-piece", x: box.x + font * 0.5, y: box.y }, box.text);
  const percent = vector("text", { class: "gaze-tree-percent", x: box.x + box.width - font * 0.5, y: box.y, "font-size": percentFont(font) }, box.percent);
  const high = font * (node.status === "pruned" ? 1.3 : 1.65);
  const body = vector("rect", { class: "gaze-body", x: box.x, y: box.y - high / 2, width: box.width, height: high, rx: font * 0.4 });
  const group = vector("g", { role: "treeitem", "data-node": box.node, "aria-level": node.step + 1, "aria-label": `${box.text} ${box.percent}` }, body, piece, percent);
  if (node.status === "finished") group.append(vector("title", {}, String(node.rank + 1 || "")));
  if (state.folded.has(box.node)) group.append(foldMark(box, font));
  if (!parent) return { group, edge: null, number: null, looks: "" };
  const edge = vector("path", { d: edgePath(parent, box), "stroke-width": (0.8 + 3.2 * Math.exp(node.logprob)).toFixed(2) });
  return { group, edge, number: state.numbers ? edgeNumber(parent, box, node.logprob, font) : null, looks: "" };
}

/**
 * @param {TreeBox} from
 * @param {TreeBox} to
 * @param {number} logprob
 * @param {number} font
 * @returns {SVGTextElement}
 */
function edgeNumber(from, to, logprob, font) {
  const place = { x: (from.x + from.width + to.x) / 2, y: (from.y + to.y) / 2 - font * 0.42, "font-size": percentFont(font) };
  return vector("text", place, logprob.toFixed(2).replace("-", "−"));
}

/**
 * @param {TreeBox} box
 * @param {number} font
 * @returns {SVGTextElement}
 */
function foldMark(box, font) {
  return vector("text", { class: "gaze-fold", x: box.x + box.width + font * 0.2, y: box.y }, "…");
}

/**
 * @param {TreeNode} node
 * @param {TreeState} state
 * @param {Set<number>} path
 * @returns {string}
 */
function looksOf(node, { play, node: cursor }, path) {
  const looks = [`gaze-${statusAt(node, play.step)}`];
  if (node.wins) looks.push("gaze-wins");
  if (path.has(node.number)) looks.push("gaze-path");
  if (node.number === cursor) looks.push("gaze-cursor");
  if (node.step === play.step) looks.push("gaze-fresh");
  return looks.join(" ");
}

/**
 * @param {number} logprob
 * @returns {string}
 */
function shortPercent(logprob) {
  const percent = 100 * Math.exp(logprob);
  return percent < 1 ? percentText(Math.exp(logprob)) : `${Math.round(percent)}%`;
}

/**
 * @param {SVGSVGElement} svg
 * @param {(action: TreeAction) => void} dispatch
 * @returns {void}
 */
function listenToNodes(svg, dispatch) {
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
}
