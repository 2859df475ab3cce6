/** What a browser and the server say to each other about a room: requests, and events, whose connection is opened again when it is lost. */

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

/**
 * @param {string} address
 * @param {string} secret
 * @returns {Promise<string>} a table; empty if there is none
 */
export async function fetchTable(address, secret) {
  const response = await fetch(address, { headers: authorized(secret) }).catch(() => null);
  return response?.ok ? response.text() : "";
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
 * @param {boolean} counting whether one hears how many are there and have answered
 * @param {(news: RoomNews) => void} hear
 * @returns {() => void} stops listening
 */
export function listenToRoom(room, counting, hear) {
  /** @type {{lost?: number | undefined, again?: number | undefined, dead?: number | undefined}} */
  const timers = {};
  const hearCounts = steadyCounts((counts) => hear({ type: "counts", counts }));
  const stopWatching = watchNetwork(() => hear({ type: "link", link: "lost" }), reopen);
  /** The result comes before the room that has it, and not again with every change of that. @type {RoomResult | null} */
  let held = null;
  let [source, over] = [/** @type {EventSource | null} */ (null), false];

  function open() {
    if (over) return;
    source = new EventSource(`${room}/events${counting ? "?counts" : ""}`);
    source.addEventListener("open", connected);
    source.addEventListener("error", disconnected);
    source.addEventListener("result", ({ data }) => { held = JSON.parse(data); });
    source.addEventListener("room", ({ data }) => {
      const room = JSON.parse(data);
      hear({ type: "room", room: { ...room, result: room.result === null ? null : held } });
    });
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
    stopWatching();
    source?.close();
    for (const timer of Object.values(timers)) clearTimeout(timer);
  }

  open();
  return stop;
}

/**
 * A browser knows at once that its network is gone, and a stream knows it late or never.
 * @param {() => void} lost
 * @param {() => void} back
 * @returns {() => void} stops watching
 */
function watchNetwork(lost, back) {
  const stop = new AbortController();
  addEventListener("offline", lost, { signal: stop.signal });
  addEventListener("online", back, { signal: stop.signal });
  return () => stop.abort();
}

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
