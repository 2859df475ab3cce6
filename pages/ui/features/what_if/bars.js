/** The weights of one step as bars. Those of a branch can be dragged, changed with keys, or typed. */

import { html, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { scrollFor } from "../../kit/layout.js";
import { weightText } from "../../kit/reading.js";
import { createWeightInput } from "./pulling.js";

/** @typedef {{root: HTMLElement, track: HTMLElement, bar: HTMLElement, number: HTMLElement | HTMLInputElement}} Column */

/**
 * @param {((step: number, row: number[]) => void) | null} change called with a changed row; null if bars are read-only
 */
export function createBars(change) {
  const root = html("div", { class: "what-bars", role: "group", "data-zone": "field" });
  const scroll = html("div", { class: "gaze-scroll" }, root);
  /** @type {Column[]} */
  let columns = [];
  /** @type {Shown[]} */
  let pieces = [];
  /** @type {Record<string, string>} */
  let labels = {};
  const input = change && createWeightInput(() => columns, show, change);

  /** Makes new bars only for other pieces, so that a bar of the same pieces keeps the focus. @param {Scene} scene */
  function build(scene) {
    labels = scene.labels;
    const same = pieces.length === scene.source.length && pieces.every(({ name }, j) => name === scene.source[j].name);
    pieces = scene.source;
    if (!same) {
      columns = pieces.map((piece, j) => (input ? editableColumn(piece, j) : readOnlyColumn(piece)));
      root.replaceChildren(...columns.map((column) => column.root));
    }
    columns.forEach(({ root: column, track }, j) => {
      const hidden = scene.trace.source.hidden[j];
      setAll(column, { "data-hidden": hidden });
      if (input) setAll(track, { "aria-label": say(labels, hidden ? "bar_hidden" : "bar", { piece: pieces[j].name }) });
    });
  }

  /** @param {Shown} piece @param {number} at */
  function editableColumn(piece, at) {
    const number = html("input", { class: "what-number", type: "text", inputmode: "decimal", tabindex: -1, "aria-label": say(labels, "typed", { piece: piece.name }) });
    const column = barColumn(piece, number, { role: "slider", tabindex: at ? -1 : 0, "aria-orientation": "vertical", "aria-valuemin": 0, "aria-valuemax": 1, "data-focus": `bar-${at}` });
    input?.listen(column, at);
    return column;
  }

  /** @param {number[]} row @param {number} step */
  function paint(row, step) {
    root.setAttribute("aria-label", `${say(labels, "bars", { n: step + 1 })}. ${input ? say(labels, "bars_keys") : ""}`);
    input?.setRow(row, step);
    show(row);
    scrollToHeaviest(row.indexOf(Math.max(...row)));
  }

  /** Scrolls a long sentence to the piece with the largest weight. @param {number} heaviest */
  function scrollToHeaviest(heaviest) {
    const column = columns[heaviest]?.root;
    if (!column || scroll.scrollWidth <= scroll.clientWidth) return;
    const from = column.offsetLeft - root.offsetLeft;
    scroll.scrollLeft = scrollFor({ from, to: from + column.offsetWidth }, scroll.scrollLeft, scroll.clientWidth);
  }

  /** @param {number[]} row */
  function show(row) {
    const most = Math.max(...row);
    columns.forEach(({ root: column, track, bar, number }, j) => fillColumn(column, track, bar, number, row[j] ?? 0, row[j] === most));
  }

  return /** @satisfies {Part} */ ({ root: scroll, build, paint, flush: () => input?.flush() });
}

/**
 * @param {Shown} piece
 * @returns {Column}
 */
function readOnlyColumn(piece) {
  return barColumn(piece, html("span", { class: "what-number" }), { "aria-hidden": "true" });
}

/**
 * @param {Shown} piece
 * @param {HTMLElement} number
 * @param {import("../../kit/dom.js").Attributes} attributes
 * @returns {Column}
 */
function barColumn(piece, number, attributes) {
  const bar = html("i");
  const track = html("div", { class: "what-track", ...attributes }, bar);
  const label = html("bdi", { class: "what-piece", title: piece.name }, piece.text);
  return { root: html("div", { class: "what-column" }, number, track, label), track, bar, number };
}

/**
 * @param {HTMLElement} column
 * @param {HTMLElement} track
 * @param {HTMLElement} bar
 * @param {HTMLElement | HTMLInputElement} number
 * @param {number} weight
 * @param {boolean} most
 * @returns {void}
 */
function fillColumn(column, track, bar, number, weight, most) {
  bar.style.transform = `scaleY(${weight.toFixed(4)})`;
  column.classList.toggle("what-most", most);
  const text = weightText(weight);
  if (number instanceof HTMLInputElement) {
    number.value = text;
    setAll(track, { "aria-valuenow": weight.toFixed(3), "aria-valuetext": text });
  } else setText(number, text);
}
