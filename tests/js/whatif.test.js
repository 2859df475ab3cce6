import assert from "node:assert/strict";
import { test } from "node:test";

import { differentPieces, differentSteps, effectColumns, measures, plainText, signedText } from "../../pages/ui/features/what_if/effect.js";
import { roundRow, typedForm, typedWeight, withWeight } from "../../pages/ui/features/what_if/side.js";
import { pieceEdits } from "../../pages/ui/features/what_if/menu.js";

const close = (row, wanted) => row.forEach((value, j) => assert.ok(Math.abs(value - wanted[j]) < 1e-12, `${row} is not ${wanted}`));

test("a pulled weight is what it is pulled to, and the others keep their proportions", () => {
  close(withWeight([0.5, 0.4, 0.1], 0, 0.75), [0.75, 0.2, 0.05]);
  close(withWeight([0.5, 0.4, 0.1], 2, 1), [0, 0, 1]);
});

test("where the others have nothing to keep in proportion they share alike", () => {
  close(withWeight([1, 0, 0], 0, 0.4), [0.4, 0.3, 0.3]);
});

test("a weight stays between 0 and 1, and a piece alone has all of it", () => {
  close(withWeight([0.5, 0.5], 1, 1.7), [0, 1]);
  close(withWeight([0.5, 0.5], 1, -0.2), [1, 0]);
  close(withWeight([1], 0, 0.3), [1]);
});

test("a number is understood as people type it", () => {
  assert.deepEqual(["0.5", ".5", "0,25", "1", " 1. ", "50%", "7 %"].map(typedWeight), [0.5, 0.5, 0.25, 1, 1, 0.5, 0.07]);
  assert.deepEqual(["", "two", "1.5", "120%", "-0.1", "0.5.5", "."].map(typedWeight), Array(7).fill(null));
});

test("a sentence is read as it was typed, and a piece that was put in as it is", () => {
  const trace = { text: "雨，ＯＫ 猫", source: { spans: [[0, 1], [1, 2], [2, 4], [4, 6]] } };
  const shown = (text) => ({ text, name: text, end: false, unknown: false });
  assert.deepEqual(["雨", ",", "OK", "狗"].map((piece, j) => typedForm(shown(piece), trace, j).text), ["雨", "，", "ＯＫ", "狗"]);
});

test("a row is reported with three decimals", () => {
  assert.deepEqual(roundRow([0.12345, 2 / 3]), [0.123, 0.667]);
});

const word = (text, begin, end) => ({ text, begin, end });
const pair = (before, after) => ({ before, after, same: before?.text === after?.text });
const PAIRS = [
  pair(word("I", 0, 1), word("I'm", 0, 3)),
  pair(word("don't", 1, 4), word("not", 3, 4)),
  pair(null, word("really", 4, 5)),
  pair(word("coffee.", 4, 6), word("coffee.", 5, 7)),
];

test("each step of the original has a column, and so has a word that it lacks", () => {
  const columns = effectColumns(PAIRS, 7);
  assert.deepEqual(columns.map(({ step }) => step), [0, 1, 2, 3, null, 4, 5, 6]);
  assert.deepEqual(columns.map(({ width }) => width), [1, 3, 0, 0, 1, 2, 0, 1]);
  assert.equal(columns.at(-1).pair, null);
});

test("an output without a word is the end of the sentence alone", () => {
  assert.deepEqual(effectColumns([], 1), [{ step: 0, pair: null, width: 1 }]);
});

test("the steps of other words are marked, those of the same word are not", () => {
  assert.deepEqual([...differentSteps(PAIRS, "after")], [0, 1, 2, 3, 4]);
});

test("the pieces that the other side reads too are not marked, wherever they stand now", () => {
  const [one, other] = [{ pieces: ["我", "不", "喝", "茶"], origin: [0, 1, 2, 3] }, { pieces: ["我", "喝", "水"], origin: [0, 2, 3] }];
  assert.deepEqual([...differentPieces(one, other)], [1, 3]);
  assert.deepEqual([...differentPieces(other, one)], [2]);
});

test("bars of one measure share a scale that small differences do not fill", () => {
  const effect = { words: [], summary: "", delta: [-2, 0.5, null], kl: [0.1, 0.25, 0] };
  const reliance = { most: [3, 0.5, 0], by: ["咖啡", "", "我"], uniform: [0.25, 0, 0] };
  const [delta, kl, mattered, evened] = measures({ effect, reliance });
  assert.deepEqual([delta.most, delta.values, delta.texts], [2, [-2, 0.5, -2], ["−2.00", "+0.50", "−∞"]]);
  assert.deepEqual([kl.most, kl.texts], [0.5, ["0.10", "0.25", "0"]]);
  assert.deepEqual([mattered.most, mattered.values, mattered.by], [3, [3, 0.5, 0], ["咖啡", "", "我"]]);
  assert.deepEqual([evened.most, evened.texts, evened.by], [0.5, ["0.25", "0", "0"], undefined]);
});

test("without a change there is only how far the original relies on its attention", () => {
  assert.deepEqual(measures({ effect: null, reliance: { most: [1], by: ["我"], uniform: [0] } }).map(({ key }) => key), ["mattered", "evened"]);
  assert.deepEqual(measures({ effect: null, reliance: null }), []);
});

test("numbers are written with their sign, and as nothing where they are nothing", () => {
  assert.deepEqual([0.001, -0.004, -1.234, 12].map(signedText), ["0", "0", "−1.23", "+12.00"]);
  assert.deepEqual([0.004, 0.01, Infinity].map(plainText), ["0", "0.01", "∞"]);
});

test("a piece goes only where there is room, and the last one stays", () => {
  const words = (position, count) => pieceEdits(position, count).map(({ word: name }) => name);
  assert.deepEqual(words(0, 3), ["hide", "erase", "later"]);
  assert.deepEqual(words(1, 3), ["hide", "erase", "earlier", "later"]);
  assert.deepEqual(words(2, 3), ["hide", "erase", "earlier"]);
  assert.deepEqual(words(0, 1), ["hide"]);
  assert.deepEqual(pieceEdits(2, 3)[2].edit, { kind: "move_piece", position: 2, to: 1 });
});
