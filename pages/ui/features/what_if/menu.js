/** The possible edits under four tabs: a word, the attention, the input, the scores. */

import { elementOf } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { html, render } from "../../kit/lit.js";
import { shownAlone, shownPiece } from "../../kit/pieces.js";
import { candidateRows, percentText, unknownText } from "../../kit/reading.js";

const TABS = /** @type {const} */ (["word", "attention", "input", "rule"]);
/** The tab that was opened last: a visit to another page rebuilds the menu, but not this module. */
let opened = 0;

/** @typedef {{data: WhatIfData, scene: Scene, step: number}} Edited what can be edited: the branch in view, at a step of its own */

/** @param {Ask} ask */
export function createMenu(ask) {
  const root = elementOf(html`<div class="what-menu"></div>`);
  /** @type {Edited | null} */
  let latest = null;
  /** The source piece that is edited, and whether the weights of all steps are. */
  let [chosen, everywhere] = [0, false];
  /** The typed words that are asked for; they stay in their field if they are refused. @type {HTMLInputElement | null} */
  let asked = null;
  const panels = { word: wordPanel, attention: attentionPanel, input: inputPanel, rule: rulePanel };

  /** @param {WhatIfData} data @param {Scene} scene of the branch in view */
  function build(data, scene) {
    latest = { data, scene, step: latest?.step ?? 0 };
    chosen = Math.min(chosen, Math.max(0, scene.trace.source.pieces.length - 2));
    paint(latest.step);
    if (asked && !data.notice) asked.value = "";
    asked = null;
    if (data.notice) root.querySelector(".what-notice")?.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} step */
  function paint(step) {
    if (!latest) return;
    const { data: { labels, notice }, scene } = latest;
    latest = { ...latest, step: Math.max(0, Math.min(step, scene.target.length - 1)) };
    const edited = latest;
    render(html`
      <div class="what-tabs" role="tablist" data-zone="field" aria-label=${say(labels, "change")} @keydown=${walk}>${TABS.map((name, i) => html`
        <button type="button" class="gaze-choice" role="tab" id="what-tab-${name}" aria-controls="what-panel-${name}" aria-selected=${i === opened}
          tabindex=${i === opened ? 0 : -1} @click=${() => open(i)}>${say(labels, `tab_${name}`)}</button>`)}</div>
      ${TABS.map((name, i) => html`<div class="what-panel" role="tabpanel" id="what-panel-${name}" aria-labelledby="what-tab-${name}" data-zone="button"
        ?hidden=${i !== opened}><div>${panels[name](edited)}</div></div>`)}
      <p class="what-notice" role="alert">${notice}</p>`, root);
  }

  const again = () => paint(latest?.step ?? 0);

  /** @param {number} at */
  function open(at) {
    opened = at;
    again();
  }

  /** @param {KeyboardEvent} event */
  function walk(event) {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (!by) return;
    event.preventDefault();
    open((opened + by + TABS.length) % TABS.length);
    /** @type {HTMLElement | null} */ (root.querySelector('[role="tab"][aria-selected="true"]'))?.focus();
  }

  /** Another word at the step: one of its candidates, or a typed one. @param {Edited} edited */
  function wordPanel({ data: { labels }, scene: { trace }, step }) {
    const submit = (/** @type {any} */ event) => {
      event.preventDefault();
      const [field] = event.currentTarget.elements;
      asked = field;
      ask({ kind: "write", step, words: field.value });
    };
    return html`
      <p class="what-hint">${say(labels, "say_instead", { n: step + 1 })}</p>
      <div class="what-options">${candidateRows(trace, step).map((row, rank) => {
        const [{ text, name: piece }, percent] = [shownAlone(row.piece, labels), percentText(row.probability)];
        return html`<button type="button" class="what-option" data-focus="candidate-${rank}" aria-pressed=${row.chosen} aria-label=${say(labels, "say_chance", { piece, percent })}
          @click=${() => ask({ kind: "say", step, piece: row.piece })}><bdi>${text}</bdi><span class="gaze-percent">${percent}</span></button>`;
      })}</div>
      <p class="what-hint">${unknownText(trace, step, labels)}</p>
      <form class="what-form" @submit=${submit}><input class="gaze-field what-field" type="text" maxlength="60" required pattern=".*\\S.*" autocomplete="off" data-zone="field" data-focus="typed-word"
        placeholder=${say(labels, "type_word")} aria-label=${say(labels, "type_word")} /><button type="submit" class="gaze-choice">${say(labels, "go")}</button></form>`;
  }

  /** Edits of the weights, at this step or at every one. @param {Edited} edited */
  function attentionPanel({ data: { offers: { rows }, labels }, step }) {
    const change = (/** @type {Edit} */ edit) => ask({ kind: "change", edit: { ...edit, step: everywhere ? null : step } });
    return html`
      <div class="gaze-group" role="group" aria-label=${say(labels, "scope")} ?hidden=${!rows.length}>${[false, true].map((all) => html`
        <button type="button" class="gaze-choice" aria-pressed=${all === everywhere} @click=${() => { everywhere = all; again(); }}>${say(labels, all ? "all_steps" : "this_step")}</button>`)}</div>
      <div class="what-offers">${rows.map((offer, i) => offerCard(offer, `row-${i}`, false, change))}</div>
      <p class="what-hint">${rows.length ? "" : say(labels, "no_weights")}</p>`;
  }

  /** Edits of how scores are made and normalised. @param {Edited} edited */
  function rulePanel({ data: { offers: { rules }, edits, labels } }) {
    const inForce = new Set(edits.map((edit) => JSON.stringify(edit)));
    return html`
      <div class="what-offers">${rules.map((offer, i) =>
        offerCard(offer, `rule-${i}`, inForce.has(JSON.stringify(offer.edit)), (edit) => ask({ kind: "change", edit })))}</div>
      <p class="what-hint">${rules.length ? "" : say(labels, "no_weights")}</p>`;
  }

  /** Edits of the source: a piece is chosen, then hidden, deleted, moved, or replaced by a neighbour of its embedding. @param {Edited} edited */
  function inputPanel({ data: { neighbours, labels }, scene: { source, trace, fixed } }) {
    const pieces = source.slice(0, trace.source.pieces.length - 1); // without the end of the sentence, which cannot be edited
    const similar = neighbours[chosen] ?? [];
    const editButton = (/** @type {string} */ text, /** @type {string} */ focus, /** @type {Edit} */ edit) =>
      html`<button type="button" class="what-option" data-focus=${focus} @click=${() => ask({ kind: "change", edit })}><bdi>${text}</bdi></button>`;
    return html`
      <p class="what-hint">${say(labels, "pick_piece")}</p>
      <div class="what-options" role="group" aria-label=${say(labels, "source_row")}>${pieces.map(({ text, name }, j) => html`
        <button type="button" class="what-option" data-focus="piece-${j}" ?data-hidden=${trace.source.hidden[j]} title=${name} aria-pressed=${j === chosen}
          @click=${() => { chosen = j; again(); }}><bdi>${text}</bdi></button>`)}</div>
      <div class="what-options" role="group">${pieceEdits(chosen, pieces.length, !fixed).map(({ word, edit }) => editButton(say(labels, word), word, edit))}</div>
      <p class="what-hint" ?hidden=${!similar.length}>${say(labels, "swap_for")}</p>
      <div class="what-options" role="group">${similar.map((piece, i) =>
        editButton(shownPiece(piece, false, labels).text, `neighbour-${i}`, { kind: "swap_piece", position: chosen, piece }))}</div>`;
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * A card with one edit is a button; one with options is a menu.
 * @param {Offer} offer @param {string} focus @param {boolean} pressed @param {(edit: Edit) => void} choose
 */
function offerCard({ title, hint, edit, options = [] }, focus, pressed, choose) {
  if (edit) {
    return html`<button type="button" class="what-offer" data-focus=${focus} aria-pressed=${pressed} @click=${() => choose(edit)}><b>${title}</b><span class="what-hint">${hint}</span></button>`;
  }
  const changed = (/** @type {any} */ { currentTarget: menu }) => {
    if (menu.value !== "") choose(options[Number(menu.value)].edit);
    menu.value = "";
  };
  return html`<div class="what-offer"><select class="gaze-select" data-zone="field" data-focus=${focus} aria-label=${title} @change=${changed}>
    <option value="">${title}</option>${options.map((option, i) => html`<option value=${i}>${option.title}</option>`)}</select><span class="what-hint">${hint}</span></div>`;
}

/**
 * The edits that are possible for the piece at a position: the last one cannot move right, the only one cannot be
 * deleted, and hiding needs a model with attention.
 * @param {number} position @param {number} count @param {boolean} attended @returns {{word: string, edit: Edit}[]}
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
