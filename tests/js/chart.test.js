import assert from "node:assert/strict";
import { test } from "node:test";

import { roundEnd, roundTicks } from "../../pages/ui/kit/chart.js";

test("ticks are round numbers, also where the axis ends at none", () => {
  assert.deepEqual(roundTicks(2953), [0, 1000, 2000]);
  assert.deepEqual(roundTicks(8055, 4), [0, 2000, 4000, 6000, 8000]);
  assert.deepEqual(roundTicks(1), [0, 0.5, 1]);
  assert.deepEqual(roundTicks(4.03), [0, 2, 4]);
  assert.deepEqual(roundTicks(0.3), [0, 0.1, 0.2, 0.3]);
});

test("an empty axis has its beginning", () => assert.deepEqual(roundTicks(0), [0]));

test("an axis ends at a round number that has room for all", () => {
  assert.equal(roundEnd(3.87), 5);
  assert.equal(roundEnd(2.18), 2.5);
  assert.equal(roundEnd(31), 50);
  assert.equal(roundEnd(1), 1);
  assert.equal(roundEnd(0), 1);
});
