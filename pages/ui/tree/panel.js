/** What is to be said of one hypothesis: its text, its figures, where it looked, and what could stand in its place. */

import { html, pressable, setAll, setName, setText } from "../stage/dom.js";
import { say } from "../stage/labels.js";
import { shownPiece } from "../stage/pieces.js";
import { inkOf, percentText, probabilityOf, weightText } from "../stage/reading.js";
import { piecesTo, textOf } from "./shape.js";

/** @typedef {{body: HTMLElement, number: HTMLElement}} Looked */
/** @typedef {{row: HTMLLIElement, button: HTMLButtonElement, piece: HTMLElement, bar: HTMLElement, percent: HTMLElement}} Choice */

/**
 * `branch` begins the translation with these pieces and a word; `send` opens them on another page; `undo` takes a
 * begun word back.
 * @typedef {{branch: (pieces: string[], word: string) => void, undo: () => void, send: (page: string, pieces: string[]) => void,
 *   fold: () => void, leave: () => void}} Wishes
 */

/**
 * @param {Wishes} wishes
 */
export function createPanel(wishes) {
  const text = html("bdi", { class: "gaze-so-far" });
  const facts = html("p", { class: "gaze-tree-facts" });
  const [soFar, rowTitle, otherTitle] = ["h3", "h3", "h3"].map((tag) => html(/** @type {"h3"} */ (tag), { class: "gaze-title" }));
  const row = html("div", { class: "gaze-looked" });
  const list = html("ol", { class: "gaze-bars gaze-alternatives", "data-zone": "field" });
  const word = html("input", { type: "text", class: "gaze-word", maxlength: 60, autocomplete: "off", "data-zone": "field" });
  const back = pressable({ class: "gaze-choice", hidden: true }, wishes.undo);
  const fold = pressable({ class: "gaze-choice" }, wishes.fold);
  const ways = html("div", { class: "gaze-ways" });
  const own = html("form", { class: "gaze-own" }, word, back);
  const notice = html("p", { class: "gaze-notice", role: "status" });
  const about = html("p", { class: "gaze-note gaze-quiet" });
  const left = html("div", {}, soFar, text, facts, ways, rowTitle, row, about);
  const root = html("div", { class: "gaze-panel" }, left, html("div", {}, otherTitle, list, own, notice));
  /** @type {Looked[]} */
  let looked = [];
  /** @type {Choice[]} */
  let choices = [];
  /** @type {string[]} */
  let before = [];
  /** @type {string[]} */
  let here = [];
  /** @type {string[]} */
  let offered = [];

  own.addEventListener("submit", (event) => {
    event.preventDefault();
    if (word.value.trim()) wishes.branch(before, word.value.trim());
    word.value = "";
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape") wishes.leave();
    if (event.key === "Backspace" && event.target === word && !word.value && !back.hidden) wishes.undo();
    const at = choices.findIndex(({ button }) => button === event.target);
    const next = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (at < 0 || next === 0) return;
    event.preventDefault();
    choices[at + next]?.button.focus();
  });

  /** @param {TreeData} data @param {Record<string, string>} labels */
  function build({ source, tree, pages, prefix, fixed, notice: said }, labels) {
    setText(notice, said);
    setText(soFar, say(labels, "so_far"));
    setText(rowTitle, say(labels, "reading_row"));
    setText(otherTitle, say(labels, "alternatives"));
    setName(word, say(labels, "own_word"));
    setAll(word, { placeholder: `${say(labels, "own_word")} …` });
    setText(back, say(labels, "take_back"));
    back.hidden = prefix.length === 0;
    const dotted = [...source.pieces, ...tree.branches.told ?? []].some((piece) => piece.startsWith("·"));
    setText(about, [fixed && say(labels, "fixed_about"), dotted && say(labels, "dots_about")].filter(Boolean).join(" "));
    for (const part of [rowTitle, row]) setAll(part, { hidden: fixed });
    looked = source.pieces.map((piece, i) => lookedPiece(shownPiece(piece, source.unknown[i], labels)));
    row.replaceChildren(...looked.map(({ body }) => body));
    const most = Math.max(0, ...tree.candidates.map((each) => each.length));
    choices = Array.from({ length: most }, (_, i) => drawChoice(() => wishes.branch([...before, offered[i]], "")));
    list.replaceChildren(...choices.map((choice) => choice.row));
    const links = pages.map(({ path, title }) =>
      pressable({ class: "gaze-choice", "data-zone": "field" }, () => wishes.send(path, here), say(labels, "open_in", { page: title })));
    ways.replaceChildren(fold, ...links);
  }

  /**
   * @param {TreeData} data
   * @param {Shape} shape
   * @param {TreeNode} node
   * @param {{labels: Record<string, string>, lot: string, folded: boolean}} said
   */
  function paint({ tree }, shape, node, { labels, lot, folded }) {
    here = piecesTo(shape, node.number);
    before = here.slice(0, -1);
    const weights = tree.weights[node.reading] ?? [];
    setText(text, textOf(here) || say(labels, "empty"));
    setText(facts, [lot, figure(labels, "log_p", node.logprob), figure(labels, "log_p_total", node.total), figure(labels, "score_word", node.score)].join(" · "));
    looked.forEach(({ body, number }, i) => {
      body.style.setProperty("--gaze-weight", `${Math.round(42 * inkOf(weights[i] ?? 0))}%`);
      setText(number, (weights[i] ?? 0) >= 0.005 ? weightText(weights[i]) : " ");
    });
    const candidates = tree.candidates[node.reading] ?? [];
    offered = candidates.map(([piece]) => piece);
    choices.forEach((choice, i) => fillChoice(choice, candidates[i], node.piece, labels));
    setText(fold, say(labels, folded ? "unfold" : "fold"));
    setAll(fold, { "aria-pressed": String(folded), "aria-disabled": String(node.children.length === 0) });
  }

  return { root, build, paint, openAlternatives: () => choices[0]?.button.focus(), write };

  /** @param {string} letter */
  function write(letter) {
    word.value += letter;
    word.focus();
  }
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

/**
 * @param {() => void} press
 * @returns {Choice}
 */
function drawChoice(press) {
  const [piece, bar, percent] = [html("bdi", { class: "gaze-piece" }), html("i"), html("span", { class: "gaze-percent" })];
  const track = html("span", { class: "gaze-track", "aria-hidden": "true" }, bar);
  const button = pressable({ class: "gaze-alternative", "data-zone": "field" }, press, piece, track, percent);
  return { row: html("li", {}, button), button, piece, bar, percent };
}

/**
 * @param {Choice} choice
 * @param {TraceCandidate | undefined} candidate
 * @param {string} present
 * @param {Record<string, string>} labels
 * @returns {void}
 */
function fillChoice({ row, button, piece, bar, percent }, candidate, present, labels) {
  setAll(row, { "data-empty": !candidate, class: candidate?.[0] === present ? "gaze-now" : "" });
  if (!candidate) return;
  const shown = shownPiece(candidate[0], false, labels);
  const probability = probabilityOf(candidate[1]);
  setText(piece, shown.text);
  setText(percent, percentText(probability));
  setAll(button, { "aria-label": say(labels, "alternative", { piece: shown.name, percent: percentText(probability) }) });
  bar.style.transform = `scaleX(${probability.toFixed(4)})`;
}
