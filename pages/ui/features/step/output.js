/** The output pieces in a row, with the current one marked. */

import { html, pressable, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { isolate, shownPiece } from "../../kit/pieces.js";

/**
 * @param {(action: Action) => void} dispatch
 */
export function createOutput(dispatch) {
  const row = html("div", { class: "gaze-output", role: "group", "data-zone": "button" });
  const part = html("p", { class: "gaze-note gaze-quiet" });
  const root = html("div", { class: "gaze-spoken" }, row, part);
  /** @type {HTMLButtonElement[]} */
  let buttons = [];

  /** @type {Drawn | null} */
  let drawn = null;

  /** @param {Drawn} next */
  function build(next) {
    drawn = next;
    const { data, target, labels } = next;
    const lang = data.trace.languages?.[data.asked === "encoder" ? 0 : 1] || false;
    setAll(row, { "aria-label": say(labels, "output_row") });
    buttons = target.map((piece, step) => {
      const button = pressable({ title: piece.name, tabindex: -1 }, () => dispatch({ type: "step", to: step }), html("bdi", { lang }));
      setText(/** @type {Node} */ (button.firstChild), piece.text);
      return button;
    });
    row.replaceChildren(...buttons);
  }

  /** @param {number} now @param {boolean} reveal whether later pieces are hidden */
  function paint(now, reveal) {
    buttons.forEach((button, step) => {
      button.className = step === now ? "gaze-now" : step > now ? "gaze-later" : "";
      setAll(button, { "aria-current": step === now ? "step" : false, tabindex: step === now ? 0 : -1, hidden: reveal && step > now });
    });
    if (drawn) setText(part, partText(drawn, now));
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * Which piece of which word a step is; empty for a whole word.
 * @param {Drawn} drawn
 * @param {number} step
 * @returns {string}
 */
function partText({ data: { parts }, labels }, step) {
  const [word, n, total] = parts[step] ?? ["", 1, 1];
  return total > 1 ? say(labels, "part_of", { n, total, word: isolate(shownPiece(word, false, labels).text) }) : "";
}
