import assert from "node:assert/strict";
import { test } from "node:test";

import { cookieWith, readSeen } from "../../pages/ui/frame/hint/index.js";

test("what was seen is found among other cookies", () => {
  assert.deepEqual(readSeen("a=1; gaze_seen=step.what-if; b=2"), ["step", "what-if"]);
  assert.deepEqual(readSeen("not_gaze_seen=step"), []);
  assert.deepEqual(readSeen(""), []);
});

test("a page is added once, for a year", () => {
  assert.match(cookieWith("gaze_seen=step", ["beam", "step"]), /^gaze_seen=step\.beam; path=\/; max-age=31536000;/);
  assert.match(cookieWith("", []), /^gaze_seen=;/);
});
