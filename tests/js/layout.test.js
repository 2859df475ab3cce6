import assert from "node:assert/strict";
import { test } from "node:test";

import { contrast, mix, turningInk } from "../../pages/ui/kit/colour.js";
import { cellPoint, frameOf, matrixLayout, partAt } from "../../pages/ui/kit/matrix.js";
import { fontFor, prefersColumns, ribbonLayout, ribbonsOf, scrollFor } from "../../pages/ui/kit/layout.js";
import { wrapLines } from "../../pages/ui/kit/pieces.js";
import { evenMeasure } from "./traces.js";

const measure = evenMeasure;
const words = (count) => Array.from({ length: count }, (_, i) => `word${i}`);
const ribbons = (values) => ribbonLayout({ source: words(6), target: words(8), width: 1000, font: 16, flipped: false, measure, ...values });
const matrix = (values) => matrixLayout({ source: words(6), target: words(8), width: 800, font: 16, flipped: false, numbers: false, measure, ...values });

test("chips of a row never overlap and stay inside the drawing", () => {
  for (const flipped of [false, true]) {
    for (const [sources, targets] of [[1, 1], [6, 8], [12, 12], [40, 40]]) {
      const layout = ribbons({ source: words(sources), target: words(targets), flipped });
      const [at, size] = flipped ? ["y", "height"] : ["x", "width"];
      for (const row of [layout.source, layout.target]) {
        row.forEach((box, i) => assert.ok(i === 0 || box[at] >= row[i - 1][at] + row[i - 1][size], `${sources}×${targets}`));
        assert.ok(row.every((box) => box.x >= 0 && box.x + box.width <= layout.width + 0.01));
        assert.ok(row.every((box) => box.y >= 0 && box.y + box.height <= layout.height + 0.01));
      }
    }
  }
});

test("a row that does not fit first shrinks its letters, then grows wider than the stage", () => {
  assert.equal(ribbons().font, 16);
  assert.equal(ribbons().width, 1000);
  const long = ribbons({ source: words(40), target: words(40) });
  assert.equal(long.font, 12);
  assert.ok(long.width > 1000);
});

test("the height does not depend on the sentence while it stands in rows", () => {
  assert.equal(ribbons({ source: words(1) }).height, ribbons({ source: words(12) }).height);
});

test("columns fit a phone", () => {
  const layout = ribbons({ source: words(40), target: words(40), width: 336, font: 15, flipped: true });
  assert.equal(layout.width, 336);
});

test("columns are preferred only where a narrow stage cannot hold the rows", () => {
  const ask = (count, width) => prefersColumns({ source: words(count), target: words(count), width, font: 15, measure });
  assert.deepEqual([ask(3, 336), ask(12, 336), ask(40, 1000)], [false, true, false]);
});

test("at the output piece the ribbons of a step lie side by side and fill the band", () => {
  const layout = ribbons();
  const row = [0.5, 0.25, 0.25, 0, 0, 0];
  const drawn = ribbonsOf(layout, row, 2);
  const ends = drawn.slice(0, 3).map(({ d }) => Number(d.split(" ").at(-2)));
  const middle = layout.target[2].x + layout.target[2].width / 2;
  const band = 16 * 1.6;
  [-0.25, 0.125, 0.375].forEach((share, j) => assert.ok(Math.abs(ends[j] - (middle + share * band)) < 0.06));
  assert.deepEqual(drawn.slice(0, 3).map(({ thickness }) => thickness / band), row.slice(0, 3));
});

test("ribbons run from the source chip to the output chip, also when flipped", () => {
  const across = ribbons();
  const d = ribbonsOf(across, [1, 0, 0, 0, 0, 0], 0)[0].d;
  assert.match(d, new RegExp(`^M\\S+ ${Math.round((across.source[0].y + across.source[0].height) * 10) / 10}C`));
  const down = ribbons({ flipped: true });
  const { x, width } = down.source[0];
  assert.ok(ribbonsOf(down, [1, 0, 0, 0, 0, 0], 0)[0].d.startsWith(`M${Math.round((x + width) * 10) / 10} `));
});

test("scrolling brings a stretch to the middle, and only if it is out of view", () => {
  assert.equal(scrollFor({ from: 100, to: 140 }, 0, 400), 0);
  assert.equal(scrollFor({ from: 900, to: 940 }, 0, 400), 720);
  assert.equal(scrollFor({ from: 10, to: 40 }, 500, 400), 0);
});

test("letters are readable on a phone and large on a projector", () => {
  assert.deepEqual([fontFor(336), fontFor(1200), fontFor(1872)], [15, 18, 23.6]);
});

test("the matrix fits its room down to a least cell, then scrolls", () => {
  const twelve = matrix({ source: words(12), target: words(12), width: 700 });
  assert.ok(twelve.width <= 700);
  const forty = matrix({ source: words(40), target: words(40), width: 336 });
  assert.equal(forty.cell, 15);
  assert.ok(forty.width > 336);
  assert.equal(matrix({ source: words(40), target: words(40), width: 336, numbers: true }).cell, 28);
});

test("labels stay legible and apart at 40 × 40", () => {
  const { font, cell, rotated } = matrix({ source: words(40), target: words(40), width: 700 });
  assert.ok(rotated && font >= 11 && cell >= font);
});

test("rows are steps and columns source pieces, flipped the other way round", () => {
  const upright = matrix();
  assert.deepEqual([upright.rows.length, upright.columns.length], [8, 6]);
  const turned = matrix({ flipped: true });
  assert.deepEqual([turned.rows.length, turned.columns.length], [6, 8]);
});

test("a point knows its cell, its labels and the outside", () => {
  for (const flipped of [false, true]) {
    const layout = matrix({ flipped });
    const { x, y } = cellPoint(layout, 5, 2);
    assert.deepEqual(partAt(layout, x + 1, y + 1), { step: 5, source: 2 });
    const label = flipped ? [x + 1, 2] : [2, y + 1];
    assert.deepEqual(partAt(layout, ...label), { step: 5, source: null });
    assert.equal(partAt(layout, 1, 1), null);
    assert.equal(partAt(layout, layout.left + layout.cell * layout.columns.length + 1, layout.top + 1), null);
  }
});

test("the frame spans the step's row, or its column when flipped", () => {
  const upright = matrix();
  assert.deepEqual(frameOf(upright, { step: 1, source: null }), { x: upright.left, y: upright.top + upright.cell, width: upright.cell * 6, height: upright.cell });
  const turned = matrix({ flipped: true });
  assert.deepEqual(frameOf(turned, { step: 1, source: null }), { x: turned.left + turned.cell, y: turned.top, width: turned.cell, height: turned.cell * 6 });
  assert.deepEqual(frameOf(upright, { step: null, source: 2 }).height, upright.cell * 8);
});

test("numbers in cells change colour where the other colour reads better", () => {
  const [white, black, blue] = [[255, 255, 255], [20, 20, 20], [52, 87, 213]];
  assert.ok(Math.abs(contrast([255, 255, 255], [0, 0, 0]) - 21) < 1e-9);
  const turn = turningInk(white, blue, black);
  assert.ok(turn > 0.3 && turn < 1);
  assert.ok(contrast(mix(white, blue, 1), white) > contrast(mix(white, blue, 1), black));
  assert.equal(turningInk(white, [250, 250, 120], black), 2);
});

test("a text is broken between words, and between Chinese characters, where it would be too wide", () => {
  assert.deepEqual(wrapLines("I have never seen snow. ↵", 60, 10, evenMeasure), ["I have never", "seen snow. ↵"]);
  assert.deepEqual(wrapLines("Unbreakableword", 20, 10, evenMeasure), ["Unbreakableword"]);
  const lines = wrapLines("我从来没见过雪，真的。", 50, 10, evenMeasure);
  assert.ok(lines.length > 1 && lines.every((line) => evenMeasure(line, 10) <= 50));
  assert.equal(lines.join(""), "我从来没见过雪，真的。");
});
