/** What a room shows beside the page: the question, its result, how to join, or one of the teacher's menus. On the wall the first three at once. */

import { stepInView } from "../../../kit/classroom.js";
import { copyField, html, pressable, setAll, setText, vector } from "../../../kit/dom.js";
import { say, sentences } from "../../../kit/labels.js";
import { drawQrCode } from "../../../kit/qr.js";
import { atStep, leadOf, pictureOf, predictionOf } from "./address.js";
import { hasAnswered, isAskedByPage, openQuestion } from "./transport.js";

/** @typedef {import("./transport.js").Presence} Presence */
/** @typedef {{asked: () => void, leave: () => void}} SheetWays */

/**
 * @param {SheetWays} ways
 */
export function createRoomSheet(ways) {
  const root = html("div", { class: "room-sheet" });
  const tally = html("p", { class: "room-tally", role: "status" });
  let shown = "";
  new ResizeObserver(() => fitWall(root)).observe(root);

  /**
   * Draws the panel again only if its content differs, so that forms keep what was typed in them.
   * @param {RoomData} data
   * @param {Presence} presence
   * @param {import("./index.js").RoomSheet} open
   */
  function paint(data, presence, open) {
    const { seat } = presence;
    setText(tally, tallyText(data.labels, seat));
    const now = JSON.stringify([data.code, data.labels.room, open, data.alias, seat.link === "gone", seat.room?.question, seat.room?.result, seat.handed, presence.isAtQuestion(), seat.room !== null]);
    if (now !== shown) root.replaceChildren(...sheetViews(data, presence, open, ways, tally));
    if (now !== shown) fitWall(root);
    shown = now;
  }

  return /** @satisfies {Part} */ ({ root, paint, isShown: () => root.childElementCount > 0 });
}

/** How much smaller what the wall says is drawn, where there is much of it. */
const ZOOMS = [1, 0.9, 0.8, 0.7, 0.6, 0.5];

/**
 * Nobody scrolls on a wall: what is asked, or what came of it, is drawn as large as it fits.
 * @param {HTMLElement} sheet
 * @returns {void}
 */
function fitWall(sheet) {
  const said = sheet.querySelector(".room-wall > :first-child");
  if (!said) return;
  for (const zoom of ZOOMS) {
    sheet.style.setProperty("--room-zoom", String(zoom));
    if (said.scrollHeight <= said.clientHeight) return;
  }
}

/**
 * @param {RoomData} data
 * @param {Presence} presence
 * @param {import("./index.js").RoomSheet} open
 * @param {SheetWays} ways
 * @param {HTMLElement} tally
 * @returns {HTMLElement[]} one at most
 */
function sheetViews(data, presence, open, { asked, leave }, tally) {
  const { seat, teaching, role } = presence;
  const { room } = seat;
  if (role === "wall" && seat.link === "gone") return [html("div", { class: "room-wall" }, html("p", { class: "room-words room-gone" }, say(data.labels, "gone")))];
  if (!room || seat.link === "gone") return [];
  if (role === "wall") return [html("div", { class: "room-wall" }, ...questionViews(data, presence), tally, joinView(data))];
  if (open === "join") return [joinView(data)];
  if (teaching && open === "ask") return [askSheet(data, (question) => { teaching.ask(question); asked(); })];
  if (teaching && open === "more") {
    const close = () => { teaching.close().then(leave); };
    const link = data.link ?? "";
    const clear = room.question && (() => { teaching.post("clear", {}); });
    return [moreSheet(data, room.lead, teaching.leads, { ...teaching, close, clear, teacherLink: teaching.linkFor(link), wallLink: wallLink(link) })];
  }
  return questionViews(data, presence);
}

/**
 * What is asked, or what came of it. Where the page Predict asks, it need not be said again.
 * @param {RoomData} data
 * @param {Presence} presence
 * @returns {HTMLElement[]} one at most
 */
function questionViews(data, presence) {
  const { seat, role } = presence;
  const { question, result } = /** @type {RoomState} */ (seat.room);
  if (!question) return [];
  if (result) return [outcomeView(question, result, data)];
  if (role !== "student") return isAskedByPage(question) && role === "teacher" ? [] : [readView(question, data)];
  return isAskedByPage(question) && presence.isAtQuestion() ? [] : [answeringView(question, presence, data)];
}

/**
 * @param {RoomQuestion} question
 * @param {Record<string, string>} labels
 * @returns {string}
 */
export function questionText({ kind, words }, labels) {
  return words || (kind === "choice" ? "" : say(labels, `asked_${kind}`));
}

/**
 * What a reader of screens says of a question as it comes, unless the bar says it, and of its result.
 * @param {RoomSeat} seat
 * @param {RoomData} data
 * @returns {string}
 */
export function spokenText({ room }, data) {
  if (!room?.question || (isAskedByPage(room.question) && !room.result)) return "";
  return room.result ? outcomeText(room.question, room.result, data) : questionText(room.question, data.labels);
}

/**
 * @param {Record<string, string>} labels
 * @param {RoomSeat} seat
 * @returns {string} how many are there, and have answered, for all to read
 */
export function tallyText(labels, seat) {
  const { present, answers } = seat.counts;
  if (!openQuestion(seat)) return say(labels, "there", { n: present });
  return say(labels, answers > present ? "answered_more" : "answered_of", { n: answers, total: present });
}

/**
 * The question as a student answers it.
 * @param {RoomQuestion} question
 * @param {Presence} presence
 * @param {RoomData} data
 * @returns {HTMLElement}
 */
function answeringView(question, { seat, hand, goToQuestion, isAtQuestion }, data) {
  const words = html("p", { class: "room-words" }, questionText(question, data.labels));
  const answered = hasAnswered(seat);
  const chosen = answered ? /** @type {any} */ (seat.handed?.answer)?.choice : null;
  const choices = question.choices.map((choice, number) => {
    const button = pressable({ class: "room-choice" }, () => hand({ kind: "choice", choice: number }), html("bdi", {}, nameOfAnswer(question, choice, data)));
    setAll(button, { "aria-pressed": String(number === chosen) });
    return button;
  });
  const way = isAtQuestion() ? [] : [pressable({ class: "room-button room-main" }, goToQuestion, say(data.labels, "go_to_question"))];
  return html("div", { class: "room-question" }, words, ...way, html("div", { class: "room-choices" }, ...choices));
}

/**
 * The question as a teacher's window and the wall show it: to be read by a class, not to be answered.
 * @param {RoomQuestion} question
 * @param {RoomData} data
 * @returns {HTMLElement}
 */
function readView(question, data) {
  const choices = question.choices.map((choice) => html("li", {}, html("bdi", {}, nameOfAnswer(question, choice, data))));
  return html("div", { class: "room-question" }, html("p", { class: "room-words" }, questionText(question, data.labels)), html("ul", { class: "room-list" }, ...choices));
}

/**
 * How to join, for the wall and for a neighbour: the code, the link for the class, and its QR code.
 * @param {RoomData} data
 * @returns {HTMLElement}
 */
function joinView({ code, link = "", modules = [], here = false, labels }) {
  const picture = vector("svg", { class: "room-qr" });
  drawQrCode(picture, modules, say(labels, "join_qr"));
  const remarks = here ? [html("p", { class: "room-quiet" }, say(labels, "only_here"))] : [];
  return html("div", { class: "room-join" }, picture,
    html("div", {}, html("p", { class: "room-words" }, say(labels, "join_title")), html("b", { class: "room-code" }, code.toUpperCase()),
      html("p", { class: "room-link" }, link), ...remarks));
}

/**
 * The link that shows the room on a wall, black on white.
 * @param {string} link for students
 * @returns {string}
 */
export function wallLink(link) {
  return link && `${link}&wall=1&present=light`;
}

// What a class has answered: in words, as a heatmap beside the model's row, as a histogram.

/**
 * @param {RoomQuestion} question
 * @param {RoomResult} result
 * @param {RoomData} data
 * @returns {string} in words, for everybody and for a reader of screens: what is compared with what, and how many agree
 */
export function outcomeText(question, result, data) {
  const { labels } = data;
  const { answers, truth, agreeing, model } = result;
  const known = agreeing !== null && (question.kind === "piece" || truth !== "");
  const told = known ? [say(labels, "result_truth", { truth: nameOfAnswer(question, truth, data) })] : [];
  if (!answers) return sentences(say(labels, "result_none"), ...told);
  if (agreeing === null) return say(labels, "result_total", { total: answers });
  if (question.kind !== "row") return say(labels, `result_${question.kind}`, { n: agreeing, total: answers, truth: nameOfAnswer(question, truth, data) });
  const most = model.indexOf(Math.max(...model));
  const [piece, same] = result.bars[most];
  return sentences(say(labels, "result_row", { n: agreeing, total: answers }), say(labels, "result_top", { n: same, total: answers, truth: piece }));
}

/**
 * An answer as it is shown: a scoring function by its title, no word as the end of the sentence.
 * @param {Pick<RoomQuestion, "kind">} question
 * @param {string} answer
 * @param {Pick<RoomData, "labels" | "scorers">} data
 * @returns {string}
 */
export function nameOfAnswer({ kind }, answer, { labels, scorers = [] }) {
  if (kind === "scorer") return scorers.find(({ value }) => value === answer)?.title ?? answer;
  return kind === "piece" && answer === "" ? say(labels, "result_end") : answer;
}

/**
 * @param {RoomQuestion} question
 * @param {RoomResult} result
 * @param {RoomData} data
 * @returns {HTMLElement}
 */
function outcomeView(question, result, data) {
  const words = html("p", { class: "room-outcome" }, outcomeText(question, result, data));
  const asked = question.words ? [html("p", {}, question.words)] : [];
  const pictures = question.kind === "row" && (result.rows.length || result.model.length) ? [heatmapOf(result, data.labels)] : [];
  const caption = question.kind === "row" && result.answers ? [html("p", { class: "room-quiet" }, say(data.labels, "most_at"))] : [];
  return html("div", { class: "room-result" }, ...asked, words, ...pictures, ...caption, histogramOf(question, result, data));
}

/**
 * A line for each source piece, as a panel is narrow and a sentence long. The weights of model and class have names and numbers;
 * those of the students are for the eye alone.
 * @param {RoomResult} result
 * @param {Record<string, string>} labels
 * @returns {HTMLElement}
 */
function heatmapOf({ source, model, mean, rows }, labels) {
  const named = /** @type {[string, number[]][]} */ ([["of_model", model], ["of_class", mean]]).filter(([, row]) => row.length);
  const heads = named.map(([key]) => html("th", { scope: "col", class: `room-${key}` }, say(labels, key)));
  const lines = source.map((piece, at) => html("tr", {}, html("th", { scope: "row" }, html("bdi", {}, piece)),
    ...named.map(([key, row]) => {
      const cell = tinted("td", row[at]);
      cell.className = `room-cell room-${key}`;
      cell.append(`${Math.round(row[at] * 100)}%`);
      return cell;
    }),
    html("td", { class: "room-students", "aria-hidden": "true" }, ...rows.map((row) => tinted("i", row[at])))));
  return html("table", { class: "room-heatmap", "aria-label": say(labels, "heatmap") },
    html("thead", {}, html("tr", {}, html("td"), ...heads, html("td"))), html("tbody", {}, ...lines));
}

/** @param {"td" | "i"} tag @param {number} weight */
function tinted(tag, weight) {
  const cell = html(tag);
  cell.style.setProperty("--weight", `${Math.round(weight * 100)}%`);
  setAll(cell, { "data-strong": weight >= 0.6 });
  return cell;
}

/**
 * @param {RoomQuestion} question
 * @param {RoomResult} result
 * @param {RoomData} data
 * @returns {HTMLElement}
 */
function histogramOf(question, { bars, truth, answers }, data) {
  const most = Math.max(1, ...bars.map(([, count]) => count));
  const worthShowing = bars.filter(([answer, count]) => count || question.kind === "choice" || sameWord(answer, truth));
  const lines = worthShowing.map(([answer, count]) => {
    const bar = html("i");
    bar.style.inlineSize = `${(100 * count) / most}%`;
    const right = question.kind !== "choice" && question.kind !== "row" && sameWord(answer, truth);
    return html("li", { "data-right": right }, html("bdi", {}, nameOfAnswer(question, answer, data)), html("span", { "aria-hidden": "true" }, bar), html("b", {}, String(count)));
  });
  return html("ol", { class: "room-bars", "aria-label": say(data.labels, "histogram"), hidden: !answers }, ...lines);
}

/** @param {string} one @param {string} other */
function sameWord(one, other) {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

// What a teacher can ask, and everything else that a teacher can do: what is hidden, links, the answers, the end.

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
function askSheet(data, ask) {
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
function moreSheet({ labels }, lead, leads, ways) {
  // Pressed once it asks, pressed twice it closes the room.
  const close = pressable({ class: "room-choice" }, () => {
    if (close.hasAttribute("data-sure")) return ways.close();
    setAll(close, { "data-sure": true });
    setText(close, say(labels, "close_surely"));
  }, say(labels, "close_room"));
  const names = html("fieldset", { class: "room-controls" }, html("legend", {}, say(labels, "hide_controls")),
    ...CONTROLS.map((name) => checkbox(say(labels, `hide_${name}`), lead.hidden.includes(name), (on) => ways.hide(({ hidden }) => ({ hidden: toggled(hidden, name, on) })))));
  return html("div", { class: "room-settings" },
    checkbox(say(labels, "lead_on"), leads, ways.lead),
    checkbox(say(labels, "freeze"), lead.frozen, (on) => ways.hide(() => ({ frozen: on }))),
    names, linkTo(labels, "wall", ways.wallLink), linkTo(labels, "phone", ways.teacherLink),
    pressable({ class: "room-choice" }, ways.save, say(labels, "export_csv")),
    ...(ways.clear ? [pressable({ class: "room-choice" }, ways.clear, say(labels, "clear_answers"))] : []),
    close);
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
