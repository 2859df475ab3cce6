/** The row of choices above the panels: how many there are, how they are drawn and sorted; and buttons that save files. */

import { html, pressable, setAll, setName, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { createSaves } from "../../kit/picture.js";

const LINEUPS = /** @type {const} */ (["few", "all", "readers"]);
const DRAWN_AS = /** @type {const} */ (["matrix", "ribbons"]);

/**
 * @param {(change: Partial<Look>) => void} choose @param {(kind: "few" | "all" | "readers") => void} ask
 * @param {(format: import("../../kit/picture.js").Format) => void} save
 */
export function createToolbar(choose, ask, save) {
  const lineups = LINEUPS.map((kind) => pressable({ class: "gaze-choice" }, () => ask(kind)));
  const counted = html("div", { class: "gaze-group", role: "group" }, ...lineups);
  const kinds = DRAWN_AS.map((draw) => pressable({ class: "gaze-choice" }, () => choose({ draw })));
  const drawn = html("div", { class: "gaze-group", role: "group" }, ...kinds);
  const word = html("span", { class: "gaze-quiet", "aria-hidden": "true" });
  const menu = html("select", { class: "gaze-select", "data-zone": "field" });
  menu.addEventListener("change", () => choose({ sort: menu.value }));
  const sorting = html("div", { class: "gaze-group" }, word, menu);
  const saves = createSaves(["svg", "png", "csv"], save);
  const files = html("div", { class: "gaze-end-group" }, saves.root);
  const root = html("div", { class: "gaze-options", "data-zone": "button" }, counted, drawn, sorting, files);

  /** @param {Record<string, string>} labels @param {string[]} facts @param {Pick<PanelsData, "lineups" | "offered">} data */
  function build(labels, facts, { lineups: known, offered }) {
    setAll(counted, { "aria-label": say(labels, "which"), hidden: !Object.keys(known).length });
    lineups.forEach((button, i) => {
      setText(button, say(labels, LINEUPS[i], { n: offered.length }));
      setAll(button, { "aria-pressed": String(known[LINEUPS[i]]), hidden: !(LINEUPS[i] in known) });
    });
    setAll(lineups[2], { title: say(labels, "about_readers") });
    saves.build(labels);
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

  return /** @satisfies {Part} */ ({ root, build, paint });
}
