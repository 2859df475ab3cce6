import assert from "node:assert/strict";
import { test } from "node:test";

import { columnsFor, compactLayout, compactSize, inkPaths } from "../../pages/ui/panels/compact.js";
import { addressOf } from "../../pages/ui/panels/leading.js";
import { PLAIN, enlarged, pinned, readLook, writeLook } from "../../pages/ui/panels/look.js";
import { factText, factsKnown, ordered } from "../../pages/ui/panels/ordering.js";
import { rowUnder } from "../../pages/ui/panels/small.js";
import { strandLayout } from "../../pages/ui/panels/strands.js";
import { evenMeasure } from "./traces.js";

const wanted = { source: ["我", "爱", "你", "↵"], targets: [["I", "love", "you", "↵"]], width: 200, font: 12, measure: evenMeasure };

test("a small matrix leaves room for its names and keeps within its width", () => {
  const layout = compactLayout(wanted);
  assert.equal(layout.left, 32); // four letters of 6 and a bit more than half of 12
  assert.equal(layout.cell.toFixed(1), "22.8"); // never a slab
  assert.ok(layout.named && layout.headed && layout.upright);
  const { width } = compactSize(layout, 4, 4);
  assert.ok(width <= 200);
});

test("64 pieces by 64 steps fit a small panel, without names", () => {
  const many = Array(64).fill("我们");
  const layout = compactLayout({ ...wanted, source: many, targets: [many] });
  const { width, height } = compactSize(layout, 64, 64);
  assert.ok(width <= 202 && height <= 370, `${width} × ${height}`);
  assert.ok(!layout.named && !layout.headed);
});

test("cells of one strength share a path; what is too weak is left out", () => {
  const layout = { left: 10, top: 5, cell: 4, high: 6, font: 12, upright: true, named: true, headed: true };
  assert.deepEqual(inkPaths([[1, 0, 1], [0.0001, -1, 0]], layout), [
    { ink: -1, d: "M14 11h4v6h-4z" },
    { ink: 1, d: "M10 5h4v6h-4zM18 5h4v6h-4z" },
  ]);
});

test("the row under a point", () => {
  const layout = compactLayout(wanted);
  assert.equal(rowUnder(layout, layout.top + 1, 4), 0);
  assert.equal(rowUnder(layout, layout.top + layout.high * 3.5, 4), 3);
  assert.equal(rowUnder(layout, layout.top + layout.high * 4.5, 4), null);
  assert.equal(rowUnder(layout, 0, 4), null);
});

test("as many columns as there is room for, and never more than panels", () => {
  assert.deepEqual(columnsFor(1000, 180, 20, 14), { columns: 5, wide: 184 });
  assert.deepEqual(columnsFor(1000, 180, 20, 2), { columns: 2, wide: 490 });
  assert.deepEqual(columnsFor(150, 180, 20, 14), { columns: 1, wide: 150 });
});

test("strands stand in two columns of one height", () => {
  const { source, target, height } = strandLayout(2, 4, 300, 10);
  assert.equal(height, 58);
  assert.deepEqual(source.map(({ y, height: high }) => y + high / 2), [14.5, 43.5]);
  assert.deepEqual(target.map(({ y, height: high }) => y + high / 2), [7.25, 21.75, 36.25, 50.75]);
});

// -- what is chosen

test("a look survives the address, and as at first it is empty", () => {
  const look = { ...PLAIN, draw: "ribbons", sort: "aer", pins: ["dot", "local_m"], large: "none", pair: ["dot", "additive@attend_first"], offset: -1, threshold: 5 };
  assert.equal(writeLook(look), "draw-ribbons.sort-aer.pins-dot*local_m.large-none.pair-dot*additive@attend_first.offset--1.threshold-5");
  assert.deepEqual(readLook(writeLook(look)), look);
  assert.equal(writeLook(PLAIN), "");
  assert.deepEqual(readLook(""), PLAIN);
});

test("pins and the large one come and go", () => {
  assert.deepEqual(pinned(pinned(PLAIN, "dot"), "none").pins, ["dot", "none"]);
  assert.deepEqual(pinned(pinned(PLAIN, "dot"), "dot").pins, []);
  assert.equal(enlarged(PLAIN, "dot").large, "dot");
  assert.equal(enlarged(enlarged(PLAIN, "dot"), "dot").large, "");
});

// -- the order

const panel = (name, facts) => ({ name, facts });
const three = [panel("a", { entropy: 2, bleu: 10 }), panel("b", { entropy: 1, bleu: 30 }), panel("c", {})];
const names = (look) => ordered(three, { ...PLAIN, ...look }, ({ facts }) => facts).map(({ name }) => name);

test("the best stand first, those without a number last, pinned ones before all", () => {
  assert.deepEqual(names({}), ["a", "b", "c"]);
  assert.deepEqual(names({ sort: "entropy" }), ["b", "a", "c"]);
  assert.deepEqual(names({ sort: "bleu" }), ["b", "a", "c"]);
  assert.deepEqual(names({ sort: "entropy", pins: ["c", "a"] }), ["c", "a", "b"]);
});

test("numbers that nobody has are not named", () => {
  assert.deepEqual(factsKnown(three, ({ facts }) => facts), ["entropy", "bleu"]);
  assert.deepEqual([factText("entropy", 1.234), factText("bleu", 45.6)], ["1.23", "46"]);
});

// -- the way to other pages

test("a panel leads to other pages with its model and sentence, and without what is Compare's own", () => {
  const here = "http://host/app/compare?q=x&lang=zh&lens=gold&look=sort-aer&step=3#top";
  assert.equal(addressOf("step", here, "dot", "我&你"), "http://host/app/step?q=%E6%88%91%26%E4%BD%A0&step=3&lang=zh&scorer=dot");
  assert.equal(addressOf(".", here, "dot", "y"), "http://host/app/?q=y&step=3&lang=zh&scorer=dot");
});
