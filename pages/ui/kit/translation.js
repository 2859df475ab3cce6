/** The translation in large type above the view, revealed step by step; the page provides the element. */

import { setText } from "./dom.js";
import { joinPieces, visible } from "./pieces.js";

const PLACE = ".gaze-grown";

/**
 * The translation up to a step.
 * @param {string[]} pieces
 * @param {number} step
 * @returns {string}
 */
export function textUntil(pieces, step) {
  return visible(joinPieces(pieces.slice(0, step + 1)));
}

/**
 * @param {string[]} pieces
 * @param {StageState} state
 * @returns {void}
 */
export function showTranslation(pieces, { reveal, step, steps }) {
  const place = document.querySelector(PLACE);
  if (place) setText(place, textUntil(pieces, reveal ? step : steps));
}
