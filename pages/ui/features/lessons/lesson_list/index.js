/** All lessons, each with the learner's progress. */

import { html, setText } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
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
export function createLessonList(report) {
  const [about, kept] = [html("p", { class: "lessons-about" }), html("p", { class: "lessons-kept" })];
  const list = html("ol", { class: "lessons-list" });
  const root = html("section", { class: "gaze-aside lessons" }, about, list, kept);

  /** @param {{lessons: LessonRow[], labels: Record<string, string>}} data */
  function build({ lessons, labels: translated }) {
    const labels = { ...WORDS_OF_LESSONS, ...translated };
    root.setAttribute("aria-label", say(labels, "lessons"));
    setText(about, say(labels, "about"));
    setText(kept, say(labels, "kept"));
    list.replaceChildren(...lessons.map((lesson) => row(lesson, labels)));
  }

  /** @param {LessonRow} lesson @param {Record<string, string>} labels */
  function row({ name, title, minutes, summary, parts, address }, labels) {
    const { part, state } = resumePoint(readProgress(name), parts);
    const words = say(labels, state, { n: part + 1, total: parts });
    const link = html("a", { href: viewAddress(address, name, "") },
      html("strong", {}, title), html("span", { class: "lessons-minutes" }, say(labels, "minutes", { n: minutes })),
      html("span", { class: "lessons-summary" }, summary), html("span", { class: "lessons-state", "data-state": state }, words));
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      report("action", { kind: "start", name, part, at: Date.now() });
    });
    return html("li", {}, link);
  }

  return /** @satisfies {Part} */ ({ root, build });
}

// The component that Streamlit mounts: all lessons.

export default mountComponent(createLessonList, PACKED);
