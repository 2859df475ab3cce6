/** A vector as a strip of colour. Short ones are written out, a number a cell. */

import { html, setAll, setText } from "../stage/dom.js";
import { numberText } from "./numbers.js";
import { shadeOf } from "./ramp.js";

/** Vectors up to this width are written out. */
const WRITTEN = 8;

/** @type {WeakMap<Element, {values: number[], reach: number, ramp: Ramp}>} */
const painted = new WeakMap();

/**
 * @param {Attributes} [attributes]
 * @returns {Strip}
 */
export function createStrip(attributes = {}) {
  const root = html("span", { class: "gaze-strip", role: "img", ...attributes });
  /** @type {HTMLCanvasElement | null} */
  let canvas = null;

  /** @param {number[]} values @param {number} reach @param {Ramp} ramp */
  function paint(values, reach, ramp) {
    const before = painted.get(root);
    if (before?.values === values && before.reach === reach && before.ramp === ramp) return;
    painted.set(root, { values, reach, ramp });
    if (values.length <= WRITTEN) {
      canvas = null;
      writeCells(root, values, reach, ramp);
      return;
    }
    if (canvas?.width !== values.length) {
      canvas = html("canvas", { width: values.length, height: 1, "aria-hidden": true });
      setAll(root, { "data-written": false });
      root.replaceChildren(canvas);
    }
    fillCanvas(canvas, values, reach, ramp);
  }

  return { root, paint };
}

/**
 * @param {HTMLElement} root
 * @param {number[]} values
 * @param {number} reach
 * @param {Ramp} ramp
 * @returns {void}
 */
function writeCells(root, values, reach, ramp) {
  if (!root.hasAttribute("data-written") || root.childElementCount !== values.length) {
    setAll(root, { "data-written": true });
    root.replaceChildren(...values.map(() => html("span", { "aria-hidden": true })));
  }
  values.forEach((value, i) => {
    const cell = /** @type {HTMLElement} */ (root.children[i]);
    const { colour, over } = shadeOf(ramp, value, reach);
    cell.style.backgroundColor = colour;
    cell.classList.toggle("gaze-over", over);
    setText(cell, numberText(value));
  });
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number[]} values
 * @param {number} reach
 * @param {Ramp} ramp
 * @returns {void}
 */
function fillCanvas(canvas, values, reach, ramp) {
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = pen.createImageData(values.length, 1);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < values.length; i += 1) pixels[i] = shadeOf(ramp, values[i], reach).pixel;
  pen.putImageData(image, 0, 0);
}

/**
 * What stands at a share of a strip's width, or nothing where there is no strip.
 * @param {Element} strip
 * @param {number} share 0 to 1
 * @returns {{index: number, value: number} | null}
 */
export function valueAt(strip, share) {
  const values = painted.get(strip)?.values;
  if (!values?.length) return null;
  const index = Math.max(0, Math.min(values.length - 1, Math.floor(share * values.length)));
  return { index, value: values[index] };
}

/**
 * @param {Element} strip
 * @returns {number} how many numbers the strip shows
 */
export function widthOf(strip) {
  return painted.get(strip)?.values.length ?? 0;
}
