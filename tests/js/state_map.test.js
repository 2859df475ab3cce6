import assert from "node:assert/strict";
import { test } from "node:test";

import { describeDot, dotOfStep, dotsOf, legendKey, nextDot, tableOf, tintDots, tintStyle } from "../../pages/ui/features/states/state_map_view/dots.js";
import { fitPlaces, placeLabels, projectPlace } from "../../pages/ui/features/states/state_map_view/geometry.js";
import { WORDS_OF_SPACE } from "../../pages/ui/features/states/state_map_view/labels.js";
import { summarize } from "../../pages/ui/features/states/state_map_view/panel.js";
import { loveTrace } from "./traces.js";

const SIZE = { width: 200, height: 100 };
const FLAT = { yaw: 0, pitch: 0 };
const close = (one, other) => assert.ok(Math.abs(one - other) < 1e-9, `${one} is not ${other}`);
const shown = (pieces) => pieces.map((text) => ({ text, name: text, end: false, unknown: false }));

/** 我爱你 as a path: three kinds of states on a small map. */
function lovePath(name = "Additive") {
  const trace = loveTrace();
  const encoder = [[0, 0, 0], [4, 0, 0], [0, 2, 0], [4, 2, 1]];
  const decoder = [[1, 1, 1], [2, 1, 1], [3, 1, 1], [3, 5, 1]];
  const context = trace.weights.map((row) => [0, 1, 2].map((axis) => row.reduce((sum, weight, i) => sum + weight * encoder[i][axis], 0)));
  const classes = { source: ["mark", "pronoun", "content", "pronoun"], target: ["pronoun", "content", "pronoun", "mark"] };
  return { name, trace, mixes: true, points: { encoder, decoder, context }, near: {}, classes };
}

function loveDots(paths = [lovePath()]) {
  return dotsOf(paths, paths.map(({ trace }) => ({ source: shown(trace.source.pieces), target: shown(trace.target.pieces) })));
}

test("a flat map shows the first two axes; turned by a quarter, the third comes from the side", () => {
  assert.deepEqual(projectPlace([1, 2, 3], FLAT), { x: 1, y: 2 });
  const turned = projectPlace([1, 2, 3], { yaw: Math.PI / 2, pitch: 0 });
  close(turned.x, 3);
  close(turned.y, 2);
  close(projectPlace([0, 0, 1], { yaw: 0, pitch: Math.PI / 2 }).y, -1);
});

test("turning keeps distances of what lies across the line of sight", () => {
  const look = { yaw: 0.4, pitch: 0 };
  const up = projectPlace([0, 3, 0], look);
  close(Math.hypot(up.x, up.y), 3);
});

test("one scale for both directions, up is up, and everything is in the picture", () => {
  const project = fitPlaces([[0, 0, 0], [4, 2, 0]], FLAT, SIZE);
  const [low, high] = [project([0, 0, 0]), project([4, 2, 0])];
  close((high.x - low.x) / 4, (low.y - high.y) / 2);
  for (const { x, y } of [low, high]) assert.ok(x >= 0 && x <= 200 && y >= 0 && y <= 100);
  assert.ok(high.y < low.y);
  const alone = fitPlaces([[7, 7, 7]], FLAT, SIZE)([7, 7, 7]);
  assert.deepEqual(alone, { x: 100, y: 50 });
});

test("a mix is the weighted mean, and keeps to it on the screen", () => {
  const { points, trace } = lovePath();
  const project = fitPlaces(points.encoder, { yaw: 0.3, pitch: 0.2 }, SIZE);
  const spots = points.encoder.map(project);
  trace.weights.forEach((row, t) => {
    const at = project(points.context[t]);
    close(at.x, row.reduce((sum, weight, i) => sum + weight * spots[i].x, 0));
    close(at.y, row.reduce((sum, weight, i) => sum + weight * spots[i].y, 0));
  });
});

test("labels keep off one another and inside the picture", () => {
  const label = (x, y) => ({ x, y, width: 40, height: 12 });
  const [right] = placeLabels([label(50, 50)], 8, SIZE);
  assert.deepEqual(right, { x: 78, y: 50, crowded: false });
  const [left] = placeLabels([label(190, 50)], 8, SIZE);
  assert.equal(left.x, 162);
  const [one, other] = placeLabels([label(50, 50), label(52, 50)], 8, SIZE);
  assert.ok(Math.abs(one.x - other.x) >= 40 || Math.abs(one.y - other.y) >= 12);
  const crowd = placeLabels(Array.from({ length: 30 }, () => label(100, 50)), 8, SIZE);
  assert.equal(crowd[0].crowded, false);
  assert.equal(crowd[29].crowded, true);
});

test("every state is a point, in the order of the keyboard", () => {
  const dots = loveDots();
  assert.equal(dots.length, 12);
  assert.deepEqual([dots[1].kind, dots[1].along, dots[1].piece.text, dots[1].className], ["encoder", "source", "我", "pronoun"]);
  assert.equal(nextDot(dots, null, 1), dots[0]);
  assert.equal(nextDot(dots, dots[0], -1), dots[11]);
  assert.equal(nextDot(dots, dots[11], 1), dots[0]);
  assert.equal(nextDot([], null, 1), null);
  assert.equal(dotOfStep(dots, 2), dots[6]);
  assert.equal(dotOfStep(dots.filter(({ kind }) => kind === "encoder"), 2), null);
});

test("a point is called by what it is and where", () => {
  const dots = loveDots();
  assert.equal(describeDot(dots[1], 4, WORDS_OF_SPACE), "encoder state, piece 2 of 4");
  assert.equal(describeDot(dots[4], 4, WORDS_OF_SPACE), "decoder state, step 1 of 4");
});

test("the table quotes what needs quotes", () => {
  const dots = loveDots().slice(1, 2).map((dot) => ({ ...dot, piece: { ...dot.piece, name: 'a"b' } }));
  assert.equal(tableOf(dots, ["x, y"]), 'path,kind,position,piece,axis_1,axis_2,axis_3\r\n"x, y",encoder,2,"a""b",4.0000,0.0000,0.0000\r\n');
});

test("colours say what one chose", () => {
  const dots = loveDots();
  const traces = [loveTrace()];
  const tint = (colour) => tintDots(dots, colour, traces);
  assert.deepEqual(tint("kind"), Array(12).fill(null));
  assert.deepEqual([tint("position")[0], tint("position")[3]], [{ ramp: 0 }, { ramp: 1 }]);
  assert.deepEqual([tint("class")[1], tint("class")[2]], [{ hue: 0 }, { hue: 5 }]);
  assert.equal(tint("entropy")[0], null);
  assert.deepEqual([tint("entropy")[4], tint("entropy")[7]], [{ ramp: 0 }, { ramp: 1 }]);
  assert.deepEqual(tint("step")[2], { ramp: 1 / 3 }); // 爱 is looked at most in the second of four steps
  const same = dots.filter(({ piece }) => piece.text === "▁love");
  assert.equal(new Set(same.map((dot) => tint("piece")[dots.indexOf(dot)].hue)).size, 1);
});

test("the legend names the classes that are there, or the ends of the ramp", () => {
  const dots = loveDots();
  assert.deepEqual(legendKey(dots, "class", WORDS_OF_SPACE).hues.map(({ text }) => text), ["pronouns", "other words", "punctuation and end"]);
  assert.deepEqual(legendKey(dots, "entropy", WORDS_OF_SPACE), { hues: [], ends: ["0 bits", "uniform weights"] });
  assert.deepEqual(legendKey(dots, "kind", WORDS_OF_SPACE), { hues: [], ends: [] });
  assert.deepEqual(tintStyle(null), {});
  assert.deepEqual(tintStyle({ hue: 3 }), { "--space-tint": "var(--space-hue-3)" });
});

// -- what is told

/** The map of `paths`, as far as it is told. @param {object} [changed] */
function loveMap(changed = {}, paths = [lovePath()]) {
  return { paths, labels: WORDS_OF_SPACE, dims: "2", map: { linear: true }, gap: { values: [] }, ...changed };
}

test("what is told is worked out from the points in view", () => {
  const path = lovePath();
  path.trace.weights = [[0, 1, 0, 0], [0, 0, 0.6, 0.4], [0, 0, 0, 1], [1, 0, 0, 0]];
  path.points.context = [[4, 0, 0], [4, 1.9, 0], [4, 2, 1], [0, 0, 0]];
  const dots = loveDots([path]);
  const named = (/** @type {string} */ side, /** @type {number} */ i) => path.trace[side].pieces[i];
  assert.equal(summarize(loveMap({}, [path]), dots, 0),
    `Step 1, “${named("target", 0)}”: most weight is on “${named("source", 1)}” (1.00), and on this map its context is nearest to it. ` +
    `The decoder moves farthest between step 3 (${named("target", 2)}) and step 4 (${named("target", 3)}).`);
  assert.match(summarize(loveMap({}, [path]), dots, 1), new RegExp(`on “${named("source", 2)}” \\(0.60\\), but on this map its context is nearer to “${named("source", 3)}”`));
  assert.match(summarize(loveMap({}, [path]), dots, 99), /^Step 4/); // one path may be longer than the other
});

test("where distances mean nothing, none are told; where nothing attends, that is told", () => {
  assert.match(summarize(loveMap({ map: { linear: false } }), loveDots(), 0), /^Step 1, \S+: most weight is on \S+ \([\d.]+\)\.$/);
  const path = lovePath();
  path.trace.fixed = true;
  assert.match(summarize(loveMap({}, [path]), loveDots([path]), 0), /^No attention: the context is the same at every step/);
});

test("encoder states alone are told by pairs, two paths by their gap", () => {
  const path = lovePath();
  path.points = { encoder: path.points.encoder };
  const [a, , c, d] = path.trace.source.pieces;
  assert.equal(summarize(loveMap({}, [path]), loveDots([path]), 0), `“${a}” and “${c}” are closest together, “${a}” and “${d}” farthest apart.`);
  assert.match(summarize(loveMap({ gap: { values: [1, 3, 0.5, 2] } }), loveDots(), 0), /farthest apart at step 2 \(\S+\), nearest at step 3/);
});

test("labels keep clear of points that have none", () => {
  const label = { x: 50, y: 50, width: 20, height: 10 };
  assert.ok(placeLabels([label], 6, SIZE)[0].x > 50);
  assert.ok(placeLabels([label], 6, SIZE, [{ x: 50, y: 50 }, { x: 66, y: 50 }])[0].x < 50);
});
