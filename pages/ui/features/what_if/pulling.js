/** Changing weights by the bars: with the pointer, with keys, with a typed number. The row is reported after a short pause. */

import { roundRow, typedWeight, withWeight } from "./weights.js";

const PULL_DELAY = 350;
/** @type {Record<string, number>} */
const PULLS = { ArrowUp: 0.05, ArrowDown: -0.05, PageUp: 0.2, PageDown: -0.2, Home: -1, End: 1 };

/**
 * @param {() => import("./bars.js").Column[]} columnsNow
 * @param {(row: number[]) => void} show
 * @param {(step: number, row: number[]) => void} change
 */
export function createWeightInput(columnsNow, show, change) {
  /** @type {number[]} */
  let row = [];
  let step = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** Sets the row that is shown, after reporting a changed one that has not been reported yet. @param {number[]} weights @param {number} at */
  function setRow(weights, at) {
    flush();
    row = [...weights];
    step = at;
  }

  /** Reports a changed row that has not been reported yet. */
  function flush() {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    change(step, roundRow(row));
  }

  /** @param {number} at @param {number} weight @param {number} delay */
  function pull(at, weight, delay = PULL_DELAY) {
    row = withWeight(row, at, weight);
    show(row);
    clearTimeout(timer);
    timer = setTimeout(flush, delay);
  }

  /** @param {import("./bars.js").Column} column @param {number} at */
  function listen({ track, number }, at) {
    listenToPointer(track, (weight) => pull(at, weight, 60_000), flush);
    track.addEventListener("keydown", (event) => {
      const by = PULLS[event.key];
      if (by !== undefined) pull(at, row[at] + by);
      else if (event.key === "ArrowLeft" || event.key === "ArrowRight") moveFocus(columnsNow(), at, event.key === "ArrowLeft" ? -1 : 1);
      else if (event.key === "Enter") number.focus();
      else return;
      event.preventDefault();
    });
    listenToNumber(/** @type {HTMLInputElement} */ (number), (weight) => (weight === null ? show(row) : pull(at, weight, 0)), () => track.focus());
  }

  return { setRow, flush, listen };
}

/**
 * @param {HTMLElement} track
 * @param {(weight: number) => void} pull
 * @param {() => void} flush
 * @returns {void}
 */
function listenToPointer(track, pull, flush) {
  /** @param {PointerEvent} event */
  const weightAt = (event) => {
    const box = track.getBoundingClientRect();
    return (box.bottom - event.clientY) / box.height;
  };
  track.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    track.focus({ preventScroll: true });
    track.setPointerCapture(event.pointerId);
    pull(weightAt(event));
  });
  track.addEventListener("pointermove", (event) => {
    if (track.hasPointerCapture(event.pointerId)) pull(weightAt(event));
  });
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) track.addEventListener(end, flush);
}

/**
 * @param {HTMLInputElement} number
 * @param {(weight: number | null) => void} enter
 * @param {() => void} leave
 * @returns {void}
 */
function listenToNumber(number, enter, leave) {
  let before = "";
  number.addEventListener("focus", () => { before = number.value; number.select(); });
  number.addEventListener("change", () => enter(typedWeight(number.value)));
  number.addEventListener("keydown", (event) => {
    if (event.key === "Escape") number.value = before;
    if (event.key === "Enter" || event.key === "Escape") leave();
  });
}

/**
 * Moves the focus to another bar. The whole row is one tab stop.
 * @param {import("./bars.js").Column[]} columns
 * @param {number} from
 * @param {number} by
 * @returns {void}
 */
function moveFocus(columns, from, by) {
  const to = Math.max(0, Math.min(columns.length - 1, from + by));
  columns.forEach(({ track }, j) => track.setAttribute("tabindex", j === to ? "0" : "-1"));
  columns[to].track.focus();
}
