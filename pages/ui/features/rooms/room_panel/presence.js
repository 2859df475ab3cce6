/** The part of this browser in a room: receives events, follows, submits answers; for a teacher, leads as well. */

import { createFollowing } from "./following.js";
import { isPlaceOf, leadOf, rootOf, withoutAlias } from "./lead.js";
import { browserName, keepSecret, secretIn, secretOf } from "./membership.js";
import { EMPTY_SEAT, withNews, openQuestion } from "./seat.js";
import { createTeaching } from "./teaching.js";
import { listenToRoom, postToRoom, roomAddress } from "./transport.js";

/** @typedef {ReturnType<typeof createPresence>} Presence */

/** Milliseconds between two looks whether this window is where the question is asked. */
const LOOK_FOR_QUESTION = 500;

/**
 * @param {string} code
 * @param {boolean} wall whether this window is read by the class, even where its browser knows the teacher's secret
 * @param {(news: RoomNews) => void} changed
 */
export function createPresence(code, wall, changed) {
  const room = roomAddress(rootOf(location.href), `/${code}`);
  const secret = wall ? "" : takeSecret(code);
  /** @type {RoomRole} */
  const role = wall ? "wall" : secret ? "teacher" : "student";
  /** @type {RoomSeat} */
  let seat = EMPTY_SEAT;
  /** The last lead that this window has followed. */
  let lastLead = "";
  const following = createFollowing();
  const teaching = secret ? createTeaching({ code, room, secret, following, seat: () => seat, hear }) : null;
  const timer = setInterval(() => { if (seat.room?.question) changed({ type: "follow", on: seat.following }); }, LOOK_FOR_QUESTION);
  const stopListening = listenToRoom(room, role !== "student", hear);

  /** @param {RoomNews} news */
  function hear(news) {
    seat = withNews(seat, news);
    if (news.type === "room" || news.type === "follow") takeLead();
    if (seat.link === "gone") showFunction();
    changed(news);
  }

  /** Where there is no room any more, nobody is to find out which function this is. */
  function showFunction() {
    const lead = leadOf(location.href);
    if (withoutAlias(lead) !== lead) following.go(withoutAlias(lead));
  }

  /** Goes where the class is, once for each lead, so that one can look around until the next one. */
  function takeLead() {
    const state = seat.room;
    if (!state || state.lead.address === lastLead || !seat.following) return;
    lastLead = state.lead.address;
    if (teaching) teaching.follow(state);
    else following.go(lastLead);
  }

  function follow() {
    lastLead = "";
    following.rest();
    hear({ type: "follow", on: !seat.following });
  }

  /** @param {unknown} answer */
  async function hand(answer) {
    const question = openQuestion(seat);
    if (!question) return;
    const { reason } = await postToRoom(`${room}/answer`, { browser: browserName(), number: question.number, answer });
    hear(reason ? { type: "problem", reason } : { type: "handed", number: question.number, answer });
  }

  /** For who explores, or looks elsewhere. */
  function goToQuestion() {
    const question = openQuestion(seat);
    if (question) following.go(question.address);
  }

  function stop() {
    clearInterval(timer);
    stopListening();
    following.rest();
    teaching?.stop();
  }

  return { role, get seat() { return seat; }, teaching, follow, hand, goToQuestion, isAtQuestion: () => isAtQuestion(seat), hearReads: following.hear, isUnderWay: following.isUnderWay, stop };
}

/**
 * @param {RoomSeat} seat
 * @returns {boolean} whether what is asked, if anything, is asked where one is
 */
function isAtQuestion({ room }) {
  const question = room?.question ?? null;
  return question === null || isPlaceOf(question, leadOf(location.href));
}

/**
 * The teacher's secret of a room. A secret in the address is stored and removed from there, where others could read it.
 * @param {string} code
 * @returns {string}
 */
function takeSecret(code) {
  const secret = secretIn(location.hash);
  if (secret) {
    keepSecret(code, secret);
    history.replaceState(history.state, "", location.pathname + location.search);
  }
  return secretOf(code);
}
