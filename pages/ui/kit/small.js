/** The small drawings of panels: matrix and ribbons. A step only moves marks. */

import { cellShapes } from "./cells.js";
import { elementOf } from "./dom.js";
import { ribbonsOf } from "./layout.js";
import { guard, html, nothing, render, svg } from "./lit.js";
import { clipText } from "./pieces.js";
import { inkOf } from "./reading.js";
import { clamp } from "./state.js";

// -- Geometry of the small matrices: panels of one size have the same columns, each has its own rows. Pure.

const ROWS_WITH_NAMES = 26;
const TALLEST = 340;
/** In letters: the width of the row names, and of a cell that is easy to see. */
const [NAMES, CELL] = [4, 2.2];
/** In letters: the largest width and height of a cell. */
const [WIDEST, HIGHEST] = [4.5, 2.2];
/** How many times wider than its column a name may be that is narrowed to it; a longer one is written downwards. */
const NARROWED = 1.25;
/** How many times higher than wide a cell may be where there is height to fill. */
const SLENDER = 1.6;

/**
 * `names` are those of the rows of all panels, `steps` the rows of this one. It may fill a height that is `tall`.
 * @param {{source: string[], names: string[], steps: number, width: number, font: number, measure: Measure, tall?: number | undefined}} want
 * @returns {CompactLayout}
 */
export function compactLayout({ source, names, steps, width, font, measure, tall = 0 }) {
  const longest = (/** @type {string[]} */ texts) => Math.max(0, ...texts.map((text) => measure(text, font)));
  const named = steps <= ROWS_WITH_NAMES;
  const left = Math.ceil(Math.min(width * 0.42, longest(names) + font * 0.6));
  const cell = clamp((width - left - 2) / Math.max(1, source.length), 2.5, font * WIDEST);
  const most = tall ? Math.min(cell * SLENDER, (tall - font * 2) / Math.max(1, steps)) : font * HIGHEST;
  const high = named ? clamp(tall ? most : cell, font * 1.25, Math.max(font * 1.25, most)) : Math.max(4, TALLEST / Math.max(1, steps));
  const headed = cell >= font * 0.85;
  const wide = longest(source);
  const head = wide <= cell * NARROWED ? font * 1.3 : Math.min(font * 5, wide + font * 0.3);
  return { left, cell, high, font, named, headed, top: headed ? Math.ceil(head + font * 0.3) : font * 0.3 };
}

/**
 * The size of one matrix.
 * @param {CompactLayout} layout @param {number} steps @param {number} sources @returns {{width: number, height: number}}
 */
export function compactSize({ left, top, cell, high }, steps, sources) {
  return { width: Math.ceil(left + cell * sources + 1), height: Math.ceil(top + high * steps + 1) };
}

/**
 * The font size at which a matrix with this number of columns fills a panel.
 * @param {number} wide @param {number} sources @param {number} least @param {number} most @returns {number}
 */
export function fontSizeFor(wide, sources, least, most) {
  return clamp(wide / (NAMES + CELL * sources), least, most);
}

/**
 * The number of columns of panels that fit, with rows evenly filled, and their width.
 * @param {number} width
 * @param {number} least of a panel
 * @param {number} gap
 * @param {number} count of panels
 * @returns {{columns: number, wide: number}}
 */
export function columnsFor(width, least, gap, count) {
  const most = Math.max(1, Math.min(count, Math.floor((width + gap) / (least + gap))));
  const columns = Math.max(1, Math.ceil(count / Math.ceil(count / most)));
  return { columns, wide: (width - gap * (columns - 1)) / columns };
}

// -- The small matrix of a panel: a step only moves a frame and a veil, which needs no layout, and other weights of the same
// sentence only replace the cells.

/**
 * @param {{source: Shown[], target: Shown[], strengths: number[][], measure: Measure}} scene
 * @param {CompactLayout} layout
 * @param {unknown} [over] what lies over the cells
 * @param {{width: number, drawn: unknown}} [beside] what stands right of the matrix
 * @returns {SmallDrawing & {paint: (step: number, marks?: unknown) => void}} `marks` lie over the cells instead, from then on
 */
export function drawSmall({ source, target, strengths, measure }, layout, over = nothing, beside = { width: 0, drawn: nothing }) {
  const { left, top, cell, high, font, named, headed } = layout;
  const { height, ...size } = compactSize(layout, target.length, source.length);
  const [width, wide, tall] = [size.width + beside.width, cell * source.length, high * target.length];
  const clip = (/** @type {string} */ text) => clipText(text, left - font * 0.6, font, measure);
  const root = elementOf(html`<div class="gaze-small" role="img" style="font-size: ${font}px"></div>`);
  let [values, step, marks] = [strengths, -1, over];
  draw();

  function draw() {
    render(html`
      <svg width=${width} height=${height} viewBox="0 0 ${width} ${height}">
        <rect class="gaze-field" x=${left} y=${top} width=${wide} height=${tall} />
        <g class="gaze-cells">${guard([values], () => cellShapes(values, layout))}</g>
        ${marks}
        <g class="gaze-labels">${headed ? guard([], () => columnNames(source, layout, measure)) : nothing}${named ? target.map(({ text }, i) => svg`
          <text x=${left - font * 0.45} y=${top + high * (i + 0.5)} text-anchor="end" class=${i === step ? "gaze-now" : nothing}>${clip(text)}</text>`) : nothing}</g>
        ${beside.drawn}
      </svg>
      <div class="gaze-above" style="left: ${left}px; top: ${top}px; width: ${wide}px; height: ${tall}px">
        <div class="gaze-rest" style="transform: scaleY(${Math.max(0, 1 - (step + 1) / target.length)})"></div>
        <div class="gaze-row" ?data-outside=${step >= target.length} style="height: ${high}px; transform: translateY(${high * step}px)"><span>${named ? "" : clip(target[step]?.text ?? "")}</span></div>
      </div>`, root);
  }

  /** @param {number[][]} next */
  function fill(next) {
    values = next;
    draw();
  }

  /** @param {number} to beyond the last one, nothing is marked @param {unknown} [shown] */
  function paint(to, shown = marks) {
    [step, marks] = [to, shown];
    draw();
  }

  return /** @satisfies {Part} */ ({ root, paint, fill });
}

/** @param {Shown[]} source @param {CompactLayout} layout @param {Measure} measure */
function columnNames(source, { left, top, cell, font }, measure) {
  return source.map(({ text }, j) => {
    const x = left + cell * (j + 0.5);
    const wide = measure(text, font);
    if (wide <= cell * NARROWED) return svg`<text x=${x} y=${top - font * 0.75} text-anchor="middle" textLength=${Math.min(wide, cell)} lengthAdjust="spacingAndGlyphs">${text}</text>`;
    return svg`<text x=${x} y=${top - font * 0.3} class="gaze-down" text-anchor="end">${clipText(text, top - font * 0.3, font, measure)}</text>`;
  });
}

/**
 * The step at a height in the drawing, or null.
 * @param {CompactLayout} layout @param {number} y @param {number} steps @returns {number | null}
 */
export function rowUnder({ top, high }, y, steps) {
  const row = Math.floor((y - top) / high);
  return row >= 0 && row < steps ? row : null;
}

// -- The small ribbons of a panel: source pieces left, output pieces right. A step highlights its own.

const FAINT = 0.06;
const MOST_NAMES = 26;

/**
 * @param {{source: Shown[], target: Shown[], strengths: number[][], measure: Measure}} scene
 * @param {RibbonLayout} layout
 * @returns {SmallDrawing}
 */
export function drawSmallRibbons({ source, target, strengths, measure }, layout) {
  const { width, font } = layout;
  const height = Math.ceil(layout.height);
  const root = elementOf(html`<div class="gaze-small" role="img" style="font-size: ${font}px"></div>`);
  let [values, step] = [strengths, -1];
  draw();

  function draw() {
    const names = (/** @type {Shown[]} */ pieces, /** @type {Box[]} */ boxes, /** @type {"start" | "end"} */ anchor, /** @type {number} */ now) => svg`
      <g class="gaze-labels" ?data-crowded=${pieces.length > MOST_NAMES}>${pieces.map(({ text }, i) => {
        const { x, y, width: wide, height: tall } = boxes[i];
        return svg`<text x=${anchor === "end" ? x + wide - font * 0.35 : x + font * 0.35} y=${y + tall / 2} text-anchor=${anchor}
          class=${i === now ? "gaze-now" : nothing}>${clipText(text, wide - font * 0.4, font, measure)}</text>`;
      })}</g>`;
    const row = (/** @type {number[]} */ weights, /** @type {number} */ i) => ribbonsOf(layout, weights, i).map(({ d, thickness }, j) => weights[j] < FAINT ? nothing : svg`
      <path d=${d} stroke-width=${(thickness * 0.7).toFixed(1)} stroke-opacity=${(0.3 + 0.6 * inkOf(weights[j])).toFixed(2)} />`);
    render(html`<svg width=${width} height=${height} viewBox="0 0 ${width} ${height}">
      <g class="gaze-bands">${values.map((weights, i) => svg`
        <g class=${i === step ? "gaze-lit" : i < step ? "gaze-past" : "gaze-future"}>${guard([weights], () => row(weights, i))}</g>`)}</g>
      ${names(source, layout.source, "end", -1)}${names(target, layout.target, "start", step)}
    </svg>`, root);
  }

  /** @param {number[][]} next */
  function fill(next) {
    values = next;
    draw();
  }

  /** @param {number} to beyond the last one, all are marked as done */
  function paint(to) {
    step = to;
    draw();
  }

  return /** @satisfies {Part} */ ({ root, paint, fill });
}

/**
 * Two columns of equal height, whose height is limited once a side has too many pieces for names.
 * @param {number} sources @param {number} targets @param {number} width @param {number} font @returns {RibbonLayout}
 */
export function smallRibbonLayout(sources, targets, width, font) {
  const height = Math.min(Math.max(sources, targets), MOST_NAMES) * font * 1.45;
  const wide = width * 0.33;
  const column = (/** @type {number} */ count, /** @type {number} */ x) => Array.from({ length: count }, (_, i) =>
    ({ x, y: (height / count) * i, width: wide, height: height / count, text: "" }));
  return { width, height, font, flipped: true, source: column(sources, 0), target: column(targets, width - wide) };
}
