/** How the attention view is drawn, and how the address writes it. Pure. */

import { DRAWINGS, readChoices, writeChoices } from "./choices.js";

/** @typedef {Pick<StageState, "view" | "head" | "flip" | "numbers" | "threshold">} StageDrawing */

/**
 * From `view-matrix.head-2.flip-1`.
 * @param {string} written
 * @returns {StageDrawing}
 */
export function readDrawing(written) {
  return /** @type {StageDrawing} */ (readChoices(DRAWINGS, written));
}

/**
 * @param {StageState} state
 * @returns {string}
 */
export function writeDrawing(state) {
  return writeChoices(DRAWINGS, state);
}
