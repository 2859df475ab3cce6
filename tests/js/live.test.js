import assert from "node:assert/strict";
import { test } from "node:test";

import { chartOf, isAligned } from "../../pages/ui/features/live/charts.js";
import { decadesOf, tickText } from "../../pages/ui/kit/chart.js";
import { shownOf, written } from "../../pages/ui/features/live/lanes.js";
import { keyCommand } from "../../pages/ui/features/live/index.js";
import { LIVE_WORDS } from "../../pages/ui/features/live/labels.js";
import { couldJoinLate, curveOf, figuresText, hasBegun, NOTHING_YET, numberText, plays, reduceLive, secondsAt, shareText, spokenText, stateText } from "../../pages/ui/features/live/state.js";

const LANE = { code: "", title: "Additive", chooses: true, attends: true, fixed: "", broken: "", sign: "" };
const NEWS = {
  from: -1, losses: [[10, 3, 0.5], [20, 2, 1]], measured: [[0, 0, 0, 0.1, 0.8, 0], [20, 2, 0.5, 0.75, 0.25, 0]],
  update: 20, seconds: 2, sentences: [], phase: null, diverged: false, finished: false, problem: "", place: 0, computing: false,
};
const begun = reduceLive(NOTHING_YET, { type: "lanes", lanes: [LANE, { ...LANE, code: "cell-rnn" }] });
const after = (...actions) => actions.reduce(reduceLive, begun);
const news = (values = {}, lane = 0) => ({ type: "news", news: { version: 1, playing: false, lanes: [0, 1].map((i) => (i === lane ? { ...NEWS, ...values } : null)) } });
const said = (version, playing) => ({ type: "news", news: { version, playing, lanes: [null, null] } });

test("curves grow by what is new, and begin anew where the server says so", () => {
  const grown = after(news(), news({ from: 20, losses: [[30, 1, 1]], measured: [] }));
  assert.deepEqual(grown.lanes[0].losses.map(([update]) => update), [10, 20, 30]);
  assert.equal(grown.lanes[0].measured.length, 2);
  assert.equal(grown.lanes[1].news, null);
  assert.deepEqual(reduceLive(grown, news({ losses: [] })).lanes[0].losses, []);
});

test("other settings are another run, which has curves of its own; other words are not", () => {
  const begun = after(news());
  const renamed = reduceLive(begun, { type: "lanes", lanes: begun.lanes.map(({ code }) => ({ ...LANE, code, title: "加性" })) });
  assert.deepEqual(renamed.lanes.map(({ title, losses }) => [title, losses.length]), [["加性", 2], ["加性", 0]]);
  const changed = reduceLive(begun, { type: "lanes", lanes: [{ ...LANE, code: "seed-2" }, LANE] });
  assert.deepEqual(changed.lanes.map(({ news }) => news), [null, null]);
});

test("whether it plays is what was pressed, until the server has done it", () => {
  const pressed = after({ type: "wish", playing: true });
  assert.deepEqual([plays(pressed), plays(reduceLive(pressed, said(3, false)))], [true, true]);
  const done = reduceLive(pressed, { type: "done", done: { made: true, playing: true, version: 5 } });
  assert.equal(plays(reduceLive(done, said(4, false))), true);  // written before
  assert.equal(plays(reduceLive(done, said(6, false))), false);
  assert.equal(plays(reduceLive(pressed, { type: "done", done: null })), false);
});

test("who was on the way may be joined late, and is so only if asked for", () => {
  const alone = [{ type: "lanes", lanes: [LANE] }, news()].reduce(reduceLive, NOTHING_YET);
  const race = [{ type: "lanes", lanes: [LANE, { ...LANE, code: "cell-rnn" }] }, news({ update: 0 }), news({ update: 0 }, 1)].reduce(reduceLive, alone);
  assert.deepEqual([race.before, couldJoinLate(race)], [[""], true]);
  assert.equal(couldJoinLate(reduceLive(race, news({ update: 10 }))), false);
  assert.equal(couldJoinLate(reduceLive(race, { type: "seat", seat: "watching" })), false);
  const others = reduceLive(alone, { type: "lanes", lanes: [{ ...LANE, code: "seed-2" }, { ...LANE, code: "seed-3" }] });
  assert.deepEqual(others.before, []);
});

test("a run has begun with its first update, or with a part of it", () => {
  assert.equal(hasBegun(begun), false);
  assert.equal(hasBegun(after(news({ update: 0 }))), false);
  assert.equal(hasBegun(after(news({ update: 0, phase: { name: "forward" } }))), true);
  assert.equal(hasBegun(after(news({ update: 1 }, 1))), true);
});

test("seconds lie between the measurements before and after an update", () => {
  assert.equal(secondsAt(NEWS.measured, 0), 0);
  assert.equal(secondsAt(NEWS.measured, 5), 0.5);
  assert.equal(secondsAt(NEWS.measured, 20), 2);
  assert.equal(secondsAt(NEWS.measured, 30), 2);
  assert.equal(secondsAt([], 30), 0);
});

test("a curve over updates or seconds leaves out what is no number", () => {
  const [lane] = after(news({ losses: [[10, 3, 0.5], [20, null, null]] })).lanes;
  assert.deepEqual(curveOf(lane, "updates", "loss"), [[10, 3]]);
  assert.deepEqual(curveOf(lane, "seconds", "gradient"), [[1, 0.5]]);
  assert.deepEqual(curveOf(lane, "updates", "aer"), [[0, 0.8], [20, 0.25]]);
});

test("a chart has the curves of all lanes and says their last values", () => {
  const state = after(news(), news({ losses: [[10, 4, 0.5]] }, 1));
  const chart = chartOf("loss", state);
  assert.deepEqual(chart.curves.map(({ lane, points }) => [lane, points.length]), [[0, 2], [1, 1]]);
  assert.deepEqual([chart.top, chart.end, chart.value], [4, 100, ""]);
  assert.equal(chartOf("right", { ...state, lanes: state.lanes.slice(0, 1) }).value, "50 % / 75 %");
  assert.equal(figuresText(state.lanes[1], LIVE_WORDS), "Loss\u00a04 · accuracy\u00a050\u00a0%\u00a0/\u00a075\u00a0% · AER\u00a025\u00a0%");
  assert.deepEqual(decadesOf(30, 1), [-1, 0, 1, 2]);
  assert.deepEqual(decadesOf(30, 0.02), [-2, -1, 0, 1, 2]);
  assert.deepEqual(decadesOf(0.5, 4e-8), [-8, -6, -4, -2, 0]);
  assert.deepEqual(decadesOf(0.5, 1e-40), [-12, -9, -6, -3, 0]);
});

test("where nobody knows the alignment, or nothing chooses, there is no figure for it", () => {
  const [lane] = after(news({ measured: [[20, 2, 0.5, 0.75, null, 0]] })).lanes;
  assert.deepEqual([isAligned(lane), isAligned(after(news()).lanes[0])], [false, true]);
  assert.equal(figuresText(lane, LIVE_WORDS), "Loss\u00a02 · accuracy\u00a050\u00a0%\u00a0/\u00a075\u00a0%");
  assert.doesNotMatch(spokenText(lane, LIVE_WORDS), /lignment/);
});

test("numbers beside an axis are written as they are", () => {
  assert.deepEqual([1234, 0.5, 7].map(tickText), ["1,234", "0.5", "7"]);
});

test("padding has columns of its own, behind the end; a fixed vector has one, and the pieces no weights", () => {
  const sentence = { source: ["a", "b"], weights: [[1, 2, 3, 4], [5, 6, 7, 8]] };
  assert.deepEqual(shownOf(sentence, true), { columns: ["a", "b", "↵", "·"], weights: sentence.weights });
  assert.deepEqual(shownOf({ source: ["a"], weights: [[50, 50]] }, false), { columns: ["a", "↵", "c"], weights: [[0, 0, 100]] });
});

test("letters are written together, words apart", () => {
  assert.equal(written(["a", "b"]), "ab");
  assert.equal(written(["3", "May"]), "3 May");
});

test("keys: play, one update, a phase of one, another sentence; none in a field", () => {
  const key = (name, zone = "page", shiftKey = false) => keyCommand({ key: name, ctrlKey: false, metaKey: false, altKey: false, shiftKey }, zone);
  assert.deepEqual([" ", "ArrowRight", "ArrowUp", "ArrowDown", "x", "h"].map((name) => key(name)), ["play", "one", "up", "down", null, null]);
  assert.deepEqual([key("ArrowRight", "page", true), key("ArrowUp", "page", true)], ["phase", null]);
  assert.deepEqual([key("ArrowRight", "field"), key(" ", "pressable"), key("ArrowRight", "pressable")], [null, null, "one"]);
});

test("what hinders a run is said in words", () => {
  const state = (values) => stateText(after(news(values)).lanes[0], LIVE_WORDS);
  assert.equal(stateText(begun.lanes[0], LIVE_WORDS), LIVE_WORDS.starting);
  assert.equal(state({}), "");
  assert.equal(state({ place: 3 }), "3 ahead of you in the queue");
  assert.equal(state({ diverged: true, finished: true }), LIVE_WORDS.diverged);
  assert.equal(state({ measured: [[0, 0, 0, 0, 0.5, 0.25]] }), "25 % of the weight on padding");
});

test("numbers have three digits, and what is none is a dash", () => {
  assert.deepEqual([numberText(0.012345), numberText(null), shareText(0.255), shareText(null)], ["0.0123", "–", "26 %", "–"]);
  assert.match(spokenText(after(news()).lanes[0], LIVE_WORDS), /^Additive: update 20, accuracy 50 % free-running/);
});
