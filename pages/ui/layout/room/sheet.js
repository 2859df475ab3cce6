/** The panel above the bar of a room: the question, its result, or one of the teacher's menus. */

import { revealClass } from "../../components/shared/classroom.js";
import { html } from "../../components/shared/dom.js";
import { answeringView } from "./answering.js";
import { askSheet } from "./asksheet.js";
import { joinSheet } from "./joinsheet.js";
import { moreSheet } from "./moresheet.js";
import { outcomeView } from "./outcome.js";
import { isAskedByPage } from "./seat.js";

/** @typedef {{asked: () => void, leave: () => void}} SheetWays */

/**
 * @param {SheetWays} ways
 */
export function createRoomSheet(ways) {
  const root = html("div", { class: "room-sheet" });
  let [shown, revealed] = ["", ""];

  /**
   * Draws the panel again only if its content differs, so that forms keep what was typed in them.
   * @param {RoomData} data
   * @param {import("./presence.js").Presence} presence
   * @param {import("./bar.js").RoomSheet} open
   */
  function paint(data, presence, open) {
    const { room, handed, link } = presence.seat;
    const now = JSON.stringify([data.code, data.labels.room, open, data.alias, link === "gone", room?.question, room?.result, handed, presence.isAtQuestion(), room !== null]);
    if (now !== shown) root.replaceChildren(...sheetViews(data, presence, open, ways));
    shown = now;
    showViews(room?.result ?? null);
  }

  /** @param {RoomResult | null} result */
  function showViews(result) {
    const now = result ? JSON.stringify(result) : "";
    if (now !== revealed && result) revealClass(result.mean);
    revealed = now;
  }

  return /** @satisfies {Part} */ ({ root, paint });
}

/**
 * @param {RoomData} data
 * @param {import("./presence.js").Presence} presence
 * @param {import("./bar.js").RoomSheet} open
 * @param {SheetWays} ways
 * @returns {HTMLElement[]} one at most
 */
function sheetViews(data, presence, open, { asked, leave }) {
  const { seat, teaching } = presence;
  const { room } = seat;
  if (!room || seat.link === "gone") return [];
  if (open === "join") return [joinSheet(data)];
  if (teaching && open === "ask") return [askSheet(data, (question) => { teaching.ask(question); asked(); })];
  if (teaching && open === "more") {
    const close = () => { teaching.close().then(leave); };
    return [moreSheet(data, room.lead, teaching.leads, { ...teaching, close, teacherLink: teaching.linkFor(data.link ?? "") })];
  }
  if (!room.question || (isAskedByPage(room.question) && !room.result && presence.isAtQuestion())) return [];
  return [room.result ? outcomeView(room.question, room.result, data) : answeringView(room.question, presence, data)];
}
