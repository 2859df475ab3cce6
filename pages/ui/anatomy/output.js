/** The output pieces in a row, the present one marked. */

import { html, pressable, setAll, setText } from "../stage/dom.js";
import { say } from "../stage/labels.js";

/**
 * @param {(action: Action) => void} dispatch
 */
export function createOutput(dispatch) {
  const root = html("div", { class: "gaze-output", role: "group", "data-zone": "button" });
  /** @type {HTMLButtonElement[]} */
  let buttons = [];

  /** @param {Drawn} drawn */
  function build({ target, labels }) {
    setAll(root, { "aria-label": say(labels, "output_row") });
    buttons = target.map((piece, step) => {
      const button = pressable({ title: piece.name, tabindex: -1 }, () => dispatch({ type: "step", to: step }), html("bdi"));
      setText(/** @type {Node} */ (button.firstChild), piece.text);
      return button;
    });
    root.replaceChildren(...buttons);
  }

  /** @param {number} now */
  function paint(now) {
    buttons.forEach((button, step) => {
      button.className = step === now ? "gaze-now" : step > now ? "gaze-later" : "";
      setAll(button, { "aria-current": step === now ? "step" : false, tabindex: step === now ? 0 : -1 });
    });
  }

  return { root, build, paint };
}
