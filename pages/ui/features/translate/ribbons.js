/** The ribbons view: source chips, output chips and the ribbons between them. Built once per scene; a step only changes marks. */

import { html, setAll, setText, vector } from "../../kit/dom.js";
import { endLines } from "../../kit/scene.js";
import { say } from "../../kit/labels.js";
import { prefersColumns, ribbonLayout, ribbonsOf } from "../../kit/layout.js";
import { inkOf, readBefore, weightText } from "../../kit/reading.js";
import { createScroller } from "../../kit/scrolling.js";
import { fullName } from "../../kit/speech.js";
import { highlightOf, isHidden } from "../../kit/state.js";

const UNSEEN = 0.001;
const TINT = 0.42;
/** The thickness of a bar and its distance from the chip, in ems of the chip: numbers and marks stand near by. */
const THICK = 0.2;
const FROM_CHIP = { source: 0.06, target: 0.26 };

/** @typedef {{path: SVGPathElement, weight: number, source: number}} Ribbon */
/** @typedef {{width: number, reach: number | null}} Room */
/** @typedef {{group: SVGGElement, tint: SVGRectElement, number: SVGTextElement}} Chip */
/** @typedef {{chip: Chip, name: string, fill: (shares: number[]) => void}} Meter */

/** @param {Dispatch} dispatch */
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

/** The elements that a step marks: chips, and the ribbons of each step. @param {Scene} scene @param {Room} room */
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

/** Whether a scene is drawn in columns if the visitor has not chosen. @param {Scene} scene @param {number} width @returns {boolean} */
export function standsInColumns({ source, target, font, measure }, width) {
  const texts = { source: source.map((p) => p.text), target: target.map((p) => p.text) };
  return prefersColumns({ ...texts, width, font, measure });
}

/** @param {RibbonLayout} layout @param {number[]} row @param {number} step @returns {Ribbon[]} */
function drawRow(layout, row, step) {
  const ribbons = ribbonsOf(layout, row, step).map(({ d, thickness }, source) => ({ d, thickness, source }));
  return ribbons.filter(({ source }) => row[source] >= UNSEEN).map(({ d, thickness, source }) => {
    const opacity = (0.3 + 0.6 * inkOf(row[source])).toFixed(3);
    const path = vector("path", { d, "stroke-width": thickness.toFixed(2), "stroke-opacity": opacity });
    return { path, weight: row[source], source };
  });
}

/** @param {number} row @param {number} step @param {number | null} lit @returns {string} */
function rowClass(row, step, lit) {
  if (row === lit) return "gaze-lit";
  return row <= step ? "gaze-past" : "gaze-future";
}

/**
 * Over all steps the ribbons of one source piece; within a lit row the one ribbon of the hovered cell.
 * @param {Ribbon[][]} ribbons @param {Hover} lit
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

/**
 * @param {RibbonLayout} layout @param {"source" | "target"} side @param {number} index @param {Shown} piece
 * @param {Record<string, string>} labels @returns {Chip}
 */
function drawChip(layout, side, index, piece, labels) {
  const { font } = layout;
  const { text, ...box } = layout[side][index];
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const label = vector("text", { class: "gaze-piece", ...middle }, text);
  const tint = vector("rect", { class: "gaze-tint", ...box, "fill-opacity": 0 });
  const number = vector("text", numberPlace(layout, side, box, middle));
  const name = fullName(labels, piece);
  const group = vector("g", { role: "button", tabindex: -1, "aria-label": name, [`data-${side}`]: index },
    vector("title", {}, name), vector("rect", { class: "gaze-body", ...box }), tint, label, number);
  if (piece.unknown) group.append(underline(box, font, "gaze-unknown"));
  if (piece.copied) group.append(underline(box, font, "gaze-copied-line"));
  group.setAttribute("class", `gaze-chip${piece.end ? " gaze-end" : ""}${piece.fixed ? " gaze-vector" : ""}`);
  return { group, tint, number };
}

/** @param {Point & {width: number, height: number}} box @param {number} font @param {string} look @returns {SVGLineElement} */
function underline(box, font, look) {
  const y = box.y + box.height - font * 0.38;
  return vector("line", { class: look, x1: box.x + font * 0.5, x2: box.x + box.width - font * 0.5, y1: y, y2: y });
}

/**
 * Numbers stand on the far side of a chip, away from the ribbons.
 * @param {RibbonLayout} layout @param {"source" | "target"} side @param {Point & {width: number, height: number}} box
 * @param {Point} middle @returns {Record<string, string | number>}
 */
function numberPlace({ font, flipped }, side, box, middle) {
  const look = { class: "gaze-number", "aria-hidden": "true" };
  if (!flipped) {
    const y = side === "source" ? box.y - font * 0.65 : box.y + box.height + font * 0.75;
    return { ...look, "text-anchor": "middle", x: middle.x, y };
  }
  const place = side === "source" ? ["end", box.x - font * 0.4] : ["start", box.x + box.width + font * 0.4];
  return { ...look, "text-anchor": place[0], x: place[1], y: middle.y };
}

/** @param {{source: Chip[], target: Chip[]}} drawn @param {Pick<Scene, "trace" | "labels">} scene @returns {SVGGElement[]} */
function chipRows({ source, target }, { trace, labels }) {
  const [from = "", to = ""] = trace.languages ?? [];
  source[0]?.group.setAttribute("tabindex", "0");
  const row = (/** @type {Chip[]} */ chips, /** @type {string} */ label, /** @type {string} */ zone, /** @type {string} */ lang) =>
    vector("g", { role: "group", "aria-label": label, "data-zone": zone, lang: lang || false }, ...chips.map((chip) => chip.group));
  return [row(source, say(labels, "source_row"), "source", from), row(target, say(labels, "target_row"), "stage", to)];
}

/** @param {Chip[]} chips @param {Scene} scene @param {Hover} lit */
function markSource(chips, scene, lit) {
  const row = lit.step === null || scene.fixed ? null : scene.weights[lit.step];
  const most = row ? Math.max(...row) : 0;
  chips.forEach(({ group, tint, number }, j) => {
    const weight = row ? row[j] : 0;
    setAll(tint, { "fill-opacity": (inkOf(weight) * TINT).toFixed(3) });
    setText(number, weight >= 0.005 ? weightText(weight) : "");
    number.classList.toggle("gaze-most", row !== null && weight === most);
    group.classList.toggle("gaze-held", lit.source === j);
  });
}

/** @param {Chip[]} chips @param {Scene} scene @param {Hover} lit @param {StageState} state */
function markTarget(chips, scene, lit, state) {
  const now = state.step;
  const column = lit.step === null && !scene.fixed ? lit.source : null;
  chips.forEach(({ group, tint, number }, i) => {
    const weight = column === null ? 0 : scene.weights[i][column];
    setAll(tint, { "fill-opacity": (inkOf(weight) * TINT).toFixed(3) });
    setText(number, weight >= 0.005 ? weightText(weight) : "");
    group.classList.toggle("gaze-now", i === now);
    group.classList.toggle("gaze-later", i > now);
    group.classList.toggle("gaze-held", i === lit.step && i !== now);
    setAll(group, { tabindex: i === now ? 0 : -1, "aria-current": i === now ? "step" : false, display: isHidden(state, i) && "none" });
  });
}

/**
 * @param {HTMLElement} root the element around the drawing; a drawing that listens for the focus would become a tab stop itself
 * @param {Dispatch} dispatch
 */
function listenToChips(root, dispatch) {
  /** @param {Event} event @returns {Hover | null} */
  const pieceOf = (event) => {
    const chip = /** @type {Element} */ (event.target).closest(".gaze-chip");
    if (!chip) return null;
    const [step, source] = [chip.getAttribute("data-target"), chip.getAttribute("data-source")];
    return { step: step === null ? null : Number(step), source: source === null ? null : Number(source) };
  };
  root.addEventListener("pointerover", (event) => {
    const piece = pieceOf(event);
    dispatch(piece ? { type: "hover", to: piece } : { type: "leave" });
  });
  root.addEventListener("pointerleave", () => dispatch({ type: "leave" }));
  root.addEventListener("focusin", (event) => {
    const piece = pieceOf(event);
    if (piece && piece.source !== null) dispatch({ type: "hover", to: piece });
  });
  root.addEventListener("focusout", () => dispatch({ type: "leave" }));
  root.addEventListener("click", (event) => {
    const step = pieceOf(event)?.step ?? null;
    if (step !== null) dispatch({ type: "step", to: step });
  });
}

/**
 * The bars of a scene: the output has them if its model copies, the source if its model knows what was read.
 * @param {Scene} scene @param {RibbonLayout} layout @param {{source: Chip[], target: Chip[]}} chips
 * @returns {Meter[]} those of the source, which a step fills
 */
function drawMeters({ trace, source, target, labels }, layout, chips) {
  trace.generate?.forEach((share, i) => {
    const meter = drawMeter(layout, "target", i, chips.target[i], fullName(labels, target[i]), ["gaze-generated", "gaze-pointed"]);
    meter.fill([share, 1 - share]);
    rename(meter, say(labels, "generate_name", { piece: meter.name, x: weightText(share) }));
  });
  if (!trace.covers) return [];
  return chips.source.map((chip, j) => drawMeter(layout, "source", j, chip, fullName(labels, source[j]), ["gaze-covered", "gaze-reread"]));
}

/**
 * A bar on the far side of a chip, away from the ribbons; in a column, below the chip.
 * @param {RibbonLayout} layout @param {"source" | "target"} side @param {number} index @param {Chip} chip @param {string} name
 * @param {string[]} looks the classes of its parts, from left to right @returns {Meter}
 */
function drawMeter(layout, side, index, chip, name, looks) {
  const { x, y, width, height } = layout[side][index];
  const { font, flipped } = layout;
  const top = side === "source" && !flipped ? y - font * (FROM_CHIP.source + THICK) : y + height + font * FROM_CHIP[side];
  const box = { y: top, height: font * THICK };
  const parts = looks.map((look) => vector("rect", { class: look, ...box }));
  chip.group.append(vector("g", { class: "gaze-meter" }, vector("rect", { class: "gaze-unfilled", x, width, ...box }), ...parts));

  /** @param {number[]} shares of the width */
  function fill(shares) {
    let from = x;
    parts.forEach((part, k) => {
      setAll(part, { x: from.toFixed(1), width: (shares[k] * width).toFixed(1) });
      from += shares[k] * width;
    });
  }

  return { chip, name, fill };
}

/**
 * Fills the bars of the source with what was read before a step; what was read more than once takes the place of the rest.
 * @param {Meter[]} meters @param {Scene} scene @param {number} step
 */
function paintMeters(meters, { trace, labels }, step) {
  const read = meters.length ? readBefore(trace.weights, step) : [];
  meters.forEach((meter, j) => {
    const again = Math.min(1, Math.max(0, read[j] - 1));
    meter.fill([Math.min(1, read[j]) - again, again]);
    rename(meter, say(labels, "coverage_name", { piece: meter.name, x: weightText(read[j]) }));
  });
}

/** @param {Meter} meter @param {string} name */
function rename({ chip }, name) {
  setAll(chip.group, { "aria-label": name });
  setText(/** @type {Node} */ (chip.group.firstChild), name);
}
