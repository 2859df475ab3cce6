/** A hint for newcomers: what to do here, a button that does it, and a button that closes the hint. */

import { iconButton } from "../../kit/buttons.js";
import { elementOf, setAll } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { html, render } from "../../kit/lit.js";
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

/** The cookie with more hints. @param {string} cookies @param {string[]} names @returns {string} */
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

/** @param {ReportToPython} report */
function createHint(report) {
  const root = elementOf(html`<aside class="gaze-aside hint"></aside>`);
  /** @type {HintData | null} */
  let latest = null;
  /** On a phone the hint is one line, its words cut, until it is opened. */
  let open = false;
  const stop = new AbortController();

  /** @param {HintData} data */
  function build(data) {
    latest = data;
    root.hidden = false;
    paint();
    document.cookie = cookieWith(document.cookie, data.seen);
  }

  function paint() {
    const { place, words, button, key, labels: translated } = /** @type {HintData} */ (latest);
    const labels = { ...WORDS_OF_HINT, ...translated };
    const unfold = () => {
      open = !open;
      paint();
    };
    setAll(root, { "aria-label": say(labels, "hint"), "data-open": String(open) });
    render(html`
      <span class="hint-place" ?hidden=${!place}>${place}</span><span class="hint-words" @click=${unfold}>${words}</span>
      ${iconButton("hint-more", say(labels, "more"), DOWN, unfold, { expanded: open })}
      <button type="button" class="hint-act" @click=${() => (key ? press(key) : done("act"))}>${button}</button>
      ${iconButton("hint-close", say(labels, "dismiss"), CROSS, () => done("dismiss"))}`, root);
  }

  /** Simulates a key press, to which the page listens. @param {string} key */
  function press(key) {
    leave();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  }

  /** Moves the focus away from the hint, which disappears: to the drawing if the keyboard was used. */
  function leave() {
    if (root.querySelector("button:focus-visible")) focusDrawing();
    else /** @type {HTMLElement | null} */ (root.querySelector(".hint-act"))?.blur();
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
