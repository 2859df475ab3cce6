/** The teacher's actions: lead, ask, reveal, close the room. */

import { saveTable } from "../../../kit/saves.js";
import { fetchTable, postToRoom } from "./transport.js";
import { leadOf } from "./lead.js";
import { createLeading, createQueueOfOne } from "./leading.js";
import { forgetSecret, teacherLink } from "./membership.js";

/** Milliseconds between two requests that keep the room for another two hours. */
const SIGN_OF_LIFE = 60_000;

/**
 * @param {{code: string, room: string, secret: string, following: ReturnType<typeof import("./following.js").createFollowing>,
 *   seat: () => RoomSeat, hear: (news: RoomNews) => void}} place where one teaches
 */
export function createTeaching(place) {
  const { code, room, secret, following } = place;
  let leads = true;
  const sender = createSender(place);
  const timer = setInterval(() => sender.post("here", {}), SIGN_OF_LIFE);
  const leading = createLeading(leadOf(location.href), (address) => { if (leads) sender.change(() => ({ address })); }, following);

  /** Follows another window of the teacher's. A lead that this window has sent itself is ignored. @param {RoomState} state */
  function follow({ version, lead }) {
    if (sender.isOwn(version)) return;
    leading.follow(lead.address);
    following.go(lead.address);
  }

  /** The class and this window go where the question is. @param {import("./menus.js").RoomAsked} question */
  async function ask(question) {
    const { address } = question;
    leading.follow(address);
    following.go(address);
    await sender.change(() => ({ address }));
    await sender.post("ask", question);
  }

  /** @param {boolean} on */
  function lead(on) {
    leads = on;
    if (on) sender.change(() => ({ address: leadOf(location.href) }));
  }

  async function close() {
    await sender.post("close", {});
    forgetSecret(code);
  }

  function stop() {
    clearInterval(timer);
    leading.stop();
  }

  return {
    get leads() { return leads; },
    follow, ask, lead, close, stop,
    post: sender.post,
    /** Hides controls, shows them again, or freezes the sentence. */
    hide: sender.change,
    save: () => saveAnswers(room, code, secret),
    /** @param {string} link for students @returns {string} that for another device of the teacher's */
    linkFor: (link) => teacherLink(link, secret),
  };
}

/**
 * Downloads all answers.
 * @param {string} room its address
 * @param {string} code
 * @param {string} secret
 * @returns {Promise<void>}
 */
async function saveAnswers(room, code, secret) {
  const table = await fetchTable(`${room}/answers.csv`, secret);
  if (table) saveTable(table, `room-${code}`);
}

/**
 * The requests of a teacher's window, one after the other.
 * @param {{room: string, secret: string, seat: () => RoomSeat, hear: (news: RoomNews) => void}} place
 */
function createSender({ room, secret, seat, hear }) {
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
