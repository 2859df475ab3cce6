/** Input that all views share: keys and what they do by the place of the focus, the size of the view, the theme. */

// -- The actions of keys, by the place of the focus.

/**
 * Where a key was pressed: `page` is outside of the view and not in a control, `pressable` an element there that
 * Space presses, `field` a control that needs the keys itself.
 * @typedef {"stage" | "source" | "matrix" | "button" | "field" | "page" | "pressable"} Zone
 */

const ALONG = { across: ["ArrowLeft", "ArrowRight"], down: ["ArrowUp", "ArrowDown"] };

/** The action of a key, or null if it has none. @param {string} key @param {Zone} zone @param {boolean} flipped @returns {Action | null} */
export function actionOf(key, zone, flipped) {
  if (zone === "field" || (zone === "pressable" && key === " ")) return null;
  if (zone === "page" || zone === "pressable") return stepBy(key, ALONG.across) ?? jumpOf(key);
  return key === "Escape" ? { type: "leave" } : actionInside(key, zone, flipped);
}

/** @param {string} key @param {Zone} zone @param {boolean} flipped @returns {Action | null} */
function actionInside(key, zone, flipped) {
  if (zone === "source") return sourceAction(key, flipped) ?? jumpOf(key);
  if (zone === "matrix") return matrixAction(key, flipped) ?? jumpOf(key);
  const move = stepBy(key, ALONG.across) ?? (flipped ? stepBy(key, ALONG.down) : null);
  if (move || (zone === "button" && key === " ")) return move;
  return jumpOf(key);
}

/** @param {string} key @param {string[]} pair the keys for back and forward @returns {{type: "move", by: number} | null} */
function stepBy(key, pair) {
  const at = pair.indexOf(key);
  return at < 0 ? null : { type: "move", by: at * 2 - 1 };
}

/**
 * In the row of source pieces the arrow keys inspect a piece; the step stays.
 * @param {string} key @param {boolean} flipped @returns {Action | null}
 */
function sourceAction(key, flipped) {
  const look = stepBy(key, flipped ? ALONG.down : ALONG.across);
  return look && { type: "inspect", by: look.by, cell: false };
}

/** One axis of the matrix is the step, the other the source. @param {string} key @param {boolean} flipped @returns {Action | null} */
function matrixAction(key, flipped) {
  const [steps, sources] = flipped ? [ALONG.across, ALONG.down] : [ALONG.down, ALONG.across];
  const look = stepBy(key, sources);
  if (look) return { type: "inspect", by: look.by, cell: true };
  const move = stepBy(key, steps);
  return move && { ...move, keep: true };
}

/** @param {string} key @returns {Action | null} */
function jumpOf(key) {
  if (key === "Home") return { type: "first" };
  if (key === "End") return { type: "last" };
  return key === " " ? { type: "play" } : null;
}

/** The zone of the element that has the focus. @param {Element | null} element @returns {Zone} */
function zoneOf(element) {
  const zone = element?.closest("[data-zone]")?.getAttribute("data-zone");
  return /** @type {Zone} */ (zone ?? "stage");
}

const KEEPS_KEYS = 'input:not([type="checkbox"]), textarea, select, canvas, [contenteditable], '
  + '[role="radio"], [role="slider"], [role="combobox"], [role="listbox"], [role="menu"], [role="tab"]';
const IS_PRESSED = 'a, button, summary, [role="button"], input[type="checkbox"]';

/** The zone of an element outside of the view. @param {EventTarget} target @returns {Zone} */
export function zoneOfPage(target) {
  const inside = (/** @type {string} */ kinds) => target instanceof Element && target.closest(kinds) !== null;
  if (inside(KEEPS_KEYS)) return "field";
  return inside(IS_PRESSED) ? "pressable" : "page";
}

/**
 * Keeps shortcuts of Streamlit (r reruns, c clears the cache) from firing while the view has the focus. Listens in the
 * capture phase, since Streamlit listens on the document.
 * @param {HTMLElement} root
 * @returns {() => void} stops listening
 */
export function guardShortcuts(root) {
  /** @param {KeyboardEvent} event */
  const guard = (event) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (plain && /^[rc]$/i.test(event.key) && event.composedPath().includes(root)) event.stopImmediatePropagation();
  };
  for (const type of /** @type {const} */ (["keydown", "keyup"])) addEventListener(type, guard, true);
  return () => {
    for (const type of /** @type {const} */ (["keydown", "keyup"])) removeEventListener(type, guard, true);
  };
}

// -- Listening to the page

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
  /** @param {KeyboardEvent} event @param {Zone} zone */
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
 * @param {KeyboardEvent} event @returns {number | undefined}
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

/** @param {HTMLElement} element @param {(width: number) => void} resized @returns {() => void} */
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

/** @param {() => void} resized @returns {() => void} */
export function watchWindow(resized) {
  addEventListener("resize", resized);
  return () => removeEventListener("resize", resized);
}

/**
 * Reports a change of the theme, which is a change of CSS variables without an event. The colours of the view have a
 * transition too short to see, whose end is such an event. Fonts that load late change the widths of pieces, so their
 * loading is reported as well.
 * @param {HTMLElement} element @param {() => void} changed @returns {() => void}
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

// -- What parts of a page tell one another.

/**
 * Listens to the events of this name, by which parts of a page that do not know each other tell one another something.
 * @param {string} name
 * @param {(detail: any, event: Event) => void} hear any: each event has data of its own kind
 * @returns {() => void} stops listening
 */
export function hearEvent(name, hear) {
  const stop = new AbortController();
  addEventListener(name, (event) => hear(/** @type {CustomEvent} */ (event).detail, event), { signal: stop.signal });
  return () => stop.abort();
}
