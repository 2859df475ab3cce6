/** The focus outlives what is drawn anew; and the keys of undo and redo. */

/**
 * Draws anew; where what had the focus went with the old, its successor of the same name gets it.
 * @param {HTMLElement} root
 * @param {() => void} draw
 * @returns {void}
 */
export function keepingFocus(root, draw) {
  const place = /** @type {Document | ShadowRoot} */ (root.getRootNode());
  const name = place.activeElement?.getAttribute("data-focus");
  draw();
  if (!name || place.activeElement?.getAttribute("data-focus") === name) return;
  const heir = root.querySelector(`[data-focus="${CSS.escape(name)}"]`);
  if (heir instanceof HTMLElement) heir.focus({ preventScroll: true });
  else root.focus({ preventScroll: true });
}

/**
 * Everywhere but where one types: there the keys undo what is typed.
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
