/**
 * Marks on what Streamlit draws: the page one is on, in its menus, also where its address is another one, and the part of the
 * menu that has it; the tab that names a chart; and the language of what is read and written, which need
 * not be that of the page.
 */

import { setAll } from "../../kit/dom.js";

const LINKS = 'a[data-testid^="stTopNav"], [data-testid="stSidebarNavLink"], [data-testid="stPopoverBody"] [data-testid="stPageLink-NavLink"]';
const PARTS = '[data-testid="stTopNavSection"]';
const CHARTS = '[role="tabpanel"] [data-testid="stPlotlyChart"]';
const READ = '.st-key-text input, .st-key-examples [data-testid="stButtonGroup"]';
const WRITTEN = ".st-key-said :is(.st-key-short, .st-key-middling, .st-key-long)";

export function createMarks() {
  let [page, group, read, written] = ["", "", "", ""];
  const observer = new MutationObserver(markAll);

  function markAll() {
    for (const link of document.querySelectorAll(LINKS)) setAll(link, { "aria-current": link.textContent?.trim() === page && "page" });
    for (const part of document.querySelectorAll(PARTS)) setAll(part, { "aria-current": part.textContent?.trim() === group && "true" });
    for (const chart of document.querySelectorAll(CHARTS)) setAll(chart, { role: "figure", "aria-labelledby": chart.closest('[role="tabpanel"]')?.getAttribute("aria-labelledby") ?? false });
    for (const sentence of document.querySelectorAll(READ)) setAll(sentence, { lang: read || false });
    for (const translation of document.querySelectorAll(WRITTEN)) setAll(translation, { lang: written || false });
  }

  /** @param {string} title of the page @param {string} part of the menu that has it, if any @param {string[]} languages */
  function mark(title, part, languages) {
    [page, group, read = "", written = ""] = [title, part, ...languages];
    markAll();
    observer.observe(document.body, { childList: true, subtree: true });
  }

  return { mark, stop: () => observer.disconnect() };
}
