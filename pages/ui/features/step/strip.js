/** A vector as a strip of colour, its diverging scale, and the readout of a number in it. Short vectors are written out, a number in each cell. */

import { colourReader, contrast, mix } from "../../kit/colour.js";
import { html, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { sumText } from "../../kit/reading.js";
import { numberText } from "./numbers.js";

/** Vectors up to this width are written out. */
const WRITTEN = 8;
/** What each strip shows. @type {WeakMap<Element, {values: number[], reach: number, ramp: Ramp}>} */
const painted = new WeakMap();
const HALF = 100;

/** Paints the colours of a long vector on a strip.
 * @typedef {(root: HTMLElement, values: number[], reach: number, ramp: Ramp) => void} Fill */

/** @param {import("../../kit/dom.js").Attributes} [attributes] @param {Fill} [fill] @returns {ColourStrip} */
export function createStrip(attributes = {}, fill = fillCanvas) {
  // A strip that cannot have the focus is hidden from screen readers: the text beside it describes it.
  /** @type {import("../../kit/dom.js").Attributes} */
  const role = "tabindex" in attributes ? { role: "img" } : { "aria-hidden": true };
  const root = html("span", { class: "gaze-strip", ...role, ...attributes });

  /** @param {number[]} values @param {number} reach @param {Ramp} ramp @param {number[][]} [summands] the vectors shown above that add up to it */
  function paint(values, reach, ramp, summands = []) {
    const before = painted.get(root);
    if (before?.values === values && before.reach === reach && before.ramp === ramp) return;
    painted.set(root, { values, reach, ramp });
    const written = values.length <= WRITTEN;
    const made = root.hasAttribute("data-written") && root.childElementCount === values.length;
    setAll(root, { "data-written": written });
    if (!written) return fill(root, values, reach, ramp);
    if (!made) root.replaceChildren(...values.map(() => html("span", { "aria-hidden": true })));
    values.forEach((value, i) => {
      const cell = /** @type {HTMLElement} */ (root.children[i]);
      const { colour, over } = shadeOf(ramp, value, reach);
      cell.style.backgroundColor = colour;
      cell.classList.toggle("gaze-over", over);
      setText(cell, summands.length ? sumText(summands.map((summand) => numberText(summand[i])), numberText(value)) : numberText(value));
    });
  }

  return /** @satisfies {Part} */ ({ root, paint });
}

/**
 * Names a strip for screen readers, with its width and the range of its numbers.
 * @param {ColourStrip} strip @param {string} name @param {number[]} values @param {Record<string, string>} labels
 */
export function nameStrip({ root }, name, values, labels) {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => numberText(value));
  setAll(root, { "aria-label": say(labels, "strip", { name, width: values.length, low, high }) });
}

/**
 * A strip that is the same at every step: an image, since each canvas is a layer that costs time in every frame.
 * @param {import("../../kit/dom.js").Attributes} [attributes] @returns {ColourStrip}
 */
export function createStaticStrip(attributes = {}) {
  return createStrip(attributes, fillPicture);
}

/**
 * A vector times a weight, as an image of the vector with an opacity. The colour scale has the same curve for numbers and
 * for weights, so this looks like a strip of the product, without a canvas.
 */
export function createWeightedStrip() {
  let dimming = { whole: /** @type {number[]} */ ([]), share: 1 };
  /** @type {unknown[]} */
  let shown = [];
  const strip = createStrip({}, (root, _, reach, ramp) => {
    if (shown[0] !== dimming.whole || shown[1] !== ramp) fillPicture(root, dimming.whole, reach, ramp);
    shown = [dimming.whole, ramp];
    const picture = /** @type {HTMLElement} */ (root.firstElementChild);
    picture.style.opacity = inkOfShare(dimming.share).toFixed(3);
  });

  /** @param {number[]} product @param {{whole: number[], share: number}} factors @param {number} reach @param {Ramp} ramp */
  function paint(product, factors, reach, ramp) {
    dimming = factors;
    strip.paint(product, reach, ramp);
  }

  return /** @satisfies {Part} */ ({ root: strip.root, paint });
}

/** @type {Fill} */
function fillCanvas(root, values, reach, ramp) {
  let canvas = root.querySelector("canvas");
  if (canvas?.width !== values.length) {
    canvas = canvasOf(values.length);
    root.replaceChildren(canvas);
  }
  colour(canvas, values, reach, ramp);
}

/** @type {Fill} */
function fillPicture(root, values, reach, ramp) {
  const canvas = canvasOf(values.length);
  colour(canvas, values, reach, ramp);
  root.replaceChildren(html("img", { src: canvas.toDataURL(), alt: "" }));
}

/** @param {number} width @returns {HTMLCanvasElement} */
function canvasOf(width) {
  return html("canvas", { width, height: 1, "aria-hidden": true });
}

/** @param {HTMLCanvasElement} canvas @param {number[]} values @param {number} reach @param {Ramp} ramp */
function colour(canvas, values, reach, ramp) {
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = pen.createImageData(values.length, 1);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < values.length; i += 1) pixels[i] = shadeOf(ramp, values[i], reach).pixel;
  pen.putImageData(image, 0, 0);
}

/** The ramp in the theme of an element. @param {Element} element @returns {Ramp} */
export function rampOf(element) {
  const style = getComputedStyle(element);
  const read = colourReader();
  const rgb = (/** @type {string} */ name) => /** @type {[number, number, number]} */ (read(style.getPropertyValue(name)).slice(0, 3));
  const [minus, ground, plus, ink] = ["--gaze-minus", "--gaze-ground", "--gaze-plus", "--gaze-ink"].map(rgb);
  return Array.from({ length: 2 * HALF + 1 }, (_, i) => {
    const share = inkOfShare(Math.abs(i - HALF) / HALF);
    const colour = mix(ground, i < HALF ? minus : plus, share);
    const [pixel] = new Uint32Array(new Uint8ClampedArray([...colour, 255]).buffer); // in the order of bytes of this machine
    return { colour: `rgb(${colour.map(Math.round).join(" ")})`, pixel, over: contrast(colour, ground) > contrast(colour, ink) };
  });
}

/** The entry of a ramp for a value whose ramp ends at ± reach. @param {Ramp} ramp @param {number} value @param {number} reach @returns {Shade} */
export function shadeOf(ramp, value, reach) {
  const middle = (ramp.length - 1) / 2;
  const share = reach > 0 ? Math.max(-1, Math.min(1, value / reach)) : 0;
  return ramp[middle + Math.round(share * middle)];
}

/**
 * The strength of a colour, a concave curve: most numbers of a state are far below its largest, and light tints are hard
 * to see.
 * @param {number} share 0 to 1 @returns {number}
 */
function inkOfShare(share) {
  return share ** 0.7;
}

/** Shows in a tip the number under the pointer, or the one chosen with the up and down keys. @param {HTMLElement} root around the strips */
export function showValues(root) {
  const tip = html("output", { class: "gaze-tip", hidden: true });
  root.append(tip);
  let reached = 0;
  const hide = () => setAll(tip, { hidden: true });
  /** @param {Event} event */
  const stripOf = (event) => /** @type {Element} */ (event.target).closest(".gaze-strip");

  /** @param {Element} strip @param {number} share of its width */
  function show(strip, share) {
    const values = painted.get(strip)?.values;
    if (!values?.length) return hide();
    const index = Math.max(0, Math.min(values.length - 1, Math.floor(share * values.length)));
    setText(tip, `[${index + 1}] ${numberText(values[index], 3)}`);
    setAll(tip, { hidden: false });
    const [frame, box] = [root.getBoundingClientRect(), strip.getBoundingClientRect()];
    const left = Math.min(box.left - frame.left + share * box.width, frame.width - 80);
    tip.style.transform = `translate(${left}px, ${box.top - frame.top - 30}px)`;
  }

  /** @param {Element} strip @param {number} by */
  function reach(strip, by) {
    const width = painted.get(strip)?.values.length ?? 0;
    reached = Math.max(0, Math.min(width - 1, reached + by));
    show(strip, (reached + 0.5) / width);
  }

  root.addEventListener("pointermove", (event) => {
    const strip = stripOf(event);
    if (!strip) return hide();
    const box = strip.getBoundingClientRect();
    show(strip, Math.min(0.9999, (event.clientX - box.left) / box.width));
  });
  root.addEventListener("pointerleave", hide);
  root.addEventListener("focusin", (event) => {
    const strip = stripOf(event);
    reached = 0;
    if (strip) reach(strip, 0);
    else hide();
  });
  root.addEventListener("focusout", hide);
  root.addEventListener("keydown", (event) => {
    const strip = stripOf(event);
    const by = ["ArrowUp", "ArrowDown"].indexOf(event.key) * 2 - 1;
    if (!strip || by === -3) return;
    event.preventDefault();
    reach(strip, by);
  });
}
