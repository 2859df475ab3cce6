/** Streamlit's links to the pages. */

const LINKS = ':is([data-testid="stTopNavLink"], [data-testid="stSidebarNavLink"], [data-testid="stPageLink-NavLink"])';

/**
 * Adds the present choices to the links, which have none, since Streamlit handles clicks on them by script. With a
 * modifier key the browser opens a link in another tab or window, as any link.
 * @returns {() => void} stops listening
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
