/** Keys that press buttons of the frame: P starts presenting, Escape ends it. */

/** Key → the button that it presses. @type {Record<string, string>} */
const BUTTONS = { p: ".st-key-present button", Escape: ".st-key-leave button" };
/** Elements that handle all keys themselves while they are open. */
const OPEN = '[role="dialog"], [role="listbox"], [data-testid="stPopoverBody"]';
const TYPED_IN = 'textarea, select, [contenteditable="true"], input:not([type="range"], [type="radio"], [type="checkbox"])';

/**
 * The button that a key presses, as a selector; null where the key is for something else.
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "isComposing">} event
 * @param {boolean} typing whether it was pressed in a field
 * @returns {string | null}
 */
export function buttonOf({ key, ctrlKey, metaKey, altKey, isComposing }, typing) {
  if (typing || isComposing || ctrlKey || metaKey || altKey) return null;
  return BUTTONS[key.length === 1 ? key.toLowerCase() : key] ?? null;
}

/** @returns {() => void} stops listening */
export function pressButtonsByKey() {
  const stop = new AbortController();
  window.addEventListener("keydown", (event) => {
    const typing = event.composedPath().some((element) => element instanceof Element && element.matches(TYPED_IN));
    const name = buttonOf(event, typing);
    if (!name || event.repeat || document.querySelector(OPEN)) return;
    const button = /** @type {HTMLElement | null} */ (document.querySelector(name));
    button?.click();
  }, { signal: stop.signal });
  return () => stop.abort();
}
