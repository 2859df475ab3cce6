/** All paths and lessons, each with the learner's progress. */

import { elementOf } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { html, nothing, render } from "../../../kit/lit.js";
import { mountComponent } from "../../../kit/mount.js";
import { PACKED } from "../../../kit/packed.js";
import { isBehind, readProgress, resumePoint, viewAddress, wayTo } from "../lesson_panel/progress.js";
import { WORDS_OF_LESSONS } from "./labels.js";

/** @typedef {{name: string, title: string, minutes: number, summary: string}} Card */
/** @typedef {Card & {parts: number, address: string}} LessonRow */
/** @typedef {Card & {stops: import("../lesson_panel/progress.js").Stop[]}} PathRow */

/** @param {ReportToPython} report */
function createLessonList(report) {
  const root = elementOf(html`<section class="gaze-aside lessons"></section>`);

  /** @param {{paths: PathRow[], lessons: LessonRow[], labels: Record<string, string>}} data */
  function build({ paths, lessons, labels: translated }) {
    const labels = { ...WORDS_OF_LESSONS, ...translated };
    root.setAttribute("aria-label", say(labels, "lessons"));
    render(html`
      <h2>${say(labels, "paths")}</h2>
      <p class="lessons-about">${say(labels, "about_paths")}</p>
      <ul class="lessons-list paths-list">${paths.map((path) => html`<li>${pathCard(path, labels)}</li>`)}</ul>
      <h2>${say(labels, "lessons")}</h2>
      <p class="lessons-about">${say(labels, "about")}</p>
      <ol class="lessons-list">${lessons.map((lesson) => html`<li>${lessonCard(lesson, labels)}</li>`)}</ol>
      <p class="lessons-kept">${say(labels, "kept")}</p>`, root);
  }

  /** @param {LessonRow} lesson @param {Record<string, string>} labels */
  function lessonCard({ name, parts, address, ...card }, labels) {
    const { part, state } = resumePoint(readProgress(name), parts);
    const place = say(labels, state, { n: part + 1, total: parts });
    return link(card, viewAddress(address, `lesson=${name}`), { kind: "start", name, part }, state, place, labels);
  }

  /** @param {PathRow} path @param {Record<string, string>} labels */
  function pathCard({ name, stops, ...card }, labels) {
    const progress = readProgress(`path:${name}`);
    const { part: stop, state } = resumePoint(progress, stops.length);
    const place = say(labels, state === "resume" ? "resume_stop" : state, { n: stop + 1, total: stops.length });
    return html`${link(card, stopAddress(stops[stop], name, stop), wayTo(name, stops, stop), state, place, labels)}
      <details><summary>${say(labels, "stops", { total: stops.length })}</summary><ol>${stops.map((each, at) => html`<li>
        <a href=${stopAddress(each, name, at)} @click=${begins(wayTo(name, stops, at))}>${each.title}</a>${isBehind(each, at, progress) ? html` <span>${say(labels, "behind")}</span>` : nothing}</li>`)}</ol></details>`;
  }

  /** @param {Omit<Card, "name">} card @param {string} href @param {object} action @param {string} state @param {string} place @param {Record<string, string>} labels */
  function link({ title, minutes, summary }, href, action, state, place, labels) {
    return html`<a class="lessons-card" href=${href} @click=${begins(action)}><strong>${title}</strong><span class="lessons-minutes">${say(labels, "minutes", { n: minutes })}</span><span
      class="lessons-summary">${summary}</span><span class="lessons-state" data-state=${state}>${place}</span></a>`;
  }

  /** What a click does; with a modifier key the browser opens the address, as that of any link. @param {object} action */
  function begins(action) {
    return (/** @type {MouseEvent} */ event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      report("action", { ...action, at: Date.now() });
    };
  }

  return /** @satisfies {Part} */ ({ root, build });
}

/** @param {import("../lesson_panel/progress.js").Stop} stop @param {string} path @param {number} at */
function stopAddress({ address }, path, at) {
  return viewAddress(address, `path=${path}&stop=${at + 1}`);
}

// The component that Streamlit mounts: all paths and lessons.

export default mountComponent(createLessonList, PACKED);
