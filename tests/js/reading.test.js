import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { clipText, isolate, joinPieces, shownAlone, shownPiece, textUntil, visible, withSpaces } from "../../pages/ui/kit/pieces.js";
import { ENGLISH, say } from "../../pages/ui/kit/labels.js";
import { ribbonLayout } from "../../pages/ui/kit/layout.js";
import { candidateRows, cellText, entropyBits, headCount, inkOf, percentText, throughHead, unknownText } from "../../pages/ui/kit/reading.js";
import { bitsOf, endLines, noteOf, sceneOf } from "../../pages/ui/kit/scene.js";
import { announcement, cellReading, readingBack, readingOf } from "../../pages/ui/kit/speech.js";
import { evenMeasure, joinedTrace, loveTrace, twoHeadTrace } from "./traces.js";

const sceneFor = (trace, head = null, labels = {}) => sceneOf(trace, head, { labels, flipped: false, font: 16, measure: evenMeasure });

test("a step reads as one line, the strongest piece first", () => {
  const scene = sceneFor(loveTrace());
  assert.equal(readingOf(scene, 1), "love ← 爱 0.91, 我 0.05");
  assert.equal(readingOf(scene, 0), "I ← 我 1.00");
  assert.equal(readingOf(scene, 2), "you ← 你 0.75, 爱 0.25");
  assert.equal(readingOf(scene, 3), "end of sentence ← space 0.25, 我 0.25, 爱 0.25, 你 0.25");
});

test("where the unknown piece is left out and would hardly have been chosen, nothing is said of it", () => {
  const trace = { ...loveTrace(), unknown: [Math.log(0.009), Math.log(0.011), null] };
  assert.equal(unknownText(trace, 0, {}), "");
  assert.equal(unknownText(trace, 1, {}), "<unk> is forbidden and left out; its probability here: 1.1%.");
  assert.equal(unknownText(trace, 2, {}), "");
});

test("what is said of the unknown piece tells its probability, and whether it may be said", () => {
  const trace = { ...loveTrace(), unknown: [Math.log(0.02), null] };
  assert.equal(unknownText(trace, 0, {}), "<unk> is forbidden and left out; its probability here: 2.0%.");
  const allowed = { ...trace, request: { search: { unknown: true } } };
  assert.equal(unknownText(allowed, 0, {}), "<unk> is allowed; its probability here: 2.0%.");
  assert.equal(unknownText(allowed, 1, {}), "<unk> is allowed; its probability here: 0.0%.");

  assert.equal(unknownText(loveTrace(), 0, {}), "");
});

test("a source piece reads over all steps, where it gave most first", () => {
  assert.equal(readingBack(sceneFor(loveTrace()), 2), "爱 → love 0.91, you 0.25, end of sentence 0.25");
});

test("of a translation that is not all said, a source piece reads as far as it is", () => {
  assert.equal(readingBack(sceneFor(loveTrace()), 2, 2), "爱 → love 0.91");
  const pieces = ["▁I", "'", "m", "▁here", ".", "</s>"];
  assert.deepEqual([0, 2, 3, 5].map((step) => textUntil(pieces, step)), ["I", "I'm", "I'm here", "I'm here."]);
});

test("only a piece that runs from right to left is isolated in a line", () => {
  assert.equal(isolate("love"), "love");
  assert.equal(isolate("أحب"), "\u2068أحب\u2069");
});

test("the announcement says step, reading and entropy, in the page's language", () => {
  assert.equal(announcement(sceneFor(loveTrace()), 1, 0.554), "Step 2 of 4: love ← 爱 0.91, 我 0.05. Entropy 0.55 bits.");
  const chinese = sceneFor(loveTrace(), null, { now: "第 {n} 步：{reading}", end: "句末" });
  assert.equal(announcement(chinese, 3, 2), "第 4 步：句末 ← space 0.25, 我 0.25, 爱 0.25, 你 0.25");
});

test("a cell reads with its weight and raw score, minus infinity included", () => {
  const scene = sceneFor(loveTrace());
  assert.equal(cellReading(scene, 1, 2), "love ← 爱 · weight 0.910 · score 2.31");
  assert.equal(cellReading(scene, 0, 0), "I ← space · weight 0.000 · score −∞");
});

test("one head or their mean", () => {
  const trace = twoHeadTrace();
  assert.equal(headCount(loveTrace()), 0);
  assert.equal(headCount(trace), 2);
  assert.deepEqual(throughHead(trace, 1).weights[0], [0, 0, 0, 1]);
  assert.equal(throughHead(trace, null).weights, trace.weights);
});

test("a word has the candidates of its first piece, which is shown as a beginning", () => {
  const trace = joinedTrace();
  const rows = candidateRows(trace, 1);
  assert.deepEqual(rows.map(({ piece, chosen, begun }) => [piece, chosen, begun]), [["▁lo", true, true], ["▁hate", false, false]]);
  assert.ok(Math.abs(rows[0].probability - 0.8) < 1e-12);
  assert.deepEqual(candidateRows(trace, 0).map(({ begun }) => begun), [false, false]);
});

test("a word of several pieces has a weight and no score", () => {
  const scene = sceneFor(joinedTrace());
  assert.equal(cellReading(scene, 1, 2), "love ← 爱 · weight 0.910");
  assert.equal(cellReading(scene, 2, 2), "you ← 爱 · weight 0.250 · score 1.00");
});

test("what a word's numbers are is said where there is a word of several pieces", () => {
  assert.match(noteOf(sceneFor(joinedTrace())), /columns are added up, its rows averaged/);
  assert.equal(noteOf(sceneFor(loveTrace())), "");
  assert.equal(noteOf(sceneFor({ ...loveTrace(), words: { rows: [1, 1, 1, 1], columns: [1, 1, 1, 1], chosen: [] } })), "");
});

test("what does not attend has one vector beside the source, and no weights, heads, scores or entropy", () => {
  const trace = { ...twoHeadTrace(), fixed: true };
  const scene = sceneFor(trace);
  assert.deepEqual(scene.source.map(({ text }) => text), ["␣", "我", "爱", "你", "c"]);
  assert.deepEqual(scene.weights, Array(4).fill([0, 0, 0, 0, 1]));
  assert.equal(headCount(trace), 0);
  assert.equal(bitsOf(scene, 1), null);
  assert.equal(bitsOf(sceneFor(loveTrace()), 3), 2);
  const theirs = sceneFor({ ...loveTrace(), entropy: [], scores: [] });
  assert.equal(bitsOf(theirs, 3), null, "rows of another program need not be distributions");
  assert.ok(!cellReading(theirs, 1, 1).includes("score"), "nor do they have scores");
  assert.ok(!announcement(theirs, 1, bitsOf(theirs, 1)).includes("Entropy"));
  assert.equal(readingOf(scene, 1), "love ← c, the same at every step");
  assert.equal(cellReading(scene, 1, 0), readingOf(scene, 1));
  assert.equal(announcement(scene, 1, null), "Step 2 of 4: love ← c, the same at every step.");
  assert.match(readingBack(scene, 1), /^No attention, so no weights/);
  assert.equal(noteOf(scene), readingBack(scene, 1));
});

test("lines lead from the first and the last piece to the vector, in rows and in columns", () => {
  const look = { source: ["我", "爱", "↵", "c"], target: ["I"], width: 800, font: 16, measure: evenMeasure };
  for (const flipped of [false, true]) {
    const layout = ribbonLayout({ ...look, flipped });
    const [first, , last, c] = layout.source;
    const at = ({ x, y, width, height }) => (flipped ? `${x} ${y + height / 2}` : `${x + width / 2} ${y}`);
    const lines = endLines(layout);
    assert.deepEqual(lines.map((d) => d.startsWith("M") && d.endsWith(` ${at(c)}`)), [true, true]);
    assert.ok(lines[0].startsWith(`M${at(first)}C`) && lines[1].startsWith(`M${at(last)}C`));
  }
});

test("a dot before a piece says that it continues its word", () => {
  const trace = { ...loveTrace(), target: { ...loveTrace().target, displayed: ["▁I", "▁lo", "·ve", "</s>"] } };
  const scene = sceneFor(trace);
  assert.deepEqual(scene.target.map(({ text }) => text), ["I", "lo", "·ve", "↵"]);
  assert.match(noteOf(scene), /A dot before a piece/);
});

test("entropy in bits", () => {
  assert.equal(entropyBits([0, 1, 0]), 0);
  assert.equal(entropyBits([0.5, 0.5]), 1);
  assert.equal(entropyBits([0.25, 0.25, 0.25, 0.25]), 2);
});

test("candidates are probabilities; a forced piece outside the list comes last", () => {
  const trace = loveTrace();
  const [first, second] = candidateRows(trace, 0);
  assert.deepEqual([first.piece, first.chosen, second.chosen], ["▁I", true, false]);
  assert.ok(Math.abs(first.probability - 0.9) < 1e-12);
  const forced = candidateRows(trace, 2);
  assert.deepEqual(forced.map((row) => row.piece), ["▁thee", "▁you"]);
  assert.ok(forced[1].chosen && Math.abs(forced[1].probability - 0.7) < 1e-12);
  assert.deepEqual(candidateRows(trace, 3), [{ piece: "</s>", probability: 0, chosen: true, begun: false }]);
});

test("numbers as they are written", () => {
  assert.deepEqual([0.91, 1, 0.004, 0.25].map(cellText), [".91", "1.0", "", ".25"]);
  assert.deepEqual([0.527, 0.0004, 0, 1].map(percentText), ["52.7%", "<0.1%", "0.0%", "100.0%"]);
});

test("ink starts at the background, ends at the accent and never falls", () => {
  assert.equal(inkOf(0), 0);
  assert.equal(inkOf(1), 1);
  assert.equal(inkOf(1.2), 1);
  assert.ok(inkOf(0.2) < inkOf(0.3));
});

test("pieces are shown as Python shows them", () => {
  const cases = JSON.parse(readFileSync(new URL("../data/piece_labels.json", import.meta.url), "utf8"));
  for (const [piece, label] of cases) assert.equal(shownPiece(piece, false, {}).text, label);
});

test("pieces in a row are read as Python writes them, a space before those that begin a word and join nothing", () => {
  const rows = JSON.parse(readFileSync(new URL("../data/running_text.json", import.meta.url), "utf8"));
  for (const [pieces, text] of rows) assert.equal(joinPieces(pieces), text);
  const command = ["▁find", "▁.", "▁-￭", "▁name", "▁￭.￭", "</s>"];
  assert.equal(withSpaces(command.map((piece) => shownPiece(piece, false, {}).text), command).join(""), "find . -name. ↵");
});

test("a mark by itself shows where it joins, as two may differ in that alone", () => {
  assert.deepEqual(["▁￭.￭", "▁-￭", "▁￭;", "▁.", "▁love", "ing", "</s>"].map((piece) => shownAlone(piece, {}).text),
    ["‿.‿", "-‿", "‿;", ".", "love", "ing", "↵"]);
});

test("the end of the sentence has a name, hostile characters their code points", () => {
  assert.deepEqual(shownPiece("</s>", false, {}), { text: "↵", name: "end of sentence", end: true, unknown: false });
  assert.equal(visible("a\u202eb 爱 \ud800"), "a‹202E›b 爱 ‹D800›");
});

test("a long piece is cut between code points", () => {
  assert.equal(clipText("爱", 8, 16, evenMeasure), "爱");
  assert.equal(clipText("abcdef", 24, 16, evenMeasure), "ab…");
  assert.equal(clipText("😀😀😀😀", 24, 16, evenMeasure), "😀😀…");
});

test("a label without translation falls back to English, an unknown brace stays", () => {
  assert.equal(say({}, "count", { n: 3, total: 7 }), "3 / 7");
  assert.equal(say({ play: "播放" }, "play"), "播放");
  assert.equal(say({ count: "{n} {odd}" }, "count", { n: 1 }), "1 {odd}");
  assert.ok(Object.values(ENGLISH).every((text) => text.length > 0));
});
