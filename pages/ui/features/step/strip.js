/** A vector as a strip of colour, its diverging scale, and the readout of a number in it. Short vectors are written out, a number in each cell. */

import { paintPixels, pixelImage, rampOf, shadeOf } from "../../kit/cells.js";
import { elementOf } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { Directive, directive, html, noChange, nothing } from "../../kit/lit.js";
import { sumText } from "../../kit/reading.js";
import { numberText } from "./numbers.js";

/** Vectors up to this width are written out. */
const WRITTEN = 8;
/** Of vectors that are the same at every step. @type {WeakMap<number[], {reach: number, ramp: Ramp, url: string}>} */
const pictures = new WeakMap();

/**
 * One that can have the focus is an image for screen readers; otherwise it is hidden from them: the text beside it describes it.
 * `summands` are the vectors shown above that add up to it. One that is the same at every step is `still`: an image, since each canvas
 * is a layer that costs time in every frame. So is one `weighted`, as an image of the whole with an opacity: the colour scale has
 * the same curve for numbers and for weights.
 * @param {number[]} values @param {number} reach @param {Ramp} ramp
 * @param {{tabindex?: 0 | -1, name?: string, summands?: number[][], still?: boolean, weighted?: {whole: number[], share: number}}} [more]
 */
export function strip(values, reach, ramp, { tabindex, name, summands = [], still, weighted } = {}) {
  const written = values.length <= WRITTEN;
  const text = (/** @type {number} */ value, /** @type {number} */ i) =>
    summands.length ? sumText(summands.map((summand) => numberText(summand[i])), numberText(value)) : numberText(value);
  const cell = (/** @type {number} */ value, /** @type {number} */ i) => {
    const { colour, over } = shadeOf(ramp, value, reach);
    return html`<span aria-hidden="true" class=${over ? "gaze-over" : ""} style="background-color: ${colour}">${text(value, i)}</span>`;
  };
  const image = () => still || weighted
    ? html`<img alt="" src=${pictureOf(weighted?.whole ?? values, reach, ramp)} style=${weighted ? `opacity: ${inkOfShare(weighted.share).toFixed(3)}` : nothing} />`
    : html`<canvas width=${values.length} height="1" aria-hidden="true" ${coloured(values, reach, ramp)}></canvas>`;
  return html`<span class="gaze-strip" .values=${values} ?data-written=${written} role=${tabindex === undefined ? nothing : "img"} tabindex=${tabindex ?? nothing}
    aria-hidden=${tabindex === undefined ? "true" : nothing} aria-label=${name ?? nothing}>${written ? values.map(cell) : image()}</span>`;
}

/**
 * The name of a strip for screen readers, with its width and the range of its numbers.
 * @param {string} name @param {number[]} values @param {Record<string, string>} labels
 */
export function stripName(name, values, labels) {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => numberText(value));
  return say(labels, "strip", { name, width: values.length, low, high });
}

/** Colours the canvas it stands on, when its vector or the colours are others than before. */
const coloured = directive(class extends Directive {
  /** @type {unknown[]} */
  before = [];

  /** @param {[values: number[], reach: number, ramp: Ramp]} _ */
  render(..._) { return noChange; }

  /** @param {{element: HTMLCanvasElement}} part @param {[values: number[], reach: number, ramp: Ramp]} now */
  update({ element }, now) {
    if (now.some((value, i) => value !== this.before[i])) paintPixels(element, ...now);
    this.before = now;
    return noChange;
  }
});

/** The image of a vector, which is made once. @param {number[]} values @param {number} reach @param {Ramp} ramp @returns {string} */
function pictureOf(values, reach, ramp) {
  const known = pictures.get(values);
  if (known?.reach === reach && known.ramp === ramp) return known.url;
  const url = pixelImage(values, values.length, reach, ramp);
  pictures.set(values, { reach, ramp, url });
  return url;
}

/** The colours of all strips in the theme of an element. @param {Element} element @returns {Ramp} */
export function rampOfStrips(element) {
  return rampOf(element, { minus: "--gaze-minus", plus: "--gaze-plus" }, inkOfShare);
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
  const tip = elementOf(html`<output class="gaze-tip" hidden></output>`);
  root.append(tip);
  let reached = 0;
  const hide = () => { tip.hidden = true; };
  /** @param {Event} event */
  const stripOf = (event) => /** @type {(Element & {values: number[]}) | null} */ (/** @type {Element} */ (event.target).closest(".gaze-strip"));

  /** @param {Element & {values: number[]}} strip @param {number} share of its width */
  function show(strip, share) {
    const { values } = strip;
    if (!values.length) return hide();
    const index = Math.max(0, Math.min(values.length - 1, Math.floor(share * values.length)));
    tip.textContent = `[${index + 1}] ${numberText(values[index], 3)}`;
    tip.hidden = false;
    const [frame, box] = [root.getBoundingClientRect(), strip.getBoundingClientRect()];
    const left = Math.min(box.left - frame.left + share * box.width, frame.width - 80);
    tip.style.transform = `translate(${left}px, ${box.top - frame.top - 30}px)`;
  }

  /** @param {Element & {values: number[]}} strip @param {number} by */
  function reach(strip, by) {
    const width = strip.values.length;
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
