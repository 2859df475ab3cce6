/** The keys of the tree: arrows move the cursor, Enter goes to the alternatives, letters begin a word, Backspace takes one back. */

import { actionOf, zoneOfPage } from "../../../kit/keys.js";

const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];

/** @typedef {{kind: "act", action: TreeAction} | {kind: "alternatives"} | {kind: "write", letter: string} | {kind: "undo"}} Meaning */

/**
 * What a key means in the tree.
 * @param {string} key
 * @returns {Meaning | null}
 */
export function meaningOf(key) {
  if (ARROWS.includes(key)) return { kind: "act", action: { type: "walk", key } };
  if (key === "Home") return { kind: "act", action: { type: "first" } };
  if (key === "End") return { kind: "act", action: { type: "last" } };
  if (key === " ") return { kind: "act", action: { type: "play" } };
  if (key === "Enter") return { kind: "alternatives" };
  if (key === "Backspace") return { kind: "undo" };
  return /^[\p{L}\p{N}\p{P}]$/u.test(key) ? { kind: "write", letter: key } : null;
}

/**
 * What a key means outside of the tree: the same as on every page.
 * @param {string} key
 * @param {import("../../../kit/keys.js").Zone} zone
 * @returns {Meaning | null}
 */
function meaningOnPage(key, zone) {
  const action = actionOf(key, zone, false);
  return action && { kind: "act", action: /** @type {TreeAction} */ (action) };
}

/**
 * @param {EventTarget[]} path the focused element and its ancestors
 * @param {string} key
 * @returns {boolean} whether a field or a button of the tree needs the key
 */
function needsKey(path, key) {
  const field = path.some((element) => element instanceof Element && element.matches('[data-zone="field"]'));
  return field || (path[0] instanceof HTMLButtonElement && [" ", "Enter"].includes(key));
}

/**
 * Listens on the window in the capture phase, before Streamlit, which has r and c as shortcuts.
 * @param {HTMLElement} root
 * @param {(meaning: Meaning) => void} act
 * @returns {() => void} stops listening
 */
export function listenToTree(root, act) {
  /** @param {KeyboardEvent} event */
  const pressed = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const path = event.composedPath();
    const inside = path.includes(root);
    if (!inside && root.clientWidth === 0) return;
    if (inside && /^[rc]$/i.test(event.key)) event.stopPropagation();
    if (event.type === "keyup" || (inside && needsKey(path, event.key))) return;
    const meaning = inside ? meaningOf(event.key) : meaningOnPage(event.key, zoneOfPage(path[0]));
    if (!meaning) return;
    event.preventDefault();
    event.stopPropagation();
    act(meaning);
  };
  addEventListener("keydown", pressed, true);
  addEventListener("keyup", pressed, true);
  return () => {
    removeEventListener("keydown", pressed, true);
    removeEventListener("keyup", pressed, true);
  };
}
