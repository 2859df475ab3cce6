/** The possible edits under four tabs: a word, the attention, the input, the rule. */

import { html, pressable, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { createAttentionPanel, createRulePanel } from "./offers.js";
import { createInputPanel } from "./input.js";
import { createWordPanel } from "./word.js";

const TABS = ["word", "attention", "input", "rule"];
/** The tab that was opened last: the menu is built anew after a visit to another page, this module is not. */
let opened = 0;

/**
 * @param {Ask} ask
 */
export function createMenu(ask) {
  const panels = [createWordPanel(ask), createAttentionPanel(ask), createInputPanel(ask), createRulePanel(ask)];
  const tabs = TABS.map((name, i) => pressable({ class: "gaze-choice", role: "tab", id: `what-tab-${name}`, "aria-controls": `what-panel-${name}` }, () => open(i)));
  const list = html("div", { class: "what-tabs", role: "tablist", "data-zone": "field" }, ...tabs);
  const rooms = panels.map((panel, i) =>
    html("div", { class: "what-panel", role: "tabpanel", id: `what-panel-${TABS[i]}`, "aria-labelledby": `what-tab-${TABS[i]}`, "data-zone": "button" }, panel.root));
  const root = html("div", { class: "what-menu" }, list, ...rooms);
  list.addEventListener("keydown", (event) => {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (!by) return;
    event.preventDefault();
    const to = (tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true") + by + tabs.length) % tabs.length;
    open(to);
    tabs[to].focus();
  });
  open(opened);

  /** @param {number} at */
  function open(at) {
    opened = at;
    tabs.forEach((tab, i) => setAll(tab, { "aria-selected": String(i === at), tabindex: i === at ? 0 : -1 }));
    rooms.forEach((room, i) => setAll(room, { hidden: i !== at }));
  }

  /** @param {WhatIfData} data @param {Scene} scene of the branch in view */
  function build(data, scene) {
    setAll(list, { "aria-label": say(data.labels, "change") });
    tabs.forEach((tab, i) => setText(tab, say(data.labels, `tab_${TABS[i]}`)));
    for (const panel of panels) panel.build(data, scene);
  }

  /** @param {number} step */
  function paint(step) {
    for (const panel of panels) panel.paint(step);
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}
