/** Makes from a trace the scene that the views draw. */

import { colourReader, turningInk } from "./colour.js";
import { withFixed } from "./fixed.js";
import { isCopied } from "./mixture.js";
import { shownPieces } from "./pieces.js";
import { entropyBits, throughHead } from "./reading.js";

/**
 * @param {Trace} trace
 * @param {number | null} head
 * @param {Pick<Scene, "labels" | "flipped" | "font" | "measure">} look
 * @returns {Scene}
 */
export function sceneOf(trace, head, look) {
  const { pieces, displayed = pieces, unknown } = trace.source;
  const scene = {
    ...look,
    trace,
    fixed: false,
    source: shownPieces(displayed, look.labels, unknown),
    target: shownTarget(trace, look.labels),
    ...throughHead(trace, head),
  };
  return trace.fixed ? withFixed(scene) : scene;
}

/**
 * The output pieces, those that were copied marked.
 * @param {{target: {pieces: string[], displayed?: string[]}, copied?: number[][]}} trace
 * @param {Record<string, string>} labels
 * @returns {Shown[]}
 */
export function shownTarget(trace, labels) {
  const { pieces, displayed = pieces } = trace.target;
  return shownPieces(displayed, labels).map((piece, step) => (isCopied(trace, step) ? { ...piece, copied: true } : piece));
}

/**
 * The entropy of the weights of a step in bits; null without attention or without steps.
 * @param {Pick<Scene, "weights" | "fixed">} scene
 * @param {number} step
 * @returns {number | null}
 */
export function bitsOf({ weights, fixed }, step) {
  return fixed || !weights[step] ? null : entropyBits(weights[step]);
}

/**
 * Measures text in a font family. Widths are proportional to the size, so each text is measured once.
 * @param {string} family
 * @returns {Measure}
 */
export function textMeasure(family) {
  const probe = 100;
  const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  pen.font = `${probe}px ${family}`;
  /** @type {Map<string, number>} */
  const known = new Map();
  return (text, size) => {
    const width = known.get(text) ?? pen.measureText(text).width;
    known.set(text, width);
    return (width * size) / probe;
  };
}

/**
 * The ink from which on numbers in cells take the background's colour, in the theme of an element.
 * @param {Element} element
 * @returns {number}
 */
export function numberTurn(element) {
  const style = getComputedStyle(element);
  const read = colourReader();
  const rgb = (/** @type {string} */ name) => /** @type {[number, number, number]} */ (read(style.getPropertyValue(name)).slice(0, 3));
  return turningInk(rgb("--gaze-ground"), rgb("--gaze-attention"), rgb("--gaze-ink"));
}
