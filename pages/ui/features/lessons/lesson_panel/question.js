/** A question with its choices. A click on a choice shows its remark. */

import { html, pressable, setAll, setText } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { elementsOf } from "./content.js";

/** @typedef {import("./content.js").Content} Content */

/**
 * @param {Content[]} choices as `["choice", {right}, ["words", …], ["remark", …]]`
 * @param {number | undefined} answer the choice that was made before
 * @param {Record<string, string>} labels
 * @param {(choice: number) => void} chosen
 * @returns {HTMLElement}
 */
export function questionOf(choices, answer, labels, chosen) {
  const remark = html("div", { class: "lesson-remark", "aria-live": "polite", hidden: true });
  const buttons = choices.map((choice, number) => choiceButton(choice, () => choose(number, true)));

  /** @param {number} number @param {boolean} pressed whether the learner chose just now, not earlier */
  function choose(number, pressed) {
    const [, { right }, , [, , ...remarkWords]] = /** @type {any} */ (choices[number]);
    buttons.forEach((button, at) => setAll(button, { "aria-pressed": at === number, "data-right": at === number ? !!right : false }));
    const verdict = html("strong");
    setText(verdict, say(labels, right ? "right" : "wrong"));
    remark.replaceChildren(verdict, ...elementsOf(remarkWords, {}));
    setAll(remark, { hidden: false, "data-right": !!right });
    buttons[number].after(remark);
    if (!pressed) return;
    remark.scrollIntoView({ block: "nearest" });
    chosen(number);
  }

  if (answer !== undefined && answer < choices.length) choose(answer, false);
  return html("div", { class: "lesson-question", role: "group" }, ...buttons, remark);
}

/**
 * @param {Content} choice
 * @param {() => void} press
 */
function choiceButton(choice, press) {
  const [, , [, , ...words]] = /** @type {any} */ (choice);
  return pressable({ class: "lesson-choice", "aria-pressed": "false" }, press, html("span", {}, ...elementsOf(words, {})));
}
