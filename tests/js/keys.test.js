import assert from "node:assert/strict";
import { test } from "node:test";

import { actionOf } from "../../pages/ui/kit/listening.js";

const forward = { type: "move", by: 1 };
const back = { type: "move", by: -1 };

test("arrows step, Home and End jump, Space plays", () => {
  assert.deepEqual(actionOf("ArrowRight", "stage", false), forward);
  assert.deepEqual(actionOf("ArrowLeft", "stage", false), back);
  assert.deepEqual(actionOf("Home", "stage", false), { type: "first" });
  assert.deepEqual(actionOf("End", "stage", false), { type: "last" });
  assert.deepEqual(actionOf(" ", "stage", false), { type: "play" });
});

test("up and down step only when the stage stands in columns", () => {
  assert.equal(actionOf("ArrowDown", "stage", false), null);
  assert.deepEqual(actionOf("ArrowDown", "stage", true), forward);
  assert.deepEqual(actionOf("ArrowUp", "stage", true), back);
});

test("along the source row one looks around instead of stepping", () => {
  assert.deepEqual(actionOf("ArrowRight", "source", false), { type: "inspect", by: 1, cell: false });
  assert.deepEqual(actionOf("ArrowUp", "source", true), { type: "inspect", by: -1, cell: false });
  assert.deepEqual(actionOf(" ", "source", false), { type: "play" });
});

test("in the matrix one axis is the step, the other the source", () => {
  assert.deepEqual(actionOf("ArrowDown", "matrix", false), { ...forward, keep: true });
  assert.deepEqual(actionOf("ArrowRight", "matrix", false), { type: "inspect", by: 1, cell: true });
  assert.deepEqual(actionOf("ArrowDown", "matrix", true), { type: "inspect", by: 1, cell: true });
  assert.deepEqual(actionOf("ArrowLeft", "matrix", true), { ...back, keep: true });
});

test("a button keeps Space, a field keeps everything", () => {
  assert.equal(actionOf(" ", "button", false), null);
  assert.deepEqual(actionOf("ArrowRight", "button", false), forward);
  for (const key of ["ArrowRight", "Home", " ", "Escape"]) assert.equal(actionOf(key, "field", false), null);
});

test("outside of the stage the same keys act; up and down are left to scroll, and Space to what it presses", () => {
  for (const zone of ["page", "pressable"]) {
    assert.deepEqual(actionOf("ArrowRight", zone, true), forward);
    assert.deepEqual(actionOf("Home", zone, true), { type: "first" });
    assert.deepEqual(actionOf("End", zone, true), { type: "last" });
    for (const key of ["ArrowDown", "Escape", "a"]) assert.equal(actionOf(key, zone, true), null);
  }
  assert.deepEqual(actionOf(" ", "page", false), { type: "play" });
  assert.equal(actionOf(" ", "pressable", false), null);
});

test("Escape lets go; other keys are not ours", () => {
  assert.deepEqual(actionOf("Escape", "matrix", false), { type: "leave" });
  assert.equal(actionOf("x", "stage", false), null);
});
