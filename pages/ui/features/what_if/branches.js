/** The branches as a tree, the active edits of the one in view, and undo. */

import { glyph } from "../../kit/buttons.js";
import { elementOf, setAll } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { html, nothing, render } from "../../kit/lit.js";

const ICONS = {
  copy: "M8 8h11v12H8zM5 16V4h11",
  rename: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  compare: "M4 5h7v14H4zM13 5h7v14h-7z",
  prune: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  undo: "M9 14L4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
  redo: "M15 14l5-5-5-5M20 9H10a6 6 0 0 0 0 12h3",
  drop: "M7 7l10 10M17 7L7 17",
};

/** A button with an icon. @param {keyof typeof ICONS} key @param {string} focus @param {string} name @param {() => void} press @param {{pressed?: boolean, disabled?: boolean}} [state] */
const tool = (key, focus, name, press, { pressed, disabled } = {}) => html`<button type="button" class=${key === "drop" ? "what-drop" : "gaze-button"} data-focus=${focus} aria-label=${name}
  title=${name} aria-pressed=${pressed ?? nothing} aria-disabled=${disabled ?? nothing} @click=${press}>${glyph(ICONS[key])}</button>`;

/** @param {Ask} ask */
export function createTree(ask) {
  const root = elementOf(html`<div class="what-branches" data-zone="button"></div>`);

  /** @param {WhatIfData} data */
  function build({ tree, active, base, labels }) {
    setAll(root, { hidden: tree.length < 2, role: "group", "aria-label": say(labels, "tree") });
    render(html`<ul class="what-tree">${tree.map(({ number, depth, name, text }) => html`<li style="--depth: ${depth}">
      <button type="button" class="what-twig" aria-pressed=${number === active} data-focus="twig-${number}" @click=${() => ask({ kind: "look", number })}><bdi
        class="what-name">${name}</bdi><bdi class="what-translation">${text}</bdi></button>
      ${number === active && number ? branchTools(number, name, labels) : nothing}
      ${number !== active && tree.length > 2 // puts the branch on the left side, beside the active one
        ? tool("compare", `compare-${number}`, say(labels, "compare", { name }), () => ask({ kind: "compare", number }), { pressed: number === base }) : nothing}</li>`)}</ul>`, root);
  }

  /** Buttons that copy, rename and delete a branch, and the field of its name. @param {number} number @param {string} name @param {Record<string, string>} labels */
  function branchTools(number, name, labels) {
    const rename = () => {
      const field = /** @type {HTMLInputElement} */ (root.querySelector(".what-field"));
      field.hidden = false;
      field.value = name;
      field.select();
      field.focus();
    };
    return html`<input class="gaze-field what-field" type="text" maxlength="24" hidden data-zone="field" aria-label=${say(labels, "name")}
        @change=${(/** @type {any} */ { target }) => ask({ kind: "name", name: target.value })} @blur=${(/** @type {any} */ { target }) => { target.hidden = true; }}
        @keydown=${(/** @type {any} */ { key, target }) => { if (key === "Escape" || key === "Enter") target.blur(); }} />
      ${tool("copy", "copy", say(labels, "copy"), () => ask({ kind: "copy" }))}${tool("rename", "rename", say(labels, "rename"), rename)}${
        tool("prune", "prune", say(labels, "prune"), () => ask({ kind: "prune", number }))}`;
  }

  return /** @satisfies {Part} */ ({ root, build });
}

/** @param {Ask} ask */
export function createActiveEdits(ask) {
  const root = elementOf(html`<div class="what-force"></div>`);

  /** @param {WhatIfData} data @param {boolean} fixed whether there is no attention, so that there are no bars */
  function build({ changes, can, tree, labels }, fixed) {
    render(html`
      <div class="what-in-force"><span class="gaze-quiet" ?hidden=${!changes.length}>${say(labels, "in_force")}</span>
        <ul class="what-chips">${changes.map((change, number) => html`<li class="what-chip"><bdi>${change}</bdi>${
          tool("drop", `drop-${number}`, say(labels, "take_back", { change }), () => ask({ kind: "drop", number }))}</li>`)}</ul>
        <p class="what-hint" ?hidden=${changes.length > 0}>${say(labels, fixed ? "untouched_fixed" : "untouched")}</p></div>
      <div class="what-tools" data-zone="button">${tool("undo", "undo", say(labels, "undo"), () => ask({ kind: "undo" }), { disabled: !can.undo })}${
        tool("redo", "redo", say(labels, "redo"), () => ask({ kind: "redo" }), { disabled: !can.redo })}
        <button type="button" class="gaze-choice" data-focus="reset" aria-disabled=${tree.length === 1} @click=${() => ask({ kind: "reset" })}>${say(labels, "reset")}</button></div>`, root);
  }

  return /** @satisfies {Part} */ ({ root, build });
}
