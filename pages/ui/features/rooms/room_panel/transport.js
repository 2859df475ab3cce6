/** The part of this browser in a room: requests and events, the state that they lead to, and what a student or a teacher does. */

import { hearAddress, replaceAddress } from "../../../kit/address.js";
import { download, saveTable } from "../../../kit/picture.js";
import { debounce } from "../../../kit/stepper.js";
import { createFollowing, createLeading, isPlaceOf, leadOf, rootOf, withoutAlias } from "./address.js";

/** The reason where there was no answer at all. */
const UNREACHED = "unreached";

/** What the server has answered; `reason` says in a word why it refused, and is empty if it did not.
 * @typedef {{reason: string, status: number, data: any}} RoomAnswer any: each route has data of its own kind */

/**
 * @param {URL} root of the app
 * @param {string} path below that of the rooms
 * @returns {string}
 */
export function roomAddress(root, path) {
  return new URL(`api/rooms${path}`, root).href;
}

/**
 * @param {string} address
 * @param {unknown} body
 * @param {string} [secret] of the teacher
 * @returns {Promise<RoomAnswer>}
 */
export async function postToRoom(address, body, secret = "") {
  const headers = { "Content-Type": "application/json", ...authorized(secret) };
  return answerOf(fetch(address, { method: "POST", headers, body: JSON.stringify(body) }));
}

/**
 * @param {string} address
 * @returns {Promise<RoomAnswer>}
 */
export async function lookAtRoom(address) {
  return answerOf(fetch(address));
}

/** @param {string} secret @returns {Record<string, string>} */
function authorized(secret) {
  return secret ? { Authorization: `Bearer ${secret}` } : {};
}

/** @param {Promise<Response>} request @returns {Promise<RoomAnswer>} */
async function answerOf(request) {
  try {
    const response = await request;
    const data = await response.json().catch(() => ({}));
    return { reason: response.ok ? "" : data.reason ?? UNREACHED, status: response.status, data };
  } catch {
    return { reason: UNREACHED, status: 0, data: {} };
  }
}

/** Milliseconds without a connection until it is reported as lost. Streams end regularly and are opened again at once. */
const PATIENCE = 2500;
/** Milliseconds until the next attempt after EventSource has given up. */
const BACKOFF = 1000;
const NO_ROOM = 404;
/** Milliseconds after which a stream that has not ended is dead: the server ends each of them earlier, and a network that is
 * gone says nothing. */
const LONGEST_STREAM = 32_000;

/**
 * @param {string} room its address
 * @param {() => RoomWatching} watching as whom one listens, asked for with each stream
 * @param {(news: RoomNews) => void} hear
 */
export function listenToRoom(room, watching, hear) {
  /** @type {{lost?: number | undefined, again?: number | undefined, dead?: number | undefined}} */
  const timers = {};
  const hearCounts = steadyCounts((counts) => hear({ type: "counts", counts }));
  /** A browser knows at once that its network is gone, and a stream knows it late or never. */
  const network = new AbortController();
  addEventListener("offline", () => hear({ type: "link", link: "lost" }), { signal: network.signal });
  addEventListener("online", reopen, { signal: network.signal });
  /** The result comes before the room that has it, and not again with every change of that. @type {RoomResult | null} */
  let held = null;
  let [source, over] = [/** @type {EventSource | null} */ (null), false];

  function open() {
    if (over) return;
    source = new EventSource(`${room}/events${watching()}`);
    source.addEventListener("open", connected);
    source.addEventListener("error", disconnected);
    source.addEventListener("result", ({ data }) => { held = JSON.parse(data); });
    source.addEventListener("room", ({ data }) => {
      const room = JSON.parse(data);
      hear({ type: "room", room: { ...room, result: room.result === null ? null : held } });
    });
    source.addEventListener("clock", ({ data }) => hear({ type: "clock", ahead: JSON.parse(data).now - Date.now() / 1000 }));
    source.addEventListener("counts", ({ data }) => hearCounts(JSON.parse(data)));
    source.addEventListener("gone", end);
  }

  function connected() {
    clearTimeout(timers.lost);
    clearTimeout(timers.dead);
    timers.lost = undefined;
    timers.dead = window.setTimeout(reopen, LONGEST_STREAM);
    hear({ type: "link", link: "live" });
  }

  /** EventSource reconnects by itself after a lost connection, but not after an error status. */
  function disconnected() {
    timers.lost ??= window.setTimeout(() => hear({ type: "link", link: "lost" }), PATIENCE);
    if (source?.readyState !== EventSource.CLOSED) return;
    clearTimeout(timers.again);
    timers.again = window.setTimeout(lookAgain, BACKOFF);
  }

  function reopen() {
    source?.close();
    disconnected();
  }

  async function lookAgain() {
    const { status } = await lookAtRoom(room);
    if (status === NO_ROOM) end();
    else open();
  }

  function end() {
    stop();
    hear({ type: "link", link: "gone" });
  }

  function stop() {
    over = true;
    network.abort();
    source?.close();
    for (const timer of Object.values(timers)) clearTimeout(timer);
  }

  open();
  return {
    stop,
    /** Listens as somebody else. */
    change: () => {
      source?.close();
      open();
    },
  };
}

/** Milliseconds between two looks at the clock. */
const COUNT_EVERY = 250;
/** Milliseconds until a student counts as away, or as back. */
const AWAY_AFTER = 1500;
/** Milliseconds after which who has left is believed to have left: streams end regularly and are opened again at once. */
const GRACE = 2000;

/**
 * Passes on how many students there are; a lower number only after a while.
 * @param {(counts: RoomCounts) => void} pass
 * @returns {(counts: RoomCounts) => void}
 */
export function steadyCounts(pass) {
  let present = 0;
  /** @type {number | undefined} */
  let timer;

  return (counts) => {
    const settle = () => { present = counts.present; pass(counts); };
    clearTimeout(timer);
    if (counts.present >= present) return settle();
    pass({ ...counts, present });
    timer = window.setTimeout(settle, GRACE);
  };
}

// What a browser keeps of rooms: the name that it answers under, its last answer, and the secrets of those it has opened.

const NAME = "gaze-browser";
const SECRETS = "gaze-rooms";
const HANDED = "gaze-answer";
const QUESTIONS = "gaze-questions";
const REMOTE = "gaze-remote";
/** Stands before the secret in the link that makes a remote control. Browsers never send the part of an address after # to a server. */
const MARK = "#remote=";

/** For browsers that store nothing, as in some private windows. @type {Record<string, string>} */
const kept = {};

/** @returns {string} the name of this browser, random at first; like a UUID, as `crypto.randomUUID` exists on https only */
export function browserName() {
  const name = recall(NAME) || [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  keep(NAME, name);
  return name;
}

/**
 * @param {string} code
 * @returns {string} the teacher's secret, empty for a student
 */
export function secretOf(code) {
  return secrets()[code] ?? "";
}

/** @param {string} code @param {string} secret @returns {void} */
export function keepSecret(code, secret) {
  keep(SECRETS, JSON.stringify({ ...secrets(), [code]: secret }));
}

/** @param {string} code @returns {void} */
export function forgetSecret(code) {
  const { [code]: _, ...others } = secrets();
  keep(SECRETS, JSON.stringify(others));
}

/**
 * The link that makes another device of the teacher's, such as a phone, a remote control.
 * @param {string} link
 * @param {string} secret
 * @returns {string}
 */
export function remoteLink(link, secret) {
  return `${link}${MARK}${secret}`;
}

/**
 * @param {string} hash of an address
 * @returns {string} the secret in it, empty if there is none
 */
export function secretIn(hash) {
  return hash.startsWith(MARK) ? hash.slice(MARK.length) : "";
}

/** Whether this window is the remote control of a room, until it is closed. @param {string} code @returns {boolean} */
export function isRemote(code) {
  try {
    return sessionStorage.getItem(REMOTE) === code;
  } catch {
    return kept[REMOTE] === code;
  }
}

/** @param {string} code @param {boolean} on @returns {void} */
export function keepRemote(code, on) {
  kept[REMOTE] = on ? code : "";
  try {
    sessionStorage.setItem(REMOTE, kept[REMOTE]);
  } catch {
    // It is kept until the page is loaded again.
  }
}

/** @param {string} code @param {RoomHanded | null} handed @returns {void} */
export function keepHanded(code, handed) {
  keep(HANDED, JSON.stringify({ [code]: handed }));
}

/** @param {string} code @returns {RoomHanded | null} the answer that this browser has given last, if that was in this room */
export function keptHanded(code) {
  try {
    return JSON.parse(recall(HANDED) || "{}")[code] ?? null;
  } catch {
    return null;
  }
}

/** @param {RoomPrepared[]} questions @returns {void} */
export function keepQuestions(questions) {
  keep(QUESTIONS, JSON.stringify(questions));
}

/** @returns {RoomPrepared[]} what a teacher has prepared in this browser, in any room */
export function keptQuestions() {
  try {
    const questions = JSON.parse(recall(QUESTIONS) || "[]");
    return Array.isArray(questions) ? questions : [];
  } catch {
    return [];
  }
}

/** @returns {Record<string, string>} those of the rooms that this browser has opened, by code, the latest last */
export function secrets() {
  try {
    return JSON.parse(recall(SECRETS) || "{}");
  } catch {
    return {};
  }
}

/** @param {string} name @returns {string} */
function recall(name) {
  try {
    return localStorage.getItem(name) ?? kept[name] ?? "";
  } catch {
    return kept[name] ?? "";
  }
}

/** @param {string} name @param {string} value @returns {void} */
function keep(name, value) {
  kept[name] = value;
  try {
    localStorage.setItem(name, value);
  } catch {
    // It is kept until the window is closed.
  }
}

// The state of a room in this browser: a pure reducer.

/** @type {RoomSeat} */
export const EMPTY_SEAT = { link: "joining", room: null, counts: { present: 0, away: 0, answers: 0 }, following: true, handed: null, peeked: null, ahead: 0, problem: "" };

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
    case "link":
      if (seat.link === "gone") return seat;
      return news.link === "gone" ? { ...EMPTY_SEAT, link: news.link } : { ...seat, link: news.link, problem: "" };
    case "follow": return { ...seat, following: news.on };
    case "handed": return { ...seat, handed: news.handed, problem: "" };
    case "clock": return { ...seat, ahead: news.ahead };
    case "peeked": return { ...seat, peeked: news.peeked };
    case "problem": return { ...seat, problem: news.reason };
  }
}

/**
 * @param {RoomSeat} seat
 * @returns {RoomQuestion | null} the question that is not yet revealed
 */
export function openQuestion({ room }) {
  return room && !room.result ? room.question : null;
}

/**
 * @param {RoomSeat} seat
 * @param {number} [now] seconds since 1970, by the clock of this browser
 * @returns {number | null} whole seconds until the question closes, by the clock of the server; null where nobody counts
 */
export function secondsLeft(seat, now = Date.now() / 1000) {
  const closes = openQuestion(seat)?.closes;
  return closes ? Math.max(0, Math.ceil(closes - now - seat.ahead)) : null;
}

/** @param {RoomSeat} seat @returns {RoomQuestion | null} the question that can be answered now */
export function answerable(seat) {
  return secondsLeft(seat) === 0 ? null : openQuestion(seat);
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
  return handed !== null && !handed.waits && room?.question?.number === handed.number;
}

/**
 * How a class stands to what is asked: those who have answered, those who are at it, those who are elsewhere. Who has answered is never away.
 * @param {RoomCounts} counts
 */
export function standing({ present, away, answers }) {
  return { done: answers, thinking: Math.max(0, present - away - answers), away };
}

/**
 * The controls to hide: those of the address, those that would give an answer away, and from who learns those that the teacher hides.
 * @param {string[]} own
 * @param {RoomSeat} seat
 * @param {boolean} learns
 * @returns {string[]}
 */
export function hiddenControls(own, seat, learns) {
  const kind = openQuestion(seat)?.kind;
  const answer = kind === "scorer" || kind === "diagnosis" ? [kind] : [];
  return [...new Set([...own, ...(learns ? seat.room?.lead.hidden ?? [] : []), ...answer])];
}

// The part of this browser in a room: receives events, follows, submits answers; for a teacher, leads as well.

/** @typedef {ReturnType<typeof createPresence>} Presence */

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
  let seat = { ...EMPTY_SEAT, handed: role === "student" ? keptHanded(code) : null };
  /** The last lead that this window has followed. */
  let lastLead = "";
  const following = createFollowing();
  const teaching = secret ? createTeaching({ code, room, secret, following, seat: () => seat, hear }) : null;
  // A question is asked only where this window is at its place.
  const stopLooking = hearAddress(() => {
    checkAway.schedule();
    if (seat.room?.question) changed({ type: "follow", on: seat.following });
  });
  /** @type {RoomWatching} */
  let watching = role === "student" ? "" : "?counts";
  const listening = listenToRoom(room, () => watching, hear);
  const checkAway = debounce(tellWhetherAway, AWAY_AFTER);
  const ending = new AbortController();
  document.addEventListener("visibilitychange", checkAway.schedule, { signal: ending.signal });
  /** The seconds that were shown last. */
  let left = secondsLeft(seat);
  const counting = setInterval(() => {
    const now = secondsLeft(seat);
    if (now !== left) changed({ type: "clock", ahead: seat.ahead });
    left = now;
  }, COUNT_EVERY);
  const handing = createHanding(room, code, () => seat, hear);

  /** @param {RoomNews} news */
  function hear(news) {
    seat = withNews(seat, news);
    if (news.type === "room" || news.type === "follow") takeLead();
    if (news.type === "room") {
      handing.resume();
      teaching?.peekAgain();
    }
    if (news.type === "counts") teaching?.peekAgain();
    if (news.type !== "counts") checkAway.schedule();
    const lead = leadOf(location.href);
    // Once the room is gone, the name of the scoring function is not hidden any more.
    if (seat.link === "gone" && withoutAlias(lead) !== lead) following.go(withoutAlias(lead));
    changed(news);
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

  /** A teacher counts who is with the class. Who has answered may look around. */
  function tellWhetherAway() {
    if (role !== "student" || seat.link === "gone") return;
    const elsewhere = openQuestion(seat) ? !isAtQuestion() : !seat.following;
    const now = !hasAnswered(seat) && (document.hidden || elsewhere) ? "?away" : "";
    if (now === watching) return;
    watching = now;
    listening.change();
  }

  function goToQuestion() {
    const question = openQuestion(seat);
    if (question) following.go(question.address);
  }

  /** Whether what is asked, if anything, is asked at this address. */
  function isAtQuestion() {
    const question = seat.room?.question ?? null;
    return question === null || isPlaceOf(question, leadOf(location.href));
  }

  function stop() {
    stopLooking();
    listening.stop();
    handing.stop();
    clearInterval(counting);
    checkAway.stop();
    ending.abort();
    following.rest();
    teaching?.stop();
  }

  return { role, get seat() { return seat; }, teaching, follow, hand: handing.hand, goToQuestion, isAtQuestion, hearReads: following.hear, isUnderWay: following.isUnderWay, stop };
}

/** Milliseconds until the next attempt to hand in what did not get through. */
const HAND_AGAIN = 2000;
/** Why an answer may get through later. */
const LATER = [UNREACHED, "store_away", "too_often"];

/**
 * Hands answers in. One that does not get through is kept, also where the page is loaded again, and goes as soon as it can.
 * @param {string} room its address
 * @param {string} code
 * @param {() => RoomSeat} seat
 * @param {(news: RoomNews) => void} hear
 */
function createHanding(room, code, seat, hear) {
  /** @type {RoomHanded | null} */
  let latest = seat().handed;
  /** @type {number | undefined} */
  let timer;

  /** @param {unknown} answer */
  async function hand(answer) {
    const question = answerable(seat());
    if (question) await send({ number: question.number, answer, waits: true });
  }

  /** @param {RoomHanded} handed */
  async function send(handed) {
    clearTimeout(timer);
    latest = handed;
    keepHanded(code, handed);
    const { number, answer } = handed;
    const { reason } = await postToRoom(`${room}/answer`, { browser: browserName(), number, answer });
    if (handed !== latest) return; // another one is on its way
    if (!reason) {
      latest = { number, answer, waits: false };
      keepHanded(code, latest);
      return hear({ type: "handed", handed: latest });
    }
    const later = LATER.includes(reason);
    if (later) timer = window.setTimeout(resume, HAND_AGAIN);
    else keepHanded(code, (latest = seat().handed));
    hear({ type: "problem", reason: later ? "hand_waits" : reason });
  }

  /** Sends what waits, as long as it is asked for. */
  function resume() {
    if (latest?.waits && openQuestion(seat())?.number === latest.number) send(latest);
  }

  return { hand, resume, stop: () => clearTimeout(timer) };
}

/**
 * The teacher's secret of a room. A secret in the address makes this window a remote control; it is stored and removed from there, where
 * others could read it.
 * @param {string} code
 * @returns {string}
 */
function takeSecret(code) {
  const secret = secretIn(location.hash);
  if (secret) {
    keepSecret(code, secret);
    keepRemote(code, true);
    replaceAddress(location.pathname + location.search);
  }
  return secretOf(code);
}

// The teacher's actions: lead, ask, reveal, close the room.

/** Milliseconds between two looks at what the class has answered so far. */
const PEEK_EVERY = 1000;
/** Milliseconds between two requests that keep the room for another two hours. */
const SIGN_OF_LIFE = 60_000;

/**
 * @param {{code: string, room: string, secret: string, following: ReturnType<typeof import("./address.js").createFollowing>,
 *   seat: () => RoomSeat, hear: (news: RoomNews) => void}} place
 */
function createTeaching({ code, room, secret, following, seat, hear }) {
  let leads = true;
  /** The last version of the room that this window has led to. */
  let version = -1;
  /** @type {RoomLead | null} */
  let sent = null;
  const queue = createQueueOfOne((/** @type {RoomLead} */ lead) => post("lead", lead));
  const timer = setInterval(() => post("here", {}), SIGN_OF_LIFE);
  const leading = createLeading(leadOf(location.href), (address) => { if (leads) change(() => ({ address })); }, following);

  /** @param {string} action @param {unknown} body */
  async function post(action, body) {
    const { reason, data } = await postToRoom(`${room}/${action}`, body, secret);
    if (action === "lead") version = Math.max(version, data.version ?? 0);
    if (reason) hear({ type: "problem", reason });
  }

  /** Changes the lead that the class has, or is about to have. @param {(lead: RoomLead) => Partial<RoomLead>} changed */
  function change(changed) {
    const state = seat().room;
    const ahead = queue.isBusy() || (state?.version ?? -1) < version;
    const lead = (ahead && sent) || (state?.lead ?? { address: leadOf(location.href), hidden: [], frozen: false });
    sent = { ...lead, ...changed(lead) };
    return queue.put(sent);
  }

  /** Follows another window of the teacher's. A version that may result from a lead of this window is ignored. @param {RoomState} state */
  function follow({ version: now, lead }) {
    if (queue.isBusy() || now <= version) return;
    leading.follow(lead.address);
    following.go(lead.address);
  }

  /** The class and this window go on to another place; what was asked at the one before is over. @param {string} address @param {string[]} hidden */
  async function go(address, hidden) {
    if (seat().room?.question) await post("dismiss", {});
    if (leads) await goTogether(address, { hidden });
    else following.go(address);
  }

  /** @param {string} address @param {Partial<RoomLead>} [changed] */
  function goTogether(address, changed = {}) {
    leading.follow(address);
    following.go(address);
    return change(() => ({ address, ...changed }));
  }

  /** The class and this window go where the question is. @param {import("./sheet.js").RoomAsked} question @param {number} seconds 0 for as long as it takes */
  async function ask(question, seconds) {
    await goTogether(question.address);
    await post("ask", { ...question, seconds });
  }

  /** Whether this window shows what the class has answered so far. */
  let peeks = isRemote(code);
  const peeking = createQueueOfOne(async () => {
    const answer = await answerOf(fetch(`${room}/answers`, { headers: authorized(secret) }));
    if (!answer.reason) hear({ type: "peeked", peeked: answer.data });
    await new Promise((done) => setTimeout(done, PEEK_EVERY));
  });

  function peekAgain() {
    if (peeks && openQuestion(seat())) peeking.put(null);
  }

  /** @param {boolean} on */
  function peek(on) {
    peeks = on;
    hear({ type: "peeked", peeked: null });
    peekAgain();
  }

  /** @param {boolean} on */
  function lead(on) {
    leads = on;
    if (on) change(() => ({ address: leadOf(location.href) }));
  }

  async function close() {
    await post("close", {});
    forgetSecret(code);
  }

  /** Downloads all answers: a table, or a page to print. @param {"csv" | "html"} format @param {string} lang */
  async function save(format, lang) {
    const reader = new URLSearchParams({ lang, ahead: String(-new Date().getTimezoneOffset()) });
    const response = await fetch(`${room}/answers.${format}?${reader}`, { headers: authorized(secret) }).catch(() => null);
    const answers = response?.ok ? await response.text() : "";
    if (!answers) return;
    if (format === "csv") saveTable(answers, `room-${code}`);
    else download(new Blob([answers], { type: "text/html" }), `room-${code}.html`);
  }

  function stop() {
    clearInterval(timer);
    leading.stop();
  }

  return {
    get leads() { return leads; },
    get peeks() { return peeks; },
    get remote() { return isRemote(code); },
    /** @param {boolean} on */
    control: (on) => {
      keepRemote(code, on);
      peek(on);
    },
    peek, peekAgain, follow, go, ask, lead, close, post, save, stop,
    /** Hides controls, shows them again, or freezes the sentence. */
    hide: change,
    /** @param {string} link for students @returns {string} that for a remote control */
    linkFor: (link) => remoteLink(link, secret),
  };
}

/**
 * Sends one message at a time. Of messages that wait, only the last is sent.
 * @template Message
 * @param {(message: Message) => Promise<void>} send
 */
export function createQueueOfOne(send) {
  /** @type {Message[]} */
  let waiting = [];
  let busy = false;

  /** @param {Message} message */
  async function put(message) {
    waiting = [message];
    if (busy) return;
    busy = true;
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await send(next);
    busy = false;
  }

  return { put, isBusy: () => busy };
}
