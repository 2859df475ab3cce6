/** The branches as a tree, the active edits of the one in view, and undo. */

import { html, icon, pressable, setAll, setName, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";

const TREE_ICONS = {
  copy: "M8 8h11v12H8zM5 16V4h11",
  rename: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  compare: "M4 5h7v14H4zM13 5h7v14h-7z",
  prune: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
};
const FORCE_ICONS = {
  undo: "M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
  redo: "M15 14l5-5-5-5M20 9H10a6 6 0 0 0 0 12h3",
  drop: "M7 7l10 10M17 7L7 17",
};

/** @param {Ask} ask */
export function createTree(ask) {
  const list = html("ul", { class: "what-tree" });
  const root = html("div", { class: "what-branches", "data-zone": "button" }, list);

  /** @param {WhatIfData} data */
  function build({ tree, active, base, labels }) {
    setAll(root, { hidden: tree.length < 2, role: "group", "aria-label": say(labels, "tree") });
    list.replaceChildren(...tree.map((branch) => {
      const item = row(branch, branch.number === active, labels);
      if (branch.number !== active && tree.length > 2) item.append(compareButton(branch, branch.number === base, labels, ask));
      return item;
    }));
  }

  /** @param {BranchRow} branch @param {boolean} chosen @param {Record<string, string>} labels */
  function row(branch, chosen, labels) {
    const look = { class: "what-twig", "aria-pressed": String(chosen), "data-focus": `twig-${branch.number}` };
    const name = html("bdi", { class: "what-name" }, branch.name);
    const button = pressable(look, () => ask({ kind: "look", number: branch.number }), name, html("bdi", { class: "what-translation" }, branch.text));
    const item = html("li", {}, button);
    item.style.setProperty("--depth", String(branch.depth));
    if (chosen && branch.number) item.append(...branchTools(branch, name, labels, ask));
    return item;
  }

  return /** @satisfies {Part} */ ({ root, build });
}

/**
 * A button that shows a branch on the left side, beside the active one.
 * @param {BranchRow} branch @param {boolean} pressed @param {Record<string, string>} labels @param {Ask} ask
 * @returns {HTMLButtonElement}
 */
function compareButton({ name, number }, pressed, labels, ask) {
  const look = { class: "gaze-button", "aria-pressed": String(pressed), "data-focus": `compare-${number}` };
  const button = pressable(look, () => ask({ kind: "compare", number }), icon(TREE_ICONS.compare));
  setName(button, say(labels, "compare", { name }));
  return button;
}

/** @param {BranchRow} branch @param {HTMLElement} name @param {Record<string, string>} labels @param {Ask} ask @returns {HTMLElement[]} */
function branchTools(branch, name, labels, ask) {
  const field = html("input", { class: "gaze-field what-field", type: "text", maxlength: 24, hidden: true, "data-zone": "field", "aria-label": say(labels, "name") });
  const rename = () => {
    setAll(field, { hidden: false });
    field.value = name.textContent ?? "";
    field.select();
    field.focus();
  };
  field.addEventListener("change", () => ask({ kind: "name", name: field.value }));
  field.addEventListener("keydown", (event) => { if (event.key === "Escape" || event.key === "Enter") field.blur(); });
  field.addEventListener("blur", () => setAll(field, { hidden: true }));
  /** @param {"copy" | "rename" | "prune"} key @param {() => void} press */
  const tool = (key, press) => {
    const button = pressable({ class: "gaze-button", "data-focus": key }, press, icon(TREE_ICONS[key]));
    setName(button, say(labels, key));
    return button;
  };
  return [field, tool("copy", () => ask({ kind: "copy" })), tool("rename", rename), tool("prune", () => ask({ kind: "prune", number: branch.number }))];
}

/** @param {Ask} ask */
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

/** @param {string} change @param {number} number @param {Record<string, string>} labels @param {Ask} ask @returns {HTMLLIElement} */
function editChip(change, number, labels, ask) {
  const drop = pressable({ class: "what-drop", "data-focus": `drop-${number}` }, () => ask({ kind: "drop", number }), icon(FORCE_ICONS.drop));
  setName(drop, say(labels, "take_back", { change }));
  return html("li", { class: "what-chip" }, html("bdi", {}, change), drop);
}
