/** The bar of a room: its code, the state of the connection, and the most frequent actions. */

import { html, icon, pressable, setAll, setName, setText } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { hasAnswered, isAskedByPage, openQuestion } from "./seat.js";
import { questionText, tallyText } from "./sheet.js";

const BACK_ARROW = "M14.5 6l-6 6 6 6";
const FORWARD_ARROW = "M9.5 6l6 6-6 6";
const DOTS = "M6 12h.01M12 12h.01M18 12h.01";
const AWAY = "M7 7l10 10M17 7L7 17";

/** What can be pressed.
 * @typedef {{follow: () => void, leave: () => void, move: (by: number) => void, reveal: () => void, dismiss: () => void, open: (sheet: RoomSheet) => void}} RoomWays */
/** What is open above the line: nothing, how to join, what to ask, or everything else a teacher can do.
 * @typedef {"" | "join" | "ask" | "more"} RoomSheet */
/** Who looks at this window, whether it leads, and what is open.
 * @typedef {{role: RoomRole, leads: boolean, sheet: RoomSheet}} RoomDesk */

/**
 * @param {RoomWays} ways
 */
export function createRoomBar(ways) {
  const code = pressable({ class: "room-code", "aria-expanded": "false" }, () => ways.open("join"));
  const status = html("span", { class: "room-status", role: "status" });
  const follow = pressable({ class: "room-button" }, ways.follow);
  const back = pressable({ class: "room-button" }, () => ways.move(-1), icon(BACK_ARROW));
  const forward = pressable({ class: "room-button" }, () => ways.move(1), icon(FORWARD_ARROW));
  const ask = pressable({ class: "room-button", "aria-expanded": "false" }, () => ways.open("ask"));
  const reveal = pressable({ class: "room-button room-main" }, ways.reveal);
  const dismiss = pressable({ class: "room-button room-main" }, ways.dismiss);
  const more = pressable({ class: "room-button", "aria-expanded": "false" }, () => ways.open("more"), icon(DOTS));
  const leave = pressable({ class: "room-button" }, ways.leave, icon(AWAY));
  const root = html("div", { class: "room-bar" }, html("div", { class: "room-name" }, code, status), back, forward, ask, reveal, dismiss, follow, more, leave);

  /** @param {RoomData} data */
  function build({ code: letters, labels }) {
    setText(code, letters.toUpperCase());
    const spelled = letters.toUpperCase().split("").join(" ");
    setAll(code, { "aria-label": `${say(labels, "room", { code: spelled })}. ${say(labels, "show_join")}`, title: say(labels, "show_join") });
    setName(back, say(labels, "earlier_step"));
    setName(forward, say(labels, "later_step"));
    setText(ask, say(labels, "ask_class"));
    setText(reveal, say(labels, "reveal_class"));
    setText(dismiss, say(labels, "go_on"));
    setName(more, say(labels, "more"));
    setName(leave, say(labels, "leave_room"));
  }

  /** @param {RoomData} data @param {RoomSeat} seat @param {RoomDesk} desk */
  function paint({ labels }, seat, { role, leads, sheet }) {
    const question = seat.room?.question ?? null;
    const asking = openQuestion(seat) !== null;
    const gone = seat.link === "gone";
    const drives = role === "teacher" && !gone;
    setText(status, statusText(labels, seat, role, leads));
    setAll(status, { "data-done": asking && hasAnswered(seat) });
    setText(follow, say(labels, seat.following ? "explore" : "follow_again"));
    setAll(follow, { hidden: role !== "student" || gone });
    for (const button of [back, forward, more]) setAll(button, { hidden: !drives });
    setAll(ask, { hidden: !drives || question !== null, "aria-expanded": String(sheet === "ask") });
    setAll(more, { "aria-expanded": String(sheet === "more") });
    setAll(code, { "aria-expanded": String(sheet === "join") });
    setAll(status, { "data-telling": asking || seat.link !== "live" });
    setAll(reveal, { hidden: !drives || !asking });
    setAll(dismiss, { hidden: !drives || question === null || asking });
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * @param {Record<string, string>} labels
 * @param {RoomSeat} seat
 * @param {RoomRole} role
 * @param {boolean} leads
 * @returns {string}
 */
export function statusText(labels, seat, role, leads) {
  if (seat.problem) return say(labels, seat.problem);
  if (seat.link !== "live") return say(labels, seat.link);
  if (role === "teacher" && openQuestion(seat)) return tallyText(labels, seat);
  if (role === "teacher") return say(labels, leads ? "leading" : "not_leading", { n: seat.counts.present });
  if (role === "wall") return "";
  const question = openQuestion(seat);
  if (question && hasAnswered(seat)) return say(labels, "handed_in");
  if (question && isAskedByPage(question)) return questionText(question, labels);
  return say(labels, seat.following ? "following" : "exploring");
}
