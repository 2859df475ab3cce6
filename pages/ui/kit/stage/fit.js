/** For presenting: the largest font size at which ribbons, matrix and candidates fit in the window together. Pure. */

import { ribbonLayout } from "../layout.js";
import { matrixLayout, matrixRoom } from "../matrix.js";

const GAP = 12;
/** The font sizes to try, as shares of the preferred one. */
const SHARES = Array.from({ length: 20 }, (_, i) => 0.95 ** i);
/** The distance between the rows of chips, in ems. */
const REACH = 3.4;
/** The distance between the rows in a window as low as a phone held sideways, as a share of its height. */
const REACH_IF_LOW = 0.14;
const LOW = 500;
/** The height of the candidates, in ems of their font. */
const CANDIDATES = 13.5;
/** How many times smaller the font may be in rows than in columns: rows are preferred, as on the page. */
const ROWS_SMALLER = 1.15;
/** Shares of the width when all views are side by side. */
const BESIDE = { ribbons: 0.34, matrix: 0.36 };

/**
 * The space of each view, and the preferred font size. `reach` and `height` are null if they are not limited.
 * @typedef {{flipped: boolean, font: number, ribbons: {width: number, reach: number | null}, matrix: {width: number, height: number | null}}} Places
 */
/**
 * @typedef {object} Wall
 * @property {string[]} source
 * @property {string[]} target
 * @property {number} width
 * @property {number} height
 * @property {number} font the preferred one
 * @property {number} small the font size of the candidates
 * @property {View} view
 * @property {boolean} numbers
 * @property {Measure} measure
 */

/**
 * The places on a page that may scroll. In a low window both rows are in sight.
 * @param {{width: number, tall: number, font: number, flipped: boolean}} page `tall`: the window's height
 * @returns {Places}
 */
export function placesOf({ width, tall, font, flipped }) {
  const reach = tall <= LOW ? tall * REACH_IF_LOW : null;
  return { flipped, font, ribbons: { width, reach }, matrix: { width: matrixRoom(width), height: null } };
}

/**
 * The places in a window: the ribbons above the other views, or all side by side, whichever allows the larger font.
 * @param {Wall} wall @param {boolean | null} flip null lets the window decide @returns {Places}
 */
export function fittedPlaces(wall, flip) {
  const orientations = flip === null ? [false, true] : [flip];
  const trials = orientations.flatMap((flipped) => SHARES.map((share) => tryPlaces(wall, wall.font * share, flipped)));
  return trials.reduce((best, next) => (next.score > best.score ? next : best)).places;
}

/**
 * The places for a font size, and their score: the smaller of the font sizes, or if they do not fit, minus the excess.
 * @param {Wall} wall @param {number} font @param {boolean} flipped @returns {{places: Places, score: number}}
 */
function tryPlaces(wall, font, flipped) {
  const ribbons = { width: flipped ? wall.width * BESIDE.ribbons : wall.width, reach: font * REACH };
  const drawn = ribbonLayout({ ...wall, ...ribbons, font, flipped });
  const above = flipped || wall.view === "matrix" ? 0 : drawn.height + GAP;
  const matrix = { width: flipped ? wall.width * BESIDE.matrix : matrixRoom(wall.width), height: wall.height - above };
  const table = matrixLayout({ ...wall, ...matrix, font, flipped });
  const over = Math.max(
    drawn.width - ribbons.width,
    drawn.height - wall.height,
    table.width - matrix.width,
    table.height - matrix.height,
    wall.small * CANDIDATES - matrix.height,
  );
  const letters = Math.min(drawn.font, table.font) * (flipped ? 1 : ROWS_SMALLER);
  return { places: { flipped, font, ribbons, matrix }, score: over > 1 ? -over : letters };
}
