/** Icons, and buttons that have one. */

import { html, nothing } from "./lit.js";

/** A line drawing on a 24 × 24 field, hidden from screen readers: its button carries the name. @param {string} d */
export function glyph(d) {
  return html`<svg class="gaze-icon" viewBox="0 0 24 24" aria-hidden="true"><path d=${d}></path></svg>`;
}

/**
 * @param {string} kind its class
 * @param {string} name
 * @param {string} d of its icon
 * @param {() => void} press
 * @param {{expanded?: boolean, hidden?: boolean}} [state] `expanded` where it opens something
 */
export function iconButton(kind, name, d, press, { expanded, hidden = false } = {}) {
  return html`<button type="button" class=${kind} aria-label=${name} title=${name} aria-expanded=${expanded ?? nothing} ?hidden=${hidden} @click=${press}>${glyph(d)}</button>`;
}
