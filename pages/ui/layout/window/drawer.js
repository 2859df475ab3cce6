/** Streamlit's sidebar, which covers the page on a phone. */

const NARROW = "(max-width: 768px)";
const CHOICES = '[data-testid="stSidebar"] :is([role="radio"], a), [data-baseweb="popover"] [role="option"]';
const CLOSER = '[data-testid="stSidebarCollapseButton"] button';

/**
 * Closes the sidebar after a choice on a narrow screen, so that its effect is visible.
 * @returns {() => void} stops listening
 */
export function closeDrawerOnChoice() {
  const stop = new AbortController();
  document.addEventListener("click", ({ target }) => {
    const chosen = target instanceof Element && target.closest(CHOICES);
    if (!chosen || !matchMedia(NARROW).matches) return;
    // Later, since Streamlit handles the click after this listener.
    setTimeout(() => /** @type {HTMLElement | null} */ (document.querySelector(CLOSER))?.click());
  }, { signal: stop.signal, capture: true });
  return () => stop.abort();
}
