/** What a room shows beside the page: the question, its result, how to join, or one of the teacher's menus. On the wall the first three at once. */

import { html, pressable, setAll, setText, vector } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { drawQrCode } from "../../../kit/qr.js";
import { askSheet, moreSheet } from "./menus.js";
import { nameOfAnswer, outcomeText, outcomeView } from "./outcome.js";
import { hasAnswered, isAskedByPage, openQuestion } from "./seat.js";

/** @typedef {import("./presence.js").Presence} Presence */
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
   * @param {import("./bar.js").RoomSheet} open
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
 * @param {import("./bar.js").RoomSheet} open
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
