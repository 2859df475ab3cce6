/** What a class is asked, as a student sees it: where Predict does not ask itself, the choices to press. */

import { html, pressable, setAll } from "../../components/shared/dom.js";
import { say } from "../../components/shared/labels.js";
import { nameOfAnswer, outcomeText } from "./outcome.js";
import { hasAnswered, isAskedByPage } from "./seat.js";

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
 * @param {RoomQuestion} question
 * @param {Pick<import("./presence.js").Presence, "seat" | "teaching" | "hand" | "goToQuestion" | "isAtQuestion">} presence
 * @param {RoomData} data
 * @returns {HTMLElement}
 */
export function answeringView(question, { seat, teaching, hand, goToQuestion, isAtQuestion }, data) {
  const words = html("p", { class: "room-words" }, questionText(question, data.labels));
  if (teaching) return html("div", { class: "room-question" }, words, choicesView(question, data));
  const chosen = hasAnswered(seat) ? /** @type {any} */ (seat.handed?.answer)?.choice : null;
  const choices = question.choices.map((choice, number) => {
    const button = pressable({ class: "room-choice" }, () => hand({ kind: "choice", choice: number }), html("bdi", {}, nameOfAnswer(question, choice, data)));
    setAll(button, { "aria-pressed": String(number === chosen) });
    return button;
  });
  const way = isAtQuestion() ? [] : [pressable({ class: "room-button room-main" }, goToQuestion, say(data.labels, "go_to_question"))];
  return html("div", { class: "room-question" }, words, ...way, html("div", { class: "room-choices" }, ...choices));
}

/**
 * The choices as a teacher's window shows them: to be read by a class, not to be pressed.
 * @param {RoomQuestion} question
 * @param {RoomData} data
 * @returns {HTMLElement}
 */
function choicesView(question, data) {
  return html("ul", { class: "room-list" }, ...question.choices.map((choice) => html("li", {}, html("bdi", {}, nameOfAnswer(question, choice, data)))));
}
