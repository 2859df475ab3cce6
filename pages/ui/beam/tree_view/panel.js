/** What is to be said of one hypothesis: its text, its figures, where it looked, and what could stand in its place. */

import { html, pressable, setAll, setText } from "../../components/shared/dom.js";
import { say } from "../../components/shared/labels.js";
import { joined, shownPieces } from "../../components/shared/pieces.js";
import { inkOf, weightText } from "../../components/shared/reading.js";
import { createAlternatives } from "./alternatives.js";
import { piecesTo } from "./shape.js";

/** @typedef {{body: HTMLElement, number: HTMLElement}} Looked */

/**
 * `branch` begins the translation with these pieces and a word; `send` opens them on another page; `undo` takes a
 * begun word back.
 * @typedef {{branch: (pieces: string[], word: string) => void, undo: () => void, send: (page: string, pieces: string[]) => void,
 *   fold: () => void, leave: () => void}} Ways
 */

/**
 * @param {Ways} ways
 */
export function createPanel(ways) {
  const text = html("bdi", { class: "gaze-so-far" });
  const facts = html("p", { class: "gaze-tree-facts" });
  const [soFar, rowTitle] = [html("h3", { class: "gaze-title" }), html("h3", { class: "gaze-title" })];
  const row = html("div", { class: "gaze-looked" });
  const fold = pressable({ class: "gaze-choice" }, ways.fold);
  const leads = html("div", { class: "gaze-ways" });
  const about = html("p", { class: "gaze-note gaze-quiet" });
  const alternatives = createAlternatives(ways);
  const left = html("div", {}, soFar, text, facts, leads, rowTitle, row, about);
  const root = html("div", { class: "gaze-panel" }, left, alternatives.root);
  /** @type {Looked[]} */
  let looked = [];
  /** @type {string[]} */
  let here = [];

  root.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") ways.leave();
  });

  /** @param {TreeData} data @param {Record<string, string>} labels */
  function build(data, labels) {
    const { source, pages, fixed } = data;
    setText(soFar, say(labels, "so_far"));
    setText(rowTitle, say(labels, "reading_row"));
    setText(about, aboutOf(data, labels));
    for (const part of [rowTitle, row]) setAll(part, { hidden: fixed });
    looked = shownPieces(source.pieces, labels, source.unknown).map(lookedPiece);
    row.replaceChildren(...looked.map(({ body }) => body));
    alternatives.build(data, labels);
    leads.replaceChildren(fold, ...pages.map(({ path, title }) =>
      pressable({ class: "gaze-choice", "data-zone": "field" }, () => ways.send(path, here), say(labels, "open_in", { page: title }))));
  }

  /**
   * @param {TreeData} data
   * @param {Shape} shape
   * @param {TreeNode} node
   * @param {{labels: Record<string, string>, lot: string, folded: boolean}} said
   */
  function paint(data, shape, node, { labels, lot, folded }) {
    here = piecesTo(shape, node.number);
    setText(text, joined(here) || say(labels, "empty"));
    setText(facts, [lot, figure(labels, "log_p", node.logprob), figure(labels, "log_p_total", node.total), figure(labels, "score_word", node.score)].join(" · "));
    const weights = data.tree.weights[node.reading] ?? [];
    looked.forEach((piece, i) => fillLooked(piece, weights[i] ?? 0));
    alternatives.paint(data, node.reading, here, labels);
    setText(fold, say(labels, folded ? "unfold" : "fold"));
    setAll(fold, { "aria-pressed": String(folded), "aria-disabled": String(node.children.length === 0) });
  }

  return /** @satisfies {Part} */ ({ root, build, paint, openAlternatives: alternatives.open, write: alternatives.write });
}

/**
 * @param {TreeData} data
 * @param {Record<string, string>} labels
 * @returns {string} what is to be known of the pieces
 */
function aboutOf({ source, tree, fixed }, labels) {
  const dotted = [...source.pieces, ...tree.branches.displayed ?? []].some((piece) => piece.startsWith("·"));
  return [fixed && say(labels, "fixed_about"), dotted && say(labels, "dots_about")].filter(Boolean).join(" ");
}

/**
 * @param {Looked} piece
 * @param {number} weight
 * @returns {void}
 */
function fillLooked({ body, number }, weight) {
  body.style.setProperty("--gaze-weight", `${Math.round(42 * inkOf(weight))}%`);
  setText(number, weight >= 0.005 ? weightText(weight) : " ");
}

/**
 * @param {Record<string, string>} labels
 * @param {string} key
 * @param {number} value
 * @returns {string}
 */
function figure(labels, key, value) {
  return `${say(labels, key)} ${value.toFixed(2).replace("-", "−")}`;
}

/**
 * @param {Shown} piece
 * @returns {Looked}
 */
function lookedPiece({ text, name, end, unknown }) {
  const number = html("span", { class: "gaze-looked-number" });
  const piece = html("bdi", { class: unknown ? "gaze-strange" : "", title: name }, text);
  return { body: html("span", { class: `gaze-looked-piece${end ? " gaze-end" : ""}` }, piece, number), number };
}
