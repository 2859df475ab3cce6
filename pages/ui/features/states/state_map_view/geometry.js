/** Geometry of the map: turning it, fitting it into its frame, placing labels. Pure. */

import { clamp } from "../../../kit/state.js";

const MARGIN_SHARE = 0.07;
/** The largest share of a label that others may cover. */
const MOST_COVERED = 0.35;

/**
 * Projects a place: turned about the vertical axis, then tilted towards the viewer.
 * @param {Place} place
 * @param {{yaw: number, pitch: number}} look radians; both 0 show the first two axes
 * @returns {{x: number, y: number}}
 */
export function projectPlace([x, y, z], { yaw, pitch }) {
  const across = x * Math.cos(yaw) + z * Math.sin(yaw);
  const deep = z * Math.cos(yaw) - x * Math.sin(yaw);
  return { x: across, y: y * Math.cos(pitch) - deep * Math.sin(pitch) };
}

/**
 * A function from places to pixels, with one scale for both directions, so that distances can be compared.
 * @param {Place[]} places all that must be in the picture
 * @param {{yaw: number, pitch: number}} look
 * @param {{width: number, height: number}} size
 * @returns {(place: Place) => Point}
 */
export function fitPlaces(places, look, { width, height }) {
  const projected = places.map((place) => projectPlace(place, look));
  const [left, right] = rangeOf(projected.map((point) => point.x));
  const [low, high] = rangeOf(projected.map((point) => point.y));
  const room = { x: width * (1 - 2 * MARGIN_SHARE), y: height * (1 - 2 * MARGIN_SHARE) };
  const scale = Math.min(room.x / (right - left || 1), room.y / (high - low || 1));
  return (place) => {
    const { x, y } = projectPlace(place, look);
    return { x: width / 2 + (x - (left + right) / 2) * scale, y: height / 2 - (y - (low + high) / 2) * scale };
  };
}

/** @param {number[]} values @returns {[number, number]} */
function rangeOf(values) {
  return values.length ? [Math.min(...values), Math.max(...values)] : [0, 1];
}

/** Where a label may stand around its point, best first: right, left, above, below, and between these. */
const SIDES = [[1, 0], [-1, 0], [0, -1], [0, 1], [1, -1], [-1, -1], [1, 1], [-1, 1]];

/**
 * Places labels one after the other where they cover least of the points and of the labels before them. Each label is given
 * by its point and the size of its text; the result is the middle of its text, and whether there is too little space for it.
 * @param {{x: number, y: number, width: number, height: number}[]} labels
 * @param {number} gap between point and text
 * @param {{width: number, height: number}} size
 * @param {Point[]} points
 * @returns {(Point & {crowded: boolean})[]}
 */
export function placeLabels(labels, gap, size, points = labels) {
  const occupied = points.map(({ x, y }) => ({ x, y, width: gap, height: gap }));
  return labels.map((label) => {
    const spots = SIDES.map(([right, down]) => ({
      x: label.x + right * (gap + label.width / 2),
      y: label.y + down * (gap / 2 + label.height / 2),
      width: label.width,
      height: label.height,
    }));
    const costs = spots.map((spot, i) => i * 0.5 + areaOutside(spot, size) + occupied.reduce((sum, box) => sum + overlap(spot, box), 0));
    const best = spots[costs.indexOf(Math.min(...costs))];
    const covered = occupied.reduce((sum, box) => sum + overlap(best, box), 0);
    const crowded = covered > MOST_COVERED * label.width * label.height;
    if (!crowded) occupied.push(best);
    return { x: best.x, y: best.y, crowded };
  });
}

/** @typedef {{x: number, y: number, width: number, height: number}} Middle a box by its middle */

/**
 * @param {Middle} one
 * @param {Middle} other
 * @returns {number} the area both cover
 */
function overlap(one, other) {
  const wide = (one.width + other.width) / 2 - Math.abs(one.x - other.x);
  const high = (one.height + other.height) / 2 - Math.abs(one.y - other.y);
  return wide > 0 && high > 0 ? wide * high : 0;
}

/**
 * @param {Middle} box
 * @param {{width: number, height: number}} size
 * @returns {number} the area outside the picture, which counts as covered
 */
function areaOutside(box, { width, height }) {
  const across = Math.max(0, box.width / 2 - box.x, box.x + box.width / 2 - width);
  const down = Math.max(0, box.height / 2 - box.y, box.y + box.height / 2 - height);
  return across * box.height + down * box.width;
}

/**
 * @param {number} value
 * @returns {number} rounded to one decimal, finer than a screen shows
 */
export function toOneDecimal(value) {
  return Math.round(value * 10) / 10;
}

// Turning a map of three axes: by dragging, or with Shift and the arrow keys.

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
