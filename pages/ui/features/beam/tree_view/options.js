/** The options of the tree: show all nodes, those kept in the beam, or those of the best hypotheses; print log p on the edges. */

import { html, pressable, setAll, setText } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { createSaves } from "../../../kit/saves.js";

const SHOWINGS = /** @type {const} */ (["all", "kept", "best"]);

/**
 * @param {(action: TreeAction) => void} dispatch
 * @param {(format: import("../../../kit/saves.js").Format) => void} save
 */
export function createTreeOptions(dispatch, save) {
  const word = html("span", { class: "gaze-quiet" });
  const choices = SHOWINGS.map((to) => pressable({ class: "gaze-choice" }, () => dispatch({ type: "showing", to })));
  const numbers = pressable({ class: "gaze-choice" }, () => dispatch({ type: "edges" }));
  const count = html("span", { class: "gaze-quiet gaze-counts" });
  const saves = createSaves(["svg", "png"], save);
  const group = html("div", { class: "gaze-group", role: "group" }, word, ...choices);
  const root = html("div", { class: "gaze-options" }, group, numbers, html("div", { class: "gaze-end-group" }, count, saves.root));

  /** @param {Record<string, string>} labels */
  function build(labels) {
    setText(word, `${say(labels, "show")} `);
    group.setAttribute("aria-label", say(labels, "show"));
    choices.forEach((choice, i) => setText(choice, say(labels, `show_${SHOWINGS[i]}`)));
    setText(numbers, say(labels, "edge_numbers"));
    saves.build(labels);
  }

  /** @param {TreeState} state @param {string} counts */
  function paint(state, counts) {
    choices.forEach((choice, i) => setAll(choice, { "aria-pressed": String(SHOWINGS[i] === state.showing) }));
    setAll(numbers, { "aria-pressed": String(state.numbers) });
    setText(count, counts);
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}
