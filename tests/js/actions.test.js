import assert from "node:assert/strict";
import { test } from "node:test";

import { createActions } from "../../pages/ui/components/shared/actions.js";

/** What Python hears of three actions, the first of which it answers before the third is made. */
test("every action is told again with the later ones until it is answered", () => {
  const heard = [];
  const actions = createActions((open) => heard.push(open));
  actions.make({ kind: "a" });
  actions.make({ kind: "b" });
  actions.answered(heard[0][0].at);
  actions.make({ kind: "c" });
  assert.deepEqual(heard.map((open) => open.map(({ kind }) => kind).join("")), ["a", "ab", "bc"]);
});

test("the numbers grow within a millisecond, and beyond whatever has been answered", () => {
  const heard = [];
  const actions = createActions((open) => heard.push(open.at(-1).at));
  actions.make({});
  actions.make({});
  actions.answered(heard[1] + 1e9);
  actions.make({});
  assert.ok(heard[0] < heard[1]);
  assert.equal(heard[2], heard[1] + 1e9 + 1);
});
