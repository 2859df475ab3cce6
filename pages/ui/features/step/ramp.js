/** The diverging colour scale: from the hue of negative numbers over the background to that of positive ones. */

import { colourReader, contrast, mix } from "../../kit/colour.js";

const HALF = 100;

/**
 * The ramp in the theme of an element.
 * @param {Element} element
 * @returns {Ramp}
 */
export function rampOf(element) {
  const style = getComputedStyle(element);
  const read = colourReader();
  const rgb = (/** @type {string} */ name) => /** @type {[number, number, number]} */ (read(style.getPropertyValue(name)).slice(0, 3));
  const [minus, ground, plus, ink] = ["--gaze-minus", "--gaze-ground", "--gaze-plus", "--gaze-ink"].map(rgb);
  return Array.from({ length: 2 * HALF + 1 }, (_, i) => {
    const share = inkOfShare(Math.abs(i - HALF) / HALF);
    const colour = mix(ground, i < HALF ? minus : plus, share);
    return { colour: `rgb(${colour.map(Math.round).join(" ")})`, pixel: pixelOf(colour), over: contrast(colour, ground) > contrast(colour, ink) };
  });
}

/**
 * The entry of a ramp for a value whose ramp ends at ± reach.
 * @param {Ramp} ramp
 * @param {number} value
 * @param {number} reach
 * @returns {Shade}
 */
export function shadeOf(ramp, value, reach) {
  const middle = (ramp.length - 1) / 2;
  const share = reach > 0 ? Math.max(-1, Math.min(1, value / reach)) : 0;
  return ramp[middle + Math.round(share * middle)];
}

/**
 * The strength of a colour, a concave curve: most numbers of a state are far below its largest, and light tints are hard
 * to see.
 * @param {number} share 0 to 1
 * @returns {number}
 */
export function inkOfShare(share) {
  return share ** 0.7;
}

/**
 * A colour as a pixel of a canvas, whatever the order of bytes on this machine.
 * @param {[number, number, number]} colour
 * @returns {number}
 */
function pixelOf(colour) {
  return new Uint32Array(new Uint8ClampedArray([...colour, 255]).buffer)[0];
}
