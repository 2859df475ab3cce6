import assert from "node:assert/strict";
import { test } from "node:test";

import { createScroller } from "../../pages/ui/kit/scrolling.js";

/** A field 400 pixels wide over a drawing of 2000. */
function field() {
  const made = { scrollLeft: 0, scrollTop: 0, heard: () => {}, addEventListener: (_, listener) => { made.heard = listener; } };
  made.scrollTo = (left, top) => { Object.assign(made, { scrollLeft: left, scrollTop: top }); made.heard(); };
  const { fit, follow } = createScroller(made);
  fit({ width: 400, height: 100 });
  return { made, fit, follow: (x) => follow({ x, y: 0, width: 60, height: 100 }, { width: 2000, height: 100 }) };
}

test("a step is brought into view once: whoever scrolls away by hand stays there until the next", () => {
  const { made, follow } = field();
  follow(1900);
  assert.equal(made.scrollLeft, 1730);
  made.scrollTo(300, 0);
  follow(1900);
  assert.equal(made.scrollLeft, 300);
  follow(1800);
  assert.equal(made.scrollLeft, 1630);
});

test("in another width the step is brought into view again", () => {
  const { made, fit, follow } = field();
  follow(1000);
  made.scrollTo(0, 0);
  fit({ width: 500, height: 100 });
  follow(1000);
  assert.equal(made.scrollLeft, 780);
});
