import assert from "node:assert/strict";
import { test } from "node:test";

import { chartOf } from "../../pages/ui/live/charts.js";
import { decadesOf, tickText } from "../../pages/ui/live/curves.js";
import { columnsOf } from "../../pages/ui/live/heatmap.js";
import { keyCommand } from "../../pages/ui/live/keyboard.js";
import { LIVE_WORDS } from "../../pages/ui/live/labels.js";
import { createPlayingRecord } from "../../pages/ui/live/playing.js";
import { written } from "../../pages/ui/live/sentences.js";
import { curveOf, NOTHING_YET, reduceLive, secondsAt } from "../../pages/ui/live/state.js";
import { figuresText, numberText, shareText, spokenText, stateText } from "../../pages/ui/live/texts.js";

const LANE = { code: "", title: "Additive", chooses: true, broken: "", sign: "" };
const NEWS = {
  lane: 0, from: [0, 0], losses: [[10, 3, 0.5], [20, 2, 1]], measured: [[0, 0, 0, 0.1, 0.8, 0], [20, 2, 0.5, 0.75, 0.25, 0]],
  update: 20, seconds: 2, sentences: [], half: null, diverged: false, finished: false, problem: "", place: 0, active: 1, watchers: 1,
};
const begun = reduceLive(NOTHING_YET, { type: "lanes", lanes: [LANE, { ...LANE, code: "cell-rnn" }] });
const after = (...actions) => actions.reduce(reduceLive, begun);
const news = (values = {}) => ({ type: "news", news: { ...NEWS, ...values } });

test("curves grow by what is new, and begin anew where the server says so", () => {
  const grown = after(news(), news({ from: [2, 2], losses: [[30, 1, 1]], measured: [] }));
  assert.deepEqual(grown.lanes[0].losses.map(([update]) => update), [10, 20, 30]);
  assert.equal(grown.lanes[0].measured.length, 2);
  assert.equal(grown.lanes[1].news, null);
  assert.deepEqual(reduceLive(grown, news({ losses: [] })).lanes[0].losses, []);
});

test("other settings are other runs; a run that stays keeps its curves", () => {
  const changed = reduceLive(after(news()), { type: "lanes", lanes: [{ ...LANE, code: "seed-2" }, LANE] });
  assert.deepEqual(changed.lanes.map(({ losses }) => losses.length), [0, 2]);
});

test("play goes on until all runs have come to their end", () => {
  const playing = after({ type: "play" });
  assert.equal(playing.playing, true);
  assert.equal(reduceLive(playing, news({ finished: true })).playing, true);
  assert.equal([news({ finished: true }), news({ lane: 1, finished: true })].reduce(reduceLive, playing).playing, false);
  assert.equal(reduceLive(playing, { type: "play" }).playing, false);
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
  const state = after(news(), news({ lane: 1, losses: [[10, 4, 0.5]] }));
  const chart = chartOf("loss", state);
  assert.deepEqual(chart.curves.map(({ lane, points }) => [lane, points.length]), [[0, 2], [1, 1]]);
  assert.deepEqual([chart.top, chart.end, chart.value], [4, 100, ""]);
  assert.equal(chartOf("right", { ...state, lanes: state.lanes.slice(0, 1) }).value, "50 % / 75 %");
  assert.equal(figuresText(state.lanes[1], LIVE_WORDS), "Loss 4 · right 50 % / 75 % · AER 25 %");
  assert.deepEqual(decadesOf(30, 1), [-1, 0, 1, 2]);
  assert.deepEqual(decadesOf(30, 0.02), [-2, -1, 0, 1, 2]);
  assert.deepEqual(decadesOf(0.5, 4e-8), [-8, -6, -4, -2, 0]);
  assert.deepEqual(decadesOf(0.5, 1e-40), [-12, -9, -6, -3, 0]);
  assert.deepEqual([tickText(1234), tickText(0.5), tickText(7)], ["1,234", "0.5", "7"]);
});

test("padding has columns of its own, behind the end", () => {
  assert.deepEqual(columnsOf({ source: ["a", "b"], weights: [[1, 2, 3, 4]] }), ["a", "b", "↵", "·"]);
});

test("letters are written together, words apart", () => {
  assert.equal(written(["a", "b"]), "ab");
  assert.equal(written(["3", "May"]), "3 May");
});

test("keys: play, one update, half of one, another sentence; none in a field", () => {
  const key = (name, zone = "page") => keyCommand({ key: name, ctrlKey: false, metaKey: false, altKey: false }, zone);
  assert.deepEqual([" ", "ArrowRight", "H", "ArrowUp", "ArrowDown", "x"].map((name) => key(name)), ["play", "one", "half", "up", "down", null]);
  assert.deepEqual([key("h", "field"), key(" ", "pressable"), key("h", "pressable")], [null, null, "half"]);
});

test("what hinders a run is said in words", () => {
  const state = (values) => stateText(after(news(values)).lanes[0], LIVE_WORDS);
  assert.equal(stateText(begun.lanes[0], LIVE_WORDS), LIVE_WORDS.starting);
  assert.equal(state({}), "");
  assert.equal(state({ place: 3, watchers: 2 }), "3 before you in the queue · Also watched by 1");
  assert.equal(state({ diverged: true, finished: true }), LIVE_WORDS.diverged);
  assert.equal(state({ measured: [[0, 0, 0, 0, 0.5, 0.25]] }), "25 % of the weight on padding");
});

test("numbers have three digits, and what is none is a dash", () => {
  assert.deepEqual([numberText(0.012345), numberText(null), shareText(0.255), shareText(null)], ["0.0123", "–", "26 %", "–"]);
  assert.match(spokenText(after(news()).lanes[0], LIVE_WORDS), /^Additive: update 20, accuracy 50 % free-running/);
});

test("what played goes on when it is put into the page again soon, and not later", () => {
  let clock = 0;
  const playing = createPlayingRecord(() => clock);
  assert.equal(playing.wasPlaying(), false);
  playing.record(true);
  clock = 2999;
  assert.equal(playing.wasPlaying(), true);
  clock = 3000;
  assert.equal(playing.wasPlaying(), false);
  playing.record(true);
  playing.record(false);
  assert.equal(playing.wasPlaying(), false);
});
