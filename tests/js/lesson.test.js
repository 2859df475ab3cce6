import assert from "node:assert/strict";
import { test } from "node:test";

import { isDone, noProgress, viewAddress, withAnswer, withPart, withTasks } from "../../pages/ui/features/lessons/lesson_panel/progress.js";
import { resumePoint } from "../../pages/ui/features/lessons/lesson_list/index.js";

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
  assert.equal(viewAddress("/step?q=a%20b", "one-step", "?lang=zh&q=c&part=2"), "./step?q=a+b&lang=zh&part=2&lesson=one-step");
  assert.equal(viewAddress("/", "one-step", ""), "./?lesson=one-step");
});
