import assert from "node:assert/strict";
import { test } from "node:test";

import { PARAMETERS, PARTS, readChoices, writeChoice, writeChoices } from "../../pages/ui/kit/address.js";

test("a step counts from 1 in the address; nothing chosen is not written, but for links", () => {
  assert.equal(writeChoice(PARAMETERS.step, 0), "1");
  assert.equal(writeChoice(PARAMETERS.reveal, true), "1");
  for (const [name, first] of Object.entries({ reveal: false, look: "", drawing: "" })) assert.equal(writeChoice(PARAMETERS[name], first), null);
  assert.equal(writeChoice(PARAMETERS.links, ""), "");
});

test("what is written is what is not as at first, and reads as what it was", () => {
  const look = { ...readChoices(PARTS.look, ""), pins: ["dot", "cosine"], offset: -1, threshold: 0 };
  assert.equal(writeChoices(PARTS.look, look), "pins-dot*cosine.offset--1.threshold-0");
  assert.deepEqual(readChoices(PARTS.look, writeChoices(PARTS.look, look)), look);
});

test("heads count from 1, the least weight is in percent and has another name in the state", () => {
  assert.deepEqual(readChoices(PARTS.drawing, "head-3.least-5.flip-0"), { view: "both", head: 2, flip: false, numbers: false, threshold: 0.05 });
  assert.equal(writeChoices(PARTS.drawing, { view: "both", head: null, flip: null, numbers: false, threshold: 0.29 }), "least-29");
});
