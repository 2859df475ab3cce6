/** Edits of the attention and of its rule, each with a name and a sentence that explains it. */

import { html, pressable, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";

/**
 * @param {Ask} ask
 */
export function createAttentionPanel(ask) {
  const list = html("div", { class: "what-offers" });
  const scopes = [false, true].map((all) => pressable({ class: "gaze-choice" }, () => { everywhere = all; mark(); }));
  const scope = html("div", { class: "gaze-group", role: "group" }, ...scopes);
  const none = html("p", { class: "what-hint" });
  const root = html("div", {}, scope, list, none);
  let everywhere = false;
  let step = 0;
  /** @param {Edit} edit */
  const change = (edit) => ask({ kind: "change", edit: { ...edit, step: everywhere ? null : step } });

  function mark() {
    scopes.forEach((button, i) => setAll(button, { "aria-pressed": String(Boolean(i) === everywhere) }));
  }

  /** @param {WhatIfData} data @param {Scene} scene */
  function build({ offers, labels }, scene) {
    setAll(scope, { "aria-label": say(labels, "scope") });
    setText(scopes[0], say(labels, "this_step"));
    setText(scopes[1], say(labels, "all_steps"));
    mark();
    list.replaceChildren(...offers.rows.map((offer, i) => offerCard(offer, `row-${i}`, false, change)));
    setAll(scope, { hidden: !offers.rows.length });
    setText(none, offers.rows.length ? "" : say(labels, "no_weights"));
    length = scene.target.length;
  }

  let length = 0;
  /** @param {number} shared */
  function paint(shared) {
    step = Math.max(0, Math.min(shared, length - 1));
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * @param {Ask} ask
 */
export function createRulePanel(ask) {
  const [list, none] = [html("div", { class: "what-offers" }), html("p", { class: "what-hint" })];
  const root = html("div", {}, list, none);

  /** @param {WhatIfData} data */
  function build({ offers, edits, labels }) {
    const inForce = new Set(edits.map((edit) => JSON.stringify(edit)));
    setText(none, offers.rules.length ? "" : say(labels, "no_weights"));
    list.replaceChildren(...offers.rules.map((offer, i) =>
      offerCard(offer, `rule-${i}`, inForce.has(JSON.stringify(offer.edit)), (edit) => ask({ kind: "change", edit }))));
  }

  return /** @satisfies {Part} */ ({ root, build, paint: () => {} });
}

/**
 * A card with one edit is a button; one with options is a menu.
 * @param {Offer} offer
 * @param {string} focus
 * @param {boolean} pressed
 * @param {(edit: Edit) => void} choose
 * @returns {HTMLElement}
 */
function offerCard({ title, hint, edit, options = [] }, focus, pressed, choose) {
  const sentence = html("span", { class: "what-hint" }, hint);
  if (edit) {
    const look = { class: "what-offer", "data-focus": focus, "aria-pressed": String(pressed) };
    return pressable(look, () => choose(edit), html("b", {}, title), sentence);
  }
  const menu = html("select", { class: "gaze-select", "data-zone": "field", "data-focus": focus, "aria-label": title },
    html("option", { value: "" }, title), ...options.map((option, i) => html("option", { value: i }, option.title)));
  menu.addEventListener("change", () => {
    if (menu.value !== "") choose(options[Number(menu.value)].edit);
    menu.value = "";
  });
  return html("div", { class: "what-offer" }, menu, sentence);
}
