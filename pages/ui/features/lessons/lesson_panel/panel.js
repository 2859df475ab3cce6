/** The panel of a lesson: one part of it at a time, its tasks ticked as they are done. */

import { html, setText } from "../../../kit/dom.js";
import { createChrome } from "./chrome.js";
import { WORDS_OF_LESSON } from "./labels.js";
import { paintTasks, partOf } from "./part.js";
import { isDone, keepProgress, readProgress, withPart, withTasks } from "./progress.js";
import { watchAddress } from "./watching.js";

/** @typedef {import("./chrome.js").Place & {name: string, content: import("./content.js").Content[], tasks: number, met: number[],
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
