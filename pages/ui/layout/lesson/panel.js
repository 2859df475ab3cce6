/** The panel of a lesson: one part of it at a time, its tasks ticked as they are done. */

import { html, setText } from "../../components/shared/dom.js";
import { createChrome } from "./chrome.js";
import { WORDS_OF_LESSON } from "./labels.js";
import { paintTasks, partOf } from "./part.js";
import { isDone, keepProgress, readProgress, withPart, withTasks } from "./progress.js";
import { watchAddress } from "./watching.js";

/** @typedef {import("./chrome.js").Place & {name: string, content: import("./content.js").Content[], tasks: number, met: number[],
 *   labels: Record<string, string>}} LessonData */

/**
 * @param {TellPython} report
 */
export function createLesson(report) {
  const [body, status] = [html("div", { class: "lesson-body", tabindex: "-1" }), html("p", { class: "gaze-hidden", role: "status" })];
  const { root, build: buildChrome, makeRoom } = createChrome(body, { turn, leave: () => start("") });
  const address = watchAddress((now) => { if (given && hasOpenTasks(given)) report("seen", now); });
  /** @type {LessonData | null} */
  let given = null;
  let shown = "";
  root.append(status);

  /** @param {string} to */
  function open(to) {
    report("wish", { kind: "open", address: to, at: Date.now() });
    makeRoom();
  }

  /** @param {string} name */
  function start(name) {
    report("wish", { kind: "start", name, part: 0, at: Date.now() });
  }

  /** @param {number} by */
  function turn(by) {
    if (!given) return;
    const to = given.part + by;
    if (to < given.parts.length) report("part", to);
    else start(given.following?.name ?? "");
  }

  /** @param {LessonData} data */
  function build(data) {
    given = data;
    const labels = { ...WORDS_OF_LESSON, ...data.labels };
    keepProgress(data.name, withTasks(withPart(readProgress(data.name), data.part), data.part, data.met));
    buildChrome(data, labels);
    buildPart(data, labels);
    setText(status, paintTasks(body, data, labels));
  }

  /** What stands already is left as it is: somebody may be reading it. @param {LessonData} data @param {Record<string, string>} labels */
  function buildPart(data, labels) {
    const now = JSON.stringify([data.name, data.part, data.content]);
    if (now === shown) return;
    body.replaceChildren(html("h2", {}, data.parts[data.part]), ...partOf(data, labels, open));
    body.scrollTop = 0;
    if (shown) body.focus({ preventScroll: true });
    shown = now;
    address.look();
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
