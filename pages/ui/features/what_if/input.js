/** Edits of the source: a piece is chosen, then hidden, deleted, moved, or replaced by a neighbour of its embedding. */

import { html, pressable, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { shownPiece } from "../../kit/pieces.js";

/**
 * @param {Ask} ask
 */
export function createInputPanel(ask) {
  const hint = html("p", { class: "what-hint" });
  const pieces = html("div", { class: "what-options", role: "group" });
  const editButtons = html("div", { class: "what-options", role: "group" });
  const near = html("p", { class: "what-hint" });
  const neighbours = html("div", { class: "what-options", role: "group" });
  const root = html("div", {}, hint, pieces, editButtons, near, neighbours);
  let chosen = 0;
  let fixed = false;
  /** @type {HTMLButtonElement[]} */
  let buttons = [];
  /** @type {WhatIfData | null} */
  let latest = null;

  /** @param {WhatIfData} data @param {Scene} scene */
  function build(data, scene) {
    latest = data;
    chosen = Math.min(chosen, Math.max(0, scene.trace.source.pieces.length - 2));
    setText(hint, say(data.labels, "pick_piece"));
    setText(near, say(data.labels, "swap_for"));
    // Without the end of the sentence, which cannot be edited.
    fixed = scene.fixed;
    buttons = scene.source.slice(0, scene.trace.source.pieces.length - 1).map((piece, j) =>
      pressable({ class: "what-option", "data-focus": `piece-${j}`, "data-hidden": scene.trace.source.hidden[j], title: piece.name }, () => choose(j), html("bdi", {}, piece.text)));
    pieces.replaceChildren(...buttons);
    setAll(pieces, { "aria-label": say(data.labels, "source_row") });
    choose(chosen);
  }

  /** @param {number} at */
  function choose(at) {
    if (!latest) return;
    chosen = at;
    buttons.forEach((button, j) => setAll(button, { "aria-pressed": String(j === at) }));
    editButtons.replaceChildren(...pieceEdits(at, buttons.length, !fixed).map(({ word, edit }) => editButton(say(latest?.labels ?? {}, word), word, edit)));
    const similar = latest.neighbours[at] ?? [];
    setAll(near, { hidden: similar.length === 0 });
    neighbours.replaceChildren(...similar.map((piece, i) =>
      editButton(shownPiece(piece, false, latest?.labels ?? {}).text, `neighbour-${i}`, { kind: "swap_piece", position: at, piece })));
  }

  /** @param {string} text @param {string} focus @param {Edit} edit */
  function editButton(text, focus, edit) {
    return pressable({ class: "what-option", "data-focus": focus }, () => ask({ kind: "change", edit }), html("bdi", {}, text));
  }

  return /** @satisfies {Part} */ ({ root, build, paint: () => {} });
}

/**
 * The edits that are possible for the piece at a position: the last one cannot move right, the only one cannot be
 * deleted, and hiding needs a model with attention.
 * @param {number} position
 * @param {number} count
 * @param {boolean} attended
 * @returns {{word: string, edit: Edit}[]}
 */
export function pieceEdits(position, count, attended = true) {
  /** @param {string} word @param {Edit} edit @param {boolean} possible */
  const optional = (word, edit, possible) => (possible ? [{ word, edit }] : []);
  return [
    ...optional("hide", { kind: "mask_source", position }, attended),
    ...optional("erase", { kind: "delete_piece", position }, count > 1),
    ...optional("earlier", { kind: "move_piece", position, to: position - 1 }, position > 0),
    ...optional("later", { kind: "move_piece", position, to: position + 1 }, position < count - 1),
  ];
}
