import assert from "node:assert/strict";
import { test } from "node:test";

import { clockText } from "../../pages/ui/kit/reading.js";
import { edited, fileName, fileOf, hiding, isAsked, nothingKept, onward, placeOf, readKept, stopAt, titleOf, withHeard } from "../../pages/ui/frame/plans/plan_bar/plan.js";

const ROW = { kind: "row", words: "", choices: [], right: "" };
const kept = (...addresses) => ({ ...nothingKept(), plan: { name: "mine", stops: addresses.map(stopAt) } });
const order = ({ plan }) => plan.stops.map(({ address }) => address).join(" ");

test("a view is added behind the others", () => {
  const one = edited(nothingKept(), { type: "add", stop: stopAt("/step") });
  assert.equal(order(edited(one, { type: "add", stop: stopAt("/beam") })), "/step /beam");
});

test("a stop moves up and down, and not past the ends", () => {
  const three = kept("/a", "/b", "/c");
  assert.equal(order(edited(three, { type: "move", at: 0, by: 1 })), "/b /a /c");
  assert.equal(order(edited(three, { type: "move", at: 2, by: -1 })), "/a /c /b");
  assert.equal(edited(three, { type: "move", at: 0, by: -1 }), three);
  assert.equal(edited(three, { type: "move", at: 2, by: 1 }), three);
});

test("one stays at a stop that moves, or that another one leaves", () => {
  const at = (number) => edited(kept("/a", "/b", "/c"), { type: "go", at: number, now: 5 });
  assert.equal(edited(at(0), { type: "move", at: 0, by: 1 }).place.at, 1);
  assert.equal(edited(at(1), { type: "move", at: 0, by: 1 }).place.at, 0);
  assert.equal(edited(at(2), { type: "remove", at: 0 }).place.at, 1);
  assert.equal(edited(at(2), { type: "remove", at: 2 }).place.at, 1);
  assert.equal(edited(edited(kept("/a"), { type: "go", at: 0, now: 5 }), { type: "remove", at: 0 }).place, null);
});

test("what another plan or a removal replaces can be had back", () => {
  const mine = kept("/a", "/b");
  const opened = edited(mine, { type: "open", plan: { name: "other", stops: [stopAt("/c")] } });
  assert.deepEqual([opened.plan.name, opened.place], ["other", null]);
  assert.deepEqual(edited(opened, { type: "back" }).plan, mine.plan);
  assert.deepEqual(edited(edited(mine, { type: "remove", at: 0 }), { type: "back" }).plan, mine.plan);
  assert.equal(edited(nothingKept(), { type: "open", plan: mine.plan }).before, null);
});

test("one goes to stops that there are", () => {
  const two = kept("/a", "/b");
  assert.deepEqual(edited(two, { type: "go", at: 1, now: 7 }).place, { at: 1, since: 7, asked: false });
  assert.equal(edited(two, { type: "go", at: 2, now: 7 }), two);
  assert.equal(edited(two, { type: "go", at: -1, now: 7 }), two);
});

test("one key asks, reveals and goes on; without a class it goes on", () => {
  const { plan } = kept("/a", "/b");
  plan.stops[0].question = ROW;
  const [fresh, asked, last] = [{ at: 0, since: 0, asked: false }, { at: 0, since: 0, asked: true }, { at: 1, since: 0, asked: false }];
  assert.deepEqual([onward(plan, fresh, ""), onward(plan, asked, "open"), onward(plan, asked, "revealed"), onward(plan, last, "")], ["ask", "reveal", "go", "last"]);
  assert.equal(onward(plan, fresh, null), "go");
  assert.equal(onward(plan, last, "open"), "reveal", "what the teacher has asked besides");
});

test("a question of one's own is asked of a class where there is something to choose", () => {
  assert.ok(isAsked(ROW) && isAsked({ kind: "choice", words: "?", choices: ["yes", "no"], right: "" }));
  assert.ok(!isAsked(null) && !isAsked({ kind: "choice", words: "Why?", choices: [], right: "" }));
});

test("the controls that a stop hides stand in its address", () => {
  assert.deepEqual(placeOf("/step?q=a&hide=sidebar*pages&step=2"), { lead: "/step?q=a&step=2", hidden: ["sidebar", "pages"] });
  assert.deepEqual(placeOf("/beam"), { lead: "/beam", hidden: [] });
  assert.deepEqual(placeOf(hiding("/step?q=a&hide=pages", ["sidebar"])), { lead: "/step?q=a", hidden: ["sidebar"] });
  assert.equal(hiding("/beam?hide=pages", []), "/beam");
});

test("a stop is called as its teacher calls it, or by its page and sentence", () => {
  const pages = { "": "Translate", step: "Step" };
  assert.equal(titleOf({ ...stopAt("/step"), title: "<b>By hand</b>" }, pages), "<b>By hand</b>");
  assert.equal(titleOf(stopAt("/?q=%E6%88%91&step=2"), pages), "Translate · 我");
  assert.equal(titleOf({ ...stopAt("/step"), title: "  " }, pages), "Step");
});

test("a file has a name that every system takes", () => {
  assert.equal(fileName({ name: "Attention, 45 minutes: <b>/..\\" }), "attention-45-minutes-b.gaze.json");
  assert.equal(fileName({ name: "第 1 课" }), "第-1-课.gaze.json");
  assert.equal(fileName({ name: " /// " }), "plan.gaze.json");
});

test("a file has nothing but the plan", () => {
  const mine = edited(kept("/a"), { type: "go", at: 0, now: 3 });
  assert.deepEqual(JSON.parse(fileOf(mine.plan)), { format: "gaze-plan", version: 1, name: "mine", stops: [stopAt("/a")] });
});

test("what a browser has kept is read again, and anything else is nothing", () => {
  const mine = withHeard(edited(kept("/a"), { type: "go", at: 0, now: 3 }), "x");
  assert.deepEqual(readKept(JSON.parse(JSON.stringify(mine))), mine);
  for (const raw of [null, 3, {}, { plan: {} }, { plan: { name: "a", stops: [null] }, heard: [] }]) assert.deepEqual(readKept(raw), nothingKept());
  assert.equal(readKept({ ...mine, place: { at: 4 } }).place, null);
});

test("time is read as on a clock", () => {
  assert.deepEqual([0, 65.9, 3_600, -0.005].map(clockText), ["0:00", "1:05", "60:00", "0:00"]);
});
