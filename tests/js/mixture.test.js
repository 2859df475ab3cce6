/** Copying and coverage: the parts of a probability, what was read before, what is marked. */

import assert from "node:assert/strict";
import test from "node:test";
import { candidateRows, isCopied, mixtureOf, readBefore } from "../../pages/ui/kit/reading.js";
import { shownTarget } from "../../pages/ui/kit/scene.js";
import { announcement, readingOf } from "../../pages/ui/kit/speech.js";
import { copyTrace } from "./traces.js";

const scene = (trace) => ({ trace, labels: {}, fixed: false, weights: trace.weights, target: shownTarget(trace, {}),
  source: trace.source.pieces.map((name) => ({ text: name, name, end: false, unknown: false })) });
const near = (one, other) => assert.ok(Math.abs(one - other) < 1e-9, `${one} is not ${other}`);

test("what was read before a step is the sum of all earlier rows", () => {
  const { weights } = copyTrace();
  assert.deepEqual(readBefore(weights, 0), [0, 0, 0]);
  assert.deepEqual(readBefore(weights, 1), weights[0]);
  readBefore(weights, 2).forEach((read, j) => near(read, weights[0][j] + weights[1][j]));
  assert.deepEqual(readBefore([], 0), []);
});

test("a probability is what is generated and what the places of the word give", () => {
  const trace = copyTrace();
  const [notes, rm] = candidateRows(trace, 1).map((row) => mixtureOf(trace, 1, row));
  near(notes.copied, 0.8 * (0.6 + 0.3)); // it stands there twice
  near(notes.generated, 0);
  near(rm.copied, 0);
  near(rm.generated, 0.1);
});

test("rounded numbers leave no part below nothing", () => {
  const { generated, copied } = mixtureOf(copyTrace(), 1, { piece: "▁notes", probability: 0.7199 });
  assert.deepEqual([generated, copied], [0, 0.7199]);
});

test("without copying, and where pieces are joined to words, there are no parts", () => {
  const { generate, ...plain } = copyTrace();
  assert.equal(generate.length, 3);
  assert.equal(mixtureOf(plain, 1, { piece: "▁notes", probability: 0.7 }), null);
  assert.equal(mixtureOf({ ...copyTrace(), words: { rows: [1, 1, 1], columns: [1, 1, 1], chosen: [] } }, 1, { piece: "▁notes", probability: 0.7 }), null);
});

test("what was copied is marked, and said to a screen reader with the probability to generate", () => {
  const trace = copyTrace();
  assert.deepEqual([0, 1, 2].map((step) => isCopied(trace, step)), [false, true, false]);
  assert.deepEqual(scene(trace).target.map(({ copied }) => copied ?? false), [false, true, false]);
  assert.equal(readingOf(scene(trace), 1), "notes (copied) ← ▁notes 0.60, ▁notes 0.30, ▁in 0.10");
  assert.equal(announcement(scene(trace), 1, 1.3), "Step 2 of 3: notes (copied) ← ▁notes 0.60, ▁notes 0.30, ▁in 0.10, p_gen 0.20. Entropy 1.30 bits.");
});
