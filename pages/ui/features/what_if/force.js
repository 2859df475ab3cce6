/** The active edits, each with a button to remove it; and undo, redo, reset. */

import { html, icon, pressable, setAll, setName, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";

const FORCE_ICONS = {
  undo: "M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
  redo: "M15 14l5-5-5-5M20 9H10a6 6 0 0 0 0 12h3",
  drop: "M7 7l10 10M17 7L7 17",
};

/**
 * @param {Ask} ask
 */
export function createActiveEdits(ask) {
  const word = html("span", { class: "gaze-quiet" });
  const chips = html("ul", { class: "what-chips" });
  const hint = html("p", { class: "what-hint" });
  const undo = pressable({ class: "gaze-button", "data-focus": "undo" }, () => ask({ kind: "undo" }), icon(FORCE_ICONS.undo));
  const redo = pressable({ class: "gaze-button", "data-focus": "redo" }, () => ask({ kind: "redo" }), icon(FORCE_ICONS.redo));
  const reset = pressable({ class: "gaze-choice", "data-focus": "reset" }, () => ask({ kind: "reset" }));
  const tools = html("div", { class: "what-tools", "data-zone": "button" }, undo, redo, reset);
  const notice = html("p", { class: "what-notice", role: "alert" });
  const root = html("div", { class: "what-force" }, html("div", { class: "what-in-force" }, word, chips, hint), tools, notice);

  /** @param {WhatIfData} data @param {boolean} fixed whether there is no attention, so that there are no bars */
  function build({ changes, can, tree, notice: text, labels }, fixed) {
    setText(word, say(labels, "in_force"));
    setText(hint, say(labels, fixed ? "untouched_fixed" : "untouched"));
    setAll(word, { hidden: changes.length === 0 });
    setAll(hint, { hidden: changes.length > 0 });
    chips.replaceChildren(...changes.map((change, number) => editChip(change, number, labels, ask)));
    setName(undo, say(labels, "undo"));
    setName(redo, say(labels, "redo"));
    setText(reset, say(labels, "reset"));
    setAll(undo, { "aria-disabled": String(!can.undo) });
    setAll(redo, { "aria-disabled": String(!can.redo) });
    setAll(reset, { "aria-disabled": String(tree.length === 1) });
    setText(notice, text);
  }

  return /** @satisfies {Part} */ ({ root, build });
}

/**
 * @param {string} change
 * @param {number} number
 * @param {Record<string, string>} labels
 * @param {Ask} ask
 * @returns {HTMLLIElement}
 */
function editChip(change, number, labels, ask) {
  const drop = pressable({ class: "what-drop", "data-focus": `drop-${number}` }, () => ask({ kind: "drop", number }), icon(FORCE_ICONS.drop));
  setName(drop, say(labels, "take_back", { change }));
  return html("li", { class: "what-chip" }, html("bdi", {}, change), drop);
}
