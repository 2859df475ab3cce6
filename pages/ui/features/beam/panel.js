/** The details of one hypothesis: its text, its scores, its attention weights, and the alternatives to its last piece. */

import { html, pressable, setAll, setName, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { joinPieces, shownAlone, shownPiece, shownPieces } from "../../kit/pieces.js";
import { inkOf, percentText, probabilityOf, unknownText, weightText } from "../../kit/reading.js";
import { countsAt, piecesTo, statusAt } from "./shape.js";

/** @typedef {{body: HTMLElement, number: HTMLElement}} WeightedPiece */
/**
 * `branch` makes the translation begin with these pieces and a word; `undo` takes that word back; `send` opens the
 * pieces on another page.
 * @typedef {{branch: (pieces: string[], word: string) => void, undo: () => void, send: (page: string, pieces: string[]) => void,
 *   fold: () => void, leave: () => void}} PanelCommands
 */
/** @typedef {{row: HTMLLIElement, button: HTMLButtonElement, piece: HTMLElement, bar: HTMLElement, percent: HTMLElement}} Choice */

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
    // Notes on the pieces: that there is no attention, or what a dot means.
    const dotted = [...source.pieces, ...data.tree.branches.displayed ?? []].some((piece) => piece.startsWith("·"));
    setText(about, [fixed && say(labels, "fixed_about"), dotted && say(labels, "dots_about")].filter(Boolean).join(" "));
    for (const part of [rowTitle, row]) setAll(part, { hidden: fixed });
    looked = shownPieces(source.pieces, labels, source.unknown).map(({ text: piece, name, end, unknown }) => {
      const number = html("span", { class: "gaze-looked-number" });
      const shown = html("bdi", { class: unknown ? "gaze-strange" : "", title: name }, piece);
      return { body: html("span", { class: `gaze-looked-piece${end ? " gaze-end" : ""}` }, shown, number), number };
    });
    row.replaceChildren(...looked.map(({ body }) => body));
    alternatives.build(data, labels);
    leads.replaceChildren(fold, ...pages.map(({ path, title }) =>
      pressable({ class: "gaze-choice", "data-zone": "field" }, () => commands.send(path, here), say(labels, "open_in", { page: title }))));
  }

  /**
   * @param {TreeData} data @param {Shape} shape @param {TreeNode} node
   * @param {{labels: Record<string, string>, status: string, folded: boolean}} texts
   */
  function paint(data, shape, node, { labels, status, folded }) {
    here = piecesTo(shape, node.number);
    setText(text, joinPieces(here) || say(labels, "empty"));
    const numbers = Object.entries({ log_p: node.logprob, log_p_total: node.total, score_word: node.score });
    setText(facts, [status, ...numbers.map(([key, value]) => `${say(labels, key)} ${value.toFixed(2).replace("-", "−")}`)].join(" · "));
    const weights = data.tree.weights[node.reading] ?? [];
    looked.forEach(({ body, number }, i) => {
      const weight = weights[i] ?? 0;
      body.style.setProperty("--gaze-weight", `${Math.round(42 * inkOf(weight))}%`);
      setText(number, weight >= 0.005 ? weightText(weight) : " ");
    });
    alternatives.paint(data, node.reading, here, labels);
    setText(fold, say(labels, folded ? "unfold" : "fold"));
    setAll(fold, { "aria-pressed": String(folded), "aria-disabled": String(node.children.length === 0) });
  }

  return /** @satisfies {Part} */ ({ root, build, paint, openAlternatives: alternatives.open, write: alternatives.write });
}

/** What could replace the last piece of a hypothesis: the candidates of the model, and a field for any other word. @param {Pick<PanelCommands, "branch" | "undo">} commands */
function createAlternatives({ branch, undo }) {
  const title = html("h3", { class: "gaze-title" });
  const list = html("ol", { class: "gaze-bars gaze-alternatives", "data-zone": "field" });
  const unknown = html("p", { class: "gaze-quiet" });
  const word = html("input", { type: "text", class: "gaze-field gaze-word", maxlength: 60, autocomplete: "off", "data-zone": "field" });
  const back = pressable({ class: "gaze-choice", hidden: true }, undo);
  const own = html("form", { class: "gaze-own" }, word, back);
  const notice = html("p", { class: "gaze-notice", role: "status" });
  const root = html("div", {}, title, list, unknown, own, notice);
  /** @type {Choice[]} */
  let choices = [];
  /** @type {string[]} */
  let before = [];
  /** @type {string[]} */
  let offered = [];

  own.addEventListener("submit", (event) => {
    event.preventDefault();
    if (word.value.trim()) branch(before, word.value.trim());
    word.value = "";
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Backspace" && event.target === word && !word.value && !back.hidden) undo();
    const at = choices.findIndex(({ button }) => button === event.target);
    const next = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (at < 0 || next === 0) return;
    event.preventDefault();
    choices[at + next]?.button.focus();
  });

  /** @param {TreeData} data @param {Record<string, string>} labels */
  function build({ tree, prefix, notice: text, languages: [, written] }, labels) {
    setText(notice, text);
    setText(title, say(labels, "alternatives"));
    setName(word, say(labels, "own_word"));
    setAll(word, { placeholder: `${say(labels, "own_word")} …` });
    setText(back, say(labels, "take_back"));
    back.hidden = prefix.length === 0;
    const most = Math.max(0, ...tree.candidates.map((candidate) => candidate.length));
    choices = Array.from({ length: most }, (_, i) => {
      const [piece, bar, percent] = [html("bdi", { class: "gaze-piece", lang: written || false }), html("i"), html("span", { class: "gaze-percent" })];
      const track = html("span", { class: "gaze-track", "aria-hidden": "true" }, bar);
      const button = pressable({ class: "gaze-alternative", "data-zone": "field" }, () => branch([...before, offered[i]], ""), piece, track, percent);
      return { row: html("li", {}, button), button, piece, bar, percent };
    });
    list.replaceChildren(...choices.map((choice) => choice.row));
  }

  /** @param {TreeData} data @param {number} reading @param {string[]} here the pieces up to the hypothesis @param {Record<string, string>} labels */
  function paint({ tree, request }, reading, here, labels) {
    const candidates = tree.candidates[reading] ?? [];
    before = here.slice(0, -1);
    offered = candidates.map(([piece]) => piece);
    setText(unknown, unknownText({ unknown: tree.unknown, request }, reading, labels));
    choices.forEach(({ row, button, piece, bar, percent }, i) => {
      const candidate = candidates[i];
      setAll(row, { "data-empty": !candidate, class: candidate?.[0] === here[here.length - 1] ? "gaze-now" : "" });
      if (!candidate) return;
      const [shown, probability] = [shownAlone(candidate[0], labels), probabilityOf(candidate[1])];
      setText(piece, shown.text);
      setText(percent, percentText(probability));
      setAll(button, { "aria-label": say(labels, "alternative", { piece: shown.name, percent: percentText(probability) }) });
      bar.style.transform = `scaleX(${probability.toFixed(4)})`;
    });
  }

  /** @param {string} letter */
  function write(letter) {
    word.value += letter;
    word.focus();
  }

  return /** @satisfies {Part} */ ({ root, build, paint, open: () => choices[0]?.button.focus(), write });
}

/** @param {TreeScene} scene @param {TreeNode} node @param {number} step @returns {string} its piece, its probability and its status */
export function nameOf(scene, node, step) {
  const { name } = shownPiece(node.piece, false, scene.labels);
  return say(scene.labels, "node_name", { piece: name, percent: percentText(Math.exp(node.logprob)), lot: statusText(scene, node, step) });
}

/**
 * @param {TreeScene} scene @param {TreeNode} node @param {number} step
 * @returns {string} its status: prescribed, finished, in the beam, pruned, or dropped later
 */
export function statusText({ data, labels }, node, step) {
  if (node.step < data.prefix.length) return say(labels, "lot_forced");
  if (node.rank >= 0) return say(labels, node.status === "finished" ? "lot_rank" : "lot_standing", { n: node.rank + 1 });
  if (node.status === "finished") return say(labels, "lot_finished");
  const status = statusAt(node, step);
  if (status === "fallen") return say(labels, "lot_fell", { n: node.decided + 1 });
  return say(labels, status === "pruned" ? "lot_pruned" : "lot_kept");
}

/** @param {TreeScene} scene @param {number} step @returns {string} how many hypotheses of a step were kept, pruned, and not recorded */
export function countsText({ data, shape, labels }, step) {
  const values = { n: step + 1, ...countsAt(shape, step) };
  const dropped = data.tree.dropped[step];
  if (dropped === undefined) return say(labels, "dropped_unknown", values);
  return say(labels, "dropped", { ...values, dropped: dropped.toLocaleString() });
}
