/** A model without attention: one vector c from both ends of the sentence, the same at every step. Pure. */

import { say } from "./labels.js";

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

/**
 * Lines from the first and the last piece to c, along the outer side of the chips.
 * @param {RibbonLayout} layout
 * @returns {string[]}
 */
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
 * @param {Pick<Scene, "trace" | "labels" | "fixed">} scene
 * @returns {string}
 */
export function noteOf({ trace, labels, fixed }) {
  if (fixed) return say(labels, "fixed_about");
  const dotted = [trace.source.displayed, trace.target.displayed].some((displayed) => displayed?.some((piece) => piece.startsWith("·")));
  if (dotted) return say(labels, "dots_about");
  const lengths = [...(trace.words?.rows ?? []), ...(trace.words?.columns ?? [])];
  return lengths.some((length) => length > 1) ? say(labels, "words_about") : "";
}
