/** Streamlit's text fields. */

const FIELDS = '[data-testid="stTextInput"] input';
const LEAVING = ["Enter", "Escape"];

/**
 * Enter and Escape leave a field, so that the arrow keys step at once; not while an input method uses these keys.
 * @returns {() => void} stops listening
 */
export function leaveFieldsByKey() {
  const stop = new AbortController();
  document.addEventListener("keydown", ({ key, target, isComposing }) => {
    if (isComposing || !LEAVING.includes(key) || !(target instanceof HTMLElement && target.matches(FIELDS))) return;
    // Later, since Streamlit handles the key after this listener.
    setTimeout(() => target.blur());
  }, { signal: stop.signal });
  return () => stop.abort();
}
