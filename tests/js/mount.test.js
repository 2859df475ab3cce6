import assert from "node:assert/strict";
import { test } from "node:test";

import { mounted } from "../../pages/ui/components/shared/mount.js";

/** A page with one component, that writes down what happens to it. */
function page() {
  const [seen, told] = [[], []];
  let report;
  const root = { matches: () => false, remove: () => seen.push("gone") };
  const mount = mounted((to) => {
    report = to;
    return { root, build: (data) => seen.push(data.text), dispose: () => seen.push("ended") };
  });
  const parentElement = { append: (each) => seen.push(each === root ? "stands here" : each) };
  const show = (data, name = "") => mount({ data, parentElement, setStateValue: (...each) => told.push([name, ...each]) });
  return { seen, told, show, report: (...each) => report(...each) };
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
