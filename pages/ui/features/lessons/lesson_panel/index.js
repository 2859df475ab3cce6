/** The panel of a lesson: one part of it at a time, its tasks ticked as they are done. */

import { hearAddress } from "../../../kit/address.js";
import { glyph, iconButton } from "../../../kit/buttons.js";
import { elementOf, setAll } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { html, nothing, render } from "../../../kit/lit.js";
import { mountComponent } from "../../../kit/mount.js";
import { PACKED } from "../../../kit/packed.js";
import { debounce } from "../../../kit/stepper.js";
import { WORDS_OF_LESSON } from "./labels.js";
import { isDone, keepProgress, readProgress, viewAddress, withAnswer, withPart, withTasks } from "./progress.js";

/** @typedef {{name: string, title: string, parts: string[], part: number, following: {name: string, title: string} | null, content: Content[],
 *   tasks: number, met: number[], labels: Record<string, string>}} LessonData */

const CROSS = "M7 7l10 10M17 7L7 17";
const DOWN = "M6 9l6 6l6-6";
/** A window in which the panel covers the page. */
const NARROW = "(max-width: 1099px)";

/**
 * @param {ReportToPython} report
 */
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

  /** @param {number} by */
  function turn(by) {
    if (!latest) return;
    const to = latest.part + by;
    if (to < latest.parts.length) report("part", to);
    else start(latest.following?.name ?? "");
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

  /** The frame around the part: its title, buttons to other parts. @param {LessonData} data */
  function paint({ title, parts, part, following, labels }) {
    const last = part === parts.length - 1;
    setAll(root, { "aria-label": say(labels, "lesson", { title }), "data-folded": folded });
    render(html`
      <header><button type="button" class="lesson-fold" aria-expanded=${!folded} title=${say(labels, "fold")} @click=${() => fold(!folded)}><span>${title}</span>${glyph(DOWN)}</button>
        ${iconButton("lesson-leave", say(labels, "leave"), CROSS, () => start(""))}</header>
      ${body}
      <footer><button type="button" class="lesson-turn" ?hidden=${part === 0} @click=${() => turn(-1)}>${say(labels, "earlier_part")}</button>
        <span class="lesson-place">${say(labels, "part_of", { n: part + 1, total: parts.length })}</span>
        <button type="button" class="lesson-turn" title=${last && following ? following.title : ""} @click=${() => turn(1)}>${
          say(labels, !last ? "later_part" : following ? "following" : "finish")}</button></footer>
      <p class="gaze-hidden" role="status">${told}</p>`, root);
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
 */
function partOf({ name, part, content }, labels, open) {
  let questions = 0;
  /** A link to a live view. With a modifier key the browser opens it in another tab or window, as any link.
   * @param {string} kind @param {string} address @param {Content[]} words */
  const link = (kind, address, words) => html`<a class=${kind} href=${viewAddress(address, name, location.search)} @click=${(/** @type {MouseEvent} */ event) => {
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
