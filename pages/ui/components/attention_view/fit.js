/** For the wall: the largest letters at which ribbons, matrix and candidates stand in the window together. Pure. */

import { matrixLayout, matrixRoom } from "../shared/grid.js";
import { ribbonLayout } from "../shared/layout.js";

const GAP = 12;
/** Sizes that are tried, as shares of the preferred one. */
const SHARES = Array.from({ length: 20 }, (_, i) => 0.95 ** i);
/** Letters between the rows of chips. */
const REACH = 3.4;
/** The height of the candidates, in their letters. */
const CANDIDATES = 13.5;
/** Rows are what one knows from the page: they may have letters so many times smaller. */
const FAMILIAR = 1.15;
/** Shares of the width where all stand side by side. */
const BESIDE = { ribbons: 0.34, matrix: 0.36 };

/**
 * Where the views of a stage have their room, and the letters they begin with. `reach` and `height` are null where
 * nothing limits them.
 * @typedef {{flipped: boolean, font: number, ribbons: {width: number, reach: number | null}, matrix: {width: number, height: number | null}}} Places
 */

/**
 * @typedef {object} Wall
 * @property {string[]} source
 * @property {string[]} target
 * @property {number} width
 * @property {number} height
 * @property {number} font the preferred one
 * @property {number} small the letters of the candidates
 * @property {View} view
 * @property {boolean} numbers
 * @property {Measure} measure
 */

/**
 * On a page that may scroll.
 * @param {{width: number, font: number, flipped: boolean}} page
 * @returns {Places}
 */
export function placesOf({ width, font, flipped }) {
  return { flipped, font, ribbons: { width, reach: null }, matrix: { width: matrixRoom(width), height: null } };
}

/**
 * In a window: the ribbons above the others, or all side by side; whichever has the larger letters.
 * @param {Wall} wall
 * @param {boolean | null} flip null where the window decides
 * @returns {Places}
 */
export function fittedPlaces(wall, flip) {
  const ways = flip === null ? [false, true] : [flip];
  const tried = ways.flatMap((flipped) => SHARES.map((share) => tryPlaces(wall, wall.font * share, flipped)));
  return tried.reduce((best, next) => (next.worth > best.worth ? next : best)).places;
}

/**
 * How good it is: the size of the smaller letters; below zero, by how much it does not fit.
 * @param {Wall} wall
 * @param {number} font
 * @param {boolean} flipped
 * @returns {{places: Places, worth: number}}
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
  const letters = Math.min(drawn.font, table.font) * (flipped ? 1 : FAMILIAR);
  return { places: { flipped, font, ribbons, matrix }, worth: over > 1 ? -over : letters };
}
