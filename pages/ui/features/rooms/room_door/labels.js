/** The words at the door of a room, in English; see the stage's. */

/** @type {Record<string, string>} */
export const WORDS_OF_DOOR = {
  join_title: "Join a room",
  join_about: "Type the code that your teacher shows. You need no account, and nobody sees your name.",
  code_field: "Code",
  join: "Join",
  role: "Role of this screen",
  as_student: "I take part",
  as_wall: "This screen is a projector (view only)",
  open_title: "Open a room",
  open_about: "Students' screens follow yours: sentence, page, step, scoring function, lesson. Ask a question and compare the class's answers with the model's. A room closes two hours after you leave, and nothing is kept after that.",
  open_room: "Open a room",
  still_open: "Your room {code} is still open.",
  lead_again: "Lead it again",
  no_code: "That is not a valid code. Check the six letters.",
  no_room: "There is no room with this code.",
  too_often: "Too many attempts from this network. Try again in {seconds} seconds.",
  full: "All rooms of this server are in use. Try again later.",
  store_away: "The server can't reach its rooms right now. Try again soon.",
  unreached: "The server could not be reached.",
};
