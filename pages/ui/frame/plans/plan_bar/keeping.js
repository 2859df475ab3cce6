/** Where a browser keeps its plan: on this computer alone, through a reload and a restart of the server. All parts of a window, and all windows, have the same. */

import { hearEvent } from "../../../kit/listening.js";
import { edited, readKept, withHeard } from "./plan.js";

/** @typedef {import("./plan.js").Kept} Kept */

const STORE = "gaze-plan";
const CHANGED = "gaze:plan";
const WANTED = "gaze:plan-stop";

/** @returns {Kept} */
export function kept() {
  try {
    return readKept(JSON.parse(localStorage.getItem(STORE) ?? "null"));
  } catch {
    return readKept(null);
  }
}

/** @param {Kept} now @returns {boolean} whether the browser has kept it: some private windows keep nothing, and a full store no more */
function keep(now) {
  try {
    localStorage.setItem(STORE, JSON.stringify(now));
    return true;
  } catch {
    return false;
  } finally {
    dispatchEvent(new Event(CHANGED));
  }
}

/** @param {import("./plan.js").Edit} edit @returns {boolean} whether it was kept */
export function change(edit) {
  return keep(edited(kept(), edit));
}

/**
 * Takes over, once, what Python has answered.
 * @param {string} id
 * @param {import("./plan.js").Edit | null} edit null where it changes nothing
 * @returns {boolean | null} whether it was kept; null if it was taken over before
 */
export function takeOnce(id, edit) {
  const now = kept();
  return now.heard.includes(id) ? null : keep(withHeard(edit ? edited(now, edit) : now, id));
}

/** @param {() => void} hear called when another plan is kept, here or by another window @returns {() => void} stops listening */
export function hearKept(hear) {
  const stop = new AbortController();
  addEventListener(CHANGED, hear, { signal: stop.signal });
  addEventListener("storage", ({ key }) => { if (key === STORE) hear(); }, { signal: stop.signal });
  return () => stop.abort();
}

/** Asks the bar of the plan to go to a stop. @param {number} at @returns {void} */
export function goToStop(at) {
  dispatchEvent(new CustomEvent(WANTED, { detail: at }));
}

/** @param {(at: number) => void} go @returns {() => void} stops listening */
export function hearStops(go) {
  return hearEvent(WANTED, go);
}
