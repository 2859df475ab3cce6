/** What the browser does on all pages: history, fields, shortcuts, links, sliders, the sidebar, the declared language and Streamlit's own words. */

import { html } from "../../kit/dom.js";
import { keepDrawerClosed } from "./drawer.js";
import { leaveFieldsByKey } from "./fields.js";
import { keepPagesOneEntry, keepTypingOneEntry } from "./history.js";
import { keepChoicesInLinks } from "./links.js";
import { createMarks } from "./marks.js";
import { pressButtonsByKey } from "./shortcuts.js";
import { nameSlidersOnce } from "./sliders.js";
import { createStreamlitWords } from "./streamlit.js";

export function createWindow() {
  const habits = [
    keepPagesOneEntry, keepTypingOneEntry, keepChoicesInLinks, leaveFieldsByKey, pressButtonsByKey, nameSlidersOnce, keepDrawerClosed,
  ];
  const undo = habits.map((begin) => begin());
  const [streamlit, marks] = [createStreamlitWords(), createMarks()];
  const root = html("i", { hidden: true });

  /** @param {{language: string, page: string, group: string, languages: string[], labels: Record<string, string>}} data */
  function build({ language, page, group, languages, labels }) {
    document.documentElement.lang = language;
    streamlit.use(labels, language === "en");
    marks.mark(page, group, languages);
  }

  return /** @satisfies {Part} */ ({ root, build, dispose: () => [...undo, streamlit.stop, marks.stop].forEach((end) => end()) });
}
