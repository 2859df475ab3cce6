/** The switch, beside the play button, that hides the steps after the present one. */

import { html, icon, pressable, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";

const EYE = "M3 12s3.3-6 9-6 9 6 9 6-3.3 6-9 6-9-6-9-6zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 1 0 0-5z";

/**
 * @param {Dispatch} dispatch
 */
export function createReveal(dispatch) {
  const word = html("span");
  const root = pressable({ class: "gaze-choice gaze-reveal", "data-zone": "button" }, () => dispatch({ type: "reveal" }), icon(EYE), word);

  /** @param {Record<string, string>} labels */
  function build(labels) {
    setText(word, say(labels, "reveal"));
    setAll(root, { title: say(labels, "reveal_help"), "aria-label": say(labels, "reveal_help"), "aria-keyshortcuts": "V" });
  }

  /** @param {StageState} state */
  function paint({ reveal }) {
    setAll(root, { "aria-pressed": String(reveal) });
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}
