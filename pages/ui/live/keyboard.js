/** Which key does what on the page Live. Pure. */

/** @typedef {"play" | "one" | "half" | "up" | "down"} LiveCommand */

/** @type {Record<string, LiveCommand>} */
const COMMANDS = { " ": "play", ArrowRight: "one", h: "half", ArrowUp: "up", ArrowDown: "down" };

/**
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">} event
 * @param {import("../components/shared/keys.js").Zone} zone of what has the focus
 * @returns {LiveCommand | null} null where the key is not ours
 */
export function keyCommand({ key, ctrlKey, metaKey, altKey }, zone) {
  if (ctrlKey || metaKey || altKey || zone === "field") return null;
  if (key === " " && zone === "pressable") return null;
  return COMMANDS[key.length === 1 ? key.toLowerCase() : key] ?? null;
}
