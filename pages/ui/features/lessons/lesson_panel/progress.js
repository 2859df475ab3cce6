/** A learner's progress, kept in the browser and never sent to the server; and the addresses of a lesson's views. The stops of
 * a path count as the parts of a lesson called `path:` and its name. */

const STORE = "gaze-lessons";

/** Of one lesson: the tasks done and the parts seen, as `part.task` and numbers; the choice made at each question.
 * @typedef {{tasks: string[], parts: number[], answers: Record<string, number>, part: number}} Progress */

/** @returns {Progress} that of a lesson that has not been begun */
export function noProgress() {
  return { tasks: [], parts: [], answers: {}, part: 0 };
}

/**
 * @param {string} name the lesson
 * @returns {Progress}
 */
export function readProgress(name) {
  return { ...noProgress(), ...readAll()[name] };
}

/**
 * @param {string} name the lesson
 * @param {Progress} progress
 * @returns {void}
 */
export function keepProgress(name, progress) {
  try {
    localStorage.setItem(STORE, JSON.stringify({ ...readAll(), [name]: progress }));
  } catch {
    // The browser stores nothing, as in some private windows. The lesson works without stored progress.
  }
}

/** @returns {Record<string, Partial<Progress>>} by lesson */
function readAll() {
  try {
    return JSON.parse(localStorage.getItem(STORE) ?? "{}");
  } catch {
    return {};
  }
}

/**
 * @param {Progress} progress
 * @param {number} part
 * @returns {Progress} with a part that has been opened
 */
export function withPart(progress, part) {
  return { ...progress, part, parts: [...new Set([...progress.parts, part])] };
}

/**
 * @param {Progress} progress
 * @param {number} part
 * @param {number[]} met tasks of the part
 * @returns {Progress} with these done, besides those done before
 */
export function withTasks(progress, part, met) {
  const tasks = new Set([...progress.tasks, ...met.map((task) => `${part}.${task}`)]);
  return { ...progress, tasks: [...tasks] };
}

/**
 * @param {Progress} progress
 * @param {number} part
 * @param {number} question its number in the part
 * @param {number} choice
 * @returns {Progress} with an answer
 */
export function withAnswer(progress, part, question, choice) {
  return { ...progress, answers: { ...progress.answers, [`${part}.${question}`]: choice } };
}

/** @param {Progress} progress @param {number} part @param {number} task @returns {boolean} */
export function isDone({ tasks }, part, task) {
  return tasks.includes(`${part}.${task}`);
}

/**
 * The part at which a learner continues a lesson, and the state of the lesson.
 * @param {Progress} progress
 * @param {number} parts the number of parts of the lesson
 * @returns {{part: number, state: "begin" | "resume" | "read"}}
 */
export function resumePoint(progress, parts) {
  if (progress.parts.length >= parts) return { part: 0, state: "read" };
  return progress.parts.length ? { part: Math.min(progress.part, parts - 1), state: "resume" } : { part: 0, state: "begin" };
}

/** Of a path: what it is called, where it leads, and of a lesson how many parts it has.
 * @typedef {{title: string, address: string, lesson: string, parts: number}} Stop */

/**
 * The way to a stop, as it is reported to Python: to a lesson where it was left.
 * @param {string} path
 * @param {Stop[]} stops
 * @param {number} stop
 * @returns {{kind: "stop", path: string, stop: number, part: number, at: number}}
 */
export function wayTo(path, stops, stop) {
  const { lesson, parts } = stops[stop];
  const part = lesson ? resumePoint(readProgress(lesson), parts).part : 0;
  return { kind: "stop", path, stop, part, at: Date.now() };
}

/**
 * @param {Stop} stop
 * @param {number} place its number in the path
 * @param {Progress} progress that of the path
 * @returns {boolean} whether it has been visited, and its lesson read
 */
export function isBehind({ lesson, parts }, place, progress) {
  return progress.parts.includes(place) && (!lesson || resumePoint(readProgress(lesson), parts).state === "read");
}

const SURROUNDING = ["lang", "lesson", "part", "path", "stop"];

/**
 * The address of a live view as the browser has it: below the path of the app, in the same language, with the same lesson.
 * @param {string} address as `/step?q=…`
 * @param {string} present what is chosen now, as in `location.search`
 * @returns {string}
 */
export function viewAddress(address, present) {
  const [path, query] = address.split("?");
  const [target, now] = [new URLSearchParams(query), new URLSearchParams(present)];
  for (const name of SURROUNDING) if (now.has(name)) target.set(name, now.get(name) ?? "");
  return `.${path}?${target}`;
}
