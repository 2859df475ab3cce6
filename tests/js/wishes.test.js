import assert from "node:assert/strict";
import { test } from "node:test";

import { createWishes } from "../../pages/ui/components/shared/wishes.js";

/** What Python hears of three wishes, the first of which it answers before the third is made. */
test("every wish is told again with the later ones until it is answered", () => {
  const heard = [];
  const wishes = createWishes((open) => heard.push(open));
  wishes.make({ kind: "a" });
  wishes.make({ kind: "b" });
  wishes.answered(heard[0][0].at);
  wishes.make({ kind: "c" });
  assert.deepEqual(heard.map((open) => open.map(({ kind }) => kind).join("")), ["a", "ab", "bc"]);
});

test("the numbers grow within a millisecond, and beyond whatever has been answered", () => {
  const heard = [];
  const wishes = createWishes((open) => heard.push(open.at(-1).at));
  wishes.make({});
  wishes.make({});
  wishes.answered(heard[1] + 1e9);
  wishes.make({});
  assert.ok(heard[0] < heard[1]);
  assert.equal(heard[2], heard[1] + 1e9 + 1);
});
