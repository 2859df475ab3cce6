/** One part of a lesson: its prose, live views, tasks and questions. */

import { html, setAll } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { elementsOf, viewAddress } from "./content.js";
import { isDone, keepProgress, readProgress, withAnswer } from "./progress.js";
import { questionOf } from "./question.js";

/** @typedef {import("./content.js").Content} Content */
/** @typedef {import("./content.js").Makers} Makers */

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
