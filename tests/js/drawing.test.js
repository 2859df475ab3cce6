import assert from "node:assert/strict";
import { test } from "node:test";

import { readDrawing, writeDrawing } from "../../pages/ui/kit/address.js";
import { START } from "../../pages/ui/kit/state.js";

test("how the stage is drawn survives the address, and as at first it is empty", () => {
  assert.equal(writeDrawing(START), "");
  assert.deepEqual({ ...START, ...readDrawing("") }, START);
  const written = "view-matrix.head-2.flip-0.numbers-1.least-20";
  const drawn = { view: "matrix", head: 1, flip: false, numbers: true, threshold: 0.2 };
  assert.deepEqual(readDrawing(written), drawn);
  assert.equal(writeDrawing({ ...START, ...drawn }), written);
});
