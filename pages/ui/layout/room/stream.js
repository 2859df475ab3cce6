/** The events of a room from the server. A lost connection is opened again. */

import { lookAtRoom } from "./requests.js";
import { steadyCounts } from "./steady.js";

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
