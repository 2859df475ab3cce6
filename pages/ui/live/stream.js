/** What happens in runs, from the server. A lost connection is opened again, and goes on after what is known. */

import { rootOf } from "../layout/room/lead.js";

/** Milliseconds until the next attempt after EventSource has given up. */
const BACKOFF = 2000;

/**
 * Listens to runs. Nothing is heard, and nothing trained for this visitor, while the window is hidden.
 * @param {(action: LiveAction) => void} hear
 */
export function createStream(hear) {
  /** @type {EventSource | null} */
  let source = null;
  /** @type {string[]} */
  let codes = [];
  let [playing, known, again] = [false, "", 0];
  const visitor = Math.random().toString(36).slice(2);

  function open() {
    close();
    if (!codes.length || document.hidden) return;
    source = new EventSource(eventsAddress(codes, { playing, visitor, known }));
    source.addEventListener("run", (event) => {
      known = event.lastEventId;
      hear({ type: "news", news: JSON.parse(event.data) });
    });
    for (const end of /** @type {const} */ (["crowded", "gone"])) {
      source.addEventListener(end, () => {
        close();
        hear({ type: "link", link: end });
      });
    }
    source.addEventListener("error", lost);
  }

  /** EventSource reconnects by itself after a lost connection, but not after an error status. */
  function lost() {
    if (source?.readyState !== EventSource.CLOSED) return;
    hear({ type: "link", link: "lost" });
    again = window.setTimeout(open, BACKOFF);
  }

  function close() {
    clearTimeout(again);
    source?.close();
    source = null;
  }

  /** @param {string[]} runs @param {boolean} play */
  function listen(runs, play) {
    if (runs.join() === codes.join() && play === playing && source) return;
    if (runs.join() !== codes.join()) known = "";
    [codes, playing] = [runs, play];
    open();
  }

  document.addEventListener("visibilitychange", open);
  const stop = () => {
    document.removeEventListener("visibilitychange", open);
    close();
  };
  return { listen, stop };
}

/**
 * @param {string[]} codes
 * @param {{playing: boolean, visitor: string, known: string}} who
 * @returns {string}
 */
function eventsAddress(codes, { playing, visitor, known }) {
  const query = new URLSearchParams([...codes.map((code) => ["run", code]), ["visitor", visitor]]);
  if (playing) query.set("play", "1");
  if (known) query.set("known", known);
  return new URL(`api/live/events?${query}`, rootOf(location.href)).href;
}

/**
 * Asks the server to make an update, half of one, or to begin anew.
 * @param {"make" | "begin"} what
 * @param {{runs: string[], action?: "one" | "half"}} body
 * @returns {Promise<boolean>} whether it does so for all runs
 */
export async function askFor(what, body) {
  const address = new URL(`api/live/${what}`, rootOf(location.href)).href;
  const headers = { "Content-Type": "application/json" };
  try {
    const response = await fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
    const { made } = response.ok ? await response.json() : { made: [false] };
    return made.every(Boolean);
  } catch {
    return false;
  }
}
