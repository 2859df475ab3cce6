/** The branches as a tree, the active edits of the one in view, and undo. */

import { html, icon, pressable, setAll, setName, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";

const ICONS = {
  copy: "M8 8h11v12H8zM5 16V4h11",
  rename: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  compare: "M4 5h7v14H4zM13 5h7v14h-7z",
  prune: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
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
    list.replaceChildren(...tree.map(({ number, depth, name, text }) => {
      const chosen = number === active;
      const look = { class: "what-twig", "aria-pressed": String(chosen), "data-focus": `twig-${number}` };
      const title = html("bdi", { class: "what-name" }, name);
      const item = html("li", {}, pressable(look, () => ask({ kind: "look", number }), title, html("bdi", { class: "what-translation" }, text)));
      item.style.setProperty("--depth", String(depth));
      if (chosen && number) item.append(...branchTools(number, title, labels));
      if (!chosen && tree.length > 2) { // puts the branch on the left side, beside the active one
        const button = pressable({ class: "gaze-button", "aria-pressed": String(number === base), "data-focus": `compare-${number}` }, () => ask({ kind: "compare", number }), icon(ICONS.compare));
        setName(button, say(labels, "compare", { name }));
        item.append(button);
      }
      return item;
    }));
  }

  /** Buttons that copy, rename and delete a branch, and the field of its name. @param {number} number @param {HTMLElement} title @param {Record<string, string>} labels */
  function branchTools(number, title, labels) {
    const field = html("input", { class: "gaze-field what-field", type: "text", maxlength: 24, hidden: true, "data-zone": "field", "aria-label": say(labels, "name") });
    field.addEventListener("change", () => ask({ kind: "name", name: field.value }));
    field.addEventListener("keydown", (event) => { if (event.key === "Escape" || event.key === "Enter") field.blur(); });
    field.addEventListener("blur", () => setAll(field, { hidden: true }));
    const rename = () => {
      setAll(field, { hidden: false });
      field.value = title.textContent ?? "";
      field.select();
      field.focus();
    };
    /** @param {"copy" | "rename" | "prune"} key @param {() => void} press */
    const tool = (key, press) => {
      const button = pressable({ class: "gaze-button", "data-focus": key }, press, icon(ICONS[key]));
      setName(button, say(labels, key));
      return button;
    };
    return [field, tool("copy", () => ask({ kind: "copy" })), tool("rename", rename), tool("prune", () => ask({ kind: "prune", number }))];
  }

  return /** @satisfies {Part} */ ({ root, build });
}

/** @param {Ask} ask */
export function createActiveEdits(ask) {
  const word = html("span", { class: "gaze-quiet" });
  const chips = html("ul", { class: "what-chips" });
  const hint = html("p", { class: "what-hint" });
  const undo = pressable({ class: "gaze-button", "data-focus": "undo" }, () => ask({ kind: "undo" }), icon(ICONS.undo));
  const redo = pressable({ class: "gaze-button", "data-focus": "redo" }, () => ask({ kind: "redo" }), icon(ICONS.redo));
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
    chips.replaceChildren(...changes.map((change, number) => {
      const drop = pressable({ class: "what-drop", "data-focus": `drop-${number}` }, () => ask({ kind: "drop", number }), icon(ICONS.drop));
      setName(drop, say(labels, "take_back", { change }));
      return html("li", { class: "what-chip" }, html("bdi", {}, change), drop);
    }));
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
