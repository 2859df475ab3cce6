/** What the browser does on all pages: history, fields, shortcuts, links, sliders, the sidebar, and the declared language. */

import { html } from "../../components/shared/dom.js";
import { closeDrawerOnChoice } from "./drawer.js";
import { leaveFieldsByKey } from "./fields.js";
import { keepPagesOneEntry, keepTypingOneEntry } from "./history.js";
import { keepChoicesInLinks } from "./links.js";
import { pressButtonsByKey } from "./shortcuts.js";
import { nameSlidersOnce } from "./sliders.js";

export function createWindow() {
  const habits = [
    keepPagesOneEntry, keepTypingOneEntry, keepChoicesInLinks, leaveFieldsByKey, pressButtonsByKey, nameSlidersOnce, closeDrawerOnChoice,
  ];
  const undo = habits.map((begin) => begin());
  const root = html("i", { hidden: true });

  /** @param {{language: string}} data */
  function build({ language }) {
    document.documentElement.lang = language;
  }

  return /** @satisfies {Part} */ ({ root, build, dispose: () => undo.forEach((end) => end()) });
}
