/** The events of a room from the server. A lost connection is opened again. */

import { lookAtRoom } from "./requests.js";

/** Milliseconds without a connection until it is reported as lost. Streams end regularly and are opened again at once. */
const PATIENCE = 2500;
/** Milliseconds until the next attempt after EventSource has given up. */
const BACKOFF = 1000;
const NO_ROOM = 404;

/**
 * @param {string} room its address
 * @param {boolean} counting whether one hears how many are there and have answered
 * @param {(news: RoomNews) => void} hear
 * @returns {() => void} stops listening
 */
export function listenToRoom(room, counting, hear) {
  /** @type {{lost?: number | undefined, again?: number | undefined}} */
  const timers = {};
  /** @type {EventSource | null} */
  let source = null;
  let over = false;

  function open() {
    if (over) return;
    source = new EventSource(`${room}/events${counting ? "?counts" : ""}`);
    source.addEventListener("open", connected);
    source.addEventListener("error", disconnected);
    source.addEventListener("room", ({ data }) => hear({ type: "room", room: JSON.parse(data) }));
    source.addEventListener("counts", ({ data }) => hear({ type: "counts", counts: JSON.parse(data) }));
    source.addEventListener("gone", end);
  }

  function connected() {
    clearTimeout(timers.lost);
    timers.lost = undefined;
    hear({ type: "link", link: "live" });
  }

  /** EventSource reconnects by itself after a lost connection, but not after an error status. */
  function disconnected() {
    timers.lost ??= window.setTimeout(() => hear({ type: "link", link: "lost" }), PATIENCE);
    if (source?.readyState === EventSource.CLOSED) timers.again = window.setTimeout(lookAgain, BACKOFF);
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
    source?.close();
    for (const timer of Object.values(timers)) clearTimeout(timer);
  }

  open();
  return stop;
}
