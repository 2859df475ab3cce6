/** A column for each source piece, to paint the guessed weights; after the guess it shows the rows to compare side by side. */

import { elementOf, setAll } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { html, nothing, render } from "../../kit/lit.js";
import { percentText } from "../../kit/reading.js";
import { HIGHEST } from "./state.js";

/** The share of the height of a bar below which the level is 0. */
const FLOOR = 0.08;
/** The least width of a column, and what is between two, in letters. */
const [LEAST, BETWEEN] = [2.15, 0.25];

/** @param {(move: Move) => void} dispatch @param {() => number[]} levels the present ones */
export function createBoard(dispatch, levels) {
  const root = elementOf(html`<div class="gaze-columns" role="group" data-zone="field"></div>`);
  let count = 0;
  const fit = () => { root.style.setProperty("--columns", String(columnsIn(count, root.clientWidth, parseFloat(getComputedStyle(root).fontSize)))); };
  const observer = new ResizeObserver(fit);
  observer.observe(root);
  listenForPainting(root, () => [...root.querySelectorAll(".gaze-well")], levels, dispatch);

  /** @param {Scene} scene */
  function build({ source, labels }) {
    setAll(root, { "aria-label": `${say(labels, "board")}. ${say(labels, "board_keys")}` });
    count = source.length;
    fit();
  }

  /** @param {Scene} scene @param {DrawnRow[]} rows @param {number} cursor @param {number[]} now the levels */
  function paint({ source, labels }, rows, cursor, now) {
    const legend = rows.length < 2 ? nothing : html`<p class="gaze-bars" aria-hidden="true">${rows.map(({ whose }) => html`<span class="gaze-${whose}">${say(labels, `bar_${whose}`)}</span>`)}</p>`;
    const columns = source.map(({ text, name, end, unknown }, i) => {
      const shares = rows.map(({ whose, weights }) => say(labels, `share_${whose}`, { percent: percentText(weights[i]) }));
      return html`<div class="gaze-column" role="slider" aria-valuemin="0" aria-valuemax=${HIGHEST} aria-orientation="vertical" tabindex=${i === cursor ? 0 : -1}
        aria-label=${name} aria-valuenow=${now[i] ?? 0} aria-valuetext=${shares.join(say(labels, "comma")) || say(labels, "nothing_painted")}>
        <div class="gaze-well">${rows.map(({ whose, weights }) => html`<i class="gaze-${whose}" style="height: ${(weights[i] * 100).toFixed(1)}%"></i>`)}</div>
        <div class="gaze-shares">${rows.map(({ whose, weights }) => html`<span class="gaze-${whose}">${Math.round(weights[i] * 100)}%</span>`)}</div>
        <bdi class="gaze-piece${end ? " gaze-quiet" : ""}${unknown ? " gaze-strange" : ""}">${text}</bdi></div>`;
    });
    render(html`${columns}${legend}`, root);
  }

  /** @param {number} cursor */
  const focus = (cursor) => /** @type {HTMLElement | undefined} */ (root.children[cursor])?.focus();

  return /** @satisfies {Part} */ ({ root, build, paint, focus, dispose: () => observer.disconnect() });
}

/**
 * How many columns a row has: all of them if there is room, otherwise the same number in each row, so that none is left alone.
 * @param {number} pieces @param {number} width of the board @param {number} letter in the same unit @returns {number}
 */
export function columnsIn(pieces, width, letter) {
  const most = Math.max(1, Math.floor((width + BETWEEN * letter) / ((LEAST + BETWEEN) * letter)));
  return Math.max(1, Math.ceil(pieces / Math.ceil(pieces / most)));
}

/**
 * A pointer that is held down sets the level of the column under it by its height. If a finger turns out to scroll the
 * page, the levels before the touch are restored.
 * @param {HTMLElement} root @param {() => Element[]} wells @param {() => number[]} levels @param {(move: Move) => void} dispatch
 */
function listenForPainting(root, wells, levels, dispatch) {
  /** @type {number[] | null} */
  let before = null;
  /** @param {PointerEvent} event */
  const paintAt = ({ clientX, clientY }) => {
    const boxes = wells().map((well) => well.getBoundingClientRect());
    const source = boxes.findIndex((box) => clientX >= box.left && clientX < box.right && clientY < box.bottom + 8 && clientY > box.top - 8);
    if (source >= 0) dispatch({ type: "level", source, to: levelAt(boxes[source], clientY) });
  };
  root.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    before = levels();
    paintAt(event);
  });
  root.addEventListener("pointermove", (event) => {
    if (before && event.buttons) paintAt(event);
  });
  root.addEventListener("pointercancel", () => {
    if (before) dispatch({ type: "levels", to: before });
    before = null;
  });
  root.addEventListener("pointerup", () => { before = null; });
}

/**
 * @param {{bottom: number, height: number}} box @param {number} y
 * @returns {number} the level at this height: at least 1 above the floor, so that every touch is visible
 */
export function levelAt({ bottom, height }, y) {
  const share = (bottom - y) / height;
  return share < FLOOR ? 0 : Math.max(1, Math.min(HIGHEST, Math.round(share * HIGHEST)));
}
