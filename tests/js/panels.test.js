import assert from "node:assert/strict";
import { test } from "node:test";

import { columnsFor, compactLayout, compactSize, fontSizeFor, rowUnder, smallRibbonLayout } from "../../pages/ui/kit/small.js";
import { inkPaths } from "../../pages/ui/kit/cells.js";
import { linkCells, curvePoints, alignmentScores, predictedLinks, nextMark, readLinks, writeLinks } from "../../pages/ui/features/compare/gold.js";
import { availableFacts, DEFAULT_LOOK, factText, pageAddress, readLook, replacePanelName, sortPanels, toggleEnlarged, togglePin, writeLook } from "../../pages/ui/features/compare/look.js";
import { tableOf } from "../../pages/ui/features/compare/index.js";
import { chosenPair, pairOf, subtractWeights } from "../../pages/ui/features/compare/difference.js";
import { evenMeasure } from "./traces.js";

const wanted = { source: ["我", "爱", "你", "↵"], names: ["I", "love", "you", "↵"], steps: 4, width: 200, font: 12, measure: evenMeasure };

test("a small matrix leaves room for its names and keeps clamp its width", () => {
  const layout = compactLayout(wanted);
  assert.equal(layout.left, 32); // four letters of 6 and a bit more than half of 12
  assert.equal(layout.cell, (200 - 32 - 2) / 4); // all of what the names leave
  assert.ok(layout.named && layout.headed);
  const { width } = compactSize(layout, 4, 4);
  assert.ok(width <= 200);
});

test("64 pieces by 64 steps fit a small panel, without names", () => {
  const many = Array(64).fill("我们");
  const layout = compactLayout({ ...wanted, source: many, names: many, steps: 64 });
  const { width, height } = compactSize(layout, 64, 64);
  assert.ok(width <= 202 && height <= 370, `${width} × ${height}`);
  assert.ok(!layout.named && !layout.headed);
});

test("one that runs on and on has low rows, and takes nothing from the height of the others", () => {
  const [short, long] = [4, 64].map((steps) => compactLayout({ ...wanted, names: ["I", "love", "you", "↵", "none"], steps }));
  assert.equal(short.high, compactLayout(wanted).high);
  assert.ok(long.high < short.high / 2);
  assert.deepEqual([short.left, short.cell, short.top], [long.left, long.cell, long.top]);
});

test("cells of one strength share a path; what is too weak is left out", () => {
  const layout = { left: 10, top: 5, cell: 4, high: 6, font: 12, named: true, headed: true };
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

test("a word alone is no slab", () => {
  assert.equal(compactLayout({ ...wanted, source: ["我"], names: ["I"], steps: 1, width: 400 }).cell, 54);
});

test("letters showTranslation with the panel, clamp bounds, and shrink with the sentence", () => {
  assert.equal(fontSizeFor(256, 10, 5, 20), 256 / 26);
  assert.equal(fontSizeFor(1000, 4, 12, 24), 24);
  assert.equal(fontSizeFor(200, 40, 12, 24), 12);
});

test("as many columns as there is room for, evenly filled, and never more than panels", () => {
  assert.deepEqual(columnsFor(1000, 180, 20, 15), { columns: 5, wide: 184 });
  assert.equal(columnsFor(1000, 180, 20, 16).columns, 4); // four rows of four, not three of five and one
  assert.equal(columnsFor(600, 180, 20, 4).columns, 2);
  assert.deepEqual(columnsFor(1000, 180, 20, 2), { columns: 2, wide: 490 });
  assert.deepEqual(columnsFor(150, 180, 20, 14), { columns: 1, wide: 150 });
});

test("small ribbons stand in two columns of one height", () => {
  const { source, target, height } = smallRibbonLayout(2, 4, 300, 10);
  assert.equal(height, 58);
  assert.deepEqual(source.map(({ y, height: high }) => y + high / 2), [14.5, 43.5]);
  assert.deepEqual(target.map(({ y, height: high }) => y + high / 2), [7.25, 21.75, 36.25, 50.75]);
});

test("small ribbons of one that runs on and on stay clamp a window", () => {
  const { source, target, height } = smallRibbonLayout(2, 64, 300, 10);
  assert.equal(height, smallRibbonLayout(2, 26, 300, 10).height);
  assert.ok(target[63].y + target[63].height <= height && source[1].y + source[1].height <= height);
});

// -- what is chosen

test("a look survives the address, and as at first it is empty", () => {
  const look = { ...DEFAULT_LOOK, draw: "ribbons", sort: "aer", pins: ["dot", "local_m"], large: "none", pair: ["dot", "additive@attend_first"], offset: -1, threshold: 5 };
  assert.equal(writeLook(look), "draw-ribbons.sort-aer.pins-dot*local_m.large-none.pair-dot*additive@attend_first.offset--1.threshold-5");
  assert.deepEqual(readLook(writeLook(look)), look);
  assert.equal(writeLook(DEFAULT_LOOK), "");
  assert.deepEqual(readLook(""), DEFAULT_LOOK);
});

test("pins and the large one come and go", () => {
  assert.deepEqual(togglePin(togglePin(DEFAULT_LOOK, "dot"), "none").pins, ["dot", "none"]);
  assert.deepEqual(togglePin(togglePin(DEFAULT_LOOK, "dot"), "dot").pins, []);
  assert.equal(toggleEnlarged(DEFAULT_LOOK, "dot").large, "dot");
  assert.equal(toggleEnlarged(toggleEnlarged(DEFAULT_LOOK, "dot"), "dot").large, "");
});

// -- the order

const panel = (name, facts) => ({ name, facts });
const three = [panel("a", { entropy: 2, bleu: 10 }), panel("b", { entropy: 1, bleu: 30 }), panel("c", {})];
const names = (look) => sortPanels(three, { ...DEFAULT_LOOK, ...look }, ({ facts }) => facts).map(({ name }) => name);

test("the best stand first, those without a number last, pinned ones before all", () => {
  assert.deepEqual(names({}), ["a", "b", "c"]);
  assert.deepEqual(names({ sort: "entropy" }), ["b", "a", "c"]);
  assert.deepEqual(names({ sort: "bleu" }), ["b", "a", "c"]);
  assert.deepEqual(names({ sort: "entropy", pins: ["c", "a"] }), ["c", "a", "b"]);
});

test("numbers that nobody has are not named", () => {
  assert.deepEqual(availableFacts(three, ({ facts }) => facts), ["entropy", "bleu"]);
  assert.deepEqual([factText("entropy", 1.234), factText("bleu", 45.6)], ["1.23", "46"]);
});

// -- the way to other pages

test("a panel leads to other pages with its model and sentence, and without what is Compare's own", () => {
  const here = "http://host/app/compare?q=x&lang=zh&lens=gold&look=sort-aer&step=3#top";
  assert.equal(pageAddress("step", here, "dot", "我&你"), "http://host/app/step?lang=zh&q=%E6%88%91%26%E4%BD%A0&step=3&scorer=dot");
  assert.equal(pageAddress(".", here, "dot", "y"), "http://host/app/?lang=zh&q=y&step=3&scorer=dot");
});

// -- word alignment

test("links are read, changed by pressing, and written in the order of the source", () => {
  const links = readLinks("10-0 0-0 1?2");
  assert.deepEqual([...links], [["10,0", "sure"], ["0,0", "sure"], ["1,2", "possible"]]);
  assert.equal(writeLinks(links), "0-0 1?2 10-0");
  links.set("1,2", nextMark("possible"));
  assert.equal(writeLinks(links), "0-0 10-0");
  assert.deepEqual([nextMark(""), nextMark("sure")], ["sure", "possible"]);
});

const reading = { heaviest: [[0, 0], [1, 1]], best: [0.5, 0.6, 0.7], reach: [[2, 1, 0], [0, 2, 1]], curve: [[1, 0, 0], [0.2, 0.3, 0.4]] };
const gold = { rows: [[0, 0], [1, 2]], columns: [[0, 0], null, [1, 3]], readings: { 0: reading } };
const thresholds = [0, 0.02];

test("a panel's numbers are those of the offset and the threshold", () => {
  assert.deepEqual(alignmentScores(gold, DEFAULT_LOOK, thresholds), { aer: 0.5, precision: 0.6, recall: 0.7 });
  assert.deepEqual(alignmentScores(gold, { ...DEFAULT_LOOK, threshold: 2 }, thresholds), { aer: 0.2, precision: 0.3, recall: 0.4 });
  assert.deepEqual(alignmentScores(gold, { ...DEFAULT_LOOK, offset: 1 }, thresholds), {});
  assert.deepEqual(alignmentScores(null, DEFAULT_LOOK, thresholds), {});
});

test("the links that are marked are those that the numbers count", () => {
  assert.deepEqual(predictedLinks(gold, DEFAULT_LOOK, thresholds), [[0, 0], [1, 1]]);
  assert.deepEqual(predictedLinks(gold, { ...DEFAULT_LOOK, threshold: 0 }, thresholds), [[0, 0], [1, 0], [1, 1], [2, 1]]);
  assert.deepEqual(predictedLinks(gold, { ...DEFAULT_LOOK, threshold: 2 }, thresholds), [[0, 0], [1, 1]]);
});

test("a link lies over all pieces of its two words, in the rows that are read", () => {
  assert.deepEqual(linkCells(gold, [2, 1], 0, 4), { x: 1, y: 1, width: 3, height: 2 });
  assert.deepEqual(linkCells(gold, [0, 1], 1, 3), { x: 0, y: 2, width: 1, height: 1 });
  assert.deepEqual(linkCells(gold, [0, 0], -1, 3), { x: 0, y: 0, width: 1, height: 1 });
  assert.equal(linkCells(gold, [1, 0], 0, 4), null); // a word without pieces
  assert.equal(linkCells(gold, [0, 9], 0, 4), null);
});

test("the curve runs from left to right, an error of 1 on top", () => {
  assert.equal(curvePoints([[1, 0, 0], [0.5, 0, 0], [0, 0, 0]], 100, 20), "0,0 50,10 100,20");
});

// -- differences

const pairs = {
  "a*b": { steps: [[0, 0], [2, 1]], bits: [0, 1], mean: 0.5, words: [] },
  "a*c": { steps: [], bits: [], mean: null, words: [] },
  "b*c": { steps: [[0, 0]], bits: [0.1], mean: 0.1, words: [] },
};
const data = { pairs, base: "b", panels: ["a", "b", "c"].map((name) => ({ name })) };

test("a pair is found either way round", () => {
  assert.deepEqual(pairOf(pairs, "a", "b"), { pair: pairs["a*b"], turned: false });
  assert.deepEqual(pairOf(pairs, "b", "a"), { pair: pairs["a*b"], turned: true });
  assert.equal(pairOf(pairs, "a", "a"), null);
  assert.equal(pairOf(null, "a", "b"), null);
});

test("without a choice it is the base and the one farthest from it", () => {
  assert.deepEqual(chosenPair(data, DEFAULT_LOOK), ["b", "a"]);
  assert.deepEqual(chosenPair(data, { ...DEFAULT_LOOK, pair: ["c", "b"] }), ["c", "b"]);
  assert.deepEqual(chosenPair(data, { ...DEFAULT_LOOK, pair: ["c", "gone"] }), ["b", "a"]);
  assert.equal(chosenPair({ ...data, pairs: {} }, DEFAULT_LOOK), null);
});

test("one matrix less the other, where both say the same piece", () => {
  const [one, other] = [[[1, 0], [0, 1], [0.5, 0.5]], [[0.25, 0.75], [1, 0]]];
  assert.deepEqual(subtractWeights(one, other, pairs["a*b"], false), { steps: [0, 2], strengths: [[0.75, -0.75], [-0.5, 0.5]] });
  assert.deepEqual(subtractWeights(other, one, pairs["a*b"], true), { steps: [0, 1], strengths: [[-0.75, 0.75], [0.5, -0.5]] });
});

test("one that takes the place of another is pinned and enlarged as that was", () => {
  const look = replacePanelName({ ...DEFAULT_LOOK, pins: ["none", "dot"], large: "dot" }, "dot", "cosine");
  assert.deepEqual([look.pins, look.large], [["none", "cosine"], "cosine"]);
});

// -- what is taken home

test("the table has a line a cell, its texts quoted", () => {
  const shown = (/** @type {string} */ text) => ({ text, name: text });
  const panel = { title: 'The "dot"', source: [shown("我"), shown("爱")], target: [shown("I")], weights: [[0.25, 0.75]] };
  assert.equal(tableOf([panel]), 'panel,step,target,position,source,weight\r\n"The ""dot""",1,"I",1,"我",0.25\r\n"The ""dot""",1,"I",2,"爱",0.75\r\n');
});
