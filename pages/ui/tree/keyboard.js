/** The keys of the tree: arrows walk, Enter goes to the alternatives, letters begin a word, Backspace takes one back. */

const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];

/** @typedef {{kind: "act", action: TreeAction} | {kind: "alternatives"} | {kind: "write", letter: string} | {kind: "undo"}} Meaning */

/**
 * What a key means: on the page where nothing has the focus, only the arrows across are ours.
 * @param {string} key
 * @param {"tree" | "page"} place
 * @returns {Meaning | null}
 */
export function meaningOf(key, place) {
  if (place === "page" && !ARROWS.slice(0, 2).includes(key)) return null;
  if (place === "page") return { kind: "act", action: { type: "move", by: key === "ArrowLeft" ? -1 : 1 } };
  if (ARROWS.includes(key)) return { kind: "act", action: { type: "walk", key } };
  if (key === "Home") return { kind: "act", action: { type: "first" } };
  if (key === "End") return { kind: "act", action: { type: "last" } };
  if (key === " ") return { kind: "act", action: { type: "play" } };
  if (key === "Enter") return { kind: "alternatives" };
  if (key === "Backspace") return { kind: "undo" };
  return /^[\p{L}\p{N}\p{P}]$/u.test(key) ? { kind: "write", letter: key } : null;
}

/**
 * Listens on the window, on the way down: Streamlit takes r and c for itself, wherever they are typed.
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
    const idle = !document.activeElement || document.activeElement === document.body;
    if (!inside && !(idle && root.clientWidth > 0)) return;
    const field = inside && path.some((each) => each instanceof Element && each.matches('[data-zone="field"]'));
    const button = path[0] instanceof HTMLButtonElement && [" ", "Enter"].includes(event.key);
    if (inside && /^[rc]$/i.test(event.key)) event.stopPropagation();
    if (field || button || event.type === "keyup") return;
    const meaning = meaningOf(event.key, inside ? "tree" : "page");
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
