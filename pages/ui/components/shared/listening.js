/** The ways in besides the views' own: keys, the size of the stage, the theme. */

import { actionOf, guardShortcuts, zoneOf, zoneOfPage } from "./keys.js";

const CHOICE = '[role="radio"]';
const OURS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", " "];

/**
 * Keys act inside the stage, and on the whole page wherever nothing else needs them, so that nobody must click first.
 * `letters` are keys of a component's own.
 * @param {HTMLElement} root
 * @param {{dispatch: Dispatch, isFlipped?: () => boolean, letters?: Record<string, Action>, takesPageKeys?: () => boolean}} stage
 * @returns {() => void} stops listening to the page
 */
export function listenForKeys(root, { dispatch, isFlipped = () => false, letters = {}, takesPageKeys = () => true }) {
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
    // A Streamlit button with an arrow as its shortcut would fire as well.
    if (OURS.includes(event.key)) event.stopPropagation();
  });
  /** @param {KeyboardEvent} event */
  const onPage = (event) => {
    if (takesPageKeys() && root.clientWidth > 0) act(event, zoneOfPage(event.composedPath()[0]));
  };
  // Whoever chose with the pointer has no use for the focus there: the arrow keys go on stepping. Caught on the way
  // down, since what is chosen from keeps the click to itself.
  /** @param {MouseEvent} event */
  const onChoice = (event) => {
    const chosen = event.target instanceof Element && event.target.closest(CHOICE);
    if (event.detail > 0 && chosen && takesPageKeys()) setTimeout(release);
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
 * Up and down where the arrows are nobody else's: −1, 1, or nothing.
 * @param {KeyboardEvent} event
 * @returns {number | undefined}
 */
export function walkedBy(event) {
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const field = event.target instanceof Element && event.target.closest('[data-zone="field"]');
  if (!by || field || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  event.preventDefault();
  return by;
}

/** The focus may lie on another choice of the same group than the one that was pressed. */
function release() {
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
 * The theme arrives as CSS variables without a word to scripts. The stage's colours have a transition too short to see;
 * its end says that they have changed. Fonts that load late change the widths of pieces in the same silent way.
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
