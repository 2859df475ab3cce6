import assert from "node:assert/strict";
import { test } from "node:test";

import { SCORERS, softmax, sparsemax } from "../../pages/ui/features/translate/offline_page/scorers.js";
import { linear, readTensors } from "../../pages/ui/features/translate/offline_page/tensors.js";
import { createTokenizer } from "../../pages/ui/features/translate/offline_page/tokenizer.js";

/** A safetensors file of these tensors. */
function fileOf(tensors) {
  let at = 0;
  const header = {};
  for (const [name, { dtype, shape, bytes }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [at, (at += bytes.length)] };
  }
  const written = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + written.length + at);
  new DataView(file.buffer).setBigUint64(0, BigInt(written.length), true);
  file.set(written, 8);
  file.set(Object.values(tensors).flatMap(({ bytes }) => [...bytes]), 8 + written.length);
  return file;
}

const bytes = (numbers) => new Uint8Array(numbers.buffer);

test("whole numbers are multiplied by the scales of their rows", () => {
  const tensors = readTensors(fileOf({
    w: { dtype: "I8", shape: [2, 2], bytes: bytes(Int8Array.of(127, -64, 3, 0)) },
    "w:scale": { dtype: "F32", shape: [2, 1], bytes: bytes(Float32Array.of(0.5, 2)) },
  }));
  assert.deepEqual([...tensors.get("w").values], [63.5, -32, 6, 0]);
  assert.deepEqual([...linear(tensors.get("w"), Float32Array.of(1, 2))], [-0.5, 6]);
});

test("numbers in half precision: 1, -2, 1/3, the smallest, and a scalar", () => {
  const halves = Uint16Array.of(0x3c00, 0xc000, 0x3555, 0x0001);
  const tensors = readTensors(fileOf({ b: { dtype: "F16", shape: [4], bytes: bytes(halves) }, s: { dtype: "F16", shape: [], bytes: bytes(Uint16Array.of(0x4900)) } }));
  assert.deepEqual([...tensors.get("b").values], [1, -2, Math.fround(0.333251953125), 2 ** -24]);
  assert.deepEqual([...tensors.get("s").values], [10]);
});

test("what is kept otherwise is refused by name", () => {
  assert.throws(() => readTensors(fileOf({ w: { dtype: "BF16", shape: [1], bytes: new Uint8Array(2) } })), /tensors of BF16 are not read/);
});

const SPECIAL = ["<pad>", "<unk>", "<s>", "</s>"];

function tokenizer(pieces, more = {}) {
  const scores = [0, 0, 0, 0, ...Object.values(pieces)];
  return createTokenizer({ pieces: [...SPECIAL, ...Object.keys(pieces)], scores, charsmap: "", spaced: true, folds_case: false, ...more });
}

test("of two ways to cut a text the likelier one is taken; unknown characters in a row are one piece", () => {
  const { encode, decode } = tokenizer({ "▁a": -1, b: -2, "▁ab": -3.5, "▁": -2 });
  assert.deepEqual(encode("  ab   a "), { pieces: ["▁a", "b", "▁a"], ids: [4, 5, 4] });
  assert.deepEqual(encode("axyb"), { pieces: ["▁a", "xy", "b"], ids: [4, 1, 5] });
  assert.deepEqual(encode("   "), { pieces: [], ids: [] });
  assert.equal(decode([4, 5, 4, 3]), "ab a");
});

test("without spaces between words no mark is put before; capitals are read as small letters where pieces have no others", () => {
  assert.deepEqual(tokenizer({ a: -1, "▁": -2 }, { spaced: false }).encode("a a").pieces, ["a", "▁", "a"]);
  assert.deepEqual(tokenizer({ "▁a": -1 }, { folds_case: true }).encode("A").ids, [4]);
});

test("softmax, and sparsemax with exact zeros; minus infinity has no weight", () => {
  assert.deepEqual(softmax([0, 0, -Infinity]), [0.5, 0.5, 0]);
  assert.deepEqual(sparsemax([1, 0.5, -3]), [0.75, 0.25, 0]);
  assert.deepEqual(sparsemax([5, 1, -Infinity]), [1, 0, 0]);
});

test("without attention one head looks at the last piece, the other at the first", () => {
  const keys = [1, 2, 3].map((value) => Float32Array.of(value));
  const { score } = SCORERS.none(() => assert.fail("no parameters"), { bidirectional: true });
  assert.deepEqual(score(Float32Array.of(1), { keys, step: 0, weights: [] }), [[-Infinity, -Infinity, 0], [0, -Infinity, -Infinity]]);
  assert.deepEqual(SCORERS.dot().score(Float32Array.of(2), { keys, step: 0, weights: [] }), [[2, 4, 6]]);
});
