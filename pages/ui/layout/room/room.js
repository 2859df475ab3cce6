/** The component of a room: its bar, the panel above it, and its effects on the page. */

import { leadViews, setAsked, takeGuesses } from "../../components/shared/classroom.js";
import { html, setAll, setText } from "../../components/shared/dom.js";
import { guardShortcuts } from "../../components/shared/keys.js";
import { say } from "../../components/shared/labels.js";
import { spokenText } from "./answering.js";
import { createRoomBar } from "./bar.js";
import { guardFrozenSentence, hideControls } from "./hiding.js";
import { WORDS_OF_ROOM } from "./labels.js";
import { stepIn } from "./lead.js";
import { createPresence } from "./presence.js";
import { hiddenControls, isAskedByPage, openQuestion } from "./seat.js";
import { createRoomSheet } from "./sheet.js";

export function createRoom() {
  /** @type {RoomData | null} */
  let given = null;
  /** @type {import("./presence.js").Presence | null} */
  let presence = null;
  /** @type {import("./bar.js").RoomSheet} */
  let open = "";
  const bar = createRoomBar({
    follow: () => presence?.follow(),
    leave: leaveRoom,
    move: (by) => { leadViews({ by }); },
    reveal: () => presence?.teaching?.post("reveal", {}),
    dismiss: () => presence?.teaching?.post("dismiss", {}),
    open: (name) => openSheet(name === open ? "" : name),
  });
  const sheet = createRoomSheet({ asked: () => openSheet(""), leave: leaveRoom });
  const spoken = html("p", { class: "gaze-hidden", role: "status" });
  const root = html("aside", { class: "gaze-aside room" }, spoken, sheet.root, bar.root);
  const undo = [guardShortcuts(root), guardFrozenSentence(), takeGuesses((guess) => presence?.hand(guess))];

  root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open) return;
    event.stopPropagation();
    openSheet("");
  });

  /** @param {import("./bar.js").RoomSheet} name */
  function openSheet(name) {
    open = name;
    paint();
  }

  /** @param {RoomData} data */
  function build(data) {
    const entering = data.code !== given?.code;
    given = { ...data, labels: { ...WORDS_OF_ROOM, ...data.labels } };
    setAll(root, { hidden: !data.code, "data-present": data.present, "aria-label": say(given.labels, "room", { code: data.code.toUpperCase() }) });
    bar.build(given);
    if (entering) enter(data.code);
    presence?.hearReads(data.read);
    paint();
  }

  /** @param {string} code */
  function enter(code) {
    presence?.stop();
    presence = code ? createPresence(code, paint) : null;
  }

  function paint() {
    if (!given) return;
    changePage(given, presence);
    if (!presence) return;
    bar.paint(given, presence.seat, { teaches: presence.teaching !== null, leads: presence.teaching?.leads ?? false, sheet: open });
    sheet.paint(given, presence, open);
    setText(spoken, spokenText(presence.seat, given));
  }

  return /** @satisfies {Part} */ ({ root, build, paint, dispose: () => [() => presence?.stop(), ...undo].forEach((end) => end()) });
}

/**
 * Hides controls, freezes the sentence, sets what is asked; for a teacher, hides only what the address hides and what would give the answer away.
 * @param {RoomData} data
 * @param {import("./presence.js").Presence | null} presence
 * @returns {void}
 */
function changePage({ hide }, presence) {
  const learns = presence !== null && !presence.teaching;
  const question = learns ? openQuestion(presence.seat) : null;
  hideControls(presence ? hiddenControls(hide, presence.seat, learns) : hide, learns && (presence.seat.room?.lead.frozen ?? false));
  setAsked(question && presence?.isAtQuestion() ? guessAsked(question) : null);
  const asked = presence?.seat.room?.question ? "question" : true;
  setAll(document.documentElement, { "data-gaze-room": presence !== null && asked });
}

/**
 * @param {RoomQuestion} question
 * @returns {import("../../components/shared/classroom.js").Asked | null} null where it is not for the page Predict to ask
 */
function guessAsked(question) {
  return isAskedByPage(question) ? { kind: question.kind, step: stepIn(question.address) ?? 0 } : null;
}

/** Leaves the room and stays at the same place. */
function leaveRoom() {
  const address = new URL(location.href);
  address.searchParams.delete("room");
  location.assign(address);
}
