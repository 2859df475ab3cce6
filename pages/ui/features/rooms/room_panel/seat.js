/** The state of a room in this browser: a pure reducer. */

/** @type {RoomSeat} */
export const EMPTY_SEAT = { link: "joining", room: null, counts: { present: 0, answers: 0 }, following: true, handed: null, problem: "" };

/**
 * The state after an event or a request. A room of an older version is ignored: an answer may arrive before an earlier event.
 * Of a room that is gone nothing is left.
 * @param {RoomSeat} seat
 * @param {RoomNews} news
 * @returns {RoomSeat}
 */
export function withNews(seat, news) {
  switch (news.type) {
    case "room": return seat.room && news.room.version <= seat.room.version ? { ...seat, link: "live" } : { ...seat, link: "live", room: news.room, problem: "" };
    case "counts": return { ...seat, counts: news.counts };
    case "link": return withLink(seat, news.link);
    case "follow": return { ...seat, following: news.on };
    case "handed": return { ...seat, handed: { number: news.number, answer: news.answer }, problem: "" };
    case "problem": return { ...seat, problem: news.reason };
  }
}

/** @param {RoomSeat} seat @param {RoomLink} link @returns {RoomSeat} */
function withLink(seat, link) {
  if (seat.link === "gone") return seat;
  return link === "gone" ? { ...EMPTY_SEAT, link } : { ...seat, link, problem: "" };
}

/**
 * @param {RoomSeat} seat
 * @returns {RoomQuestion | null} the question that is not yet revealed
 */
export function openQuestion({ room }) {
  return room && !room.result ? room.question : null;
}

/**
 * @param {RoomQuestion} question
 * @returns {boolean} whether the page Predict asks it, so that the room need not
 */
export function isAskedByPage({ kind }) {
  return kind === "row" || kind === "piece";
}

/**
 * @param {RoomSeat} seat
 * @returns {boolean} whether this browser has answered what is asked
 */
export function hasAnswered({ room, handed }) {
  return handed !== null && room?.question?.number === handed.number;
}

/**
 * The controls to hide: those of the address, those that would give an answer away, and from who learns those that the teacher hides.
 * @param {string[]} own
 * @param {RoomSeat} seat
 * @param {boolean} learns
 * @returns {string[]}
 */
export function hiddenControls(own, seat, learns) {
  const answer = openQuestion(seat)?.kind === "scorer" ? ["scorer"] : [];
  return [...new Set([...own, ...(learns ? seat.room?.lead.hidden ?? [] : []), ...answer])];
}
