import assert from "node:assert/strict";
import { test } from "node:test";

import { createActions } from "../../pages/ui/kit/mount.js";

/** What Python hears of three actions, the first of which it answers before the third is made. */
test("every action is told again with the later ones until it is answered", () => {
  const heard = [];
  const actions = createActions((open) => heard.push(open));
  actions.send({ kind: "a" });
  actions.send({ kind: "b" });
  actions.confirm(heard[0][0].at);
  actions.send({ kind: "c" });
  assert.deepEqual(heard.map((open) => open.map(({ kind }) => kind).join("")), ["a", "ab", "bc"]);
});

test("the numbers showTranslation clamp a millisecond, and beyond whatever has been answered", () => {
  const heard = [];
  const actions = createActions((open) => heard.push(open.at(-1).at));
  actions.send({});
  actions.send({});
  actions.confirm(heard[1] + 1e9);
  actions.send({});
  assert.ok(heard[0] < heard[1]);
  assert.equal(heard[2], heard[1] + 1e9 + 1);
});
