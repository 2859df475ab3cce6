/** The possible edits under four tabs: a word, the attention, the input, the scores. */

import { html, pressable, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { shownAlone, shownPiece } from "../../kit/pieces.js";
import { candidateRows, percentText, unknownText } from "../../kit/reading.js";

const TABS = ["word", "attention", "input", "rule"];
/** The tab that was opened last: a visit to another page rebuilds the menu, but not this module. */
let opened = 0;

/** @param {Ask} ask */
export function createMenu(ask) {
  const panels = [createWordPanel(ask), createAttentionPanel(ask), createInputPanel(ask), createRulePanel(ask)];
  const tabs = TABS.map((name, i) => pressable({ class: "gaze-choice", role: "tab", id: `what-tab-${name}`, "aria-controls": `what-panel-${name}` }, () => open(i)));
  const list = html("div", { class: "what-tabs", role: "tablist", "data-zone": "field" }, ...tabs);
  const rooms = panels.map((panel, i) =>
    html("div", { class: "what-panel", role: "tabpanel", id: `what-panel-${TABS[i]}`, "aria-labelledby": `what-tab-${TABS[i]}`, "data-zone": "button" }, panel.root));
  const root = html("div", { class: "what-menu" }, list, ...rooms);
  list.addEventListener("keydown", (event) => {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    if (!by) return;
    event.preventDefault();
    const to = (tabs.findIndex((tab) => tab.getAttribute("aria-selected") === "true") + by + tabs.length) % tabs.length;
    open(to);
    tabs[to].focus();
  });
  open(opened);

  /** @param {number} at */
  function open(at) {
    opened = at;
    tabs.forEach((tab, i) => setAll(tab, { "aria-selected": String(i === at), tabindex: i === at ? 0 : -1 }));
    rooms.forEach((room, i) => setAll(room, { hidden: i !== at }));
  }

  /** @param {WhatIfData} data @param {Scene} scene of the branch in view */
  function build(data, scene) {
    setAll(list, { "aria-label": say(data.labels, "change") });
    tabs.forEach((tab, i) => setText(tab, say(data.labels, `tab_${TABS[i]}`)));
    for (const panel of panels) panel.build(data, scene);
  }

  /** @param {number} step */
  function paint(step) {
    for (const panel of panels) panel.paint(step);
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/** Another word at the step: one of its candidates, or a typed one. @param {Ask} ask */
function createWordPanel(ask) {
  const hint = html("p", { class: "what-hint" });
  const list = html("div", { class: "what-options" });
  const field = html("input", { class: "gaze-field what-field", type: "text", maxlength: 60, autocomplete: "off", "data-zone": "field", "data-focus": "typed-word" });
  const go = html("button", { type: "submit", class: "gaze-choice" });
  const form = html("form", { class: "what-form" }, field, go);
  const note = html("p", { class: "what-hint" });
  const root = html("div", {}, hint, list, note, form);
  /** @type {CandidateRow[][]} */
  let rows = [];
  /** @type {HTMLButtonElement[]} */
  let buttons = [];
  /** @type {Record<string, string>} */
  let labels = {};
  /** @type {Trace | null} */
  let trace = null;
  let step = 0;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (field.value.trim()) ask({ kind: "write", step, words: field.value });
    field.value = "";
  });

  /** @param {WhatIfData} data @param {Scene} scene */
  function build(data, scene) {
    labels = data.labels;
    trace = scene.trace;
    rows = scene.target.map((_, i) => candidateRows(scene.trace, i));
    const most = Math.max(0, ...rows.map((row) => row.length));
    if (buttons.length !== most) {
      buttons = Array.from({ length: most }, (_, rank) => pressable({ class: "what-option", "data-focus": `candidate-${rank}` }, () => {
        const row = rows[step]?.[rank];
        if (row) ask({ kind: "say", step, piece: row.piece });
      }, html("bdi"), html("span", { class: "gaze-percent" })));
      list.replaceChildren(...buttons);
    }
    setAll(field, { placeholder: say(labels, "type_word"), "aria-label": say(labels, "type_word") });
    setText(go, say(labels, "go"));
  }

  /** @param {number} shared */
  function paint(shared) {
    step = Math.min(shared, rows.length - 1);
    setText(hint, say(labels, "say_instead", { n: step + 1 }));
    buttons.forEach((button, rank) => {
      const row = rows[step]?.[rank];
      setAll(button, { hidden: !row, "aria-pressed": String(row?.chosen ?? false) });
      if (!row) return;
      const [{ text, name }, percent] = [shownAlone(row.piece, labels), percentText(row.probability)];
      setText(/** @type {Element} */ (button.firstChild), text);
      setText(/** @type {Element} */ (button.lastChild), percent);
      setAll(button, { "aria-label": say(labels, "say_chance", { piece: name, percent }) });
    });
    if (trace) setText(note, unknownText(trace, step, labels));
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/** Edits of the weights, at this step or at every one. @param {Ask} ask */
function createAttentionPanel(ask) {
  const list = html("div", { class: "what-offers" });
  const scopes = [false, true].map((all) => pressable({ class: "gaze-choice" }, () => { everywhere = all; mark(); }));
  const scope = html("div", { class: "gaze-group", role: "group" }, ...scopes);
  const none = html("p", { class: "what-hint" });
  const root = html("div", {}, scope, list, none);
  let everywhere = false;
  let [step, length] = [0, 0];
  /** @param {Edit} edit */
  const change = (edit) => ask({ kind: "change", edit: { ...edit, step: everywhere ? null : step } });

  function mark() {
    scopes.forEach((button, i) => setAll(button, { "aria-pressed": String(Boolean(i) === everywhere) }));
  }

  /** @param {WhatIfData} data @param {Scene} scene */
  function build({ offers, labels }, scene) {
    setAll(scope, { "aria-label": say(labels, "scope") });
    setText(scopes[0], say(labels, "this_step"));
    setText(scopes[1], say(labels, "all_steps"));
    mark();
    list.replaceChildren(...offers.rows.map((offer, i) => offerCard(offer, `row-${i}`, false, change)));
    setAll(scope, { hidden: !offers.rows.length });
    setText(none, offers.rows.length ? "" : say(labels, "no_weights"));
    length = scene.target.length;
  }

  /** @param {number} shared */
  function paint(shared) {
    step = Math.max(0, Math.min(shared, length - 1));
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/** Edits of how scores are made and normalised. @param {Ask} ask */
function createRulePanel(ask) {
  const [list, none] = [html("div", { class: "what-offers" }), html("p", { class: "what-hint" })];
  const root = html("div", {}, list, none);

  /** @param {WhatIfData} data */
  function build({ offers, edits, labels }) {
    const inForce = new Set(edits.map((edit) => JSON.stringify(edit)));
    setText(none, offers.rules.length ? "" : say(labels, "no_weights"));
    list.replaceChildren(...offers.rules.map((offer, i) =>
      offerCard(offer, `rule-${i}`, inForce.has(JSON.stringify(offer.edit)), (edit) => ask({ kind: "change", edit }))));
  }

  return /** @satisfies {Part} */ ({ root, build, paint: () => {} });
}

/**
 * A card with one edit is a button; one with options is a menu.
 * @param {Offer} offer @param {string} focus @param {boolean} pressed @param {(edit: Edit) => void} choose @returns {HTMLElement}
 */
function offerCard({ title, hint, edit, options = [] }, focus, pressed, choose) {
  const sentence = html("span", { class: "what-hint" }, hint);
  if (edit) {
    const look = { class: "what-offer", "data-focus": focus, "aria-pressed": String(pressed) };
    return pressable(look, () => choose(edit), html("b", {}, title), sentence);
  }
  const menu = html("select", { class: "gaze-select", "data-zone": "field", "data-focus": focus, "aria-label": title },
    html("option", { value: "" }, title), ...options.map((option, i) => html("option", { value: i }, option.title)));
  menu.addEventListener("change", () => {
    if (menu.value !== "") choose(options[Number(menu.value)].edit);
    menu.value = "";
  });
  return html("div", { class: "what-offer" }, menu, sentence);
}

/** Edits of the source: a piece is chosen, then hidden, deleted, moved, or replaced by a neighbour of its embedding. @param {Ask} ask */
function createInputPanel(ask) {
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
