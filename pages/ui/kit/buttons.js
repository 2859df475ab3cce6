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
 * @param {{expanded?: boolean, pressed?: boolean, hidden?: boolean, disabled?: boolean}} [state] `expanded` where it opens something,
 *   `pressed` where it stays so
 */
export function iconButton(kind, name, d, press, { expanded, pressed, hidden = false, disabled } = {}) {
  return html`<button type="button" class=${kind} aria-label=${name} title=${name} aria-expanded=${expanded ?? nothing}
    aria-pressed=${pressed ?? nothing} aria-disabled=${disabled ?? nothing} ?hidden=${hidden} @click=${press}>${glyph(d)}</button>`;
}
