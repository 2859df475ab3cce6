/** The step in the sentence, the results so far, and the buttons to continue. */

import { html, icon, pressable, setAll, setName, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";

const BACK = "M14.5 6l-6 6 6 6";
const FORWARD = "M9.5 6l6 6-6 6";
const TICK = "M5 12.5l4.5 4.5L19 7.5";

/** @typedef {{shown: boolean, ready: boolean, handing: boolean, handed: boolean, reads: boolean, step: number, steps: number, hits: (boolean | null)[], streak: number}} Turn */

/**
 * @param {{reveal: () => void, dispatch: (action: Action | Move) => void}} commands
 */
export function createTurns({ reveal, dispatch }) {
  const button = (/** @type {string} */ shape, /** @type {() => void} */ press) => pressable({ class: "gaze-button" }, press, icon(shape));
  const back = button(BACK, () => dispatch({ type: "move", by: -1 }));
  const forward = button(FORWARD, () => dispatch({ type: "move", by: 1 }));
  const main = pressable({ class: "gaze-main" }, reveal);
  const again = pressable({ class: "gaze-choice" }, () => dispatch({ type: "again" }));
  const [count, streak, dots] = [html("span", { class: "gaze-count" }), html("span"), html("ol", { class: "gaze-dots", "aria-hidden": "true" })];
  const done = html("span", { class: "gaze-handed" }, icon(TICK), html("span"));
  const root = html("div", { class: "gaze-turns", "data-zone": "button" }, back, count, forward, main, done, streak, dots, again);

  /** @param {Record<string, string>} labels */
  function build(labels) {
    setName(back, say(labels, "back"));
    setName(forward, say(labels, "forward"));
    setText(again, say(labels, "again"));
    setText(/** @type {Element} */ (done.lastElementChild), say(labels, "handed"));
  }

  /** @param {Record<string, string>} labels @param {Turn} turn */
  function paint(labels, { shown, ready, handing, handed, reads, step, steps, hits, streak: length }) {
    const last = step >= steps - 1;
    setText(main, say(labels, nextWord(shown, handing, handed)));
    setAll(main, { "aria-disabled": shown ? String(last) : String(!ready), hidden: reads });
    setAll(done, { hidden: !handed });
    setAll(back, { "aria-disabled": String(step === 0) });
    setAll(forward, { "aria-disabled": String(last) });
    setText(count, say(labels, "count", { n: step + 1, total: steps }));
    setText(streak, length ? say(labels, "streak", { n: length }) : "");
    dots.replaceChildren(...hits.map((hit, i) => html("li", { class: dotClass(hit), "data-now": i === step })));
    setAll(again, { hidden: hits.every((hit) => hit === null) });
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * The word on the main button.
 * @param {boolean} shown whether the answer is
 * @param {boolean} handing whether a class is asked this, and its teacher reveals
 * @param {boolean} handed whether this window has answered
 * @returns {string}
 */
function nextWord(shown, handing, handed) {
  if (shown) return "next";
  if (handing) return handed ? "hand_in_again" : "hand_in";
  return "reveal_row";
}

/**
 * @param {boolean | null} hit
 * @returns {string}
 */
function dotClass(hit) {
  if (hit === null) return "";
  return hit ? "gaze-hit" : "gaze-miss";
}
