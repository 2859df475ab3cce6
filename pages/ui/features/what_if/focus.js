/** Keeps the focus when a part is drawn again; and the keys of undo and redo. */

/**
 * Draws a part again. If that removes the focused element, the new element with the same `data-focus` gets the focus.
 * @param {HTMLElement} root
 * @param {() => void} draw
 * @returns {void}
 */
export function keepFocusWhile(root, draw) {
  const place = /** @type {Document | ShadowRoot} */ (root.getRootNode());
  const name = place.activeElement?.getAttribute("data-focus");
  draw();
  if (!name || place.activeElement?.getAttribute("data-focus") === name) return;
  const successor = root.querySelector(`[data-focus="${CSS.escape(name)}"]`);
  if (successor instanceof HTMLElement) successor.focus({ preventScroll: true });
  else root.focus({ preventScroll: true });
}

/**
 * Listens for undo and redo on the whole page, except in text fields, where these keys undo typing.
 * @param {Ask} ask
 * @returns {() => void} stops listening
 */
export function listenForUndo(ask) {
  /** @param {KeyboardEvent} event */
  const listen = (event) => {
    const [target] = event.composedPath();
    const typing = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    const key = event.key.toLowerCase();
    if (typing || !(event.ctrlKey || event.metaKey) || (key !== "z" && key !== "y")) return;
    event.preventDefault();
    ask({ kind: key === "y" || event.shiftKey ? "redo" : "undo" });
  };
  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
}
