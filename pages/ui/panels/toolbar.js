/** The quiet row of choices over the panels: how they are drawn and in which order. */

import { html, pressable, setAll, setName, setText } from "../stage/dom.js";
import { say } from "../stage/labels.js";

const DRAWN_AS = /** @type {const} */ (["matrix", "ribbons"]);

/**
 * @param {(change: Partial<Look>) => void} choose
 */
export function createToolbar(choose) {
  const kinds = DRAWN_AS.map((draw) => pressable({ class: "gaze-choice" }, () => choose({ draw })));
  const drawn = html("div", { class: "gaze-group", role: "group" }, ...kinds);
  const word = html("span", { class: "gaze-quiet", "aria-hidden": "true" });
  const menu = html("select", { class: "gaze-select", "data-zone": "field" });
  menu.addEventListener("change", () => choose({ sort: menu.value }));
  const sorting = html("div", { class: "gaze-group" }, word, menu);
  const root = html("div", { class: "gaze-options", "data-zone": "button" }, drawn, sorting);

  /** @param {Record<string, string>} labels @param {string[]} facts */
  function label(labels, facts) {
    setAll(drawn, { "aria-label": say(labels, "draw") });
    kinds.forEach((button, i) => setText(button, say(labels, `draw_${DRAWN_AS[i]}`)));
    setText(word, say(labels, "sort"));
    setName(menu, say(labels, "sort"));
    const options = ["menu", ...facts].map((fact) => html("option", { value: fact }, say(labels, `sort_${fact}`)));
    if (options.map(({ text }) => text).join() !== [...menu.options].map(({ text }) => text).join()) menu.replaceChildren(...options);
  }

  /** @param {Look} look */
  function paint(look) {
    kinds.forEach((button, i) => setAll(button, { "aria-pressed": String(DRAWN_AS[i] === look.draw) }));
    menu.value = look.sort;
    if (menu.selectedIndex < 0) menu.value = "menu";
  }

  return { root, label, paint };
}
