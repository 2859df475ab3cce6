/** How the cells of a matrix are painted, wherever one is drawn: as shapes where they are few, as pixels where they are thousands. The colour of
 * a cell is stronger the further its number is from zero, in one hue above it and in another below. */

import { coloursOf, contrast, mix } from "./colour.js";
import { svg } from "./lit.js";
import { inkOf } from "./reading.js";

// -- Shapes: weights from 0 to 1, or their differences from −1 to 1.

const LEVELS = 40;

/** Where the first cell stands, how large one is, and what is left blank between two.
 * @typedef {{left: number, top: number, cell: number, high: number, gap?: number}} CellBox */

/** A path for each strength of colour that occurs, however many cells there are. @param {number[][]} strengths @param {CellBox} box */
export function cellShapes(strengths, box) {
  return inkPaths(strengths, box).map(({ ink, d }) => svg`
    <path d=${d} class=${ink < 0 ? "gaze-minus" : "gaze-plus"} fill-opacity=${Math.abs(ink).toFixed(3)} />`);
}

/** Cells too weak to be seen are left out. @param {number[][]} strengths @param {CellBox} box @returns {{ink: number, d: string}[]} */
export function inkPaths(strengths, { left, top, cell, high, gap = cell > 8 ? 0.5 : 0 }) {
  /** @type {Map<number, string[]>} */
  const paths = new Map();
  const r = (/** @type {number} */ value) => Math.round(value * 10) / 10;
  const [wide, tall] = [r(cell - gap), r(high - gap)];
  strengths.forEach((row, i) => row.forEach((strength, j) => {
    const level = Math.sign(strength) * Math.round(inkOf(Math.abs(strength)) * LEVELS);
    if (level === 0) return;
    const boxes = paths.get(level) ?? [];
    boxes.push(`M${r(left + j * cell)} ${r(top + i * high)}h${wide}v${tall}h-${wide}z`);
    paths.set(level, boxes);
  }));
  return [...paths].sort(([a], [b]) => a - b).map(([level, boxes]) => ({ ink: level / LEVELS, d: boxes.join("") }));
}

// -- Pixels: vectors and gates, one number a pixel.

const HALF = 100;

/**
 * The colours from −1 over 0 to 1, in the theme of an element.
 * @param {Element} element
 * @param {{minus: string, plus: string}} hues names of custom properties
 * @param {(share: number) => number} [curve] how strong the colour of a share is
 * @returns {Ramp}
 */
export function rampOf(element, hues, curve = (share) => share) {
  const [minus, plus, ground, ink] = coloursOf(element, hues.minus, hues.plus, "--gaze-ground", "--gaze-ink");
  return Array.from({ length: 2 * HALF + 1 }, (_, i) => {
    const colour = mix(ground, i < HALF ? minus : plus, curve(Math.abs(i - HALF) / HALF));
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
 * @param {HTMLCanvasElement} canvas a pixel for each value, row by row
 * @param {ArrayLike<number>} values
 * @param {number} reach
 * @param {Ramp} ramp
 */
export function paintPixels(canvas, values, reach, ramp) {
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const image = pen.createImageData(canvas.width, canvas.height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let i = 0; i < values.length; i += 1) pixels[i] = shadeOf(ramp, values[i], reach).pixel;
  pen.putImageData(image, 0, 0);
}

/**
 * @param {ArrayLike<number>} values row by row
 * @param {number} columns
 * @param {number} reach
 * @param {Ramp} ramp
 * @returns {string} the address of an image with a pixel for each value
 */
export function pixelImage(values, columns, reach, ramp) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.max(1, columns), Math.max(1, Math.round(values.length / Math.max(1, columns)))];
  paintPixels(canvas, values, reach, ramp);
  return canvas.toDataURL();
}
