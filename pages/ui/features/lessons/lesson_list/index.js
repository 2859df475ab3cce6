/** All lessons, each with the learner's progress. */

import { elementOf } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { html, render } from "../../../kit/lit.js";
import { mountComponent } from "../../../kit/mount.js";
import { PACKED } from "../../../kit/packed.js";
import { readProgress, viewAddress } from "../lesson_panel/progress.js";
import { WORDS_OF_LESSONS } from "./labels.js";

/** @typedef {{name: string, title: string, minutes: number, summary: string, parts: number, address: string}} LessonRow */

/**
 * The part at which a learner continues a lesson, and the state of the lesson.
 * @param {import("../lesson_panel/progress.js").Progress} progress
 * @param {number} parts the number of parts of the lesson
 * @returns {{part: number, state: "begin" | "resume" | "read"}}
 */
export function resumePoint(progress, parts) {
  if (progress.parts.length >= parts) return { part: 0, state: "read" };
  return progress.parts.length ? { part: Math.min(progress.part, parts - 1), state: "resume" } : { part: 0, state: "begin" };
}

/**
 * @param {ReportToPython} report
 */
function createLessonList(report) {
  const root = elementOf(html`<section class="gaze-aside lessons"></section>`);

  /** @param {{lessons: LessonRow[], labels: Record<string, string>}} data */
  function build({ lessons, labels: translated }) {
    const labels = { ...WORDS_OF_LESSONS, ...translated };
    root.setAttribute("aria-label", say(labels, "lessons"));
    render(html`
      <p class="lessons-about">${say(labels, "about")}</p>
      <ol class="lessons-list">${lessons.map((lesson) => html`<li>${row(lesson, labels)}</li>`)}</ol>
      <p class="lessons-kept">${say(labels, "kept")}</p>`, root);
  }

  /** @param {LessonRow} lesson @param {Record<string, string>} labels */
  function row({ name, title, minutes, summary, parts, address }, labels) {
    const { part, state } = resumePoint(readProgress(name), parts);
    const start = (/** @type {MouseEvent} */ event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      report("action", { kind: "start", name, part, at: Date.now() });
    };
    return html`<a href=${viewAddress(address, name, "")} @click=${start}><strong>${title}</strong><span class="lessons-minutes">${say(labels, "minutes", { n: minutes })}</span><span
      class="lessons-summary">${summary}</span><span class="lessons-state" data-state=${state}>${say(labels, state, { n: part + 1, total: parts })}</span></a>`;
  }

  return /** @satisfies {Part} */ ({ root, build });
}

// The component that Streamlit mounts: all lessons.

export default mountComponent(createLessonList, PACKED);
