import assert from "node:assert/strict";
import { test } from "node:test";
import { meaningOf } from "../../pages/ui/features/beam/index.js";
import { edgePath, placeTree, spreadDown } from "../../pages/ui/features/beam/drawing.js";
import { joinPieces } from "../../pages/ui/kit/pieces.js";
import { columnsOfTree, countsAt, nearestVisible, nodeAtStep, nodeInDirection, pathTo, piecesTo, shapeOf, statusAt } from "../../pages/ui/features/beam/shape.js";
import { TREE_START, reduceTree } from "../../pages/ui/features/beam/state.js";
import { smallTree } from "./trees.js";

const shape = shapeOf(smallTree());
const ALL = { showing: "all", folded: new Set() };
const measure = (text, size) => text.length * size * 0.5;

// shape

test("children layOut winner first, what was pruned last", () => {
  assert.deepEqual(shape.roots, [0, 1, 2]);
  assert.deepEqual(shape.nodes[0].children, [5, 3]);
  assert.deepEqual(shape.nodes.filter((node) => node.wins).map((node) => node.number), [0, 5, 6, 9]);
  assert.deepEqual(shape.nodes.filter((node) => node.leads).map((node) => node.number), [0, 3, 5, 6, 7, 9]);
  assert.equal(shape.steps, 4);
});

test("a path leads from the first piece to the node", () => {
  assert.deepEqual(pathTo(shape, 9), [0, 5, 6, 9]);
  assert.deepEqual(pathTo(shape, null), []);
  assert.deepEqual(piecesTo(shape, 9), ["▁I", "▁love", "▁you", "</s>"]);
  assert.equal(joinPieces(piecesTo(shape, 9)), "I love you");
});

test("columns hold a step's nodes in the order of the walk, so that edges never cross", () => {
  assert.deepEqual(columnsOfTree(shape, ALL), [[0, 1, 2], [5, 3, 4], [6, 7, 8], [9]]);
  assert.deepEqual(columnsOfTree(shape, { ...ALL, showing: "kept" }), [[0, 1], [5, 3, 4], [6, 7], [9]]);
  assert.deepEqual(columnsOfTree(shape, { ...ALL, showing: "best" }), [[0], [5, 3], [6, 7], [9]]);
  assert.deepEqual(columnsOfTree(shape, { ...ALL, folded: new Set([0]) }), [[0, 1, 2], [4], [8], []]);
});

test("what became of a branch depends on the step one looks at", () => {
  assert.equal(statusAt(shape.nodes[1], 1), "living");
  assert.equal(statusAt(shape.nodes[1], 2), "fallen");
  assert.equal(statusAt(shape.nodes[3], 1), "living");
  assert.equal(statusAt(shape.nodes[3], 2), "ended");
  assert.equal(statusAt(shape.nodes[3], 3), "ended");
  assert.equal(statusAt(shape.nodes[2], 0), "pruned");
  assert.equal(statusAt(shape.nodes[9], 2), "later");
  assert.deepEqual(countsAt(shape, 2), { kept: 2, pruned: 1 });
});

// place

test("things layOut where they would best layOut, and make room for one other", () => {
  const row = (preferred, force = 1) => ({ size: 10, preferred, force });
  assert.deepEqual(spreadDown([row(5), row(25)], 100), [5, 25]);
  assert.deepEqual(spreadDown([row(20), row(20)], 100), [15, 25]);
  assert.deepEqual(spreadDown([row(20, 3), row(20, 1)], 100), [17.5, 27.5]);
  assert.deepEqual(spreadDown([row(-50), row(200)], 40), [5, 35]);
});

test("nodes of a column never overlap, stay clamp the drawing, and the winner runs straight along the top", () => {
  const columns = columnsOfTree(shape, ALL);
  const label = (node) => ({ text: node.piece, percent: "50%" });
  const layout = placeTree({ shape, columns, width: 900, font: 16, gap: 2, measure, label });
  for (const column of columns) {
    const boxes = column.map((number) => layout.boxes.get(number));
    boxes.slice(1).forEach((box, i) => {
      assert.ok(box.y - box.height / 2 >= boxes[i].y + boxes[i].height / 2 - 1e-6);
    });
    for (const box of boxes) assert.ok(box.y - box.height / 2 >= 0 && box.y + box.height / 2 <= layout.height);
  }
  const heights = [0, 5, 6, 9].map((number) => layout.boxes.get(number).y);
  assert.ok(Math.max(...heights) - Math.min(...heights) < 1, String(heights));
  layout.columns.slice(1).forEach((column, i) => assert.ok(column.x > layout.columns[i].x + layout.columns[i].width));
});

test("a tree too wide for its room gets smaller letters, but never too small ones", () => {
  const columns = columnsOfTree(shape, ALL);
  const label = (node) => ({ text: node.piece, percent: "50%" });
  const layout = placeTree({ shape, columns, width: 120, font: 18, gap: 2, measure, label });
  assert.equal(layout.font, 12);
  assert.ok(layout.width > 120);
});

test("an edge leads from one chip's side to the other's", () => {
  assert.equal(edgePath({ x: 0, y: 10, width: 20 }, { x: 40, y: 30, width: 20 }), "M20 10C30 10 30 30 40 30");
});

// walk

test("arrows walk: right to the best child, left back, up and down clamp the step", () => {
  const columns = columnsOfTree(shape, ALL);
  assert.equal(nodeInDirection(shape, columns, 0, "ArrowRight"), 5);
  assert.equal(nodeInDirection(shape, columns, 5, "ArrowDown"), 3);
  assert.equal(nodeInDirection(shape, columns, 3, "ArrowRight"), 7);
  assert.equal(nodeInDirection(shape, columns, 7, "ArrowRight"), 7);
  assert.equal(nodeInDirection(shape, columns, 7, "ArrowLeft"), 3);
  assert.equal(nodeInDirection(shape, columns, 0, "ArrowUp"), 0);
  assert.equal(nodeInDirection(shape, columns, 0, "ArrowLeft"), 0);
});

test("the cursor follows the step along its branch, and stays at the end of one that went no further", () => {
  assert.equal(nodeAtStep(shape, null, 1), 5);
  assert.equal(nodeAtStep(shape, 3, 0), 0);
  assert.equal(nodeAtStep(shape, 1, 3), 4);
  assert.equal(nodeAtStep(shape, 0, 3), 9);
  assert.equal(nodeAtStep({ nodes: [], roots: [], best: [], steps: 0 }, null, 0), null);
});

test("what is no longer seen is replaced by what it grew from", () => {
  assert.equal(nearestVisible(shape, columnsOfTree(shape, { ...ALL, folded: new Set([5]) }), 9), 5);
  assert.equal(nearestVisible(shape, columnsOfTree(shape, { ...ALL, showing: "kept" }), 2), null);
});

// state

const load = (step = null) => reduceTree(TREE_START, { type: "load", shape, text: "t", step }, shape);

test("a fresh tree is seen whole, with the cursor at the end of the best hypothesis, or where the link says", () => {
  assert.deepEqual([load().node, load().play.step], [9, 3]);
  assert.deepEqual([load(1).node, load(1).play.step], [5, 1]);
});

test("one cursor: the step moves the node, the node moves the step", () => {
  const back = reduceTree(load(), { type: "move", by: -2 }, shape);
  assert.deepEqual([back.node, back.play.step], [5, 1]);
  const down = reduceTree(back, { type: "walk", key: "ArrowDown" }, shape);
  assert.deepEqual([down.node, down.play.step], [3, 1]);
  const on = reduceTree(down, { type: "walk", key: "ArrowRight" }, shape);
  assert.deepEqual([on.node, on.play.step], [7, 2]);
  const clicked = reduceTree(on, { type: "to", node: 2 }, shape);
  assert.deepEqual([clicked.node, clicked.play.step], [2, 0]);
});

test("an action that changes nothing returns the very same state", () => {
  const state = load();
  for (const action of [{ type: "to", node: 9 }, { type: "point", node: null }, { type: "showing", to: "all" }, { type: "walk", key: "ArrowRight" }, { type: "move", by: 1 }]) {
    assert.equal(reduceTree(state, action, shape), state, action.type);
  }
});

test("folding hides what grows from the cursor, and again shows it", () => {
  const at = reduceTree(load(), { type: "to", node: 0 }, shape);
  const folded = reduceTree(at, { type: "fold" }, shape);
  assert.deepEqual([...folded.folded], [0]);
  assert.equal(reduceTree(folded, { type: "walk", key: "ArrowRight" }, shape).node, 0);
  assert.equal(reduceTree(folded, { type: "fold" }, shape).folded.size, 0);
});

test("whoever looks at less never stands on what is gone", () => {
  const pruned = reduceTree(load(), { type: "to", node: 8 }, shape);
  assert.equal(reduceTree(pruned, { type: "showing", to: "kept" }, shape).node, 4);
  assert.equal(reduceTree(pruned, { type: "showing", to: "best" }, shape).node, 6);
});

test("another tree of the same text keeps the step; one that was seen whole is seen whole again", () => {
  const short = shapeOf({ ...smallTree(), best: [7] });
  const kept = reduceTree(load(1), { type: "load", shape: short, text: "t", step: null }, short);
  assert.deepEqual([kept.play.step, kept.node], [1, 3]);
  const longer = reduceTree(load(1), { type: "load", shape: short, text: "t", step: 1, prefixChanged: true }, short);
  assert.equal(longer.play.step, short.steps - 1); // how it goes on after a word of one's own
  const back = reduceTree(longer, { type: "load", shape: short, text: "t", step: 1, prefixChanged: true, shortenedTo: 0 }, short);
  assert.equal(back.play.step, 0); // where the word that was taken back began
  const whole = reduceTree(load(), { type: "load", shape: short, text: "t", step: 1 }, short);
  assert.equal(whole.play.step, 3);
});

// keys

test("keys in the tree", () => {
  assert.deepEqual(meaningOf("ArrowDown"), { kind: "act", action: { type: "walk", key: "ArrowDown" } });
  assert.deepEqual(meaningOf("Enter"), { kind: "alternatives" });
  assert.deepEqual(meaningOf("Backspace"), { kind: "undo" });
  assert.deepEqual(meaningOf("r"), { kind: "write", letter: "r" });
  assert.deepEqual(meaningOf("é"), { kind: "write", letter: "é" });
  assert.deepEqual(meaningOf(" "), { kind: "act", action: { type: "play" } });
  assert.equal(meaningOf("Shift"), null);
});
