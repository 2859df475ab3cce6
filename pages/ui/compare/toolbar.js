/** The row of choices above the panels: how many there are, how they are drawn and sorted; and buttons that save files. */

import { html, pressable, setAll, setName, setText } from "../components/shared/dom.js";
import { say } from "../components/shared/labels.js";
import { createSaves } from "../components/shared/saves.js";

const COUNTS = /** @type {const} */ (["few", "all"]);
const DRAWN_AS = /** @type {const} */ (["matrix", "ribbons"]);

/**
 * @param {(change: Partial<Look>) => void} choose
 * @param {(kind: "few" | "all") => void} ask
 * @param {(format: import("../components/shared/saves.js").Format) => void} save
 */
export function createToolbar(choose, ask, save) {
  const counts = COUNTS.map((kind) => pressable({ class: "gaze-choice" }, () => ask(kind)));
  const counted = html("div", { class: "gaze-group", role: "group" }, ...counts);
  const kinds = DRAWN_AS.map((draw) => pressable({ class: "gaze-choice" }, () => choose({ draw })));
  const drawn = html("div", { class: "gaze-group", role: "group" }, ...kinds);
  const word = html("span", { class: "gaze-quiet", "aria-hidden": "true" });
  const menu = html("select", { class: "gaze-select", "data-zone": "field" });
  menu.addEventListener("change", () => choose({ sort: menu.value }));
  const sorting = html("div", { class: "gaze-group" }, word, menu);
  const saves = createSaves(["svg", "png", "csv"], save);
  const files = html("div", { class: "gaze-end-group" }, saves.root);
  const root = html("div", { class: "gaze-options", "data-zone": "button" }, counted, drawn, sorting, files);

  /** @param {Record<string, string>} labels @param {string[]} facts @param {{shown: number, offered: number}} count of panels, and of all scoring functions */
  function build(labels, facts, { shown, offered }) {
    setAll(counted, { "aria-label": say(labels, "which"), hidden: offered < 2 });
    counts.forEach((button, i) => {
      setText(button, say(labels, COUNTS[i], { n: offered }));
      setAll(button, { "aria-pressed": String((shown === offered) === (COUNTS[i] === "all")) });
    });
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
