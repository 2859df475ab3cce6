/** The sheet of an assignment: the question's answer, a name, and the file that holds both. Nothing of it leaves the browser. */

import { fileName, hearAnswers, LONGEST_NAME, resultOf, writeSubmission } from "../answers.js";
import { elementOf, setAll } from "../dom.js";
import { guardShortcuts } from "../listening.js";
import { say } from "../labels.js";
import { html, live, nothing, render } from "../lit.js";
import { mountComponent } from "../mount.js";
import { PACKED } from "../packed.js";
import { download } from "../picture.js";
import { visible } from "../pieces.js";
import { WORDS_OF_SHEET } from "./labels.js";

/** @typedef {import("../answers.js").Answer} Answer */
/** @typedef {import("../answers.js").Question} Question */
/** What was answered, and when.
 * @typedef {{answer: Answer, answered: string}} Given */
/** @typedef {{title: string, address: string, question: Question, language: string, labels: Record<string, string>}} SheetData */

function createSheet() {
  const root = elementOf(html`<section class="gaze gaze-sheet"></section>`);
  /** @type {SheetData | null} */
  let data = null;
  /** @type {Given | null} */
  let given = null;
  let [name, picked, told] = ["", "", ""];

  /** @param {SheetData} received */
  function build(received) {
    data = { ...received, labels: { ...WORDS_OF_SHEET, ...received.labels } };
    given = readGiven(data);
    setAll(root, { "aria-label": say(data.labels, "assignment") });
    paint();
  }

  /** The first answer counts: what is right has been shown since. @param {Answer} answer */
  function take(answer) {
    if (!data || given || !resultOf(answer, data.question)) return;
    given = { answer, answered: new Date().toISOString() };
    keepGiven(data, given);
    tell("");
  }

  function give() {
    if (picked) take({ kind: "diagnosis", diagnosis: picked });
    else tell("choose_first");
  }

  function save() {
    if (!data) return;
    if (!given) return tell("answer_first");
    if (!name.trim()) return tell("name_first");
    const { title, address, question, labels } = data;
    const file = fileName(title, name);
    download(new Blob([writeSubmission({ title, name: name.trim(), address, ...given }, question)], { type: "application/json" }), file);
    told = say(labels, "saved", { file });
    paint();
  }

  /** @param {string} word the key of what is to be said; empty for what the state says */
  function tell(word) {
    told = word && data ? say(data.labels, word) : "";
    paint();
  }

  function paint() {
    if (!data) return;
    const { title, address, question, language, labels } = data;
    const [open, chooses] = [given === null, question.kind === "diagnosis"];
    const type = (/** @type {any} */ { target }) => { name = target.value; tell(""); };
    const time = given ? new Date(given.answered).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" }) : "";
    render(html`
      <p class="sheet-title"><span>${say(labels, "assignment")}</span><bdi>${visible(title)}</bdi></p>
      ${chooses && open ? choices(question, labels) : nothing}
      ${chooses && given ? html`<p class="sheet-said" role="status">${verdict(given.answer, question, labels)}</p>` : nothing}
      <label class="sheet-name"><span>${say(labels, "name")}</span><input class="gaze-field" type="text" autocomplete="off" maxlength=${LONGEST_NAME} data-zone="field"
        placeholder=${say(labels, "name_hint")} .value=${live(name)} @input=${type} /></label>
      <button type="button" class="gaze-main" data-zone="button" aria-disabled=${open || !name.trim()} @click=${save}>${say(labels, "save")}</button>
      <div class="sheet-said" role="status"><p>${told || (open ? say(labels, "to_answer") : say(labels, "answered", { time }))}</p>
        ${open ? nothing : html`<p class="sheet-note"><a href=${`.${address}`} target="_blank">${say(labels, "outside")}</a></p>`}</div>`, root);
  }

  /** @param {Question} question @param {Record<string, string>} labels */
  function choices({ choices: offered }, labels) {
    const pick = (/** @type {string} */ to) => () => { picked = to; tell(""); };
    return html`<fieldset class="sheet-choices" data-zone="field"><legend>${say(labels, "your_diagnosis")}</legend>${offered.map(([value, title]) => html`
      <label><input type="radio" name="diagnosis" value=${value} .checked=${live(value === picked)} @change=${pick(value)} /><span>${title}</span></label>`)}</fieldset>
      <button type="button" class="gaze-main" data-zone="button" aria-disabled=${!picked} @click=${give}>${say(labels, "give")}</button>`;
  }

  const stops = [guardShortcuts(root), hearAnswers(take)];
  return /** @satisfies {Part} */ ({ root, build, dispose: () => stops.forEach((stop) => stop()) });
}

/** What comes of a diagnosis. @param {Answer} answer @param {Question} question @param {Record<string, string>} labels @returns {string} */
function verdict(answer, { right, choices, signs }, labels) {
  const chosen = choices.findIndex(([value]) => answer.kind === "diagnosis" && value === answer.diagnosis);
  const fault = choices.find(([value]) => value === right)?.[1] ?? "";
  if (choices[chosen]?.[0] === right) return say(labels, "right", { fault });
  return say(labels, "wrong", { fault, chosen: choices[chosen]?.[1] ?? "", sign: signs[chosen] ?? "" });
}

// -- An answer outlives a reload, and is gone with the tab: the next student at this computer finds nothing.

/** @param {SheetData} data @returns {string} */
function storeOf({ title, address }) {
  return `gaze-sheet ${title} ${address}`;
}

/** @param {SheetData} data @returns {Given | null} */
function readGiven(data) {
  try {
    return JSON.parse(sessionStorage.getItem(storeOf(data)) ?? "null");
  } catch {
    return null;
  }
}

/** @param {SheetData} data @param {Given} given */
function keepGiven(data, given) {
  try {
    sessionStorage.setItem(storeOf(data), JSON.stringify(given));
  } catch {
    // The browser stores nothing, as in some private windows: then the answer lasts until the page is loaded anew.
  }
}

export default mountComponent(createSheet, PACKED);
