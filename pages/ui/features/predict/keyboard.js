/** Which key does what. Pure. */

/**
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "isComposing" | "target">} event
 * @param {boolean} typing whether in the field
 * @param {Pick<Prediction, "ask" | "cursor">} state
 * @returns {Move | "go on" | null} null where the key is not ours
 */
export function keyMove({ key, ctrlKey, metaKey, altKey, isComposing, target }, typing, { ask, cursor }) {
  if (ctrlKey || metaKey || altKey || isComposing) return null;
  if (key === "Enter") return isButton(target) ? null : "go on";
  if (typing || ask === "piece") return null;
  const by = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (by) return { type: "cursor", by };
  const raise = { ArrowDown: -1, ArrowUp: 1 }[key];
  if (raise) return { type: "raise", by: raise };
  return /^\d$/.test(key) ? { type: "level", source: cursor, to: Number(key) } : null;
}

/**
 * @param {EventTarget | null} target
 * @returns {boolean} whether Enter presses it
 */
function isButton(target) {
  return typeof Element !== "undefined" && target instanceof Element && target.matches("button");
}
