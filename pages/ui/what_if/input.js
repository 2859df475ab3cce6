/** What is read: a source piece is chosen, then hidden, deleted, moved, or swapped for a neighbour of its embedding. */

import { html, pressable, setAll, setText } from "../components/shared/dom.js";
import { say } from "../components/shared/labels.js";
import { shownPiece } from "../components/shared/pieces.js";

/**
 * @param {Ask} ask
 */
export function createInputPanel(ask) {
  const hint = html("p", { class: "what-hint" });
  const pieces = html("div", { class: "what-options", role: "group" });
  const deeds = html("div", { class: "what-options", role: "group" });
  const near = html("p", { class: "what-hint" });
  const neighbours = html("div", { class: "what-options", role: "group" });
  const root = html("div", {}, hint, pieces, deeds, near, neighbours);
  let chosen = 0;
  let fixed = false;
  /** @type {HTMLButtonElement[]} */
  let buttons = [];
  /** @type {WhatIfData | null} */
  let given = null;

  /** @param {WhatIfData} data @param {Scene} scene */
  function build(data, scene) {
    given = data;
    chosen = Math.min(chosen, Math.max(0, scene.trace.source.pieces.length - 2));
    setText(hint, say(data.labels, "pick_piece"));
    setText(near, say(data.labels, "swap_for"));
    // The end of the sentence is no piece one could do without.
    fixed = scene.fixed;
    buttons = scene.source.slice(0, scene.trace.source.pieces.length - 1).map((piece, j) =>
      pressable({ class: "what-option", "data-focus": `piece-${j}`, "data-hidden": scene.trace.source.hidden[j], title: piece.name }, () => choose(j), html("bdi", {}, piece.text)));
    pieces.replaceChildren(...buttons);
    setAll(pieces, { "aria-label": say(data.labels, "source_row") });
    choose(chosen);
  }

  /** @param {number} at */
  function choose(at) {
    if (!given) return;
    chosen = at;
    buttons.forEach((button, j) => setAll(button, { "aria-pressed": String(j === at) }));
    deeds.replaceChildren(...deedsOf(at, buttons.length, !fixed).map(({ word, edit }) => deed(say(given?.labels ?? {}, word), word, edit)));
    const similar = given.neighbours[at] ?? [];
    setAll(near, { hidden: similar.length === 0 });
    neighbours.replaceChildren(...similar.map((piece, i) =>
      deed(shownPiece(piece, false, given?.labels ?? {}).text, `neighbour-${i}`, { kind: "swap_piece", position: at, piece })));
  }

  /** @param {string} text @param {string} focus @param {Edit} edit */
  function deed(text, focus, edit) {
    return pressable({ class: "what-option", "data-focus": focus }, () => ask({ kind: "change", edit }), html("bdi", {}, text));
  }

  return /** @satisfies {Part} */ ({ root, build, paint: () => {} });
}

/**
 * What can be done to the piece at a place: the last one can't go right, the only one can't go at all; there must be
 * an attention to hide it from.
 * @param {number} position
 * @param {number} count
 * @param {boolean} attended
 * @returns {{word: string, edit: Edit}[]}
 */
export function deedsOf(position, count, attended = true) {
  /** @param {string} word @param {Edit} edit @param {boolean} possible */
  const deed = (word, edit, possible) => (possible ? [{ word, edit }] : []);
  return [
    ...deed("hide", { kind: "mask_source", position }, attended),
    ...deed("erase", { kind: "delete_piece", position }, count > 1),
    ...deed("earlier", { kind: "move_piece", position, to: position - 1 }, position > 0),
    ...deed("later", { kind: "move_piece", position, to: position + 1 }, position < count - 1),
  ];
}
