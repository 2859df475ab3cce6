/** What the browser does on all pages: history, fields, shortcuts, links, sliders, the sidebar, the declared language and Streamlit's own words. */

import { html } from "../../components/shared/dom.js";
import { closeDrawerOnChoice } from "./drawer.js";
import { leaveFieldsByKey } from "./fields.js";
import { keepPagesOneEntry, keepTypingOneEntry } from "./history.js";
import { keepChoicesInLinks } from "./links.js";
import { createMenuMark } from "./menu.js";
import { pressButtonsByKey } from "./shortcuts.js";
import { nameSlidersOnce } from "./sliders.js";
import { createStreamlitWords } from "./streamlit.js";

export function createWindow() {
  const habits = [
    keepPagesOneEntry, keepTypingOneEntry, keepChoicesInLinks, leaveFieldsByKey, pressButtonsByKey, nameSlidersOnce, closeDrawerOnChoice,
  ];
  const undo = habits.map((begin) => begin());
  const [streamlit, menu] = [createStreamlitWords(), createMenuMark()];
  const root = html("i", { hidden: true });

  /** @param {{language: string, page: string, group: string, labels: Record<string, string>}} data */
  function build({ language, page, group, labels }) {
    document.documentElement.lang = language;
    streamlit.use(labels, language === "en");
    menu.mark(page, group);
  }

  return /** @satisfies {Part} */ ({ root, build, dispose: () => [...undo, streamlit.stop, menu.stop].forEach((end) => end()) });
}
