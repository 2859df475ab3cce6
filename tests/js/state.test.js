import assert from "node:assert/strict";
import { test } from "node:test";

import { highlightOf, isHidden, reduce, rowOf, START, stepOf, tickInterval } from "../../pages/ui/kit/state.js";

const given = (values = {}) => ({ type: "receive", text: "我爱你", steps: 7, sources: 3, heads: 0, step: null, ...values });
const mountComponent = (values) => reduce(START, given(values));
const after = (state, ...actions) => actions.reduce(reduce, state);

test("a fresh stage shows the whole translation, or the step it is to restore", () => {
  assert.equal(mountComponent().step, 6);
  assert.equal(mountComponent({ step: 2 }).step, 2);
  assert.equal(mountComponent({ step: 99 }).step, 6);
  assert.equal(mountComponent({ step: -4 }).step, 0);
});

test("the same sentence keeps its step, clamped; another one opens where Python says, or whole", () => {
  const at3 = after(mountComponent(), { type: "step", to: 3 });
  assert.equal(reduce(at3, given()).step, 3);
  assert.equal(reduce(at3, given({ step: 0 })).step, 3);
  assert.equal(reduce(at3, given({ steps: 2 })).step, 1);
  assert.equal(reduce(at3, given({ text: "你好", steps: 5 })).step, 4);
  assert.equal(reduce(at3, given({ text: "你好", steps: 5, step: 1 })).step, 1);
});

test("a step that the server chooses is gone to, none is where the sentence opens; what is the same already is the very same state", () => {
  const moved = after(mountComponent({ opening: 1 }), { type: "step", to: 3 });
  const adopt = (state, choices) => reduce(state, { type: "adopt", choices });
  assert.deepEqual([mountComponent({ opening: 1 }).step, adopt(moved, { step: 5 }).step, adopt(moved, { step: 99 }).step, adopt(moved, { step: null }).step], [1, 5, 6, 1]);
  assert.equal(adopt(after(mountComponent(), { type: "first" }, { type: "play" }), { step: 4 }).playing, false);
  assert.equal(adopt(mountComponent({ steps: 4, lengths: [1, 2, 3, 1] }), { step: 4 }).step, 2);
  assert.deepEqual([adopt(mountComponent({ heads: 2 }), { head: 1 }).head, adopt(mountComponent({ heads: 2 }), { head: 2 }).head], [1, null]);
  assert.equal(adopt(moved, { step: 3, reveal: false }), moved);
});

test("rows are words of several steps: the step in the address is that of the first piece", () => {
  const lengths = [1, 2, 3, 1];
  assert.deepEqual([0, 1, 2, 3, 4, 5, 6, 7].map((step) => rowOf(lengths, step)), [0, 1, 1, 2, 2, 2, 3, 4]);
  assert.deepEqual([0, 1, 2, 3, 5].map((row) => stepOf(lengths, row)), [0, 1, 3, 6, 8]);
  assert.deepEqual([rowOf(null, 5), stepOf(null, 5), rowOf(lengths, -4)], [5, 5, 0]);
});

test("words become pieces and pieces words where one is; another model's words are counted", () => {
  const words = mountComponent({ steps: 4, lengths: [1, 2, 3, 1], step: 4 });
  assert.equal(words.step, 2);
  const pieces = reduce(words, given());
  assert.equal(pieces.step, 3);
  assert.equal(reduce(after(pieces, { type: "step", to: 5 }), given({ steps: 4, lengths: [1, 2, 3, 1] })).step, 2);
  assert.equal(reduce(words, given({ steps: 4, lengths: [2, 1, 1, 1] })).step, 2);
});

test("flip, threshold, speed and view survive other data", () => {
  const chosen = after(mountComponent(), { type: "flip", to: true }, { type: "threshold", to: 0.2 }, { type: "speed", to: 4 }, { type: "view", to: "matrix" });
  const { flip, threshold, speed, view } = reduce(chosen, given({ text: "你好" }));
  assert.deepEqual({ flip, threshold, speed, view }, { flip: true, threshold: 0.2, speed: 4, view: "matrix" });
});

test("a head that the next model lacks falls back to the mean", () => {
  const second = after(mountComponent({ heads: 4 }), { type: "head", to: 3 });
  assert.equal(reduce(second, given({ heads: 4 })).head, 3);
  assert.equal(reduce(second, given({ heads: 2 })).head, null);
});

test("moving stops at both ends", () => {
  const start = after(mountComponent(), { type: "first" });
  assert.equal(after(start, { type: "move", by: -1 }).step, 0);
  assert.equal(after(start, { type: "move", by: 1 }).step, 1);
  assert.equal(after(start, { type: "last" }, { type: "move", by: 1 }).step, 6);
});

test("playing from the end begins again and ends at the last step", () => {
  let state = after(mountComponent({ steps: 3 }), { type: "play" });
  assert.deepEqual([state.step, state.playing], [0, true]);
  state = after(state, { type: "tick" });
  assert.deepEqual([state.step, state.playing], [1, true]);
  state = after(state, { type: "tick" });
  assert.deepEqual([state.step, state.playing], [2, false]);
  assert.equal(reduce(state, { type: "tick" }), state);
});

test("a hand on the transport ends playing; a single step never plays", () => {
  const playing = after(mountComponent(), { type: "play" });
  assert.equal(after(playing, { type: "move", by: 1 }).playing, false);
  assert.equal(after(playing, { type: "play" }).playing, false);
  assert.equal(after(mountComponent({ steps: 1 }), { type: "play" }).playing, false);
});

test("the speed is one of four, and the beat follows it", () => {
  assert.equal(after(mountComponent(), { type: "speed", to: 3 }).speed, 1);
  assert.equal(tickInterval(1) / tickInterval(4), 4);
});

test("hovering lights a row, a column or a cell; a step puts it out", () => {
  const at = after(mountComponent(), { type: "step", to: 2 });
  assert.deepEqual(highlightOf(at), { step: 2, source: null });
  const column = after(at, { type: "hover", to: { step: null, source: 1 } });
  assert.deepEqual(highlightOf(column), { step: null, source: 1 });
  assert.equal(reduce(column, { type: "hover", to: { step: null, source: 1 } }), column);
  assert.deepEqual(highlightOf(after(column, { type: "move", by: 1 })), { step: 3, source: null });
});

test("a cell inspected by keyboard moves along with the step", () => {
  const cell = after(mountComponent(), { type: "step", to: 2 }, { type: "inspect", by: 1, cell: true }, { type: "inspect", by: 1, cell: true });
  assert.deepEqual(cell.hover, { step: 2, source: 1 });
  assert.deepEqual(after(cell, { type: "move", by: 1, keep: true }).hover, { step: 3, source: 1 });
  assert.deepEqual(after(mountComponent(), { type: "inspect", by: -1, cell: false }).hover, { step: null, source: 2 });
});

test("revealing begins at the first step and hides what comes later, also from the pointer", () => {
  const on = reduce(mountComponent({ step: 4 }), { type: "reveal" });
  assert.deepEqual([on.reveal, on.step], [true, 0]);
  const at = after(on, { type: "move", by: 2 });
  assert.deepEqual([1, 2, 3].map((step) => isHidden(at, step)), [false, false, true]);
  assert.equal(reduce(at, { type: "hover", to: { step: 3, source: 0 } }), at);
  assert.deepEqual(highlightOf(reduce(at, { type: "hover", to: { step: 1, source: 0 } })), { step: 1, source: 0 });
  const off = reduce(at, { type: "reveal" });
  assert.deepEqual([off.step, isHidden(off, 6)], [2, false]);
});

test("an empty trace does not break the stage", () => {
  const empty = mountComponent({ steps: 0, sources: 0 });
  assert.equal(empty.step, 0);
  assert.equal(after(empty, { type: "move", by: 1 }, { type: "play" }, { type: "tick" }).step, 0);
});
