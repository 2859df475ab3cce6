/** Marks the page one is on in Streamlit's menus, also where its address is another one, and the part of the menu that has it. */

import { setAll } from "../../components/shared/dom.js";

const LINKS = 'a[data-testid^="stTopNav"], [data-testid="stSidebarNavLink"], [data-testid="stPopoverBody"] [data-testid="stPageLink-NavLink"]';
const PARTS = '[data-testid="stTopNavSection"]';

export function createMenuMark() {
  let [page, group] = ["", ""];
  const observer = new MutationObserver(markAll);

  function markAll() {
    for (const link of document.querySelectorAll(LINKS)) setAll(link, { "aria-current": link.textContent?.trim() === page && "page" });
    for (const part of document.querySelectorAll(PARTS)) setAll(part, { "aria-current": part.textContent?.trim() === group && "true" });
  }

  /** @param {string} title of the page @param {string} part of the menu that has it, if any */
  function mark(title, part) {
    [page, group] = [title, part];
    markAll();
    observer.observe(document.body, { childList: true, subtree: true });
  }

  return { mark, stop: () => observer.disconnect() };
}
