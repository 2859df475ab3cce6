/** Which key does what on the page Live. Pure. */

/** @typedef {"play" | "one" | "phase" | "up" | "down"} LiveCommand */

/** @type {Record<string, LiveCommand>} */
const COMMANDS = { " ": "play", ArrowRight: "one", ArrowUp: "up", ArrowDown: "down" };

/**
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} event
 * @param {import("../../kit/keys.js").Zone} zone of what has the focus
 * @returns {LiveCommand | null} null where the key is not ours
 */
export function keyCommand({ key, ctrlKey, metaKey, altKey, shiftKey }, zone) {
  if (ctrlKey || metaKey || altKey || zone === "field") return null;
  if (key === " " && zone === "pressable") return null;
  if (shiftKey) return key === "ArrowRight" ? "phase" : null;
  return COMMANDS[key] ?? null;
}
