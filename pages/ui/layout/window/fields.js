/** The fields of Streamlit that one types in. */

const FIELDS = '[data-testid="stTextInput"] input';
const LEAVING = ["Enter", "Escape"];

/**
 * Enter and Escape leave a field, so that the arrow keys step at once; not while an input method takes them for itself.
 * @returns {() => void} stops listening
 */
export function leaveFieldsByKey() {
  const stop = new AbortController();
  document.addEventListener("keydown", ({ key, target, isComposing }) => {
    if (isComposing || !LEAVING.includes(key) || !(target instanceof HTMLElement && target.matches(FIELDS))) return;
    // Streamlit hears of the key after us.
    setTimeout(() => target.blur());
  }, { signal: stop.signal });
  return () => stop.abort();
}
