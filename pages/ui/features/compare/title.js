/** The name of a panel, which is also the menu of scoring functions to choose in its place. */

import { html, icon, setAll, setName } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";

/**
 * @param {string} title
 * @param {Record<string, string>} labels
 * @param {(name: string) => void} replace
 */
export function createTitle(title, labels, replace) {
  const menu = html("select", { "data-zone": "field" });
  const name = html("bdi", {}, title);
  const root = html("div", { class: "gaze-titled" }, html("h3", {}, name), icon("M7 10l5 5 5-5"), menu);
  setName(menu, say(labels, "replace", { title }));
  menu.addEventListener("change", () => replace(menu.value));

  /** Writes a sentence instead of a name; marks the characters that the other sentence lacks. @param {[string, boolean][]} runs */
  function write(runs) {
    setAll(root, { "data-read": true });
    name.replaceChildren(...runs.map(([text, differs]) => html("span", { class: differs ? "gaze-differs" : "" }, text)));
  }

  /** Fills the menu, which is hidden if there is nothing else to choose. @param {string} own @param {[string, string][]} offered */
  function build(own, offered) {
    setAll(root, { "data-only": offered.length < 2 });
    setAll(menu, { hidden: offered.length < 2 });
    menu.replaceChildren(...offered.map(([value, text]) => html("option", { value }, text)));
    menu.value = own;
  }

  return /** @satisfies {Part} */ ({ root, build, write, focus: () => menu.focus() });
}
