/** Makes from a trace the scene that the views draw; of a model without attention, with its one vector c. */

import { coloursOf, turningInk } from "./colour.js";
import { say } from "./labels.js";
import { shownPieces } from "./pieces.js";
import { entropyBits, isCopied, throughHead } from "./reading.js";

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
 * The entropy of the weights of a step in bits; null without attention or steps, and where rows are no distributions.
 * @param {Pick<Scene, "trace" | "weights" | "fixed">} scene @param {number} step @returns {number | null}
 */
export function bitsOf({ trace, weights, fixed }, step) {
  return fixed || trace.entropy?.length === 0 || !weights[step] ? null : entropyBits(weights[step]);
}

/**
 * Measures text in a font family. Widths are proportional to the size, so each text is measured once.
 * @param {string} family @returns {Measure}
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
 * @param {Element} element @returns {number}
 */
export function numberTurn(element) {
  const [ground, attention, ink] = coloursOf(element, "--gaze-ground", "--gaze-attention", "--gaze-ink");
  return turningInk(ground, attention, ink);
}

// -- A model without attention: one vector c from both ends of the sentence, the same at every step. Pure.

/**
 * The scene with a column for c, which has weight 1 at every step; the source pieces have weight 0.
 * @template {Pick<Scene, "source" | "weights" | "labels">} S
 * @param {S} scene
 * @returns {S & {scores: (number | null)[][], fixed: true}}
 */
export function withFixed(scene) {
  const c = { text: "c", name: say(scene.labels, "fixed_vector"), end: false, unknown: false, fixed: true };
  const none = scene.source.map(() => 0);
  const weights = scene.weights.map(() => [...none, 1]);
  return { ...scene, source: [...scene.source, c], weights, scores: weights, fixed: true };
}

/** Lines from the first and the last piece to c, along the outer side of the chips. @param {RibbonLayout} layout @returns {string[]} */
export function endLines({ source, font, flipped }) {
  const [first, last, c] = [source[0], source[source.length - 2], source[source.length - 1]];
  const reach = font * 1.6;
  return [first, last].map((end) => {
    if (flipped) {
      const [x0, y0, x1, y1] = [end.x, end.y + end.height / 2, c.x, c.y + c.height / 2];
      const x = Math.min(x0, x1) - reach;
      return `M${x0} ${y0}C${x} ${y0} ${x} ${y1} ${x1} ${y1}`;
    }
    const [x0, x1, y] = [end.x + end.width / 2, c.x + c.width / 2, c.y];
    return `M${x0} ${y}C${x0} ${y - reach} ${x1} ${y - reach} ${x1} ${y}`;
  });
}

/**
 * A note on a scene: that there is no attention, what a dot means, or what the numbers of a whole word are. May be empty.
 * @param {Pick<Scene, "trace" | "labels" | "fixed">} scene @returns {string}
 */
export function noteOf({ trace, labels, fixed }) {
  if (fixed) return say(labels, "fixed_about");
  const dotted = [trace.source.displayed, trace.target.displayed].some((displayed) => displayed?.some((piece) => piece.startsWith("·")));
  if (dotted) return say(labels, "dots_about");
  const lengths = [...(trace.words?.rows ?? []), ...(trace.words?.columns ?? [])];
  return lengths.some((length) => length > 1) ? say(labels, "words_about") : "";
}
