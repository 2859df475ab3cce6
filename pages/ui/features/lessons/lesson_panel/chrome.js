/** The frame around a part of a lesson: its title, buttons to other parts, and folding in a narrow window. */

import { html, icon, pressable, setAll, setName, setText } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";

const CROSS = "M7 7l10 10M17 7L7 17";
const DOWN = "M6 9l6 6l6-6";
const NARROW = "(max-width: 1099px)";

/** @typedef {{title: string, parts: string[], part: number, following: {name: string, title: string} | null}} Place */

/**
 * @param {HTMLElement} body the content of the part
 * @param {{turn: (by: number) => void, leave: () => void}} commands
 */
export function createChrome(body, commands) {
  const [title, place] = [html("span"), html("span", { class: "lesson-place" })];
  const fold = pressable({ class: "lesson-fold", "aria-expanded": "true" }, () => setFolded(!root.hasAttribute("data-folded")), title, icon(DOWN));
  const leave = pressable({ class: "lesson-leave" }, commands.leave, icon(CROSS));
  const [back, forward] = [-1, 1].map((by) => pressable({ class: "lesson-turn" }, () => commands.turn(by)));
  const root = html("aside", { class: "gaze-aside lesson" },
    html("header", {}, fold, leave), body, html("footer", {}, back, place, forward));

  /** @param {boolean} on */
  function setFolded(on) {
    setAll(root, { "data-folded": on });
    setAll(fold, { "aria-expanded": String(!on) });
  }

  /** Folds the panel where it covers the page, so that an opened view is visible. */
  function foldOnNarrow() {
    if (matchMedia(NARROW).matches) setFolded(true);
  }

  /** @param {Place} lesson @param {Record<string, string>} labels */
  function build({ title: words, parts, part, following }, labels) {
    const beyond = say(labels, following ? "following" : "finish");
    setText(title, words);
    setAll(root, { "aria-label": say(labels, "lesson", { title: words }) });
    setName(leave, say(labels, "leave"));
    setAll(fold, { title: say(labels, "fold") });
    setText(back, say(labels, "earlier_part"));
    setAll(back, { hidden: part === 0 });
    setText(place, say(labels, "part_of", { n: part + 1, total: parts.length }));
    const last = part === parts.length - 1;
    setText(forward, last ? beyond : say(labels, "later_part"));
    setAll(forward, { title: last && following ? following.title : "" });
  }

  return /** @satisfies {Part} */ ({ root, build, foldOnNarrow });
}
