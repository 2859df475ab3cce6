/** What a teacher can ask, and everything else that a teacher can do: what is hidden, links, the answers, the end. */

import { stepInView } from "../../../kit/classroom.js";
import { copyField } from "../../../kit/copying.js";
import { html, pressable, setAll, setText } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { atStep, leadOf, pictureOf, predictionOf } from "./lead.js";

/** What the server takes. */
const FEWEST_CHOICES = 2, MOST_CHOICES = 14, LONGEST_CHOICE = 80;

/** A question as the server takes it, and where the class is led for it.
 * @typedef {{kind: RoomAsk, words: string, choices: string[], address: string}} RoomAsked */

/**
 * The question about what is in view.
 * @param {RoomAsk} kind
 * @param {string} lead
 * @param {{words?: string, choices?: string[], alias?: string}} [own] the alias is that of the scoring function asked about
 * @returns {RoomAsked}
 */
export function askedAt(kind, lead, { words = "", choices = [], alias = "" } = {}) {
  if (kind === "row" || kind === "piece") return { kind, words, choices, address: predictionOf(lead, kind) };
  return { kind, words, choices, address: kind === "scorer" ? pictureOf(lead, alias) : lead };
}

/** @returns {string} the lead to what is in view, with its step: an address has none where a page opens a sentence */
function leadInView() {
  const [lead, step] = [leadOf(location.href), stepInView()];
  return step === null ? lead : atStep(lead, step);
}

/**
 * The choices of a question, a line for each; empty lines and repeated ones are none.
 * @param {string} written
 * @returns {string[]}
 */
export function choicesIn(written) {
  return [...new Set(written.split("\n").map((line) => line.trim()).filter(Boolean))];
}

/**
 * Why these choices can't be asked, as the name of its label; "" if they can.
 * @param {string[]} choices
 * @returns {"" | "two_choices" | "many_choices" | "long_choice"}
 */
export function faultIn(choices) {
  if (choices.length < FEWEST_CHOICES) return "two_choices";
  if (choices.length > MOST_CHOICES) return "many_choices";
  return choices.some((choice) => [...choice].length > LONGEST_CHOICE) ? "long_choice" : "";
}

/**
 * @param {RoomData} data
 * @param {(question: RoomAsked) => void} ask
 * @returns {HTMLElement}
 */
export function askSheet(data, ask) {
  const { labels, attends = true, scorers = [] } = data;
  const about = (/** @type {RoomAsk} */ kind) => pressable({ class: "room-choice" }, () => ask(askedAt(kind, leadInView())), say(labels, `lead_${kind}`));
  const scorer = scorers.length > 1 ? [functionQuestion(data, ask)] : [];
  const row = attends ? [about("row")] : [];
  return html("div", { class: "room-ask" }, ...row, about("piece"), ...scorer, ownQuestion(labels, ask));
}

/**
 * The alias of a scoring function that the class has not just seen by its name: one that attends, other than that in view.
 * @param {Pick<RoomData, "alias" | "scorers">} data
 * @param {() => number} [chance]
 * @returns {string} that of the one in view where there is no other
 */
export function unseenAlias({ alias = "", scorers = [] }, chance = Math.random) {
  const others = scorers.filter((scorer) => scorer.attends && scorer.alias !== alias);
  return others[Math.floor(chance() * others.length)]?.alias ?? alias;
}

/**
 * Which function it is: by chance one that the class has not just seen, the one in view, or one of the list.
 * @param {RoomData} data
 * @param {(question: RoomAsked) => void} ask
 * @returns {HTMLElement}
 */
function functionQuestion(data, ask) {
  const { labels, alias = "", scorers = [] } = data;
  const option = (/** @type {string} */ value, /** @type {string} */ title) => html("option", { value }, title);
  const menu = html("select", { class: "gaze-select", "aria-label": say(labels, "function_asked") },
    option("", say(labels, "function_by_chance")), option(alias, say(labels, "function_in_view")), ...scorers.map((scorer) => option(scorer.alias, scorer.title)));
  const choices = scorers.map(({ value }) => value);
  const button = pressable({ class: "room-choice" }, () => ask(askedAt("scorer", leadInView(), { choices, alias: menu.value || unseenAlias(data) })), say(labels, "lead_scorer"));
  return html("div", { class: "room-function" }, button, menu);
}

/**
 * @param {Record<string, string>} labels
 * @param {(question: RoomAsked) => void} ask
 * @returns {HTMLElement}
 */
function ownQuestion(labels, ask) {
  const words = html("input", { class: "room-field", type: "text", maxlength: 300, autocomplete: "off", placeholder: say(labels, "your_question"), "aria-label": say(labels, "your_question") });
  const choices = html("textarea", { class: "room-field", rows: 3, maxlength: 1200, placeholder: say(labels, "your_choices"), "aria-label": say(labels, "your_choices") });
  const form = html("form", { class: "room-own" }, html("p", { class: "room-quiet" }, say(labels, "lead_choice")), words, choices);
  const check = () => {
    const fault = faultIn(choicesIn(choices.value));
    choices.setCustomValidity(fault && say(labels, fault));
  };
  choices.addEventListener("input", check);
  check();
  const button = html("button", { class: "room-button room-main", type: "submit" });
  setText(button, say(labels, "ask_now"));
  form.append(button);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(askedAt("choice", leadInView(), { words: words.value.trim(), choices: choicesIn(choices.value) }));
  });
  return form;
}

const CONTROLS = ["sentence", "examples", "scorer", "sidebar", "pages"];

/** @typedef {{lead: (on: boolean) => void, hide: (changed: (lead: RoomLead) => Partial<RoomLead>) => void, teacherLink: string, wallLink: string,
 *   save: () => void, clear: (() => void) | null, close: () => void}} TeacherWays `clear` where there is a question to ask again */

/**
 * @param {Pick<RoomData, "labels">} data
 * @param {RoomLead} lead
 * @param {boolean} leads
 * @param {TeacherWays} ways
 * @returns {HTMLElement}
 */
export function moreSheet({ labels }, lead, leads, ways) {
  const names = html("fieldset", { class: "room-controls" }, html("legend", {}, say(labels, "hide_controls")),
    ...CONTROLS.map((name) => checkbox(say(labels, `hide_${name}`), lead.hidden.includes(name), (on) => ways.hide(({ hidden }) => ({ hidden: toggled(hidden, name, on) })))));
  return html("div", { class: "room-settings" },
    checkbox(say(labels, "lead_on"), leads, ways.lead),
    checkbox(say(labels, "freeze"), lead.frozen, (on) => ways.hide(() => ({ frozen: on }))),
    names, linkTo(labels, "wall", ways.wallLink), linkTo(labels, "phone", ways.teacherLink),
    pressable({ class: "room-choice" }, ways.save, say(labels, "export_csv")),
    ...(ways.clear ? [pressable({ class: "room-choice" }, ways.clear, say(labels, "clear_answers"))] : []),
    closeButton(labels, ways.close));
}

/**
 * @param {string[]} names
 * @param {string} name
 * @param {boolean} on
 * @returns {string[]}
 */
export function toggled(names, name, on) {
  const others = names.filter((other) => other !== name);
  return on ? [...others, name] : others;
}

/**
 * @param {string} words
 * @param {boolean} on
 * @param {(on: boolean) => void} changed
 * @returns {HTMLElement}
 */
function checkbox(words, on, changed) {
  const box = html("input", { type: "checkbox" });
  box.checked = on;
  box.addEventListener("change", () => changed(box.checked));
  return html("label", { class: "room-tick" }, box, html("span", {}, words));
}

/**
 * A link for another device. It is copied and never shown: the one that leads must not be read from the wall.
 * @param {Record<string, string>} labels
 * @param {"phone" | "wall"} device
 * @param {string} link
 * @returns {HTMLElement}
 */
function linkTo(labels, device, link) {
  const note = html("span", { class: "room-quiet", role: "status" });
  const field = html("input", { class: "gaze-hidden", readonly: true, tabindex: -1, "aria-hidden": "true" });
  field.value = link;
  const copy = async () => { if (await copyField(field)) setText(note, say(labels, `${device}_copied`)); };
  return html("div", { class: "room-link-to" }, field, pressable({ class: "room-choice" }, copy, say(labels, `${device}_link`)), note);
}

/**
 * Pressed once it asks, pressed twice it closes.
 * @param {Record<string, string>} labels
 * @param {() => void} close
 * @returns {HTMLElement}
 */
function closeButton(labels, close) {
  const button = pressable({ class: "room-choice" }, () => {
    if (button.hasAttribute("data-sure")) return close();
    setAll(button, { "data-sure": true });
    setText(button, say(labels, "close_surely"));
  }, say(labels, "close_room"));
  return button;
}
