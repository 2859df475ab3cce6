/** Input that all views share: keys, the size of the view, the theme. */

import { actionOf, guardShortcuts, zoneOf, zoneOfPage } from "./keys.js";

const CHOICE = '[role="radio"]';
const STEP_KEYS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", " "];

/**
 * Keys act inside the view, and on the whole page unless a control needs them, so that nobody must click first.
 * `letters` are additional keys of a component.
 * @param {HTMLElement} root
 * @param {{dispatch: Dispatch, isFlipped?: () => boolean, letters?: Record<string, Action>}} stage
 * @returns {() => void} stops listening to the page
 */
export function listenForKeys(root, { dispatch, isFlipped = () => false, letters = {} }) {
  const unguard = guardShortcuts(root);
  /** @param {KeyboardEvent} event @param {import("./keys.js").Zone} zone */
  const act = (event, zone) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const action = actionOf(event.key, zone, isFlipped()) ?? (zone === "field" ? null : letters[event.key.toLowerCase()] ?? null);
    if (!action) return;
    event.preventDefault();
    dispatch(action);
  };
  root.addEventListener("keydown", (event) => {
    act(event, zoneOf(/** @type {Element} */ (event.target)));
    // Otherwise a Streamlit button with an arrow key as its shortcut would react too.
    if (STEP_KEYS.includes(event.key)) event.stopPropagation();
  });
  /** @param {KeyboardEvent} event */
  const onPage = (event) => {
    if (root.clientWidth > 0) act(event, zoneOfPage(event.composedPath()[0]));
  };
  // After a choice with the pointer the focus leaves the radio buttons, so that the arrow keys step again. In the capture
  // phase, since the radio buttons stop the propagation of the click.
  /** @param {MouseEvent} event */
  const onChoice = (event) => {
    const chosen = event.target instanceof Element && event.target.closest(CHOICE);
    if (event.detail > 0 && chosen) setTimeout(releaseFocus);
  };
  document.addEventListener("keydown", onPage);
  document.addEventListener("click", onChoice, true);
  return () => {
    unguard();
    document.removeEventListener("keydown", onPage);
    document.removeEventListener("click", onChoice, true);
  };
}

/**
 * The direction of an up or down key, −1 or 1; undefined for other keys, with modifiers, and in a field.
 * @param {KeyboardEvent} event
 * @returns {number | undefined}
 */
export function verticalStep(event) {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const field = event.target instanceof Element && event.target.closest('[data-zone="field"]');
  if (!by || field || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  event.preventDefault();
  return by;
}

/** Takes the focus from a radio button, which need not be the one that was clicked. */
function releaseFocus() {
  const focused = document.activeElement;
  if (focused instanceof HTMLElement && focused.matches(CHOICE)) focused.blur();
}

/**
 * @param {HTMLElement} element
 * @param {(width: number) => void} resized
 * @returns {() => void}
 */
export function watchSize(element, resized) {
  let width = 0;
  const observer = new ResizeObserver(() => {
    if (element.clientWidth === width) return;
    width = element.clientWidth;
    resized(width);
  });
  observer.observe(element);
  return () => observer.disconnect();
}

/**
 * @param {() => void} resized
 * @returns {() => void}
 */
export function watchWindow(resized) {
  addEventListener("resize", resized);
  return () => removeEventListener("resize", resized);
}

/**
 * Reports a change of the theme, which is a change of CSS variables without an event. The colours of the view have a
 * transition too short to see, whose end is such an event. Fonts that load late change the widths of pieces, so their
 * loading is reported as well.
 * @param {HTMLElement} element
 * @param {() => void} changed
 * @returns {() => void}
 */
export function watchTheme(element, changed) {
  /** @param {TransitionEvent} event */
  const ended = (event) => {
    if (event.target === element) changed();
  };
  element.addEventListener("transitionend", ended);
  document.fonts.addEventListener("loadingdone", changed);
  return () => document.fonts.removeEventListener("loadingdone", changed);
}
