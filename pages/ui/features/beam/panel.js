/** The details of one hypothesis: its text, its scores, its attention weights, and the alternatives to its last piece. */

import { elementOf } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { html, nothing, render } from "../../kit/lit.js";
import { joinPieces, shownAlone, shownPiece, shownPieces } from "../../kit/pieces.js";
import { inkOf, percentText, probabilityOf, unknownText, weightText } from "../../kit/reading.js";
import { countsAt, piecesTo, statusAt } from "./shape.js";

/**
 * `branch` makes the translation begin with these pieces and a word; `undo` takes that word back; `send` opens the
 * pieces on another page.
 * @typedef {{branch: (pieces: string[], word: string) => void, undo: () => void, send: (page: string, pieces: string[]) => void,
 *   fold: () => void, leave: () => void}} PanelCommands
 */

/** @param {PanelCommands} commands */
export function createPanel({ branch, undo, send, fold, leave }) {
  const root = elementOf(html`<div class="gaze-panel"></div>`);
  root.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") leave();
  });
  const field = () => /** @type {HTMLInputElement} */ (root.querySelector(".gaze-word"));

  /**
   * @param {TreeData} data @param {Shape} shape @param {TreeNode} node
   * @param {{labels: Record<string, string>, status: string, folded: boolean}} texts
   */
  function paint(data, shape, node, { labels, status, folded }) {
    const { source, pages, fixed, languages: [read, written], tree } = data;
    const here = piecesTo(shape, node.number);
    const numbers = Object.entries({ log_p: node.logprob, log_p_total: node.total, score_word: node.score });
    const facts = [status, ...numbers.map(([key, value]) => `${say(labels, key)} ${value.toFixed(2).replace("-", "−")}`)].join(" · ");
    const weights = tree.weights[node.reading] ?? [];
    // Notes on the pieces: that there is no attention, or what a dot means.
    const dotted = [...source.pieces, ...tree.branches.displayed ?? []].some((piece) => piece.startsWith("·"));
    const about = [fixed && say(labels, "fixed_about"), dotted && say(labels, "dots_about")].filter(Boolean).join(" ");
    const looked = shownPieces(source.pieces, labels, source.unknown).map(({ text, name, end, unknown }, i) => {
      const weight = weights[i] ?? 0;
      return html`<span class="gaze-looked-piece${end ? " gaze-end" : ""}" style="--gaze-weight: ${Math.round(42 * inkOf(weight))}%"><bdi
        class=${unknown ? "gaze-strange" : ""} title=${name}>${text}</bdi><span class="gaze-looked-number">${weight >= 0.005 ? weightText(weight) : " "}</span></span>`;
    });
    render(html`
      <div>
        <h3 class="gaze-title">${say(labels, "so_far")}</h3>
        <bdi class="gaze-so-far" lang=${written || nothing}>${joinPieces(here) || say(labels, "empty")}</bdi>
        <p class="gaze-tree-facts">${facts}</p>
        <div class="gaze-ways"><button type="button" class="gaze-choice" aria-pressed=${folded} aria-disabled=${node.children.length === 0}
          @click=${fold}>${say(labels, folded ? "unfold" : "fold")}</button>${pages.map(({ path, title }) => html`<button type="button" class="gaze-choice" data-zone="field"
          @click=${() => send(path, here)}>${say(labels, "open_in", { page: title })}</button>`)}</div>
        <h3 class="gaze-title" ?hidden=${fixed}>${say(labels, "reading_row")}</h3>
        <div class="gaze-looked" lang=${read || nothing} ?hidden=${fixed}>${looked}</div>
        <p class="gaze-note gaze-quiet">${about}</p>
      </div>
      ${alternatives(data, node.reading, here, labels)}`, root);
  }

  /**
   * What could replace the last piece of a hypothesis: the candidates of the model, and a field for any other word.
   * @param {TreeData} data @param {number} reading @param {string[]} here the pieces up to the hypothesis @param {Record<string, string>} labels
   */
  function alternatives({ tree, request, prefix, notice, languages: [, written] }, reading, here, labels) {
    const before = here.slice(0, -1);
    const submit = (/** @type {Event} */ event) => {
      event.preventDefault();
      const word = field().value.trim();
      if (word) branch(before, word);
      field().value = "";
    };
    const walk = (/** @type {KeyboardEvent} */ event) => {
      const buttons = [...root.querySelectorAll(".gaze-alternative")];
      if (event.key === "Backspace" && event.target === field() && !field().value && prefix.length) undo();
      const at = buttons.findIndex((button) => button === event.target);
      const next = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (at < 0 || next === 0) return;
      event.preventDefault();
      /** @type {HTMLElement | undefined} */ (buttons[at + next])?.focus();
    };
    const choice = (/** @type {string} */ piece, /** @type {number | null} */ logprob) => {
      const [{ text, name }, probability] = [shownAlone(piece, labels), probabilityOf(logprob)];
      const percent = percentText(probability);
      return html`<li class=${piece === here[here.length - 1] ? "gaze-now" : ""}><button type="button" class="gaze-alternative" data-zone="field"
        aria-label=${say(labels, "alternative", { piece: name, percent })} @click=${() => branch([...before, piece], "")}><bdi class="gaze-piece" lang=${written || nothing}>${text}</bdi><span
        class="gaze-track" aria-hidden="true"><i style="transform: scaleX(${probability.toFixed(4)})"></i></span><span class="gaze-percent">${percent}</span></button></li>`;
    };
    return html`<div @keydown=${walk}>
      <h3 class="gaze-title">${say(labels, "alternatives")}</h3>
      <ol class="gaze-bars gaze-alternatives" data-zone="field">${(tree.candidates[reading] ?? []).map(([piece, logprob]) => choice(piece, logprob))}</ol>
      <p class="gaze-quiet">${unknownText({ unknown: tree.unknown, request }, reading, labels)}</p>
      <form class="gaze-own" @submit=${submit}><input type="text" class="gaze-field gaze-word" maxlength="60" autocomplete="off" data-zone="field" aria-label=${say(labels, "own_word")}
        title=${say(labels, "own_word")} placeholder="${say(labels, "own_word")} …" /><button type="button" class="gaze-choice" ?hidden=${!prefix.length} @click=${undo}>${say(labels, "take_back")}</button></form>
      <p class="gaze-notice" role="status">${notice}</p>
    </div>`;
  }

  return /** @satisfies {Part} */ ({
    root, paint,
    openAlternatives: () => /** @type {HTMLElement | null} */ (root.querySelector(".gaze-alternative"))?.focus(),
    /** @param {string} letter */
    write: (letter) => {
      field().value += letter;
      field().focus();
    },
  });
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
