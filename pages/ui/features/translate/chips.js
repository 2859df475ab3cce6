/** Chips: the source and output pieces, their marks, and how they react to the pointer and the focus. */

import { setAll, setText, vector } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { inkOf, weightText } from "../../kit/reading.js";
import { fullName } from "../../kit/speech.js";
import { isHidden } from "../../kit/state.js";

const TINT = 0.42;

/** @typedef {{group: SVGGElement, tint: SVGRectElement, number: SVGTextElement}} Chip */

/**
 * @param {RibbonLayout} layout
 * @param {"source" | "target"} side
 * @param {number} index
 * @param {Shown} piece
 * @param {Record<string, string>} labels
 * @returns {Chip}
 */
export function drawChip(layout, side, index, piece, labels) {
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

/**
 * @param {Point & {width: number, height: number}} box
 * @param {number} font
 * @param {string} look
 * @returns {SVGLineElement}
 */
function underline(box, font, look) {
  const y = box.y + box.height - font * 0.38;
  return vector("line", { class: look, x1: box.x + font * 0.5, x2: box.x + box.width - font * 0.5, y1: y, y2: y });
}

/**
 * Numbers stand on the far side of a chip, away from the ribbons.
 * @param {RibbonLayout} layout
 * @param {"source" | "target"} side
 * @param {Point & {width: number, height: number}} box
 * @param {Point} middle
 * @returns {Record<string, string | number>}
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

/**
 * @param {{source: Chip[], target: Chip[]}} drawn
 * @param {Pick<Scene, "trace" | "labels">} scene
 * @returns {SVGGElement[]}
 */
export function chipRows({ source, target }, { trace, labels }) {
  const [from = "", to = ""] = trace.languages ?? [];
  source[0]?.group.setAttribute("tabindex", "0");
  const row = (/** @type {Chip[]} */ chips, /** @type {string} */ label, /** @type {string} */ zone, /** @type {string} */ lang) =>
    vector("g", { role: "group", "aria-label": label, "data-zone": zone, lang: lang || false }, ...chips.map((chip) => chip.group));
  return [row(source, say(labels, "source_row"), "source", from), row(target, say(labels, "target_row"), "stage", to)];
}

/**
 * @param {Chip[]} chips
 * @param {Scene} scene
 * @param {Hover} lit
 * @returns {void}
 */
export function markSource(chips, scene, lit) {
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

/**
 * @param {Chip[]} chips
 * @param {Scene} scene
 * @param {Hover} lit
 * @param {StageState} state
 * @returns {void}
 */
export function markTarget(chips, scene, lit, state) {
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
 * @returns {void}
 */
export function listenToChips(root, dispatch) {
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
