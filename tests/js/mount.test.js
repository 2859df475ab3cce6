import assert from "node:assert/strict";
import { test } from "node:test";

import { mountComponent } from "../../pages/ui/kit/mount.js";
import { PACKED } from "../../pages/ui/kit/packed.js";

let running = false;
globalThis.document = { createElement: () => ({ append() {}, remove() {} }), querySelector: () => (running ? {} : null) };
globalThis.location = new URL("http://localhost/");
const shown = new EventTarget();
for (const name of ["addEventListener", "removeEventListener", "dispatchEvent"]) globalThis[name] = shown[name].bind(shown);
globalThis.history = { state: null, replaceState: (_state, _title, address) => { globalThis.location = new URL(address); } };

/** Style and words of the component. */
const OWN = { style: "", words: {} };

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
    return { root, build: ({ text, labels }) => seen.push([text, ...Object.values(labels)].join(": ")), adopt: (choices) => seen.push(choices), dispose: () => seen.push("ended") };
  }, OWN);
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

/** A page with choices: what its component was told and what it reports, both without the numbers of reports. */
function choosing(choices) {
  const { seen, told, show, report } = page();
  show({ text: "one", choices });
  seen.splice(0);
  const reports = () => told.map(([, name, [value]]) => [name, value]);
  const numberOf = (at) => told.at(at)[2][1];
  return { seen, show: (handed, text = "one") => show({ text, choices: handed }), report, reports, numberOf };
}

test("all choices are handed over at first, after the data", () => {
  const { seen, show } = page();
  show({ text: "one", choices: { step: [null, 0], piece: [2, 0] } });
  assert.deepEqual(seen, ["stands here", "one", { step: null, piece: 2 }]);
});

test("what the server chooses is taken over, once, without drawing anew what has not changed", () => {
  const { seen, show } = choosing({ piece: [null, 0], ask: ["row", 0] });
  show({ piece: [2, 0], ask: ["row", 0] });
  show({ piece: [2, 0], ask: ["row", 0] });
  assert.deepEqual(seen, [{ piece: 2 }]);
  show({ piece: [null, 0], ask: ["piece", 0] }, "two");
  assert.deepEqual(seen.slice(1), ["two", { piece: null, ask: "piece" }]);
});

test("what comes back of a report is nothing new; the server that has not heard it throws nothing back", () => {
  const { seen, show, report, numberOf } = choosing({ step: [0, 0] });
  report("step", 1);
  report("step", 2);
  show({ step: [0, 0] }, "two");
  show({ step: [1, numberOf(0)] }, "two");
  show({ step: [2, numberOf(1)] }, "two");
  assert.deepEqual(seen, ["two"]);
});

test("what the server chose before it heard a later report is not taken over; what it chooses after that is", () => {
  const { seen, show, report, numberOf } = choosing({ step: [0, 0] });
  report("step", 1);
  report("step", 2);
  show({ step: [7, numberOf(0)] });
  assert.deepEqual(seen, []);
  show({ step: [7, numberOf(1)] });
  assert.deepEqual(seen, [{ step: 7 }]);
});

test("a report that the server did not accept is taken back", () => {
  const { seen, show, report, numberOf } = choosing({ piece: [1, 0] });
  report("piece", 99);
  show({ piece: [1, numberOf(0)] });
  assert.deepEqual(seen, [{ piece: 1 }]);
});

test("only what the server does not know is reported, and the same value again after it chose another one", () => {
  const { show, report, reports, numberOf } = choosing({ piece: [1, 0] });
  for (const piece of [1, 2, 2]) report("piece", piece);
  assert.deepEqual(reports(), [["piece", 2]]);
  show({ piece: [1, numberOf(0)] });
  report("piece", 1);
  report("piece", 2);
  assert.deepEqual(reports(), [["piece", 2], ["piece", 2]]);
  assert.ok(numberOf(1) > numberOf(0));
});

test("what the browser writes in the address stands there at once, and again when a run that knew nothing of it has ended", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.location = new URL("http://localhost/");
  const { report } = choosing({ step: [null, 0] });
  running = true;
  report("step", 2);
  assert.equal(location.search, "?step=3");
  globalThis.location = new URL("http://localhost/?scorer=dot");
  running = false;
  context.mock.timers.tick(100);
  assert.equal(location.search, "?scorer=dot&step=3");
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

test("what Python may not have heard when a link leads to another page is reported by what mounts there, once", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const entered = () => dispatchEvent(new Event("gaze:entered"));
  const before = page();
  const leave = before.show({ text: "one", choices: { step: [1, 0], ask: ["row", 0] } });
  running = true;
  before.report("step", 3);
  entered();
  leave();
  const [after, later] = [page(), page()];
  after.show({ text: "two", choices: { step: [1, 0] } });
  assert.deepEqual(after.seen, ["stands here", "two", { step: 3 }]);
  running = false;
  context.mock.timers.tick(1000);
  assert.deepEqual(before.told, []);
  assert.deepEqual(after.told.map(([, name, [value]]) => [name, value]), [["step", 3]]);
  later.show({ text: "two", choices: { step: [1, 0] } });
  assert.deepEqual(later.seen, ["stands here", "two", { step: 1 }]);
});

test("it is not, where the visitor has come to another sentence, or to another page in another way", () => {
  for (const [event, address] of [["gaze:entered", "?q=another"], ["popstate", ""]]) {
    globalThis.location = new URL("http://localhost/");
    const [before, after] = [page(), page()];
    before.show({ text: "one", choices: { step: [1, 0] } });
    before.report("step", 3);
    dispatchEvent(new Event(event));
    globalThis.location = new URL(`http://localhost/${address}`);
    after.show({ text: "two", choices: { step: [1, 0] } });
    assert.deepEqual(after.seen.at(-1), { step: 1 });
  }
});

test("words are those of the visitor's language, and come with the code", () => {
  PACKED.words = { en: { play: "Play" }, zh: { play: "播放" } };
  OWN.words = { en: { own: "Its own" }, zh: { own: "自己的" } };
  const { seen, show } = page();
  for (const language of ["en", "zh"]) show({ text: "one", language });
  PACKED.words = OWN.words = {};
  assert.deepEqual(seen, ["stands here", "one: Play: Its own", "one: 播放: 自己的"]);
});

test("another release takes the place of the one before", () => {
  const { seen, show, parentElement } = page();
  show({ text: "old" });
  page(seen, parentElement).show({ text: "new" });
  assert.deepEqual(seen, ["stands here", "old", "ended", "gone", "stands here", "new"]);
});
