import assert from "node:assert/strict";
import { test } from "node:test";

import { neighboursOf } from "../../pages/ui/features/lessons/lesson_panel/index.js";
import { isBehind, isDone, noProgress, resumePoint, viewAddress, wayTo, withAnswer, withPart, withTasks } from "../../pages/ui/features/lessons/lesson_panel/progress.js";

test("what is done stays done", () => {
  const first = withTasks(noProgress(), 1, [0, 2]);
  const later = withTasks(first, 1, []);
  assert.deepEqual(later.tasks, ["1.0", "1.2"]);
  assert.deepEqual([isDone(later, 1, 2), isDone(later, 1, 1), isDone(later, 0, 0)], [true, false, false]);
});

test("an answer can be given anew", () => {
  const answered = withAnswer(withAnswer(noProgress(), 0, 1, 2), 0, 1, 0);
  assert.deepEqual(answered.answers, { "0.1": 0 });
});

test("a lesson is gone on with where one was, until all its parts were opened", () => {
  assert.deepEqual(resumePoint(noProgress(), 3), { part: 0, state: "begin" });
  const some = withPart(withPart(noProgress(), 0), 1);
  assert.deepEqual(resumePoint(some, 3), { part: 1, state: "resume" });
  assert.deepEqual(resumePoint(withPart(some, 2), 3), { part: 0, state: "read" });
  assert.deepEqual(resumePoint({ ...some, part: 7 }, 3), { part: 2, state: "resume" });
});

test("a view is opened below the path of the app, in the same language, with the lesson beside it", () => {
  assert.equal(viewAddress("/step?q=a%20b", "?lang=zh&q=c&part=2&lesson=one-step"), "./step?q=a+b&lang=zh&lesson=one-step&part=2");
  assert.equal(viewAddress("/?lesson=one-step", "path=by-hand&stop=2"), "./?lesson=one-step&path=by-hand&stop=2");
});

const PAGE = { title: "Look", address: "/step?q=a", lesson: "", parts: 0 };
const LESSON = { title: "One step", address: "/?lesson=one-step", lesson: "one-step", parts: 2 };
const PATH = { name: "by-hand", stop: 1, stops: [PAGE, LESSON, { ...PAGE, title: "Train" }] };

test("a path goes on where a lesson of it ends", () => {
  const lesson = { name: "one-step", title: "By hand", lesson: "One step", parts: ["a", "b"], part: 0, following: { name: "x", title: "X" }, content: [], tasks: 0, met: [], labels: {} };
  const labels = (/** @type {any} */ data) => Object.values(neighboursOf(data)).map(({ label, title }) => [label, title]);
  assert.deepEqual(labels({ ...lesson, path: PATH }), [["earlier_stop", "Look"], ["later_part", "b"]]);
  assert.deepEqual(labels({ ...lesson, part: 1, path: PATH }), [["earlier_part", "a"], ["later_stop", "Train"]]);
  assert.deepEqual(labels({ ...lesson, part: 1, path: null }), [["earlier_part", "a"], ["following", "X"]]);
  assert.deepEqual(labels({ ...lesson, lesson: "", parts: ["Look", "One step", "Train"], part: 2, path: { ...PATH, stop: 2 } }), [["earlier_stop", "One step"], ["finish", ""]]);
  assert.deepEqual(labels({ ...lesson, lesson: "", parts: ["Look", "One step", "Train"], part: 0, path: { ...PATH, stop: 0 } }), [["", ""], ["later_stop", "One step"]]);
});

test("a stop is behind when its page was visited, or its lesson read", () => {
  const both = withPart(withPart(noProgress(), 0), 1);
  assert.deepEqual(PATH.stops.map((stop, at) => isBehind(stop, at, both)), [true, false, false]);
  const { at, ...way } = wayTo("by-hand", PATH.stops, 1);
  assert.deepEqual(way, { kind: "stop", path: "by-hand", stop: 1, part: 0 });
  assert.ok(at <= Date.now());
});
