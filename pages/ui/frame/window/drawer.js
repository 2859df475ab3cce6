/** Streamlit's sidebar: no stop of the keyboard while it is closed. On a small screen, where it lies over the page, it is
 * closed until somebody opens it, and again after a choice, a press beside it or Escape. */

/** Streamlit lays it over the page where the window is narrow, the style sheet of the app where it is short. */
const SMALL = "(max-width: 768px), (max-height: 500px)";
const DRAWER = '[data-testid="stSidebar"]';
const CHOICES = `${DRAWER} :is([role="radio"], a), [data-baseweb="popover"] [role="option"]`;
const OPENER = '[data-testid="stExpandSidebarButton"]';
const CLOSER = '[data-testid="stSidebarCollapseButton"] button';
const PAGE = '[data-testid="stMain"]';

/** @param {string} selector */
const find = (selector) => /** @type {HTMLElement | null} */ (document.querySelector(selector));

/** The element that has the focus, also inside a component. */
function focused() {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
}

/** @returns {() => void} stops listening */
export function keepDrawerClosed() {
  const stop = new AbortController();
  const listen = (/** @type {string} */ kind, /** @type {(event: Event) => void} */ listener) =>
    document.addEventListener(kind, listener, { signal: stop.signal, capture: true });
  const small = matchMedia(SMALL);
  /** Where the focus was when somebody asked for the drawer. @type {Element | null} */
  let asked = null;
  let covering = false;

  /** Reads whether the drawer is open: Streamlit opens it by itself when a window becomes wide. */
  function read() {
    const drawer = find(DRAWER);
    const closed = drawer?.dataset.collapsed !== "false";
    drawer?.toggleAttribute("inert", closed);
    const open = !closed && small.matches;
    drawer?.toggleAttribute("data-gaze-asked", open && asked !== null); // the style sheet shows no other
    if (open && !asked) return close();
    if (open === covering) return;
    covering = open;
    find(PAGE)?.toggleAttribute("inert", open);
    if (open) return find(CLOSER)?.focus();
    if (asked instanceof HTMLElement) asked.focus({ preventScroll: true });
    asked = null;
  }

  const close = () => find(CLOSER)?.click();

  listen("click", ({ target }) => {
    if (!(target instanceof Element)) return;
    if (target.closest(OPENER)) asked = focused() ?? target;
    // Later, since Streamlit handles the click after this listener.
    else if (covering && target.closest(CHOICES)) setTimeout(close);
  });
  listen("pointerdown", ({ target }) => {
    const page = find(PAGE);
    if (covering && target instanceof Element && page && (page.contains(target) || target.contains(page))) close();
  });
  listen("keydown", (event) => {
    if (covering && /** @type {KeyboardEvent} */ (event).key === "Escape") close();
  });
  const observer = new MutationObserver(read);
  observer.observe(document.body, { subtree: true, attributes: true, attributeFilter: ["data-collapsed"], childList: true });
  small.addEventListener("change", read, { signal: stop.signal });
  read();
  return () => {
    stop.abort();
    observer.disconnect();
  };
}
