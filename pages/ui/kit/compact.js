/** Geometry of the small matrices: panels of one size have the same columns, each has its own rows. Pure. */

import { clamp } from "./state.js";

const ROWS_WITH_NAMES = 26;
const TALLEST = 340;
const LEVELS = 20;
/** In letters: the width of the row names, and of a cell that is easy to see. */
const [NAMES, CELL] = [4, 2.2];
/** In letters: the largest width and height of a cell. */
const [WIDEST, HIGHEST] = [4.5, 2.2];
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
  const head = wide <= cell ? font * 1.3 : Math.min(font * 5, wide + font * 0.3);
  return { left, cell, high, font, named, headed, top: headed ? Math.ceil(head + font * 0.3) : font * 0.3 };
}

/**
 * The size of one matrix.
 * @param {CompactLayout} layout
 * @param {number} steps
 * @param {number} sources
 * @returns {{width: number, height: number}}
 */
export function compactSize({ left, top, cell, high }, steps, sources) {
  return { width: Math.ceil(left + cell * sources + 1), height: Math.ceil(top + high * steps + 1) };
}

/**
 * A matrix as at most 40 paths, one for each level of ink, however many cells it has. Strengths are from −1 to 1; cells
 * too weak to be seen are left out.
 * @param {number[][]} strengths
 * @param {CompactLayout} layout
 * @returns {{ink: number, d: string}[]}
 */
export function inkPaths(strengths, { left, top, cell, high }) {
  /** @type {Map<number, string[]>} */
  const paths = new Map();
  const r = (/** @type {number} */ value) => Math.round(value * 10) / 10;
  const gap = cell > 8 ? 0.5 : 0;
  strengths.forEach((row, i) => row.forEach((strength, j) => {
    const level = Math.sign(strength) * Math.round(Math.abs(strength) ** 0.75 * LEVELS);
    if (level === 0) return;
    const [wide, tall] = [r(cell - gap), r(high - gap)];
    const boxes = paths.get(level) ?? [];
    boxes.push(`M${r(left + j * cell)} ${r(top + i * high)}h${wide}v${tall}h-${wide}z`);
    paths.set(level, boxes);
  }));
  return [...paths].sort(([a], [b]) => a - b).map(([level, boxes]) => ({ ink: level / LEVELS, d: boxes.join("") }));
}

/**
 * The font size at which a matrix with this number of columns fills a panel.
 * @param {number} wide
 * @param {number} sources
 * @param {number} least
 * @param {number} most
 * @returns {number}
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
