/** The panel of a lesson: one part of it at a time, its tasks ticked as they are done. */

import { hearAddress } from "../../../kit/address.js";
import { html, icon, pressable, setAll, setName, setText } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { mountComponent } from "../../../kit/mount.js";
import { PACKED } from "../../../kit/packed.js";
import { debounce } from "../../../kit/stepper.js";
import { WORDS_OF_LESSON } from "./labels.js";
import { isDone, keepProgress, readProgress, viewAddress, withAnswer, withPart, withTasks } from "./progress.js";

/** @typedef {Place & {name: string, content: Content[], tasks: number, met: number[],
 *   labels: Record<string, string>}} LessonData */

/**
 * @param {ReportToPython} report
 */
export function createLesson(report) {
  const [body, status] = [html("div", { class: "lesson-body", tabindex: "-1" }), html("p", { class: "gaze-hidden", role: "status" })];
  const { root, build: buildChrome, foldOnNarrow } = createChrome(body, { turn, leave: () => start("") });
  const address = watchAddress((now) => { if (latest && hasOpenTasks(latest)) report("seen", now); });
  /** @type {LessonData | null} */
  let latest = null;
  let shown = "";
  root.append(status);

  /** @param {string} to */
  function open(to) {
    report("action", { kind: "open", address: to, at: Date.now() });
    foldOnNarrow();
  }

  /** @param {string} name */
  function start(name) {
    report("action", { kind: "start", name, part: 0, at: Date.now() });
  }

  /** @param {number} by */
  function turn(by) {
    if (!latest) return;
    const to = latest.part + by;
    if (to < latest.parts.length) report("part", to);
    else start(latest.following?.name ?? "");
  }

  /** @param {LessonData} data */
  function build(data) {
    latest = data;
    const labels = { ...WORDS_OF_LESSON, ...data.labels };
    keepProgress(data.name, withTasks(withPart(readProgress(data.name), data.part), data.part, data.met));
    buildChrome(data, labels);
    buildPart(data, labels);
    setText(status, paintTasks(body, data, labels));
  }

  /** Draws the part. One that is drawn already is left as it is, so that its scroll position and focus stay. @param {LessonData} data @param {Record<string, string>} labels */
  function buildPart(data, labels) {
    const now = JSON.stringify([data.name, data.part, data.content]);
    if (now === shown) return;
    body.replaceChildren(html("h2", {}, data.parts[data.part]), ...partOf(data, labels, open));
    body.scrollTop = 0;
    if (shown) body.focus({ preventScroll: true });
    shown = now;
    address.repeat();
  }

  return /** @satisfies {Part} */ ({ root, build, dispose: address.stop });
}

/**
 * @param {LessonData} data
 * @returns {boolean} whether a task of the part is still to be done
 */
function hasOpenTasks({ name, part, tasks }) {
  const progress = readProgress(name);
  return [...Array(tasks).keys()].some((task) => !isDone(progress, part, task));
}

// One part of a lesson: its prose, live views, tasks and questions.


/**
 * @param {{name: string, part: number, content: Content[]}} lesson
 * @param {Record<string, string>} labels
 * @param {(address: string) => void} open called when a live view is clicked
 * @returns {(Node | string)[]}
 */
export function partOf({ name, part, content }, labels, open) {
  let questions = 0;
  /** @type {Makers} */
  const prose = { a: ({ href }, words) => liveLink("lesson-link", href, words, name, open) };
  /** @type {Makers} */
  const makers = {
    ...prose,
    view: ({ href }, words) => html("p", {}, liveLink("lesson-view", href, words, name, open)),
    tasks: (_, tasks) => html("ul", { class: "lesson-tasks", "aria-label": say(labels, "tasks") }, ...elementsOf(tasks, { task })),
    question: (_, choices) => ask(questions++, choices),
  };

  /** @param {Record<string, string>} _ @param {Content[]} words */
  function task(_, words) {
    return html("li", {}, html("span", { class: "lesson-box", role: "img" }), html("span", {}, ...elementsOf(words, prose)));
  }

  /** @param {number} question @param {Content[]} choices */
  function ask(question, choices) {
    const answer = readProgress(name).answers[`${part}.${question}`];
    return questionOf(choices, answer, labels, (choice) => keepProgress(name, withAnswer(readProgress(name), part, question, choice)));
  }

  return elementsOf(content, makers);
}

/**
 * A link to a live view. With a modifier key the browser opens it in another tab or window, as any link.
 * @param {string} kind its class
 * @param {string} address
 * @param {Content[]} words
 * @param {string} lesson
 * @param {(address: string) => void} open
 */
function liveLink(kind, address, words, lesson, open) {
  const link = html("a", { class: kind, href: viewAddress(address, lesson, location.search) }, ...elementsOf(words, {}));
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(address);
  });
  return link;
}

/**
 * Ticks the tasks that are done.
 * @param {HTMLElement} body
 * @param {{name: string, part: number}} lesson
 * @param {Record<string, string>} labels
 * @returns {string} the announcement of those that are newly ticked
 */
export function paintTasks(body, { name, part }, labels) {
  const progress = readProgress(name);
  const items = [...body.querySelectorAll(".lesson-tasks > li")];
  const ticked = items.filter((item, number) => isDone(progress, part, number) && !item.hasAttribute("data-done"));
  for (const item of ticked) {
    setAll(item, { "data-done": true });
    const box = item.querySelector(".lesson-box");
    if (box) setAll(box, { "aria-label": say(labels, "done") });
  }
  return ticked.map((item) => say(labels, "tick", { task: item.textContent ?? "" })).join(" ");
}

// A question with its choices. A click on a choice shows its remark.


/**
 * @param {Content[]} choices as `["choice", {right}, ["words", …], ["remark", …]]`
 * @param {number | undefined} answer the choice that was made before
 * @param {Record<string, string>} labels
 * @param {(choice: number) => void} chosen
 * @returns {HTMLElement}
 */
export function questionOf(choices, answer, labels, chosen) {
  const remark = html("div", { class: "lesson-remark", "aria-live": "polite", hidden: true });
  const buttons = choices.map((choice, number) => choiceButton(choice, () => choose(number, true)));

  /** @param {number} number @param {boolean} pressed whether the learner chose just now, not earlier */
  function choose(number, pressed) {
    const [, { right }, , [, , ...remarkWords]] = /** @type {any} */ (choices[number]);
    buttons.forEach((button, at) => setAll(button, { "aria-pressed": at === number, "data-right": at === number ? !!right : false }));
    const verdict = html("strong");
    setText(verdict, say(labels, right ? "right" : "wrong"));
    remark.replaceChildren(verdict, ...elementsOf(remarkWords, {}));
    setAll(remark, { hidden: false, "data-right": !!right });
    buttons[number].after(remark);
    if (!pressed) return;
    remark.scrollIntoView({ block: "nearest" });
    chosen(number);
  }

  if (answer !== undefined && answer < choices.length) choose(answer, false);
  return html("div", { class: "lesson-question", role: "group" }, ...buttons, remark);
}

/**
 * @param {Content} choice
 * @param {() => void} press
 */
function choiceButton(choice, press) {
  const [, , [, , ...words]] = /** @type {any} */ (choice);
  return pressable({ class: "lesson-choice", "aria-pressed": "false" }, press, html("span", {}, ...elementsOf(words, {})));
}

// The content of a lesson as elements. Texts are inserted as text, never as markup.

/** Text, or an element as `[tag, attributes, …children]`.
 * @typedef {string | [string, Record<string, string>, ...any[]]} Content any: Content */
/** Functions that make the elements of tags that are not HTML, by tag.
 * @typedef {Record<string, (attributes: Record<string, string>, children: Content[]) => Node>} Makers */

/**
 * @param {Content} content
 * @param {Makers} makers
 * @returns {Node | string}
 */
export function elementOf(content, makers) {
  if (typeof content === "string") return content;
  const [tag, attributes, ...children] = content;
  if (tag in makers) return makers[tag](attributes, children);
  return html(/** @type {keyof HTMLElementTagNameMap} */ (tag), attributes, ...elementsOf(children, makers));
}

/**
 * @param {Content[]} contents
 * @param {Makers} makers
 * @returns {(Node | string)[]}
 */
export function elementsOf(contents, makers) {
  return contents.map((child) => elementOf(child, makers));
}

// The frame around a part of a lesson: its title, buttons to other parts, and folding in a narrow window.

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

// Watches the address, which shows all that a learner does.

/** Milliseconds without a change after which an address is final. */
const SETTLED = 250;

/**
 * @param {(address: string) => void} changed called with each new address
 * @returns {{repeat: () => void, stop: () => void}} `repeat` reports the address once more
 */
function watchAddress(changed) {
  let reported = "";
  const later = debounce(() => {
    const now = location.pathname + location.search;
    if (now === reported) return;
    reported = now;
    changed(now);
  }, SETTLED);
  const stopHearing = hearAddress(later.schedule);

  function repeat() {
    reported = "";
    later.schedule();
  }

  function stop() {
    stopHearing();
    later.stop();
  }

  return { repeat, stop };
}

// The component that Streamlit mounts: the panel of the running lesson.

export default mountComponent(createLesson, PACKED);
