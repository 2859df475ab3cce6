/** What is chosen among the panels, and how it is written in the address. Pure. */

import { LOOKS, readChoices, writeChoices } from "../components/shared/choices.js";

/**
 * From `draw-ribbons.pins-dot*cosine`.
 * @param {string} written
 * @returns {Look}
 */
export function readLook(written) {
  return /** @type {Look} */ (readChoices(LOOKS, written));
}

export const PLAIN = readLook("");

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
 * @returns {Look} with the panel pinned, or no longer
 */
export function pinned(look, name) {
  const others = look.pins.filter((each) => each !== name);
  return { ...look, pins: others.length < look.pins.length ? others : [...look.pins, name] };
}

/**
 * @param {Look} look
 * @param {string} old
 * @param {string} name
 * @returns {Look} with one panel in the place of another
 */
export function renamed(look, old, name) {
  const now = (/** @type {string} */ each) => (each === old ? name : each);
  return { ...look, pins: look.pins.map(now), large: now(look.large) };
}

/**
 * @param {Look} look
 * @param {string} name
 * @returns {Look} with the panel enlarged, or none
 */
export function enlarged(look, name) {
  return { ...look, large: look.large === name ? "" : name };
}
