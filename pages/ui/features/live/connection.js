/** The run of this visitor on the server: opened and played by requests, heard as a stream of events. */

import { followed } from "../../kit/classroom.js";
import { rootOf } from "../rooms/room_panel/address.js";
import { browserName, postToRoom, secretOf } from "../rooms/room_panel/transport.js";

/** Milliseconds until the next attempt to reach a server, and until a room is asked again for a run that its teacher has not opened. */
const [BACKOFF, ASK_AGAIN] = [2000, 2000];

/** Nothing is heard while the window is hidden, and a run that nobody hears is paused. @param {(action: LiveAction) => void} hear */
export function createConnection(hear) {
  /** @type {EventSource | null} */
  let source = null;
  /** @type {string[]} */
  let lanes = [];
  let [run, known, playing, attempt, again] = ["", "", false, 0, 0];

  /** What is pressed while a run is being opened is for that run, not for the one before. @type {Promise<void>} */
  let opening = Promise.resolve();

  function open() {
    opening = enter();
  }

  async function enter() {
    close();
    if (!lanes.length || document.hidden) return;
    const mine = attempt;
    const { token, seat, reason } = await findRun(lanes);
    if (mine !== attempt) return;
    if (!token) return refused(reason);
    if (token !== run) known = "";
    run = token;
    hear({ type: "seat", seat });
    if (seat === "own" && followed.get()) again = window.setTimeout(lookForRoom, ASK_AGAIN);
    if (playing && seat !== "watching") await post("play");
    if (mine === attempt) listen();
  }

  function listen() {
    source = new EventSource(address(`events?${new URLSearchParams({ run, ...(known ? { known } : {}) })}`));
    source.addEventListener("run", (event) => {
      known = event.lastEventId;
      const news = JSON.parse(event.data);
      playing = news.playing;
      hear({ type: "news", news });
    });
    source.addEventListener("crowded", () => {
      close();
      hear({ type: "link", link: "crowded" });
    });
    source.addEventListener("error", lost);
  }

  /** EventSource reconnects by itself after a lost connection, but not after an error status: the server has begun anew. */
  function lost() {
    if (source?.readyState !== EventSource.CLOSED) return;
    playing = false;
    again = window.setTimeout(open, BACKOFF);
  }

  /** @param {string} reason */
  function refused(reason) {
    const link = reason === "gone" || reason === "crowded" ? reason : "lost";
    hear({ type: "link", link });
    if (link === "lost") again = window.setTimeout(open, BACKOFF);
  }

  /** The teacher may open the run of the class later, or with these settings later. */
  async function lookForRoom() {
    const mine = attempt;
    const { seat } = await findRun(lanes);
    if (mine !== attempt) return;
    if (seat === "own") again = window.setTimeout(lookForRoom, ASK_AGAIN);
    else open();
  }

  function close() {
    attempt++;
    clearTimeout(again);
    source?.close();
    source = null;
  }

  /** @param {string[]} codes */
  function watch(codes) {
    if (lanes.length && codes.join() === lanes.join()) return;
    [lanes, playing, run] = [codes, false, ""];
    open();
  }

  /**
   * @param {LiveDoing} action
   * @param {string[]} [before] the settings of an earlier run, whose lanes go on from where they are there
   * @returns {Promise<LiveDone | null>} null where it was not done
   */
  async function act(action, before) {
    for (let awaited; awaited !== opening;) await (awaited = opening);
    return post(action, before);
  }

  /** @param {LiveDoing} action @param {string[]} [before] @returns {Promise<LiveDone | null>} */
  async function post(action, before) {
    const { reason, data } = await postToRoom(address("act"), { run, action, ...(before ? { before } : {}) });
    return reason ? null : data;
  }

  const stopFollowing = followed.hear(() => {
    playing = false;
    open();
  });
  document.addEventListener("visibilitychange", open);
  const stop = () => {
    document.removeEventListener("visibilitychange", open);
    stopFollowing();
    close();
  };
  return { watch, act, stop };
}

/**
 * The run of the room, where one follows it and its teacher plays one with these settings; otherwise one's own.
 * @param {string[]} lanes @returns {Promise<{token: string, seat: LiveSeat, reason: string}>}
 */
async function findRun(lanes) {
  const [room, body] = [followed.get(), { browser: browserName(), lanes }];
  if (room) {
    const secret = room.leads ? secretOf(room.code) : "";
    const { data } = await postToRoom(address(`rooms/${room.code}/open`), body, secret);
    if (data.run) return { token: data.run, seat: secret ? "leading" : "watching", reason: "" };
  }
  const { data, reason } = await postToRoom(address("open"), body);
  return { token: reason ? "" : data.run, seat: "own", reason };
}

/** @param {string} path @returns {string} */
function address(path) {
  return new URL(`api/live/${path}`, rootOf(location.href)).href;
}
