/** The panel of a lesson: one part of it at a time, its tasks ticked as they are done. On a path, also where on it one is. */

import { hearAddress } from "../../../kit/address.js";
import { glyph, iconButton } from "../../../kit/buttons.js";
import { elementOf, setAll } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { html, nothing, render } from "../../../kit/lit.js";
import { mountComponent } from "../../../kit/mount.js";
import { PACKED } from "../../../kit/packed.js";
import { debounce } from "../../../kit/stepper.js";
import { WORDS_OF_LESSON } from "./labels.js";
import { isBehind, isDone, keepProgress, readProgress, viewAddress, wayTo, withAnswer, withPart, withTasks } from "./progress.js";

/** Of a lesson, or of a stop that is a page: then `parts` are the stops, `name` is that of the path's progress, and `lesson`,
 * which is the title of a lesson on a path or by itself, is empty.
 * @typedef {{name: string, title: string, lesson: string, parts: string[], part: number, following: {name: string, title: string} | null, content: Content[],
 *   tasks: number, met: number[], path: Path | null, labels: Record<string, string>}} LessonData */
/** @typedef {{name: string, stop: number, stops: import("./progress.js").Stop[]}} Path */

const CROSS = "M7 7l10 10M17 7L7 17";
const DOWN = "M6 9l6 6l6-6";
/** A window in which the panel covers the page. */
const NARROW = "(max-width: 1099px)";

/** @param {ReportToPython} report */
function createLesson(report) {
  const root = elementOf(html`<aside class="gaze-aside lesson"></aside>`);
  const body = elementOf(html`<div class="lesson-body" tabindex="-1"></div>`);
  const address = watchAddress((now) => { if (latest && hasOpenTasks(latest)) report("seen", now); });
  /** @type {LessonData | null} */
  let latest = null;
  let [shown, told, folded] = ["", "", false];

  /** Opens a view, and folds the panel where it covers the page, so that the view is visible. @param {string} to */
  function open(to) {
    report("action", { kind: "open", address: to, at: Date.now() });
    if (matchMedia(NARROW).matches) fold(true);
  }

  /** @param {string} name */
  function start(name) {
    report("action", { kind: "start", name, part: 0, at: Date.now() });
  }

  /** @param {Path} path @param {number} to */
  function goToStop({ name, stops }, to) {
    if (to < stops.length) report("action", wayTo(name, stops, to));
    else start("");
  }

  /** @param {number} by */
  function turn(by) {
    if (!latest) return;
    const { lesson, parts, part, path, following } = latest;
    const to = part + by;
    if (lesson && to >= 0 && to < parts.length) report("part", to);
    else if (path) goToStop(path, path.stop + by);
    else start(following?.name ?? "");
  }

  /** @param {boolean} on */
  function fold(on) {
    folded = on;
    if (latest) paint(latest);
  }

  /** @param {LessonData} data */
  function build(data) {
    latest = { ...data, labels: { ...WORDS_OF_LESSON, ...data.labels } };
    keepProgress(data.name, withTasks(withPart(readProgress(data.name), data.part), data.part, data.met));
    if (data.path) keepStop(data.path);
    paint(latest);
    buildPart(latest);
    told = paintTasks(body, data, latest.labels);
    paint(latest);
  }

  /** Draws the part. One that is drawn already is left as it is, so that its scroll position and focus stay. @param {LessonData} data */
  function buildPart(data) {
    const now = JSON.stringify([data.name, data.part, data.content]);
    if (now === shown) return;
    render(nothing, body); // so that no element keeps what was done in another part
    render(html`<h2>${data.parts[data.part]}</h2>${partOf(data, data.labels, open)}`, body);
    body.scrollTop = 0;
    if (shown) body.focus({ preventScroll: true });
    shown = now;
    address.repeat();
  }

  /** The frame around the part: its title, the stops of a path, buttons to other parts. @param {LessonData} data */
  function paint(data) {
    const { title, lesson, parts, part, path, labels } = data;
    const { before, after } = neighboursOf(data);
    setAll(root, { "aria-label": say(labels, path ? "path" : "lesson", { title }), "data-folded": folded });
    render(html`
      <header><button type="button" class="lesson-fold" aria-expanded=${!folded} title=${say(labels, "fold")} @click=${() => fold(!folded)}><span>${title}</span>${glyph(DOWN)}</button>
        ${iconButton("lesson-leave", say(labels, "leave"), CROSS, () => start(""))}</header>
      ${path ? stopsOf(path, lesson, labels, (to) => goToStop(path, to)) : nothing}
      ${body}
      <footer><button type="button" class="lesson-turn" ?hidden=${!before.label} title=${before.title} @click=${() => turn(-1)}>${before.label ? say(labels, before.label) : ""}</button>
        <span class="lesson-place">${lesson ? say(labels, "part_of", { n: part + 1, total: parts.length }) : ""}</span>
        <button type="button" class="lesson-turn" title=${after.title} @click=${() => turn(1)}>${say(labels, after.label)}</button></footer>
      <p class="gaze-hidden" role="status">${told}</p>`, root);
  }

  return /** @satisfies {Part} */ ({ root, build, dispose: address.stop });
}

/**
 * Where the two buttons at the foot lead: to another part, past the ends of a lesson to another stop of the path or the next lesson.
 * @param {LessonData} data
 * @returns {Record<"before" | "after", {label: string, title: string}>} before the first part, and stop, no label
 */
export function neighboursOf({ lesson, parts, part, path, following }) {
  const within = lesson ? parts : [];
  const [earlier, later] = path ? [-1, 1].map((by) => path.stops[path.stop + by]) : [null, following];
  const before = earlier ? { label: "earlier_stop", title: earlier.title } : { label: "", title: "" };
  const after = later ? { label: path ? "later_stop" : "following", title: later.title } : { label: "finish", title: "" };
  return {
    before: part > 0 && lesson ? { label: "earlier_part", title: within[part - 1] } : before,
    after: part + 1 < within.length ? { label: "later_part", title: within[part + 1] } : after,
  };
}

/**
 * All stops of a path, each a button; those behind and the present one are marked.
 * @param {Path} path
 * @param {string} lesson the title of the lesson that the present one leads to, if it does
 * @param {Record<string, string>} labels
 * @param {(stop: number) => void} go
 */
function stopsOf({ name, stop, stops }, lesson, labels, go) {
  const progress = readProgress(`path:${name}`);
  const place = { n: stop + 1, total: stops.length, title: lesson };
  return html`<nav class="lesson-path"><ol>${stops.map((each, at) => {
    const behind = isBehind(each, at, progress);
    const label = say(labels, behind ? "stop_done" : "stop", { n: at + 1, title: each.title });
    return html`<li><button type="button" aria-current=${at === stop ? "step" : nothing} ?data-behind=${behind} aria-label=${label} title=${label} @click=${() => go(at)}>${at + 1}</button></li>`;
  })}</ol><p>${say(labels, lesson ? "stop_lesson" : "stop_of", place)}</p></nav>`;
}

/** Notes in the browser that a stop has been reached. @param {Path} path */
function keepStop({ name, stop }) {
  keepProgress(`path:${name}`, withPart(readProgress(`path:${name}`), stop));
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
 */
function partOf({ name, part, content }, labels, open) {
  let questions = 0;
  /** A link to a live view. With a modifier key the browser opens it in another tab or window, as any link.
   * @param {string} kind @param {string} address @param {Content[]} words */
  const link = (kind, address, words) => html`<a class=${kind} href=${viewAddress(address, location.search)} @click=${(/** @type {MouseEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(address);
  }}>${contentsOf(words, {})}</a>`;
  /** @type {Makers} */
  const prose = { a: ({ href }, words) => link("lesson-link", href, words) };
  return contentsOf(content, {
    ...prose,
    view: ({ href }, words) => html`<p>${link("lesson-view", href, words)}</p>`,
    tasks: (_, tasks) => html`<ul class="lesson-tasks" aria-label=${say(labels, "tasks")}>${contentsOf(tasks, {
      task: (_, words) => html`<li><span class="lesson-box" role="img"></span><span>${contentsOf(words, prose)}</span></li>`,
    })}</ul>`,
    question: (_, choices) => {
      const question = questions++;
      const answer = readProgress(name).answers[`${part}.${question}`];
      return questionOf(choices, answer, labels, (choice) => keepProgress(name, withAnswer(readProgress(name), part, question, choice)));
    },
  });
}

/**
 * Ticks the tasks that are done.
 * @param {HTMLElement} body
 * @param {{name: string, part: number}} lesson
 * @param {Record<string, string>} labels
 * @returns {string} the announcement of those that are newly ticked
 */
function paintTasks(body, { name, part }, labels) {
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

/**
 * A question with its choices. A click on a choice shows its remark.
 * @param {any[]} choices as `["choice", {right}, ["words", …], ["remark", …]]`
 * @param {number | undefined} answer the choice that was made before
 * @param {Record<string, string>} labels
 * @param {(choice: number) => void} chosen
 * @returns {HTMLElement}
 */
function questionOf(choices, answer, labels, chosen) {
  const root = elementOf(html`<div class="lesson-question" role="group"></div>`);
  const remark = elementOf(html`<div class="lesson-remark" aria-live="polite"></div>`);
  const said = choices.map(([, , [, , ...words]]) => contentsOf(words, {}));

  /** @param {number | undefined} answer */
  function show(answer) {
    if (answer !== undefined && answer < choices.length) {
      const [, { right }, , [, , ...words]] = choices[answer];
      setAll(remark, { "data-right": !!right });
      render(html`<strong>${say(labels, right ? "right" : "wrong")}</strong>${contentsOf(words, {})}`, remark);
    }
    render(choices.map(([, { right }], number) => html`<button type="button" class="lesson-choice" aria-pressed=${number === answer}
      ?data-right=${number === answer && right} @click=${() => choose(number)}><span>${said[number]}</span></button>${number === answer ? remark : nothing}`), root);
  }

  /** @param {number} number */
  function choose(number) {
    show(number);
    remark.scrollIntoView({ block: "nearest" });
    chosen(number);
  }

  show(answer);
  return root;
}

// The content of a lesson. Texts are inserted as text, never as markup.

/** Text, or an element as `[tag, attributes, …children]`.
 * @typedef {string | [string, Record<string, string>, ...any[]]} Content any: Content */
/** What stands for tags that are not HTML, by tag.
 * @typedef {Record<string, (attributes: Record<string, string>, children: Content[]) => unknown>} Makers */

/**
 * @param {Content[]} contents
 * @param {Makers} makers
 * @returns {unknown[]} templates, elements and texts
 */
function contentsOf(contents, makers) {
  return contents.map((content) => {
    if (typeof content === "string") return content;
    const [tag, attributes, ...children] = content;
    if (tag in makers) return makers[tag](attributes, children);
    const element = document.createElement(tag);
    setAll(element, attributes);
    render(contentsOf(children, makers), element);
    return element;
  });
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
