/** The name of a panel: it opens the list of those that may stand in its place. */

import { html, icon, setAll, setName } from "../stage/dom.js";
import { say } from "../stage/labels.js";

/**
 * @param {string} title
 * @param {Record<string, string>} labels
 * @param {(name: string) => void} replace
 */
export function createTitle(title, labels, replace) {
  const menu = html("select", { "data-zone": "field" });
  const root = html("div", { class: "gaze-titled" }, html("h3", {}, html("bdi", {}, title)), icon("M7 10l5 5 5-5"), menu);
  setName(menu, say(labels, "replace", { title }));
  menu.addEventListener("change", () => replace(menu.value));

  /** Itself and those that could be here; nothing to choose where there are none. @param {string} name @param {[string, string][]} offered */
  function offer(name, offered) {
    setAll(root, { "data-fixed": offered.length < 2 });
    setAll(menu, { hidden: offered.length < 2 });
    menu.replaceChildren(...offered.map(([value, text]) => html("option", { value }, text)));
    menu.value = name;
  }

  return { root, offer, focus: () => menu.focus() };
}
