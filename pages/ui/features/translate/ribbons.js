/** The ribbons view: source chips, output chips and the ribbons between them. Built once per scene; a step only changes marks. */

import { chipRows, drawChip, listenToChips, markSource, markTarget } from "./chips.js";
import { html, setAll, vector } from "../../kit/dom.js";
import { endLines } from "../../kit/fixed.js";
import { prefersColumns, ribbonLayout, ribbonsOf } from "../../kit/layout.js";
import { drawMeters, paintMeters } from "./meters.js";
import { inkOf } from "../../kit/reading.js";
import { createScroller } from "../../kit/scrolling.js";
import { isHidden, highlightOf } from "../../kit/state.js";

const UNSEEN = 0.001;

/** @typedef {{path: SVGPathElement, weight: number, source: number}} Ribbon */
/** @typedef {{width: number, reach: number | null}} Room */

/**
 * @param {Dispatch} dispatch
 */
export function createRibbons(dispatch) {
  const svg = vector("svg", { class: "gaze-drawing" });
  const root = html("div", { class: "gaze-scroll gaze-ribbons" }, svg);
  /** @type {ReturnType<typeof drawRibbons> | null} */
  let drawn = null;
  const view = createScroller(root);
  listenToChips(root, dispatch);

  /** @param {Scene} scene @param {Room} room */
  function build(scene, room) {
    drawn = drawRibbons(scene, room);
    const { layout, rows } = drawn;
    setAll(svg, { width: layout.width, height: layout.height, viewBox: `0 0 ${layout.width} ${layout.height}` });
    svg.style.fontSize = `${layout.font}px`;
    const ends = scene.fixed ? [vector("g", { class: "gaze-ends" }, ...endLines(layout).map((d) => vector("path", { d })))] : [];
    svg.replaceChildren(vector("g", { class: "gaze-bands" }, ...rows), ...ends, ...chipRows(drawn, scene));
    root.style.setProperty("--gaze-number", `${Math.max(12, layout.font * 0.74)}px`);
    setAll(root, { "data-flipped": layout.flipped });
    view.fit({ width: room.width, height: root.clientHeight });
  }

  /** @param {number} threshold */
  function hideBelow(threshold) {
    for (const { path, weight } of drawn?.ribbons.flat() ?? []) {
      path.setAttribute("display", weight < threshold ? "none" : "inline");
    }
  }

  /** @param {Scene} scene @param {StageState} state */
  function paint(scene, state) {
    if (!drawn || scene.target.length === 0) return;
    const lit = highlightOf(state);
    svg.classList.toggle("gaze-columnwise", lit.step === null);
    drawn.rows.forEach((row, i) => setAll(row, { class: rowClass(i, state.step, lit.step), display: isHidden(state, i) && "none" }));
    const now = drawn.rows[lit.step ?? state.step];
    if (now.nextSibling) now.parentNode?.append(now);
    markRibbons(drawn.ribbons, lit);
    markSource(drawn.source, scene, lit);
    markTarget(drawn.target, scene, lit, state);
    paintMeters(drawn.meters, scene, lit.step ?? state.step);
    const { flipped, width, height, target } = drawn.layout;
    view.follow(target[state.step], { width: flipped ? 0 : width, height });
  }

  /** @param {number} step */
  function focusStep(step) {
    drawn?.target[step]?.group.focus({ preventScroll: true });
  }

  /** @param {number} source */
  function focusSource(source) {
    drawn?.source[source]?.group.focus();
  }

  return /** @satisfies {Part} */ ({ root, svg, build, paint, hideBelow, focusStep, focusSource });
}

/**
 * The elements that a step marks: chips, and the ribbons of each step.
 * @param {Scene} scene
 * @param {Room} room
 */
function drawRibbons(scene, room) {
  const { font, flipped, measure, labels } = scene;
  const texts = { source: scene.source.map((p) => p.text), target: scene.target.map((p) => p.text) };
  const layout = ribbonLayout({ ...texts, ...room, font, flipped, measure });
  const ribbons = scene.weights.map((row, step) => drawRow(layout, row, step));
  const rows = ribbons.map((row) => vector("g", {}, ...row.map((ribbon) => ribbon.path)));
  const chips = (/** @type {"source" | "target"} */ side) => scene[side].map((piece, i) => drawChip(layout, side, i, piece, labels));
  const drawn = { source: chips("source"), target: chips("target") };
  return { layout, rows, ribbons, ...drawn, meters: drawMeters(scene, layout, drawn) };
}

/**
 * Whether a scene is drawn in columns if the visitor has not chosen.
 * @param {Scene} scene
 * @param {number} width
 * @returns {boolean}
 */
export function standsInColumns({ source, target, font, measure }, width) {
  const texts = { source: source.map((p) => p.text), target: target.map((p) => p.text) };
  return prefersColumns({ ...texts, width, font, measure });
}

/**
 * @param {RibbonLayout} layout
 * @param {number[]} row
 * @param {number} step
 * @returns {Ribbon[]}
 */
function drawRow(layout, row, step) {
  const ribbons = ribbonsOf(layout, row, step).map(({ d, thickness }, source) => ({ d, thickness, source }));
  return ribbons.filter(({ source }) => row[source] >= UNSEEN).map(({ d, thickness, source }) => {
    const opacity = (0.3 + 0.6 * inkOf(row[source])).toFixed(3);
    const path = vector("path", { d, "stroke-width": thickness.toFixed(2), "stroke-opacity": opacity });
    return { path, weight: row[source], source };
  });
}

/**
 * @param {number} row
 * @param {number} step
 * @param {number | null} lit
 * @returns {string}
 */
function rowClass(row, step, lit) {
  if (row === lit) return "gaze-lit";
  return row <= step ? "gaze-past" : "gaze-future";
}

/**
 * Over all steps the ribbons of one source piece; within a lit row the one ribbon of the hovered cell.
 * @param {Ribbon[][]} ribbons
 * @param {Hover} lit
 * @returns {void}
 */
function markRibbons(ribbons, lit) {
  ribbons.forEach((row, step) => {
    const aimed = lit.source !== null && (lit.step === null || lit.step === step);
    for (const { path, source } of row) {
      const mark = !aimed ? "" : source === lit.source ? "gaze-on" : "gaze-off";
      setAll(path, { class: mark || false });
    }
  });
}
