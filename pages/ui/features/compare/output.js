/** The translation in a panel: its pieces in a line. A click on a piece goes to its step. */

import { html } from "../../kit/dom.js";
import { withSpaces } from "../../kit/pieces.js";

/**
 * @param {(step: number) => void} goTo
 */
export function createOutput(goTo) {
  const root = html("p", { class: "gaze-output-line" });
  /** @type {HTMLElement[]} */
  let bits = [];
  let now = -1;
  root.addEventListener("click", ({ target }) => {
    const to = bits.indexOf(/** @type {HTMLElement} */ (target));
    if (to >= 0) goTo(to);
  });

  /** @param {string[]} pieces @param {Shown[]} shown @param {boolean[]} differs */
  function build(pieces, shown, differs) {
    now = -1;
    bits = shown.map((piece, i) => drawPiece(piece, differs[i] ?? false));
    root.replaceChildren(...withSpaces(bits, pieces));
  }

  /** @param {number} step */
  function paint(step) {
    bits[now]?.classList.remove("gaze-now");
    bits[step]?.classList.add("gaze-now");
    now = step;
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * A piece of the translation. If a mark stands for it, its name is the tooltip.
 * @param {Shown} shown
 * @param {boolean} differs
 * @returns {HTMLElement}
 */
function drawPiece({ text, name, copied = false }, differs) {
  const mark = text !== name;
  const look = `gaze-bit${differs ? " gaze-differs" : ""}${copied ? " gaze-pointed" : ""}${mark ? " gaze-quiet" : ""}`;
  return html("span", { class: look, ...(mark ? { title: name } : {}) }, text);
}
