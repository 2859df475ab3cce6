import assert from "node:assert/strict";
import { test } from "node:test";

import { chartsOf, endOf, tableOfRuns } from "../../pages/ui/features/training/charts.js";
import { lastBefore, updateOf, shareOf, ticksOf, timeText, valueAt } from "../../pages/ui/features/training/timeline.js";

const EPOCHS = { loss: [4, 2], valid_loss: [3, 1.5], bleu: [10, 20], update: [50, 100], seconds: [30, 60] };
const quick = { name: "dot", title: "Dot", colour: "#dc4900", fixed: false, weights: [], updates: [0, 1, 10, 100], seconds: [0, 1, 6, 60], aer: [0.8, 0.8, 0.3, 0.2], entropy: [2, 2, 1, 1], begun: 2, epochs: EPOCHS };
const slow = { ...quick, name: "none", title: "None", colour: "#777b88", fixed: true, seconds: [0, 2, 12, 120], aer: [], entropy: [], begun: null };

test("an axis of time is logarithmic and has room for 0", () => {
  assert.equal(shareOf(0, 999), 0);
  assert.equal(shareOf(999, 999), 1);
  assert.ok(Math.abs(shareOf(9, 999) - 1 / 3) < 1e-12);
  assert.deepEqual(ticksOf(8022), [0, 1, 10, 100, 1000]);
});

test("what holds at a place is the last that was recorded by then", () => {
  assert.equal(lastBefore([0, 1, 10], 9.9), 1);
  assert.equal(lastBefore([0, 1, 10], 10), 2);
  assert.equal(lastBefore([5], 1), -1);
  assert.equal(valueAt({ run: "dot", colour: "#000", x: [50, 100], y: [3, 1.5] }, 49), null);
  assert.equal(valueAt({ run: "dot", colour: "#000", x: [50, 100], y: [3, 1.5] }, 70), 3);
});

test("over updates all runs stand at the same update, over seconds a slower one stays behind", () => {
  assert.equal(updateOf(slow, quick, 3, "updates"), 3);
  assert.equal(updateOf(slow, quick, 3, "seconds"), 2); // after 60 s it has made 10 updates
  assert.equal(updateOf(quick, quick, 3, "seconds"), 3);
  assert.equal(endOf([quick, slow], "seconds"), 120);
});

test("each chart has a line of every run that has its values, and the chosen run's training loss", () => {
  const charts = chartsOf([quick, slow], "dot", "seconds");
  assert.deepEqual(charts.map(({ name, lines }) => [name, lines.length]), [["aer", 1], ["entropy", 1], ["loss", 3], ["bleu", 2]]);
  assert.deepEqual(charts[2].lines.map(({ colour }) => colour), ["#dc4900", "#777b88", "#dc4900"]);
  assert.deepEqual(charts[2].lines[2], { run: "dot", colour: "#dc4900", x: [30, 60], y: [4, 2], dashed: true });
  assert.equal(charts[2].most, 4);
  assert.equal(charts[0].write(0.214), "21 %");
});

test("where no sentence has gold links there is no alignment error: no chart, no line of the table", () => {
  const unlinked = { ...quick, aer: [], begun: null };
  assert.deepEqual(chartsOf([unlinked, slow], "dot", "updates").map(({ name }) => name), ["entropy", "loss", "bleu"]);
  assert.doesNotMatch(tableOfRuns([unlinked, slow]), /aer/);
});

test("the table has a line for each value of each run", () => {
  const lines = tableOfRuns([quick, slow]).split("\r\n");
  assert.equal(lines[0], "run,measure,update,seconds,value");
  assert.equal(lines[1], '"Dot",aer,0,0,0.8');
  assert.equal(lines.length, 1 + (4 + 4 + 6) + 6 + 1);
});

test("a time has at most three digits", () => {
  assert.deepEqual([timeText(0.27), timeText(68.4), timeText(1065)], [["seconds", "0.3"], ["seconds", "68"], ["minutes", "17.8"]]);
});
