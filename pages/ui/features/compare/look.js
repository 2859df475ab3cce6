/** How the panels are shown (their `look`), and how the address writes it. Pure. */

import { LOOKS, readChoices, writeChoices } from "../../kit/choices.js";

/**
 * Reads a look such as `draw-ribbons.pins-dot*cosine`.
 * @param {string} written
 * @returns {Look}
 */
export function readLook(written) {
  return /** @type {Look} */ (readChoices(LOOKS, written));
}

export const DEFAULT_LOOK = readLook("");

/**
 * @param {Look} look
 * @returns {string}
 */
export function writeLook(look) {
  return writeChoices(LOOKS, look);
}

/**
 * @param {Look} look
 * @param {string} name
 * @returns {Look} with the panel pinned, or unpinned if it was
 */
export function togglePin(look, name) {
  const others = look.pins.filter((pin) => pin !== name);
  return { ...look, pins: others.length < look.pins.length ? others : [...look.pins, name] };
}

/**
 * @param {Look} look
 * @param {string} old
 * @param {string} name
 * @returns {Look} with the name of one panel replaced by another
 */
export function replacePanelName(look, old, name) {
  const replace = (/** @type {string} */ panel) => (panel === old ? name : panel);
  return { ...look, pins: look.pins.map(replace), large: replace(look.large) };
}

/**
 * @param {Look} look
 * @param {string} name
 * @returns {Look} with the panel enlarged, or no panel if it was
 */
export function toggleEnlarged(look, name) {
  return { ...look, large: look.large === name ? "" : name };
}
