import assert from "node:assert/strict";
import { test } from "node:test";

import { mountComponent } from "../../pages/ui/components/shared/mount.js";
import { PACKED } from "../../pages/ui/components/shared/packed.js";

let running = false;
globalThis.document = { createElement: () => ({ append() {}, remove() {} }), querySelector: () => (running ? {} : null) };

/** As Python sends it. */
const sent = (data) => new TextEncoder().encode(JSON.stringify({ present: false, language: "en", ...data }));

/** A place in a page, which writes down what is put there. */
function place(seen) {
  return Object.assign(new EventTarget(), { append: (_style, root) => seen.push(root.name) });
}

/** A component that writes down what happens to it, in a place of its own unless it is given one. */
function page(seen = [], parentElement = place(seen)) {
  const told = [];
  let report;
  const root = { name: "stands here", matches: () => false, remove: () => seen.push("gone") };
  const mount = mountComponent((to) => {
    report = to;
    return { root, build: ({ text, labels }) => seen.push(labels ? `${text}: ${labels.play}` : text), dispose: () => seen.push("ended") };
  });
  const show = (data, name = "") => mount({ data: sent(data), parentElement, setStateValue: (...each) => told.push([name, ...each]) });
  return { seen, told, show, parentElement, report: (...each) => report(...each) };
}

test("what is made lives as long as the place it stands in", () => {
  const { seen, show } = page();
  show({ text: "one" });
  const leave = show({ text: "two" });
  leave();
  show({ text: "two" });
  assert.deepEqual(seen, ["stands here", "one", "two", "ended", "gone", "stands here", "two"]);
});

test("what comes back of a report alone is nothing new", () => {
  const { seen, show } = page();
  for (const data of [{ text: "one", step: null }, { text: "one", step: 3, look: "large" }, { text: "one", step: 3, unit: 1 }]) show(data);
  assert.deepEqual(seen, ["stands here", "one", "one"]);
});

test("a report goes to whoever has shown something last", () => {
  const { told, show, report } = page();
  show({ text: "one" }, "first");
  report("unit", 1);
  show({ text: "one" }, "second");
  report("unit", 2);
  assert.deepEqual(told, [["first", "unit", 1], ["second", "unit", 2]]);
});

test("while Python runs, reports wait for it, and the latest of each name is sent", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { told, show, report } = page();
  show({ text: "one" }, "first");
  running = true;
  for (const [name, value] of [["unit", 1], ["unit", 2], ["piece", 3]]) report(name, value);
  context.mock.timers.tick(1000);
  assert.deepEqual(told, []);
  running = false;
  context.mock.timers.tick(1000);
  assert.deepEqual(told, [["first", "unit", 2], ["first", "piece", 3]]);
});

test("what waits when a component ends is not sent", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const { told, show, report } = page();
  const leave = show({ text: "one" });
  running = true;
  report("unit", 1);
  leave();
  running = false;
  context.mock.timers.tick(1000);
  assert.deepEqual(told, []);
});

test("words are those of the visitor's language, and come with the code", () => {
  PACKED.words = { en: { play: "Play" }, zh: { play: "播放" } };
  const { seen, show } = page();
  for (const language of ["en", "zh"]) show({ text: "one", language });
  PACKED.words = {};
  assert.deepEqual(seen, ["stands here", "one: Play", "one: 播放"]);
});

test("another release takes the place of the one before", () => {
  const { seen, show, parentElement } = page();
  show({ text: "old" });
  page(seen, parentElement).show({ text: "new" });
  assert.deepEqual(seen, ["stands here", "old", "ended", "gone", "stands here", "new"]);
});
