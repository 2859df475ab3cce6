/** What is in a box of the network: its equations with this sentence's vectors, and the arithmetic of one entry. */

import { glyph } from "../../kit/buttons.js";
import { say } from "../../kit/labels.js";
import { html, nothing, svg } from "../../kit/lit.js";
import { clamp } from "../../kit/state.js";
import { arithmeticLines, valueOf } from "./arithmetic.js";
import { numberText, tinyText } from "./numbers.js";

const CROSS = "M6 6l12 12M18 6L6 18";
/** What the first step reads. */
const BEGIN = "<s>";
/** A line through all places is drawn this wide and high. */
const [WIDE, HIGH] = [120, 24];
/** The boxes over the source; all others are of a step. */
const SOURCE = ["embedding", "forward", "backward", "window", "state"];
/** Lines whose course over the sentence is drawn. */
const COURSES = ["gate", "memory"];

/** The boxes with a recurrent cell in them. */
const READING = ["forward", "backward"];

/**
 * The box that is open, with the way to it: from the network over the box to one entry. A click into a strip, or its number, opens
 * an entry. @param {Drawn} drawn @param {Decision} decision @param {(action: Choice) => void} dispatch
 */
export function inside(drawn, decision, dispatch) {
  const { data: { box: opened }, labels } = drawn;
  const { box, position, entry, stage: { step } } = decision;
  const worked = opened?.box === box && opened.entry === entry ? opened : null;
  const at = worked?.axis === "source" ? position : step;
  const { title, about } = described(drawn, decision);
  return html`<section class="gaze-inside" data-zone="button" ?data-ready=${worked !== null} aria-label=${title}>
    ${way(title, decision, labels, dispatch)}
    <p>${about}</p>
    ${worked && worked.entries > 1 ? entryField(worked, labels, dispatch) : nothing}
    <p class="gaze-quiet">${worked ? "" : say(labels, "arithmetic_wait")}</p>
    <div class="gaze-worked" ?data-opens=${worked !== null && worked.entries > 0 && entry === null} @click=${(/** @type {MouseEvent} */ event) => openEntry(event, worked, dispatch)}>
      ${arithmeticLines(worked?.terms ?? [], at, drawn, (term, value) => course(term, value, at, labels))}</div>
    <p class="gaze-check">${worked && worked.difference !== null ? say(labels, "box_same", { difference: tinyText(worked.difference) }) : ""}</p>
  </section>`;
}

/** The name of the box at this position, and what it does. @param {Drawn} drawn @param {Decision} decision */
function described({ data: { network }, labels, source, target }, { box, position, stage: { step } }) {
  const reads = READING.includes(box);
  const cell = reads ? network.encoder : network.cell;
  const told = reads ? ["reading", cell] : box === "cell" ? [box, cell] : [box];
  const piece = SOURCE.includes(box) ? source[position].name : box === "input" ? saidBefore(target, step) : target[step].name;
  return { title: say(labels, `box_${box}`, { piece, cell: cellTitle(cell) }), about: told.map((each) => say(labels, `about_${each}`)).join(" ") };
}

/** "RNN (ReLU)" of rnn_relu. @param {string} cell */
export function cellTitle(cell) {
  const [kind, nonlinearity] = cell.toUpperCase().split("_");
  return nonlinearity === "RELU" ? `${kind} (ReLU)` : kind;
}

/** What a step reads. @param {Shown[]} target @param {number} step */
export function saidBefore(target, step) {
  return step ? target[step - 1].name : BEGIN;
}

/** @param {string} title @param {Decision} decision @param {Record<string, string>} labels @param {(action: Choice) => void} dispatch */
function way(title, { box, entry }, labels, dispatch) {
  const close = () => dispatch({ type: "enter", box: "attention" });
  const further = html`<span aria-hidden="true">›</span>`;
  return html`<nav class="gaze-heading gaze-way" aria-label=${say(labels, "way")}>
    <button type="button" class="gaze-choice" @click=${close}>${say(labels, "network")}</button>${further}
    ${entry === null ? html`<h3 class="gaze-title">${title}</h3>` : html`<button type="button" class="gaze-choice" @click=${() => dispatch({ type: "entry", entry: null })}>${title}</button>${further}
      <h3 class="gaze-title">${say(labels, box === "logits" ? "candidate_n" : "entry_n", { n: entry + 1 })}</h3>`}
    <button type="button" class="gaze-button" aria-label=${say(labels, "close")} title=${say(labels, "close")} @click=${close}>${glyph(CROSS)}</button>
  </nav>`;
}

/** @param {OpenBox} worked @param {Record<string, string>} labels @param {(action: Choice) => void} dispatch */
function entryField({ box, entry, entries }, labels, dispatch) {
  const choose = (/** @type {Event} */ { currentTarget }) => {
    const { value } = /** @type {HTMLInputElement} */ (currentTarget);
    dispatch({ type: "entry", entry: value ? clamp(Math.round(Number(value)) - 1, 0, entries - 1) : null });
  };
  return html`<label class="gaze-threshold gaze-entries"><span>${say(labels, box === "logits" ? "candidate_choice" : "entry_choice", { n: entries })}</span><input
    type="number" min="1" max=${entries} data-zone="field" .value=${entry === null ? "" : String(entry + 1)} @change=${choose} /></label>`;
}

/** The entry under the pointer, of a vector that has one for each. @param {MouseEvent} event @param {OpenBox | null} worked @param {(action: Choice) => void} dispatch */
function openEntry({ target, clientX }, worked, dispatch) {
  const strip = /** @type {(Element & {values: number[]}) | null} */ (/** @type {Element} */ (target).closest(".gaze-strip"));
  if (!strip || !worked || worked.entry !== null || strip.values.length !== worked.entries) return;
  const { left, width } = strip.getBoundingClientRect();
  dispatch({ type: "entry", entry: clamp(Math.floor(((clientX - left) / width) * worked.entries), 0, worked.entries - 1) });
}

/**
 * Of a gate how far it is open on average, as a bar; of a single number that goes from position to position, its line through the sentence.
 * @param {Term} term @param {TermValue} value @param {number} at @param {Record<string, string>} labels
 */
function course(term, value, at, labels) {
  if (!COURSES.includes(term.operation) && !["c", "h", "s"].includes(term.symbol.replace(/[→←]/, "")[0])) return nothing;
  if (Array.isArray(value)) {
    if (term.operation !== "gate") return nothing;
    const mean = value.reduce((sum, each) => sum + each, 0) / value.length;
    return html`<span class="gaze-track" title=${say(labels, "gate_mean")}><i style="transform: scaleX(${mean.toFixed(4)})"></i></span><span>${say(labels, "gate_open", { x: numberText(mean) })}</span>`;
  }
  const line = term.value.map((each) => (typeof each === "number" ? each : 0));
  if (line.length < 2) return nothing;
  const [low, high] = [Math.min(...line, 0), Math.max(...line, 0)];
  const x = (/** @type {number} */ i) => ((i / (line.length - 1)) * (WIDE - 8) + 4).toFixed(1);
  const y = (/** @type {number} */ each) => (HIGH - 4 - ((each - low) / (high - low || 1)) * (HIGH - 8)).toFixed(1);
  return html`<svg class="gaze-course" viewBox="0 0 ${WIDE} ${HIGH}" role="img" aria-label=${say(labels, "course", { symbol: term.symbol })}>${svg`
    <path class="gaze-zero" d="M4 ${y(0)}H${WIDE - 4}"></path><path d=${line.map((each, i) => `${i ? "L" : "M"}${x(i)} ${y(each)}`).join("")}></path>
    <circle cx=${x(Math.min(at, line.length - 1))} cy=${y(/** @type {number} */ (valueOf(term, at)))} r="3"></circle>`}</svg>`;
}
