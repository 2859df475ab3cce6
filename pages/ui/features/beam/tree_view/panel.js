/** The details of one hypothesis: its text, its scores, its attention weights, and the alternatives to its last piece. */

import { html, pressable, setAll, setText } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { joinPieces, shownPieces } from "../../../kit/pieces.js";
import { inkOf, weightText } from "../../../kit/reading.js";
import { createAlternatives } from "./alternatives.js";
import { piecesTo } from "./shape.js";

/** @typedef {{body: HTMLElement, number: HTMLElement}} WeightedPiece */

/**
 * `branch` makes the translation begin with these pieces and a word; `undo` takes that word back; `send` opens the
 * pieces on another page.
 * @typedef {{branch: (pieces: string[], word: string) => void, undo: () => void, send: (page: string, pieces: string[]) => void,
 *   fold: () => void, leave: () => void}} PanelCommands
 */

/**
 * @param {PanelCommands} commands
 */
export function createPanel(commands) {
  const text = html("bdi", { class: "gaze-so-far" });
  const facts = html("p", { class: "gaze-tree-facts" });
  const [soFar, rowTitle] = [html("h3", { class: "gaze-title" }), html("h3", { class: "gaze-title" })];
  const row = html("div", { class: "gaze-looked" });
  const fold = pressable({ class: "gaze-choice" }, commands.fold);
  const leads = html("div", { class: "gaze-ways" });
  const about = html("p", { class: "gaze-note gaze-quiet" });
  const alternatives = createAlternatives(commands);
  const left = html("div", {}, soFar, text, facts, leads, rowTitle, row, about);
  const root = html("div", { class: "gaze-panel" }, left, alternatives.root);
  /** @type {WeightedPiece[]} */
  let looked = [];
  /** @type {string[]} */
  let here = [];

  root.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") commands.leave();
  });

  /** @param {TreeData} data @param {Record<string, string>} labels */
  function build(data, labels) {
    const { source, pages, fixed, languages: [read, written] } = data;
    setAll(text, { lang: written || false });
    setAll(row, { lang: read || false });
    setText(soFar, say(labels, "so_far"));
    setText(rowTitle, say(labels, "reading_row"));
    setText(about, notesOf(data, labels));
    for (const part of [rowTitle, row]) setAll(part, { hidden: fixed });
    looked = shownPieces(source.pieces, labels, source.unknown).map(drawWeightedPiece);
    row.replaceChildren(...looked.map(({ body }) => body));
    alternatives.build(data, labels);
    leads.replaceChildren(fold, ...pages.map(({ path, title }) =>
      pressable({ class: "gaze-choice", "data-zone": "field" }, () => commands.send(path, here), say(labels, "open_in", { page: title }))));
  }

  /**
   * @param {TreeData} data
   * @param {Shape} shape
   * @param {TreeNode} node
   * @param {{labels: Record<string, string>, status: string, folded: boolean}} texts
   */
  function paint(data, shape, node, { labels, status, folded }) {
    here = piecesTo(shape, node.number);
    setText(text, joinPieces(here) || say(labels, "empty"));
    setText(facts, [status, labelledNumber(labels, "log_p", node.logprob), labelledNumber(labels, "log_p_total", node.total), labelledNumber(labels, "score_word", node.score)].join(" · "));
    const weights = data.tree.weights[node.reading] ?? [];
    looked.forEach((piece, i) => fillWeightedPiece(piece, weights[i] ?? 0));
    alternatives.paint(data, node.reading, here, labels);
    setText(fold, say(labels, folded ? "unfold" : "fold"));
    setAll(fold, { "aria-pressed": String(folded), "aria-disabled": String(node.children.length === 0) });
  }

  return /** @satisfies {Part} */ ({ root, build, paint, openAlternatives: alternatives.open, write: alternatives.write });
}

/**
 * @param {TreeData} data
 * @param {Record<string, string>} labels
 * @returns {string} notes on the pieces: that there is no attention, or what a dot means
 */
function notesOf({ source, tree, fixed }, labels) {
  const dotted = [...source.pieces, ...tree.branches.displayed ?? []].some((piece) => piece.startsWith("·"));
  return [fixed && say(labels, "fixed_about"), dotted && say(labels, "dots_about")].filter(Boolean).join(" ");
}

/**
 * @param {WeightedPiece} piece
 * @param {number} weight
 * @returns {void}
 */
function fillWeightedPiece({ body, number }, weight) {
  body.style.setProperty("--gaze-weight", `${Math.round(42 * inkOf(weight))}%`);
  setText(number, weight >= 0.005 ? weightText(weight) : " ");
}

/**
 * @param {Record<string, string>} labels
 * @param {string} key
 * @param {number} value
 * @returns {string}
 */
function labelledNumber(labels, key, value) {
  return `${say(labels, key)} ${value.toFixed(2).replace("-", "−")}`;
}

/**
 * @param {Shown} piece
 * @returns {WeightedPiece}
 */
function drawWeightedPiece({ text, name, end, unknown }) {
  const number = html("span", { class: "gaze-looked-number" });
  const piece = html("bdi", { class: unknown ? "gaze-strange" : "", title: name }, text);
  return { body: html("span", { class: `gaze-looked-piece${end ? " gaze-end" : ""}` }, piece, number), number };
}
