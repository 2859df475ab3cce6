/** The drawer of Streamlit, which on a phone lies over the page. */

const NARROW = "(max-width: 768px)";
const CHOICES = '[data-testid="stSidebar"] :is([role="radio"], a), [data-baseweb="popover"] [role="option"]';
const CLOSER = '[data-testid="stSidebarCollapseButton"] button';

/**
 * Whoever has chosen something wants to see what comes of it: the drawer makes room.
 * @returns {() => void} stops listening
 */
export function closeDrawerOnChoice() {
  const stop = new AbortController();
  document.addEventListener("click", ({ target }) => {
    const chosen = target instanceof Element && target.closest(CHOICES);
    if (!chosen || !matchMedia(NARROW).matches) return;
    // Streamlit hears of the choice after us.
    setTimeout(() => /** @type {HTMLElement | null} */ (document.querySelector(CLOSER))?.click());
  }, { signal: stop.signal, capture: true });
  return () => stop.abort();
}
