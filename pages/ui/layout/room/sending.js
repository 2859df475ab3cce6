/** The requests of a teacher's window, one after the other. */

import { postToRoom } from "./requests.js";
import { leadOf } from "./lead.js";
import { createQueueOfOne } from "./leading.js";

/**
 * @param {{room: string, secret: string, seat: () => RoomSeat, hear: (news: RoomNews) => void}} place
 */
export function createSender({ room, secret, seat, hear }) {
  /** The last version of the room that this window has led to. */
  let version = -1;
  /** @type {RoomLead | null} */
  let sent = null;
  const queue = createQueueOfOne((/** @type {RoomLead} */ lead) => post("lead", lead));

  /** @param {string} action @param {unknown} body */
  async function post(action, body) {
    const { reason, data } = await postToRoom(`${room}/${action}`, body, secret);
    if (action === "lead") version = Math.max(version, data.version ?? 0);
    if (reason) hear({ type: "problem", reason });
  }

  /** Where the class is, or is about to be. @returns {RoomLead} */
  function leadNow() {
    const state = seat().room;
    const ahead = queue.isBusy() || (state?.version ?? -1) < version;
    return (ahead && sent) || (state?.lead ?? { address: leadOf(location.href), hidden: [], frozen: false });
  }

  /** @param {(lead: RoomLead) => Partial<RoomLead>} changed */
  function change(changed) {
    const lead = leadNow();
    sent = { ...lead, ...changed(lead) };
    return queue.put(sent);
  }

  return {
    post,
    change,
    /** Whether a version of the room may be the result of a lead that was sent here. @param {number} now */
    isOwn: (now) => queue.isBusy() || now <= version,
  };
}
