/** One line for newcomers: what to do here, a button that does it, and a way to be rid of it. */

import { html, icon, pressable, setAll, setName, setText } from "../../components/shared/dom.js";
import { say } from "../../components/shared/labels.js";
import { focusDrawing } from "./focus.js";
import { WORDS_OF_HINT } from "./labels.js";
import { cookieWith } from "./memory.js";

const CROSS = "M7 7l10 10M17 7L7 17";

/** `names`: those of all lines of the page, of which this is the one at `place`.
 * @typedef {{name: string, names: string[], place: string, words: string, button: string, key: string, seen: string[],
 *   labels: Record<string, string>}} HintData */

/**
 * @param {TellPython} report
 */
export function createHint(report) {
  /** @type {HintData | null} */
  let given = null;
  const [place, words] = [html("span", { class: "hint-place" }), html("span", { class: "hint-words" })];
  const act = pressable({ class: "hint-act" }, () => given?.key ? press(given.key) : done("act"));
  const close = pressable({ class: "hint-close" }, () => done("dismiss"), icon(CROSS));
  const root = html("aside", { class: "gaze-aside hint" }, place, words, act, close);
  const stop = new AbortController();

  /** @param {HintData} data */
  function build(data) {
    given = data;
    const labels = { ...WORDS_OF_HINT, ...data.labels };
    setAll(root, { "aria-label": say(labels, "hint"), hidden: false });
    setText(place, data.place);
    setAll(place, { hidden: !data.place });
    setText(words, data.words);
    setText(act, data.button);
    setName(close, say(labels, "dismiss"));
    document.cookie = cookieWith(document.cookie, data.seen);
  }

  /** What a key does is done by pressing it, where the page listens. @param {string} key */
  function press(key) {
    leave();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  }

  /** Whoever pressed a button with a key goes on in the drawing: the button is gone in a moment. */
  function leave() {
    if (root.querySelector("button:focus-visible")) focusDrawing();
    else act.blur();
  }

  /** @param {"act" | "done" | "dismiss"} kind */
  function done(kind) {
    if (!given || root.hidden) return;
    leave();
    root.hidden = true;
    document.cookie = cookieWith(document.cookie, kind === "dismiss" ? given.names : [given.name]);
    report("seen", { kind });
  }

  /** Whoever presses the key has no need of the button. */
  document.addEventListener("keydown", ({ key }) => {
    if (given?.key && key === given.key) done("done");
  }, { signal: stop.signal });

  return /** @satisfies {Part} */ ({ root, build, dispose: () => stop.abort() });
}
