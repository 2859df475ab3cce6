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
 * @param {HTMLElement} root
 * @param {Ask} ask
 * @returns {() => void}
 */
export function listenForUndo(root, ask) {
  /** @param {KeyboardEvent} event */
  const listen = (event) => {
    const idle = !document.activeElement || document.activeElement === document.body;
    const typing = event.composedPath()[0] instanceof HTMLInputElement;
    if (typing || !(event.ctrlKey || event.metaKey) || !(idle || event.composedPath().includes(root))) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    ask({ type: key === "y" || event.shiftKey ? "redo" : "undo" });
  };
  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
}
