/** Turning a map of three axes: by dragging, or with Shift and the arrow keys. */

import { clamp } from "../../../kit/state.js";

const PER_PIXEL = 0.008;
const PER_KEY = 0.12;
const STEEPEST = 1.4;
const FIRST_LOOK = { yaw: 0.55, pitch: 0.4 };
const FLAT = { yaw: 0, pitch: 0 };

/**
 * @param {HTMLElement} root receives the keys
 * @param {HTMLElement} field is dragged
 * @param {() => boolean} deep whether there is a third axis to turn about
 * @param {() => void} turned
 */
export function createTurning(root, field, deep, turned) {
  let look = FIRST_LOOK;
  /** @type {{x: number, y: number} | null} */
  let dragged = null;

  /** @param {number} across @param {number} down */
  function turn(across, down) {
    look = { yaw: look.yaw + across, pitch: clamp(look.pitch + down, -STEEPEST, STEEPEST) };
    turned();
  }

  field.addEventListener("pointerdown", (event) => {
    if (!deep()) return;
    dragged = { x: event.clientX, y: event.clientY };
    field.setPointerCapture(event.pointerId);
  });
  field.addEventListener("pointermove", (event) => {
    if (!dragged) return;
    turn((event.clientX - dragged.x) * PER_PIXEL, (event.clientY - dragged.y) * PER_PIXEL);
    dragged = { x: event.clientX, y: event.clientY };
  });
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) field.addEventListener(end, () => { dragged = null; });
  root.addEventListener("keydown", (event) => {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const way = ways[/** @type {keyof typeof ways} */ (event.key)];
    if (!event.shiftKey || !way || !deep()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    turn(way[0] * PER_KEY, way[1] * PER_KEY);
  }, true);

  return { look: () => (deep() ? look : FLAT) };
}
