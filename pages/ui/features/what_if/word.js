/** Choosing another word at the step: one of its candidates, or a typed one. */

import { html, pressable, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { shownAlone } from "../../kit/pieces.js";
import { candidateRows, percentText, unknownText } from "../../kit/reading.js";

/**
 * @param {Ask} ask
 */
export function createWordPanel(ask) {
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
      buttons = Array.from({ length: most }, (_, rank) => candidateButton(rank, () => choose(rank)));
      list.replaceChildren(...buttons);
    }
    setAll(field, { placeholder: say(labels, "type_word"), "aria-label": say(labels, "type_word") });
    setText(go, say(labels, "go"));
  }

  /** @param {number} rank */
  function choose(rank) {
    const row = rows[step]?.[rank];
    if (row) ask({ kind: "say", step, piece: row.piece });
  }

  /** @param {number} shared */
  function paint(shared) {
    step = Math.min(shared, rows.length - 1);
    setText(hint, say(labels, "say_instead", { n: step + 1 }));
    buttons.forEach((button, rank) => fillCandidate(button, rows[step]?.[rank], labels));
    if (trace) setText(note, unknownText(trace, step, labels));
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * @param {number} rank
 * @param {() => void} press
 * @returns {HTMLButtonElement}
 */
function candidateButton(rank, press) {
  const look = { class: "what-option", "data-focus": `candidate-${rank}` };
  return pressable(look, press, html("bdi"), html("span", { class: "gaze-percent" }));
}

/**
 * @param {HTMLButtonElement} button
 * @param {CandidateRow | undefined} row
 * @param {Record<string, string>} labels
 * @returns {void}
 */
function fillCandidate(button, row, labels) {
  setAll(button, { hidden: !row, "aria-pressed": String(row?.chosen ?? false) });
  if (!row) return;
  const { text, name } = shownAlone(row.piece, labels);
  const percent = percentText(row.probability);
  setText(/** @type {Element} */ (button.firstChild), text);
  setText(/** @type {Element} */ (button.lastChild), percent);
  setAll(button, { "aria-label": say(labels, "say_chance", { piece: name, percent }) });
}
