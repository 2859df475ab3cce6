/** A hint for newcomers: what to do here, a button that does it, and a button that closes the hint. */

import { html, icon, pressable, setAll, setName, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { mountComponent } from "../../kit/mount.js";
import { PACKED } from "../../kit/packed.js";
import { scrollToSight } from "../../kit/scrolling.js";
import { WORDS_OF_HINT } from "./labels.js";

// -- The hints that a visitor has followed or closed: a cookie, so that Python knows them before it draws a page.

const COOKIE = "gaze_seen";
const BETWEEN = ".";
const YEAR = 365 * 24 * 60 * 60;

/**
 * @param {string} cookies all cookies of the page
 * @returns {string[]}
 */
export function readSeen(cookies) {
  const [, written = ""] = cookies.split("; ").map((cookie) => cookie.split("=")).find(([name]) => name === COOKIE) ?? [];
  return written.split(BETWEEN).filter(Boolean);
}

/**
 * The cookie with more hints.
 * @param {string} cookies
 * @param {string[]} names
 * @returns {string}
 */
export function cookieWith(cookies, names) {
  const all = [...new Set([...readSeen(cookies), ...names])];
  return `${COOKIE}=${all.join(BETWEEN)}; path=/; max-age=${YEAR}; samesite=lax`;
}

// -- Moves the focus when the hint disappears: to the drawing of the page, or to the page if there is none.

const COMPONENTS = '[data-testid="stBidiComponentIsolated"]';
const DRAWING = '.gaze[tabindex="0"], .gaze [role="tree"] [tabindex="0"]';
const PAGE = '[data-testid="stMain"]';

function focusDrawing() {
  const inside = [...document.querySelectorAll(COMPONENTS)].map(({ shadowRoot }) => shadowRoot?.querySelector(DRAWING));
  const drawing = inside.find((element) => element) ?? document.querySelector(PAGE);
  if (drawing instanceof HTMLElement || drawing instanceof SVGElement) drawing.focus({ preventScroll: true });
}

const CROSS = "M7 7l10 10M17 7L7 17";
const DOWN = "M6 9l6 6l6 -6";

/** `names`: those of all hints of the page; `place` is the place of this one among them, as text; `shows`: the key of the
 * container that comes into view, or "".
 * @typedef {{name: string, names: string[], place: string, words: string, button: string, key: string, shows: string,
 *   seen: string[], labels: Record<string, string>}} HintData */

/**
 * @param {ReportToPython} report
 */
function createHint(report) {
  /** @type {HintData | null} */
  let latest = null;
  const [place, words] = [html("span", { class: "hint-place" }), html("span", { class: "hint-words" })];
  const act = pressable({ class: "hint-act" }, () => latest?.key ? press(latest.key) : done("act"));
  const close = pressable({ class: "hint-close" }, () => done("dismiss"), icon(CROSS));
  // On a phone the hint is one line, its words cut, until it is opened.
  const more = pressable({ class: "hint-more", "aria-expanded": "false" }, unfold, icon(DOWN));
  const root = html("aside", { class: "gaze-aside hint" }, place, words, more, act, close);
  const stop = new AbortController();

  /** @param {HintData} data */
  function build(data) {
    latest = data;
    const labels = { ...WORDS_OF_HINT, ...data.labels };
    setAll(root, { "aria-label": say(labels, "hint"), hidden: false });
    setText(place, data.place);
    setAll(place, { hidden: !data.place });
    setText(words, data.words);
    setText(act, data.button);
    setName(close, say(labels, "dismiss"));
    setName(more, say(labels, "more"));
    document.cookie = cookieWith(document.cookie, data.seen);
  }

  function unfold() {
    const open = String(more.getAttribute("aria-expanded") !== "true");
    setAll(more, { "aria-expanded": open });
    setAll(root, { "data-open": open });
  }
  words.addEventListener("click", unfold);

  /** Simulates a key press, to which the page listens. @param {string} key */
  function press(key) {
    leave();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  }

  /** Moves the focus away from the hint, which disappears: to the drawing if the keyboard was used. */
  function leave() {
    if (root.querySelector("button:focus-visible")) focusDrawing();
    else act.blur();
  }

  /** @param {"act" | "done" | "dismiss"} kind */
  function done(kind) {
    if (!latest || root.hidden) return;
    leave();
    root.hidden = true;
    document.cookie = cookieWith(document.cookie, kind === "dismiss" ? latest.names : [latest.name]);
    const shown = kind === "act" && latest.shows ? document.querySelector(`.st-key-${latest.shows}`) : null;
    if (shown) scrollToSight(shown);
    report("seen", { kind });
  }

  // The key itself fulfils the hint, like its button.
  document.addEventListener("keydown", ({ key }) => {
    if (latest?.key && key === latest.key) done("done");
  }, { signal: stop.signal });

  return /** @satisfies {Part} */ ({ root, build, dispose: () => stop.abort() });
}

export default mountComponent(createHint, PACKED);
