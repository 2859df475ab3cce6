/** The translation in large type, which the page leaves a place for while it is revealed step by step. */

import { setText } from "./dom.js";
import { END_PIECE, visible } from "./pieces.js";

const PLACE = ".gaze-grown";

/**
 * The translation up to a step.
 * @param {string[]} pieces
 * @param {number} step
 * @returns {string}
 */
export function saidUntil(pieces, step) {
  const said = pieces.slice(0, step + 1).filter((piece) => piece !== END_PIECE);
  return visible(said.join("").replaceAll("▁", " ").trim());
}

/**
 * @param {string[]} pieces
 * @param {StageState} state
 * @returns {void}
 */
export function grow(pieces, { reveal, step, steps }) {
  const place = document.querySelector(PLACE);
  if (place) setText(place, saidUntil(pieces, reveal ? step : steps));
}
