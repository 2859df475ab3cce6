/** The component of a room: its bar, the panel beside the page, and its effects on the page. */

import { iconButton } from "../../../kit/buttons.js";
import { asked, followed, hearOrders, leadViews, takeGuesses, taught } from "../../../kit/classroom.js";
import { elementOf, setAll, setText } from "../../../kit/dom.js";
import { guardShortcuts } from "../../../kit/listening.js";
import { say } from "../../../kit/labels.js";
import { html, nothing, render } from "../../../kit/lit.js";
import { mountComponent } from "../../../kit/mount.js";
import { PACKED } from "../../../kit/packed.js";
import { stepIn } from "./address.js";
import { WORDS_OF_ROOM } from "./labels.js";
import { BACK_ARROW, createRoomSheet, FORWARD_ARROW, plannedQuestion, questionText, spokenText, tallyText, timerView } from "./sheet.js";
import { answerable, createPresence, hasAnswered, hiddenControls, isAskedByPage, openQuestion, secondsLeft } from "./transport.js";

/** What closes when one presses elsewhere. A question that a teacher writes stays open while the step for it is looked up. */
const CLOSES_BY_ITSELF = ["join", "more"];
const SENTENCE_FIELD = ".st-key-text input";
/** A window with room for the panel beside the page; in any other it stands below. As in the style sheets. */
const BESIDE = "(min-aspect-ratio: 5/4)";
/** Milliseconds until the page has made room for the panel. */
const PANEL_OPENS = 300;
/** What is drawn on a page. */
const PICTURE = ':is(.stBidiComponent, [data-testid="stPlotlyChart"]):not(:is(.st-key-card, .st-key-room, .st-key-window, .st-key-hint, .st-key-thumb, .st-key-lesson, .st-key-top) *)';

function createRoom() {
  /** @type {RoomData | null} */
  let given = null;
  /** @type {import("./transport.js").Presence | null} */
  let presence = null;
  /** @type {RoomSheet} */
  let open = "";
  /** What the picture has been brought into view for. */
  let brought = "";
  const ways = {
    follow: () => presence?.follow(),
    leave: leaveRoom,
    move: (/** @type {number} */ by) => {
      if (open === "join") openSheet("");
      leadViews({ by });
    },
    reveal: () => presence?.teaching?.post("reveal", {}),
    dismiss: () => presence?.teaching?.post("dismiss", {}),
    open: (/** @type {RoomSheet} */ name) => openSheet(name === open ? "" : name),
  };
  const bar = createRoomBar(ways);
  const sheet = createRoomSheet({ asked: () => openSheet(""), leave: leaveRoom, move: ways.move });
  const spoken = elementOf(html`<p class="gaze-hidden" role="status"></p>`);
  const root = elementOf(html`<aside class="gaze-aside room">${spoken}${sheet.root}${bar.root}</aside>`);
  const stopClosing = new AbortController();
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open) return;
    event.stopPropagation();
    openSheet("");
  }, { capture: true, signal: stopClosing.signal });
  // Not before the press is over: the page takes the panel's place, and what was pressed would move away from under the finger.
  addEventListener("click", (event) => {
    if (CLOSES_BY_ITSELF.includes(open) && !event.composedPath().includes(root)) openSheet("");
  }, { capture: true, signal: stopClosing.signal });
  const undo = [() => stopClosing.abort(), guardShortcuts(root), keepFromTyping(), measure(sheet.root, "--gaze-sheet"), measure(bar.root, "--gaze-bar"), takeGuesses((guess) => presence?.hand(guess)), hearOrders(obey)];

  /** @param {RoomSheet} name */
  function openSheet(name) {
    open = name;
    paint();
  }

  /** @param {RoomData} data */
  function build(data) {
    const entering = data.code !== given?.code || data.wall !== given.wall;
    given = { ...data, labels: { ...WORDS_OF_ROOM, ...data.labels } };
    setAll(root, { hidden: !data.code, "data-present": data.present, "aria-label": say(given.labels, "room", { code: data.code.toUpperCase() }) });
    if (entering) {
      presence?.stop();
      presence = data.code ? createPresence(data.code, data.wall, changed) : null;
      if (!presence) {
        followed.set(null);
        taught.set(null);
      }
    }
    presence?.hearReads(data.read);
    paint();
  }

  /** A room that was just opened shows how to join it. @param {RoomNews} news */
  function changed(news) {
    if (news.type === "room" && news.room.version === 0 && presence?.teaching && !presence.teaching.remote) open = "join";
    paint();
  }

  /** Does what the plan of the lesson says, where this window teaches. @param {import("../../../kit/classroom.js").ClassOrder} order */
  function obey(order) {
    const teaching = presence?.seat.link === "gone" ? null : presence?.teaching;
    if (!teaching || !given) return false;
    if (order.type === "go") teaching.go(order.address, order.hidden);
    if (order.type === "reveal") teaching.post("reveal", {});
    const question = order.type === "ask" ? plannedQuestion(order.question, given) : null;
    if (question) teaching.ask(question, sheet.timeOfQuestions());
    return true;
  }

  function paint() {
    if (!given) return;
    changePage(given, presence);
    if (presence) paintRoom(given, presence);
    setAll(root, { "data-role": presence?.role ?? "", "data-remote": presence?.teaching?.remote ?? false });
    const shown = presence !== null && sheet.isShown();
    setAll(document.documentElement, { "data-gaze-sheet": shown });
    bringPicture(shown ? JSON.stringify([open, presence?.seat.room?.question?.number, presence?.seat.room?.result]) : "");
  }

  /** @param {RoomData} data @param {import("./transport.js").Presence} here */
  function paintRoom(data, here) {
    const { role, seat, teaching } = here;
    // A window that has lost its connection for a moment still leads, or follows.
    const follows = seat.room !== null && seat.link !== "gone" && (teaching ? teaching.leads : seat.following);
    followed.set(follows && data.code ? { code: data.code, leads: teaching !== null } : null);
    taught.set(teaching && seat.link !== "gone" ? (openQuestion(seat) ? "open" : seat.room?.result ? "revealed" : "") : null);
    bar.paint(data, seat, { role, leads: teaching?.leads ?? false, sheet: open });
    sheet.paint(data, here, open);
    setText(spoken, spokenText(seat, data));
  }

  /** Where the panel stands below, brings the picture to where it is seen, once for what the panel shows. @param {string} what */
  function bringPicture(what) {
    if (what === brought || matchMedia(BESIDE).matches || presence?.isUnderWay()) return;
    const picture = document.querySelector(PICTURE);
    if (picture || !what) brought = what; // or it is still to come, and one looks again
    if (what && asked.get() === null) setTimeout(() => picture?.scrollIntoView({ block: "start" }), PANEL_OPENS);
  }

  return /** @satisfies {Part} */ ({ root, build, paint, dispose: () => [() => presence?.stop(), ...undo].forEach((end) => end()) });
}

/**
 * Hides controls, freezes the sentence, sets what is asked; for a teacher, hides only what the address hides and what would give the answer away.
 * @param {RoomData} data
 * @param {import("./transport.js").Presence | null} presence
 * @returns {void}
 */
function changePage({ hide }, presence) {
  const { dataset } = document.documentElement;
  if (!presence) {
    for (const name of ["gazeFrozen", "gazeWall", "gazeRoom"]) delete dataset[name];
    dataset.gazeHide = hide.join(" ");
    return asked.set(null);
  }
  const { seat, role } = presence;
  const [learns, question] = [role === "student", seat.room?.question];
  dataset.gazeHide = hiddenControls(hide, seat, learns).join(" ");
  dataset.gazeFrozen = String(learns && seat.room !== null && seat.room.lead.frozen);
  dataset.gazeRoom = question ? "question" : "";
  setAll(document.documentElement, { "data-gaze-wall": role === "wall" });
  asked.set(question && presence.isAtQuestion() ? guessAsked(presence, question) : null);
}

/**
 * @param {import("./transport.js").Presence} presence
 * @param {RoomQuestion} question
 * @returns {import("../../../kit/classroom.js").Asked | null} null where it is not for the page Predict to ask
 */
function guessAsked({ seat, role }, question) {
  if (!isAskedByPage(question)) return null;
  const [handed, result] = [hasAnswered(seat), seat.room?.result];
  const revealed = result ? { mean: result.mean, own: handed ? seat.handed?.answer : null } : null;
  return { kind: question.kind, step: stepIn(question.address) ?? 0, answers: role === "student" && answerable(seat) !== null, handed, revealed };
}

/**
 * Keeps the keyboard out of a frozen sentence, and on the wall out of everything; the style sheet keeps the pointer out.
 * @returns {() => void} stops that, and shows everything
 */
function keepFromTyping() {
  const stop = new AbortController();
  document.addEventListener("focusin", ({ target }) => {
    const { gazeFrozen, gazeWall } = document.documentElement.dataset;
    const kept = gazeWall !== undefined ? "input, textarea, select" : SENTENCE_FIELD;
    if ((gazeFrozen === "true" || gazeWall !== undefined) && target instanceof HTMLElement && target.matches(kept)) target.blur();
  }, { signal: stop.signal });
  return () => {
    stop.abort();
    const { dataset } = document.documentElement;
    for (const name of ["gazeHide", "gazeFrozen", "gazeWall", "gazeSheet", "gazeRoom"]) delete dataset[name];
  };
}

/**
 * Tells the page how much of its window this takes; the bar, with the space below it.
 * @param {HTMLElement} panel
 * @param {"--gaze-sheet" | "--gaze-bar"} name of the property that says it
 * @returns {() => void} stops measuring
 */
function measure(panel, name) {
  const tell = () => {
    const below = name === "--gaze-bar" && panel.parentElement ? parseFloat(getComputedStyle(panel.parentElement).paddingBottom) : 0;
    document.documentElement.style.setProperty(name, `${Math.ceil(panel.getBoundingClientRect().height + below)}px`);
  };
  const observer = new ResizeObserver(tell);
  observer.observe(panel);
  return () => observer.disconnect();
}

/** Leaves the room and stays at the same place. */
function leaveRoom() {
  const address = new URL(location.href);
  const { searchParams } = address;
  for (const name of ["room", "blind", ...(searchParams.has("wall") ? ["wall", "present"] : [])]) searchParams.delete(name);
  location.assign(address);
}

// The bar of a room: its code, the state of the connection, and the most frequent actions.

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
function createRoomBar(ways) {
  const root = elementOf(html`<div class="room-bar"></div>`);

  /** @param {RoomData} data @param {RoomSeat} seat @param {RoomDesk} desk */
  function paint({ code, labels }, seat, { role, leads, sheet }) {
    const question = seat.room?.question ?? null;
    const asking = openQuestion(seat) !== null;
    const gone = seat.link === "gone";
    const drives = role === "teacher" && !gone;
    const letters = code.toUpperCase();
    const button = (/** @type {string} */ kind, /** @type {string} */ word, /** @type {() => void} */ press, /** @type {boolean} */ shown, /** @type {unknown} */ expanded = nothing) =>
      html`<button type="button" class="room-button${kind}" aria-expanded=${expanded} ?hidden=${!shown} @click=${press}>${say(labels, word)}</button>`;
    render(html`
      <div class="room-name"><button type="button" class="room-code" aria-expanded=${sheet === "join"} title=${say(labels, "show_join")}
        aria-label="${say(labels, "room", { code: [...letters].join(" ") })}. ${say(labels, "show_join")}" @click=${() => ways.open("join")}>${letters}</button>
        <span class="room-status" role="status" ?data-done=${asking && hasAnswered(seat)} ?data-telling=${asking || seat.link !== "live"}>${statusText(labels, seat, role, leads)}</span></div>
      ${timerView(seat)}
      ${iconButton("room-button", say(labels, "earlier_step"), BACK_ARROW, () => ways.move(-1), { hidden: !drives })}
      ${iconButton("room-button", say(labels, "later_step"), FORWARD_ARROW, () => ways.move(1), { hidden: !drives })}
      ${button("", "ask_class", () => ways.open("ask"), drives && question === null, sheet === "ask")}
      ${button(" room-main", "reveal_class", ways.reveal, drives && asking)}
      ${button(" room-main", "go_on", ways.dismiss, drives && question !== null && !asking)}
      ${button("", seat.following ? "explore" : "follow_again", ways.follow, role === "student" && !gone)}
      ${iconButton("room-button", say(labels, "more"), DOTS, () => ways.open("more"), { hidden: !drives, expanded: sheet === "more" })}
      ${iconButton("room-button", say(labels, "leave_room"), AWAY, ways.leave)}`, root);
  }

  return /** @satisfies {Part} */ ({ root, paint });
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
  const { present, away } = seat.counts;
  if (role === "teacher") return say(labels, `${leads ? "leading" : "not_leading"}${away ? "_away" : ""}`, { n: present, away });
  return role === "wall" ? "" : studentText(labels, seat);
}

/** @param {Record<string, string>} labels @param {RoomSeat} seat */
function studentText(labels, seat) {
  const question = openQuestion(seat);
  if (secondsLeft(seat) === 0) return say(labels, hasAnswered(seat) ? "handed_over" : "time_up");
  if (question && hasAnswered(seat)) return say(labels, "handed_in");
  if (question && isAskedByPage(question)) return questionText(question, labels);
  return say(labels, seat.following ? "following" : "exploring");
}

// The component that Streamlit mounts: the room that one is in.

export default mountComponent(createRoom, PACKED);
