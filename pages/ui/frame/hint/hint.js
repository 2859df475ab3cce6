/** A hint for newcomers: what to do here, a button that does it, and a button that closes the hint. */

import { html, icon, pressable, setAll, setName, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { scrollToSight } from "../../kit/scrolling.js";
import { focusDrawing } from "./focus.js";
import { WORDS_OF_HINT } from "./labels.js";
import { cookieWith } from "./memory.js";

const CROSS = "M7 7l10 10M17 7L7 17";
const DOWN = "M6 9l6 6l6 -6";

/** `names`: those of all hints of the page; `place` is the place of this one among them, as text; `shows`: the key of the
 * container that comes into view, or "".
 * @typedef {{name: string, names: string[], place: string, words: string, button: string, key: string, shows: string,
 *   seen: string[], labels: Record<string, string>}} HintData */

/**
 * @param {ReportToPython} report
 */
export function createHint(report) {
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
