/** What a room shows beside the page: the question, its result, how to join, or one of the teacher's menus. On the wall the first three at once. */

import { iconButton } from "../../../kit/buttons.js";
import { stepInView } from "../../../kit/classroom.js";
import { copyField, elementOf } from "../../../kit/dom.js";
import { say, sentences } from "../../../kit/labels.js";
import { html, nothing, ref, render } from "../../../kit/lit.js";
import { qrCode } from "../../../kit/qr.js";
import { clockText } from "../../../kit/reading.js";
import { atStep, brokenOf, answeredAs, leadOf, pictureOf, predictionOf, sentenceOf, stepIn } from "./address.js";
import { answerable, hasAnswered, isAskedByPage, keepQuestions, keptQuestions, openQuestion, secondsLeft, standing } from "./transport.js";

/** @typedef {import("./transport.js").Presence} Presence */
/** @typedef {{asked: () => void, leave: () => void, move: (by: number) => void}} SheetWays */

/**
 * @param {SheetWays} ways
 */
export function createRoomSheet(ways) {
  const root = elementOf(html`<div class="room-sheet"></div>`);
  /** Whether the teacher has been asked if the room is to be closed. */
  let sure = false;
  /** The seconds for the next question, and whether it is prepared for later instead of asked. */
  let [seconds, prepares] = [0, false];
  new ResizeObserver(() => fitWall(root)).observe(root);

  /**
   * @param {RoomData} data
   * @param {Presence} presence
   * @param {import("./index.js").RoomSheet} open
   */
  function paint(data, presence, open) {
    if (open !== "more") sure = false;
    const again = () => paint(data, presence, open);
    const desk = {
      seconds, prepares, questions: open === "ask" ? keptQuestions() : [],
      time: (/** @type {number} */ chosen) => { seconds = chosen; again(); },
      prepare: (/** @type {boolean} */ on) => { prepares = on; again(); },
      keep: (/** @type {RoomPrepared[]} */ questions) => { keepQuestions(questions); again(); },
    };
    render(sheetView(data, presence, open, { ...ways, sure, desk, ask: () => { sure = true; again(); } }), root);
    fitWall(root);
  }

  return /** @satisfies {Part} */ ({ root, paint, isShown: () => root.childElementCount > 0, timeOfQuestions: () => seconds });
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
 * @param {SheetWays & {sure: boolean, desk: AskDesk, ask: () => void}} ways `ask` asks whether one is `sure` to close the room
 */
function sheetView(data, presence, open, { asked, leave, move, sure, desk, ask }) {
  const { seat, teaching, role } = presence;
  const { room } = seat;
  if (role === "wall" && seat.link === "gone") return html`<div class="room-wall"><p class="room-words room-gone">${say(data.labels, "gone")}</p></div>`;
  if (!room || seat.link === "gone") return nothing;
  if (role === "wall") {
    return html`<div class="room-wall">${questionView(data, presence)}<p class="room-tally"><span role="status">${tallyText(data.labels, seat)}</span>${timerView(seat)}</p>${joinView(data)}</div>`;
  }
  if (open === "join") return joinView(data);
  if (teaching && open === "ask") return askSheet(data, desk, (question) => { teaching.ask(question, desk.seconds); asked(); });
  if (teaching && open === "more") {
    const close = () => (sure ? teaching.close().then(leave) : ask());
    const link = data.link ?? "";
    const clear = room.question && (() => { teaching.post("clear", {}); });
    return moreSheet(data, room.lead, teaching, sure, { ...teaching, close, clear, remoteLink: teaching.linkFor(link), wallLink: wallLink(link) });
  }
  return teaching?.remote ? remoteView(data, presence, move) : questionView(data, presence);
}

export const BACK_ARROW = "M14.5 6l-6 6 6 6";
export const FORWARD_ARROW = "M9.5 6l6 6-6 6";

/**
 * A remote control, which covers the page: where the class is, steps to press without looking, and what is asked.
 * @param {RoomData} data
 * @param {Presence} presence
 * @param {(by: number) => void} move
 */
function remoteView(data, presence, move) {
  const { labels } = data;
  const { address } = /** @type {RoomState} */ (presence.seat.room).lead;
  const step = stepIn(address);
  const arrow = (/** @type {string} */ name, /** @type {string} */ icon, /** @type {number} */ by) => iconButton("room-button", say(labels, name), icon, () => move(by));
  return html`<div class="room-remote">
    <p class="room-quiet">${say(labels, "remote")}</p>
    <p class="room-words"><bdi>${sentenceOf(address)}</bdi> ${step === null ? nothing : html`<span class="room-quiet">${say(labels, "at_step", { n: step + 1 })}</span>`}</p>
    <div class="room-arrows">${arrow("earlier_step", BACK_ARROW, -1)}${arrow("later_step", FORWARD_ARROW, 1)}</div>
    ${questionView(data, presence)}
    ${choiceButton(say(labels, "show_page"), () => presence.teaching?.control(false))}
  </div>`;
}

/**
 * What is asked, or what came of it. Where the page Predict asks, it need not be said again.
 * @param {RoomData} data
 * @param {Presence} presence
 */
function questionView(data, presence) {
  const { seat, role } = presence;
  const { question, result } = /** @type {RoomState} */ (seat.room);
  if (!question) return nothing;
  if (result) return outcomeView(question, result, data, role === "student" && hasAnswered(seat) ? seat.handed?.answer : null);
  if (role === "teacher" && data.present) return isAskedByPage(question) ? nothing : readView(question, data);
  if (role === "teacher") return overView(question, presence, data);
  if (role === "wall") return readView(question, data);
  return isAskedByPage(question) && presence.isAtQuestion() ? nothing : answeringView(question, presence, data);
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

/** @param {RoomSeat} seat @returns {unknown} how long the question is still open */
export function timerView(seat) {
  const left = secondsLeft(seat);
  return left === null ? nothing : html`<b class="room-timer" role="timer" ?data-soon=${left <= SOON}>${clockText(left)}</b>`;
}

/** Seconds that a teacher adds, or leaves. */
const MORE_TIME = 30;
/** Seconds from which on a clock says that it is soon over. */
const SOON = 10;
/** @param {unknown} words @param {(event: Event) => void} press */
const choiceButton = (words, press) => html`<button type="button" class="room-choice" @click=${press}>${words}</button>`;

/** The question as a student answers it. @param {RoomQuestion} question @param {Presence} presence @param {RoomData} data */
function answeringView(question, { seat, hand, goToQuestion, isAtQuestion }, data) {
  const chosen = hasAnswered(seat) ? /** @type {any} */ (seat.handed?.answer)?.choice : null;
  return html`<div class="room-question">
    <p class="room-words">${questionText(question, data.labels)}</p>
    ${isAtQuestion() ? nothing : html`<button type="button" class="room-button room-main" @click=${goToQuestion}>${say(data.labels, "go_to_question")}</button>`}
    <div class="room-choices">${question.choices.map((choice, number) => html`<button type="button" class="room-choice" aria-pressed=${number === chosen} ?disabled=${answerable(seat) === null}
      @click=${() => hand({ kind: "choice", choice: number })}><bdi>${nameOfAnswer(question, choice, data)}</bdi></button>`)}</div>
  </div>`;
}

/** The question as a teacher's window and the wall show it: to be read by a class, not to be answered. @param {RoomQuestion} question @param {RoomData} data */
function readView(question, data) {
  return html`<div class="room-question">
    <p class="room-words">${questionText(question, data.labels)}</p>
    <ul class="room-list">${question.choices.map((choice) => html`<li><bdi>${nameOfAnswer(question, choice, data)}</bdi></li>`)}</ul>
  </div>`;
}

/**
 * The question as its teacher sees it: how the class stands, and what it has answered so far, where that is wanted on this screen.
 * @param {RoomQuestion} question
 * @param {Presence} presence
 * @param {RoomData} data
 */
function overView(question, { seat, teaching }, data) {
  const { labels } = data;
  const [counts, left] = [standing(seat.counts), secondsLeft(seat)];
  const { number, result } = seat.peeked ?? { number: 0, result: null };
  const peeks = teaching?.peeks ?? false;
  return html`<div class="room-over">
    ${readView(question, data)}
    <dl class="room-standing">${["done", "thinking", "away"].map((name) => html`<div><dt>${say(labels, name)}</dt><dd>${counts[/** @type {"done"} */ (name)]}</dd></div>`)}</dl>
    ${choiceButton(say(labels, left === null ? "close_in" : "more_time"), () => teaching?.post("time", { seconds: (left ?? 0) + MORE_TIME }))}
    <button type="button" class="room-choice" aria-pressed=${peeks} @click=${() => teaching?.peek(!peeks)}>${say(labels, peeks ? "unpeek" : "peek")}</button>
    ${peeks && result && number === question.number ? outcomeView({ ...question, words: "" }, result, data, null) : nothing}
  </div>`;
}

/** How to join, for the wall and for a neighbour: the code, the link for the class, and its QR code. @param {RoomData} data */
function joinView({ code, link = "", modules = [], here = false, labels }) {
  return html`<div class="room-join">
    ${qrCode("room-qr", modules, say(labels, "join_qr"))}
    <div><p class="room-words">${say(labels, "join_title")}</p><b class="room-code">${code.toUpperCase()}</b>
      <p class="room-link">${link}</p>${here ? html`<p class="room-quiet">${say(labels, "only_here")}</p>` : nothing}</div>
  </div>`;
}

/**
 * The link that shows the room on a wall, black on white.
 * @param {string} link for students
 * @returns {string}
 */
export function wallLink(link) {
  return link && `${link}&wall=1&present=light`;
}

/** From this share of the model's weight on, a row agrees with it, as on the server. */
const AGREEING_SHARE = 0.5;
/** What the truth is called where it is not the model's. @type {Record<string, string>} */
const TRUTHS = { diagnosis: "result_right", choice: "result_right_choice" };

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
  const kind = answeredAs(question);
  const known = agreeing !== null && (kind === "piece" || truth !== "");
  const told = known ? [say(labels, TRUTHS[kind] ?? "result_truth", { truth: nameOfAnswer(question, truth, data) })] : [];
  if (!answers) return sentences(say(labels, "result_none"), ...told);
  if (agreeing === null) return sentences(say(labels, "result_total", { total: answers }), ...(kind === question.kind ? [] : [say(labels, "result_open")]));
  if (kind !== "row") return say(labels, `result_${kind}`, { n: agreeing, total: answers, truth: nameOfAnswer(question, truth, data) });
  const most = model.indexOf(Math.max(...model));
  const [piece, same] = result.bars[most];
  return sentences(say(labels, "result_row", { n: agreeing, total: answers }), say(labels, "result_top", { n: same, total: answers, truth: piece }));
}

/**
 * An answer as it is shown: a scoring function and a diagnosis by their titles, no word as the end of the sentence.
 * @param {Pick<RoomQuestion, "kind">} question
 * @param {string} answer
 * @param {Pick<RoomData, "labels" | "scorers" | "diagnoses">} data
 * @returns {string}
 */
export function nameOfAnswer({ kind }, answer, { labels, scorers = [], diagnoses = [] }) {
  if (kind === "scorer" || kind === "diagnosis") return [...scorers, ...diagnoses].find(({ value }) => value === answer)?.title ?? answer;
  return kind === "piece" && answer === "" ? say(labels, "result_end") : answer;
}

/**
 * What a student has answered, beside what is right.
 * @param {RoomQuestion} question
 * @param {RoomResult} result
 * @param {any} answer
 * @param {RoomData} data
 * @returns {{words: string, right: boolean | null}} null where nothing is right or wrong
 */
export function ownOutcome(question, { truth, model, agreeing }, answer, data) {
  const { labels } = data;
  if (answer.kind === "row") {
    if (model.length !== answer.weights.length) return { words: "", right: null };
    const shared = model.reduce((sum, weight, at) => sum + Math.min(weight, answer.weights[at]), 0);
    return { words: say(labels, "own_row", { n: Math.round(100 * shared) }), right: shared >= AGREEING_SHARE };
  }
  const given = answer.kind === "piece" ? answer.piece : question.choices[answer.choice] ?? "";
  const words = say(labels, "own_answer", { answer: nameOfAnswer(question, given, data) });
  if (agreeing === null) return { words, right: null };
  const right = sameWord(given, truth);
  return { words: sentences(words, say(labels, right ? "own_right" : "own_wrong")), right };
}

/** @param {RoomQuestion} question @param {RoomResult} result @param {any} answer @param {RoomData} data */
function ownView(question, result, answer, data) {
  const { words, right } = ownOutcome(question, result, answer, data);
  return words ? html`<p class="room-own-answer" data-right=${right ?? nothing}>${words}</p>` : nothing;
}

/** @param {RoomQuestion} question @param {RoomResult} result @param {RoomData} data @param {any} own the answer of this browser, or null */
function outcomeView(question, result, data, own) {
  const row = question.kind === "row";
  return html`<div class="room-result">
    ${question.words ? html`<p>${question.words}</p>` : nothing}
    ${own ? ownView(question, result, own, data) : nothing}
    <p class="room-outcome">${outcomeText(question, result, data)}</p>
    ${row && (result.rows.length || result.model.length) ? heatmapOf(result, data.labels) : nothing}
    ${row && result.answers ? html`<p class="room-quiet">${say(data.labels, "most_at")}</p>` : nothing}
    ${histogramOf(question, result, data)}
  </div>`;
}

/**
 * A line for each source piece, as a panel is narrow and a sentence long. The weights of model and class have names and numbers;
 * those of the students are for the eye alone.
 * @param {RoomResult} result
 * @param {Record<string, string>} labels
 */
function heatmapOf({ source, model, mean, rows }, labels) {
  const named = /** @type {[string, number[]][]} */ ([["of_model", model], ["of_class", mean]]).filter(([, row]) => row.length);
  const percent = (/** @type {number} */ weight) => `${Math.round(weight * 100)}%`;
  return html`<table class="room-heatmap" aria-label=${say(labels, "heatmap")}>
    <thead><tr><td></td>${named.map(([key]) => html`<th scope="col" class="room-${key}">${say(labels, key)}</th>`)}<td></td></tr></thead>
    <tbody>${source.map((piece, at) => html`<tr><th scope="row"><bdi>${piece}</bdi></th>
      ${named.map(([key, row]) => html`<td class="room-cell room-${key}" style="--weight: ${percent(row[at])}" ?data-strong=${row[at] >= 0.6}>${percent(row[at])}</td>`)}
      <td class="room-students" aria-hidden="true">${rows.map((row) => html`<i style="--weight: ${percent(row[at])}" ?data-strong=${row[at] >= 0.6}></i>`)}</td></tr>`)}</tbody>
  </table>`;
}

/** @param {RoomQuestion} question @param {RoomResult} result @param {RoomData} data */
function histogramOf(question, { bars, truth, answers }, data) {
  const most = Math.max(1, ...bars.map(([, count]) => count));
  const hasTruth = question.kind === "piece" || truth !== "";
  const worthShowing = bars.filter(([answer, count]) => count || answeredAs(question) === "choice" || sameWord(answer, truth));
  return html`<ol class="room-bars" aria-label=${say(data.labels, "histogram")} ?hidden=${!answers}>${worthShowing.map(([answer, count]) => html`
    <li ?data-right=${hasTruth && sameWord(answer, truth)}><bdi>${nameOfAnswer(question, answer, data)}</bdi><span
      aria-hidden="true"><i style="inline-size: ${(100 * count) / most}%"></i></span><b>${count}</b></li>`)}</ol>`;
}

/** @param {string} one @param {string} other */
function sameWord(one, other) {
  return one.trim().toLowerCase() === other.trim().toLowerCase();
}

// What a teacher can ask, and everything else that a teacher can do: what is hidden, links, the answers, the end.

/** What the server takes. */
const FEWEST_CHOICES = 2, MOST_CHOICES = 14, LONGEST_CHOICE = 80, LONGEST_WORDS = 300;

/** Stands before the choice that is right. */
const RIGHT = "*";

/** The kinds of questions about what a page shows that has no sentence. */
const IN_VIEW = ["diagnosis", "update", "race"];

/** A question as the server takes it, and where the class is led for it.
 * @typedef {{kind: RoomAsk, words: string, choices: string[], right: string, address: string}} RoomAsked */

/**
 * The question about what is in view.
 * @param {RoomAsk} kind
 * @param {string} lead
 * @param {{words?: string, choices?: string[], right?: string, alias?: string}} [own] the alias is that of the scoring function asked about
 * @returns {RoomAsked}
 */
export function askedAt(kind, lead, { words = "", choices = [], right = "", alias = "" } = {}) {
  const asked = { kind, words, choices, right };
  if (kind === "row" || kind === "piece") return { ...asked, address: predictionOf(lead, kind) };
  if (IN_VIEW.includes(kind)) return { ...asked, address: brokenOf(lead) };
  return { ...asked, address: kind === "scorer" ? pictureOf(lead, alias) : lead };
}

/**
 * Whether everybody has done what there is to do, in the words of the teacher.
 * @param {string} lead
 * @param {Record<string, string>} labels
 * @returns {RoomAsked}
 */
export function finishedAt(lead, labels) {
  return askedAt("choice", lead, { words: say(labels, "asked_finished"), choices: [say(labels, "finished"), say(labels, "not_yet")] });
}

/** @returns {string} the lead to what is in view, with its step: an address has none where a page opens a sentence */
function leadInView() {
  const [lead, step] = [leadOf(location.href), stepInView()];
  return step === null ? lead : atStep(lead, step);
}

/**
 * The choices of a question, a line for each; empty lines and repeated ones are none. The first with an asterisk before it is right.
 * @param {string} written
 * @returns {{choices: string[], right: string}} the right one is empty where none is marked
 */
export function choicesIn(written) {
  const lines = written.split("\n").map((line) => line.trim()).filter((line) => withoutMark(line));
  const marked = lines.find((line) => line.startsWith(RIGHT));
  return { choices: [...new Set(lines.map(withoutMark))], right: marked === undefined ? "" : withoutMark(marked) };
}

/** @param {string} line */
function withoutMark(line) {
  return line.startsWith(RIGHT) ? line.slice(RIGHT.length).trim() : line;
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
 * A question that was prepared, about what is in view.
 * @param {{kind: string, words: string, choices: string[], right: string}} planned
 * @param {RoomData} data
 * @returns {RoomAsked | null} null where there is nothing to be asked so
 */
export function plannedQuestion({ kind, words, choices, right }, data) {
  const { scorers = [], asks = {} } = data;
  if (IN_VIEW.includes(kind)) return asks[kind] ? askedAt(/** @type {RoomAsk} */ (kind), leadOf(location.href), asks[kind]) : null;
  if (kind === "scorer") return askedAt(kind, leadInView(), { choices: scorers.map(({ value }) => value), alias: unseenAlias(data) });
  return askedAt(/** @type {RoomAsk} */ (kind), leadInView(), { words, choices, right });
}

/** What is set on the teacher's desk before a question is asked: its time, whether it is prepared instead, what is prepared.
 * @typedef {{seconds: number, prepares: boolean, questions: RoomPrepared[], time: (seconds: number) => void, prepare: (on: boolean) => void,
 *   keep: (questions: RoomPrepared[]) => void}} AskDesk */

/** Seconds that a question can have; 0 for as long as it takes. */
const TIMES = [0, 15, 30, 60, 120, 180, 300];

/** @param {RoomData} data @param {AskDesk} desk @param {(question: RoomAsked) => void} askNow */
function askSheet(data, desk, askNow) {
  const { labels, attends = true, scorers = [], asks = {} } = data;
  const lead = leadOf(location.href);
  const add = (/** @type {RoomAsked[]} */ questions) => desk.keep([...desk.questions, ...questions.map((question) => ({ ...question, asked: "" }))].slice(0, MOST_PREPARED));
  const ask = desk.prepares ? (/** @type {RoomAsked} */ question) => add([question]) : askNow;
  const about = (/** @type {RoomAsk} */ kind) => choiceButton(say(labels, `lead_${kind}`), () => ask(askedAt(kind, leadInView())));
  const offered = Object.entries(asks);
  const inView = offered.length
    ? offered.map(([kind, question]) => choiceButton(question.title, () => ask(askedAt(/** @type {RoomAsk} */ (kind), lead, question))))
    : html`${attends ? about("row") : nothing}${about("piece")}${scorers.length > 1 ? functionQuestion(data, ask) : nothing}`;
  return html`<div class="room-ask">
    ${timeChoice(labels, desk)}
    ${desk.questions.length ? preparedView(data, desk, askNow) : nothing}
    ${checkbox(say(labels, "prepare"), desk.prepares, desk.prepare)}
    ${inView}${choiceButton(say(labels, "lead_finished"), () => ask(finishedAt(leadInView(), labels)))}${ownQuestion(labels, ask, desk.prepares)}${desk.prepares ? severalQuestions(labels, add) : nothing}
  </div>`;
}

/** @param {Record<string, string>} labels @param {AskDesk} desk */
function timeChoice(labels, { seconds, time }) {
  const named = (/** @type {number} */ each) => (each ? clockText(each) : say(labels, "no_limit"));
  return html`<label class="room-time"><span>${say(labels, "time_limit")}</span><select class="gaze-select" @change=${(/** @type {any} */ { target }) => time(Number(target.value))}>
    ${TIMES.map((each) => html`<option value=${each} ?selected=${each === seconds}>${named(each)}</option>`)}</select></label>`;
}

// Questions that a teacher has prepared: a list in this browser, from which one after the other is asked.

/** As many as one can oversee. */
const MOST_PREPARED = 50;
const TRASH = "M6 7h12M10 7V5h4v2M8 7l1 12h6l1-12";

/**
 * The next one that this room has not been asked stands out.
 * @param {RoomData} data
 * @param {AskDesk} desk
 * @param {(question: RoomAsked) => void} ask
 */
function preparedView(data, { questions, keep }, ask) {
  const { code, labels } = data;
  const next = questions.findIndex(({ asked }) => asked !== code);
  const without = (/** @type {number} */ at) => keep(questions.filter((_, other) => other !== at));
  const press = (/** @type {number} */ at) => {
    const { asked: _, ...question } = questions[at];
    keep(questions.map((each, other) => (other === at ? { ...each, asked: code } : each)));
    ask({ ...question, address: question.address || leadInView() });
  };
  return html`<section class="room-prepared"><p class="room-quiet">${say(labels, "prepared")}</p><ol>${questions.map((question, at) => html`<li>
    <button type="button" class="room-choice" aria-current=${at === next ? "step" : nothing} @click=${() => press(at)}><span>${preparedText(question, labels)}</span>${
      question.asked === code ? html`<span class="room-quiet">${say(labels, "asked_already")}</span>` : nothing}</button>
    ${iconButton("room-button", say(labels, "remove_question"), TRASH, () => without(at))}</li>`)}</ol></section>`;
}

/** @param {RoomPrepared} question @param {Record<string, string>} labels @returns {string} what it asks, and about which sentence */
export function preparedText({ kind, words, choices, address }, labels) {
  if (words || kind === "choice") return words || choices.join(" / ");
  const sentence = sentenceOf(address);
  const asked = say(labels, `lead_${kind}`);
  return sentence ? say(labels, "about_sentence", { question: asked, sentence }) : asked;
}

/**
 * Several questions of one's own, between empty lines: the question, then its choices, a line for each.
 * @param {string} written
 * @returns {RoomAsked[]} asked wherever the class is by then
 */
export function questionsIn(written) {
  return written.split(/\n\s*\n/).map((block) => block.trim()).filter(Boolean).map((block) => {
    const [words, ...lines] = block.split("\n");
    return askedAt("choice", "", { words: words.trim(), ...choicesIn(lines.join("\n")) });
  });
}

/** @param {Record<string, string>} labels @param {(questions: RoomAsked[]) => void} add */
function severalQuestions(labels, add) {
  const check = (/** @type {HTMLTextAreaElement} */ field) => {
    const questions = questionsIn(field.value);
    const fault = questions.length ? questions.map(({ words, choices }) => (words.length > LONGEST_WORDS ? "too_large" : faultIn(choices))).find(Boolean) : "two_choices";
    field.setCustomValidity(fault ? say(labels, fault) : "");
  };
  const submit = (/** @type {any} */ event) => {
    event.preventDefault();
    const [field] = event.currentTarget.elements;
    add(questionsIn(field.value));
    field.value = "";
    check(field);
  };
  const [title, about] = [say(labels, "several"), say(labels, "several_about")];
  return html`<form class="room-own" @submit=${submit}>
    <p class="room-quiet">${title}</p><p class="room-quiet">${about}</p>
    <textarea class="room-field" rows="6" maxlength="20000" aria-label=${title}
      @input=${(/** @type {any} */ { target }) => check(target)} ${ref((field) => field && check(/** @type {HTMLTextAreaElement} */ (field)))}></textarea>
    <button class="room-button room-main" type="submit">${say(labels, "add_questions")}</button>
  </form>`;
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
 */
function functionQuestion(data, ask) {
  const { labels, alias = "", scorers = [] } = data;
  const choices = scorers.map(({ value }) => value);
  const askIt = (/** @type {any} */ { currentTarget: button }) => ask(askedAt("scorer", leadInView(), { choices, alias: button.nextElementSibling.value || unseenAlias(data) }));
  return html`<div class="room-function">${choiceButton(say(labels, "lead_scorer"), askIt)}<select class="gaze-select" aria-label=${say(labels, "function_asked")}>
    <option value="">${say(labels, "function_by_chance")}</option><option value=${alias}>${say(labels, "function_in_view")}</option>
    ${scorers.map((scorer) => html`<option value=${scorer.alias}>${scorer.title}</option>`)}</select></div>`;
}

/** @param {Record<string, string>} labels @param {(question: RoomAsked) => void} ask @param {boolean} prepares */
function ownQuestion(labels, ask, prepares) {
  const check = (/** @type {HTMLTextAreaElement} */ field) => {
    const fault = faultIn(choicesIn(field.value).choices);
    field.setCustomValidity(fault && say(labels, fault));
  };
  const submit = (/** @type {any} */ event) => {
    event.preventDefault();
    const [words, choices] = event.currentTarget.elements;
    ask(askedAt("choice", prepares ? "" : leadInView(), { words: words.value.trim(), ...choicesIn(choices.value) }));
    for (const field of [words, choices]) field.value = "";
    check(choices);
  };
  const [question, choices] = [say(labels, "your_question"), say(labels, "your_choices")];
  return html`<form class="room-own" @submit=${submit}>
    <p class="room-quiet">${say(labels, "lead_choice")}</p>
    <input class="room-field" type="text" maxlength="300" autocomplete="off" placeholder=${question} aria-label=${question} />
    <textarea class="room-field" rows="3" maxlength="1200" placeholder=${choices} aria-label=${choices}
      @input=${(/** @type {any} */ { target }) => check(target)} ${ref((field) => field && check(/** @type {HTMLTextAreaElement} */ (field)))}></textarea>
    <button class="room-button room-main" type="submit">${say(labels, prepares ? "add_question" : "ask_now")}</button>
  </form>`;
}

const CONTROLS = ["sentence", "examples", "scorer", "sidebar", "pages"];

/** @typedef {{lead: (on: boolean) => void, hide: (changed: (lead: RoomLead) => Partial<RoomLead>) => void, control: (on: boolean) => void, remoteLink: string, wallLink: string,
 *   save: (format: "csv" | "html", lang: string) => void, clear: (() => void) | null, close: () => void}} TeacherWays `clear` where there is a question to ask again */

/**
 * @param {Pick<RoomData, "labels" | "lang">} data
 * @param {RoomLead} lead
 * @param {{leads: boolean, remote: boolean}} now
 * @param {boolean} sure
 * @param {TeacherWays} ways
 */
function moreSheet({ labels, lang = "" }, lead, { leads, remote }, sure, ways) {
  return html`<div class="room-settings">
    ${checkbox(say(labels, "lead_on"), leads, ways.lead)}${checkbox(say(labels, "remote"), remote, ways.control)}
    ${checkbox(say(labels, "freeze"), lead.frozen, (on) => ways.hide(() => ({ frozen: on })))}
    <fieldset class="room-controls"><legend>${say(labels, "hide_controls")}</legend>${CONTROLS.map((name) =>
      checkbox(say(labels, `hide_${name}`), lead.hidden.includes(name), (on) => ways.hide(({ hidden }) => ({ hidden: toggled(hidden, name, on) }))))}</fieldset>
    ${linkTo(labels, "wall", ways.wallLink)}${linkTo(labels, "phone", ways.remoteLink)}
    ${choiceButton(say(labels, "export_csv"), () => ways.save("csv", lang))}${choiceButton(say(labels, "export_page"), () => ways.save("html", lang))}
    ${ways.clear ? choiceButton(say(labels, "clear_answers"), ways.clear) : nothing}
    <button type="button" class="room-choice" ?data-sure=${sure} @click=${ways.close}>${say(labels, sure ? "close_surely" : "close_room")}</button>
  </div>`;
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

/** @param {string} words @param {boolean} on @param {(on: boolean) => void} changed */
function checkbox(words, on, changed) {
  return html`<label class="room-tick"><input type="checkbox" .checked=${on} @change=${(/** @type {any} */ { target }) => changed(target.checked)} /><span>${words}</span></label>`;
}

/**
 * A link for another device. It is copied and never shown: the one that leads must not be read from the wall.
 * @param {Record<string, string>} labels
 * @param {"phone" | "wall"} device
 * @param {string} link
 */
function linkTo(labels, device, link) {
  const copy = async (/** @type {any} */ { currentTarget: button }) => {
    if (await copyField(button.previousElementSibling)) button.nextElementSibling.textContent = say(labels, `${device}_copied`);
  };
  return html`<div class="room-link-to"><input class="gaze-hidden" readonly tabindex="-1" aria-hidden="true" .value=${link} />${choiceButton(say(labels, `${device}_link`), copy)}<span
    class="room-quiet" role="status"></span></div>`;
}
