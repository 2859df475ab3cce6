/** The words at the door of a room, in English; see the stage's. */

/** @type {Record<string, string>} */
export const WORDS_OF_DOOR = {
  join_title: "Join a room",
  join_about: "Type the code that your teacher shows. You need no account, and nobody sees your name.",
  code_field: "Code",
  join: "Join",
  role: "What this screen is",
  as_student: "I take part",
  as_wall: "This screen is on the wall: it shows, and answers nothing",
  open_title: "Open a room",
  open_about: "Your screen leads those of your class: sentence, page, step, scoring function, lesson. You ask, they answer, and all see what the class thinks beside what the model does. A room is gone two hours after you have left it; nothing is stored.",
  open_room: "Open a room",
  no_code: "That is no code. Look at its six letters again.",
  no_room: "There is no room with this code.",
  too_often: "That was too often from this network. Try again in {seconds} seconds.",
  full: "All rooms of this server are in use. Try again later.",
  store_away: "The server can't reach its rooms at the moment. Try again soon.",
  unreached: "The server could not be reached.",
};
