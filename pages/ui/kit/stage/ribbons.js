/** The ribbons view: source chips, output chips and the ribbons between them. */

import { elementOf } from "../dom.js";
import { say } from "../labels.js";
import { ribbonLayout, ribbonsOf } from "../layout.js";
import { guard, html, nothing, render, repeat, svg } from "../lit.js";
import { inkOf, readBefore, weightText } from "../reading.js";
import { endLines } from "../scene.js";
import { createScroller } from "../scrolling.js";
import { fullName } from "../speech.js";
import { highlightOf, isHidden } from "../state.js";

/** The least weight that has a ribbon, and that has a number. */
const [UNSEEN, UNWRITTEN] = [0.001, 0.005];
const TINT = 0.42;
/** The thickness of a bar and its distance from the chip, in ems of the chip: numbers and marks are close. */
const THICK = 0.2;
const FROM_CHIP = { source: 0.06, target: 0.26 };

/** What a step and a pointer make of a chip.
 * @typedef {{name: string, look: string, weight: number, most?: boolean, reachable: boolean, now?: boolean, gone?: boolean, meter: [look: string, share: number][] | null}} ChipState */

/** @param {Dispatch} dispatch */
export function createRibbons(dispatch) {
  const leave = () => dispatch({ type: "leave" });
  /** @param {Event} event @returns {Hover | null} */
  const pieceAt = (event) => {
    const chip = /** @type {Element} */ (event.target).closest(".gaze-chip");
    if (!chip) return null;
    const [step, source] = [chip.getAttribute("data-target"), chip.getAttribute("data-source")];
    return { step: step === null ? null : Number(step), source: source === null ? null : Number(source) };
  };
  const hover = (/** @type {Event} */ event) => {
    const to = pieceAt(event);
    dispatch(to ? { type: "hover", to } : { type: "leave" });
  };
  const focus = (/** @type {Event} */ event) => {
    const to = pieceAt(event);
    if (to && to.source !== null) dispatch({ type: "hover", to });
  };
  const choose = (/** @type {Event} */ event) => {
    const step = pieceAt(event)?.step ?? null;
    if (step !== null) dispatch({ type: "step", to: step });
  };
  // A drawing that listens for the focus would become a tab stop itself.
  const root = elementOf(html`<div class="gaze-scroll gaze-ribbons" @pointerover=${hover} @pointerleave=${leave} @focusin=${focus} @focusout=${leave} @click=${choose}></div>`);
  const view = createScroller(root);
  /** @type {{layout: RibbonLayout, ribbons: {d: string, thickness: number, weight: number, source: number}[][]} | null} */
  let drawn = null;
  /** The width of the view until it has been fitted. @type {number | null} */
  let unfitted = null;

  /** @param {Scene} scene @param {{width: number, reach: number | null}} room */
  function build({ font, flipped, measure, weights, ...scene }, room) {
    const texts = { source: scene.source.map((piece) => piece.text), target: scene.target.map((piece) => piece.text) };
    const layout = ribbonLayout({ ...texts, ...room, font, flipped, measure });
    const ribbons = weights.map((row, step) => ribbonsOf(layout, row, step)
      .map(({ d, thickness }, source) => ({ d, thickness, weight: row[source], source })).filter(({ weight }) => weight >= UNSEEN));
    drawn = { layout, ribbons };
    unfitted = room.width;
    root.style.setProperty("--gaze-number", `${Math.max(12, layout.font * 0.74)}px`);
    root.toggleAttribute("data-flipped", layout.flipped);
  }

  /** @param {Scene} scene @param {StageState} state */
  function paint(scene, state) {
    if (!drawn || scene.target.length === 0) return;
    const { layout, ribbons } = drawn;
    const { width, height, font } = layout;
    const { labels, trace, fixed } = scene;
    const lit = highlightOf(state);
    const top = lit.step ?? state.step; // the ribbons of this step lie above the others
    // Over all steps the ribbons of one source piece; within a lit row the one ribbon of the hovered cell.
    const aimed = (/** @type {number} */ i) => (lit.step === null || lit.step === i ? lit.source : null);
    const row = (/** @type {number} */ i) => svg`
      <g class=${i === lit.step ? "gaze-lit" : i <= state.step ? "gaze-past" : "gaze-future"} display=${isHidden(state, i) ? "none" : nothing}>${
        guard([drawn, aimed(i), state.threshold], () => ribbons[i].map(({ d, thickness, weight, source }) => svg`
        <path d=${d} stroke-width=${thickness.toFixed(2)} stroke-opacity=${(0.3 + 0.6 * inkOf(weight)).toFixed(3)}
          class=${aimed(i) === null ? nothing : source === aimed(i) ? "gaze-on" : "gaze-off"} display=${weight < state.threshold ? "none" : "inline"} />`))}</g>`;
    const chips = (/** @type {"source" | "target"} */ side, /** @type {ChipState[]} */ states) => svg`
      <g role="group" aria-label=${say(labels, `${side}_row`)} data-zone=${side === "source" ? "source" : "stage"} lang=${trace.languages?.[side === "source" ? 0 : 1] || nothing}>${
        states.map((each, i) => chip(layout, side, i, scene[side][i], each))}</g>`;
    render(html`
      <svg class=${lit.step === null ? "gaze-drawing gaze-columnwise" : "gaze-drawing"} width=${width} height=${height} viewBox="0 0 ${width} ${height}" style="font-size: ${font}px">
        <g class="gaze-bands">${repeat([...ribbons.keys()].sort((a, b) => Number(a === top) - Number(b === top)), (i) => i, row)}</g>
        ${fixed ? svg`<g class="gaze-ends">${endLines(layout).map((d) => svg`<path d=${d} />`)}</g>` : nothing}
        ${chips("source", sourceStates(scene, state, lit))}${chips("target", targetStates(scene, state, lit))}
      </svg>`, root);
    if (unfitted !== null) view.fit({ width: unfitted, height: root.clientHeight });
    unfitted = null;
    view.follow(layout.target[state.step], { width: layout.flipped ? 0 : width, height });
  }

  /** @param {number} step */
  const focusStep = (step) => /** @type {SVGElement | null} */ (root.querySelector(`[data-target="${step}"]`))?.focus({ preventScroll: true });
  /** @param {number} source */
  const focusSource = (source) => /** @type {SVGElement | null} */ (root.querySelector(`[data-source="${source}"]`))?.focus();

  return /** @satisfies {Part} */ ({ root, get svg() { return /** @type {SVGSVGElement} */ (root.querySelector("svg")); }, build, paint, focusStep, focusSource });
}

/**
 * The weights of a lit step tint the source. Its bars say what was read before the step, if the model knows; what was read more than once
 * replaces the rest.
 * @param {Scene} scene @param {StageState} state @param {Hover} lit @returns {ChipState[]}
 */
function sourceStates({ source, weights, fixed, trace, labels }, state, lit) {
  const row = lit.step === null || fixed ? null : weights[lit.step];
  const most = Math.max(...(row ?? []));
  const read = trace.covers ? readBefore(trace.weights, lit.step ?? state.step) : null;
  return source.map((piece, j) => {
    const again = read && Math.min(1, Math.max(0, read[j] - 1));
    return {
      name: read ? say(labels, "coverage_name", { piece: fullName(labels, piece), x: weightText(read[j]) }) : fullName(labels, piece),
      look: lit.source === j ? " gaze-held" : "", weight: row?.[j] ?? 0, most: row?.[j] === most, reachable: j === 0,
      meter: read && again !== null ? [["gaze-covered", Math.min(1, read[j]) - again], ["gaze-reread", again]] : null,
    };
  });
}

/**
 * The weights of a lit source piece over all steps tint the output. Its bars say what was generated and what copied, if the model copies.
 * @param {Scene} scene @param {StageState} state @param {Hover} lit @returns {ChipState[]}
 */
function targetStates({ target, weights, fixed, trace, labels }, state, lit) {
  const column = lit.step === null && !fixed ? lit.source : null;
  return target.map((piece, i) => {
    const share = trace.generate?.[i];
    return {
      name: share === undefined ? fullName(labels, piece) : say(labels, "generate_name", { piece: fullName(labels, piece), x: weightText(share) }),
      look: i === state.step ? " gaze-now" : `${i > state.step ? " gaze-later" : ""}${i === lit.step ? " gaze-held" : ""}`,
      weight: column === null ? 0 : weights[i][column], reachable: i === state.step, now: i === state.step, gone: isHidden(state, i),
      meter: share === undefined ? null : [["gaze-generated", share], ["gaze-pointed", 1 - share]],
    };
  });
}

/**
 * Its number and its bar are on the far side of a chip, away from the ribbons; in a column, the bar is below the chip.
 * @param {RibbonLayout} layout @param {"source" | "target"} side @param {number} index @param {Shown} piece @param {ChipState} state
 */
function chip(layout, side, index, piece, { name, look, weight, most, reachable, now, gone, meter }) {
  const { font } = layout;
  const { text, x, y, width, height } = layout[side][index];
  const number = numberPlace(layout, side, index);
  const before = side === "source";
  const line = y + height - font * 0.38;
  return svg`
    <g role="button" tabindex=${reachable ? 0 : -1} aria-label=${name} aria-current=${now ? "step" : nothing} display=${gone ? "none" : nothing}
        data-source=${before ? index : nothing} data-target=${before ? nothing : index}
        class="gaze-chip${piece.end ? " gaze-end" : ""}${piece.fixed ? " gaze-vector" : ""}${look}">
      <title>${name}</title><rect class="gaze-body" x=${x} y=${y} width=${width} height=${height} />
      <rect class="gaze-tint" x=${x} y=${y} width=${width} height=${height} fill-opacity=${(inkOf(weight) * TINT).toFixed(3)} />
      <text class="gaze-piece" x=${x + width / 2} y=${y + height / 2}>${text}</text>
      <text class=${most ? "gaze-number gaze-most" : "gaze-number"} aria-hidden="true" x=${number.x} y=${number.y} text-anchor=${number.anchor}>${weight >= UNWRITTEN ? weightText(weight) : ""}</text>
      ${[piece.unknown && "gaze-unknown", piece.copied && "gaze-copied-line"].map((kind) => kind ? svg`
        <line class=${kind} x1=${x + font * 0.5} x2=${x + width - font * 0.5} y1=${line} y2=${line} />` : nothing)}
      ${meter ? bar(layout, side, index, meter) : nothing}
    </g>`;
}

/** @param {RibbonLayout} layout @param {"source" | "target"} side @param {number} index */
function numberPlace({ font, flipped, ...layout }, side, index) {
  const { x, y, width, height } = layout[side][index];
  const before = side === "source";
  if (!flipped) return { x: x + width / 2, y: before ? y - font * 0.65 : y + height + font * 0.75, anchor: "middle" };
  return { x: before ? x - font * 0.4 : x + width + font * 0.4, y: y + height / 2, anchor: before ? "end" : "start" };
}

/** The bar of a chip. @param {RibbonLayout} layout @param {"source" | "target"} side @param {number} index @param {[look: string, share: number][]} parts from left to right */
function bar(layout, side, index, parts) {
  const { font, flipped } = layout;
  const { x, y, width, height } = layout[side][index];
  const top = side === "source" && !flipped ? y - font * (FROM_CHIP.source + THICK) : y + height + font * FROM_CHIP[side];
  const rect = (/** @type {string} */ look, /** @type {string | number} */ at, /** @type {string | number} */ wide) => svg`<rect class=${look} x=${at} y=${top} width=${wide} height=${font * THICK} />`;
  let end = x;
  return svg`<g class="gaze-meter">${rect("gaze-unfilled", x, width)}${parts.map(([look, share]) => {
    const from = end;
    end += share * width;
    return rect(look, from.toFixed(1), (share * width).toFixed(1));
  })}</g>`;
}
