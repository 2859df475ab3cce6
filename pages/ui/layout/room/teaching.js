/** The teacher's actions: lead, ask, reveal, close the room. */

import { saveTable } from "../../components/shared/saves.js";
import { fetchTable } from "./requests.js";
import { leadOf } from "./lead.js";
import { createLeading } from "./leading.js";
import { forgetSecret, teacherLink } from "./membership.js";
import { createSender } from "./sending.js";

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

  /** The class and this window go where the question is. @param {import("./asksheet.js").RoomAsked} question */
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
