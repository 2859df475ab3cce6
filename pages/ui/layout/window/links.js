/** The links of Streamlit to the pages. */

const LINKS = ':is([data-testid="stTopNavLink"], [data-testid="stSidebarNavLink"], [data-testid="stPageLink-NavLink"])';

/**
 * Streamlit leads to a page without its address, so its links are bare, and a modifier changes nothing. Here they say
 * what is chosen, and the browser itself opens one in another tab or window.
 * @returns {() => void} stops that
 */
export function keepChoicesInLinks() {
  const stop = new AbortController();
  const options = { capture: true, signal: stop.signal };
  for (const kind of ["pointerover", "pointerdown", "focusin"])
    document.addEventListener(kind, (event) => {
      const link = linkOf(event);
      if (link) link.search = location.search;
    }, options);
  document.addEventListener("click", (event) => {
    if ((event.ctrlKey || event.metaKey || event.shiftKey) && linkOf(event)) event.stopPropagation();
  }, options);
  return () => stop.abort();
}

/**
 * @param {Event} event
 * @returns {HTMLAnchorElement | null}
 */
function linkOf({ target }) {
  return target instanceof Element ? target.closest(`a${LINKS}`) : null;
}
