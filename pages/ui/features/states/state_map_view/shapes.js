/** A shape for each kind of state, so that colours can show something else. */

import { vector } from "../../../kit/dom.js";

/**
 * The shape of a kind around the origin: circles for encoder states, squares for the decoder's, diamonds for
 * contexts and the embeddings of chosen pieces.
 * @param {string} kind
 * @param {number} r
 * @returns {SVGElement}
 */
export function shapeOf(kind, r) {
  if (kind === "decoder" || kind === "readout") return vector("rect", { class: "space-shape", x: -r, y: -r, width: 2 * r, height: 2 * r, rx: r * 0.35 });
  if (kind === "context" || kind === "said") {
    const d = r * 1.3;
    return vector("path", { class: "space-shape", d: `M0 ${-d}L${d} 0L0 ${d}L${-d} 0Z` });
  }
  return vector("circle", { class: "space-shape", r });
}
