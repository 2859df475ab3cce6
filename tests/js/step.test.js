import assert from "node:assert/strict";
import { test } from "node:test";

import { BEGINNING, withExplanation, reduceDecision } from "../../pages/ui/features/step/state.js";
import { equationOf, leadingEntries, splitSubscripts, summandsOf, valueOf, writerOf } from "../../pages/ui/features/step/arithmetic.js";
import { alongContext, contextOf, contributionsOf, factorText, momentOf, numberText, reachOf, sliceOf, temperatureAt, temperatureFor, tinyText, weighScores } from "../../pages/ui/features/step/numbers.js";
import { shadeOf } from "../../pages/ui/kit/cells.js";
import { headName } from "../../pages/ui/kit/reading.js";
import { loveTrace, twoHeadTrace } from "./traces.js";

const close = (one, other, by = 1e-12) => assert.ok(Math.abs(one - other) < by, `${one} is not ${other}`);
const others = (n) => `${n} others`;

/** The data of a hand-made trace whose encoder states are the unit vectors. */
function dataOf(trace, more = {}) {
  const states = trace.source.pieces.map((_, i) => trace.source.pieces.map((__, j) => Number(i === j)));
  return { trace, explanation: { constants: [], weighing: { normalizer: "softmax" }, reading: { states }, queries: [trace.target.pieces.map(() => [])] }, opening: 1, choices: { step: null, piece: null, head: 0, temperature: 1 }, temperature: 1, asked: "source", asking: ["source"], ...more };
}

test("softmax: minus max, exp, sum, weight", () => {
  const { max, shifted, parts, total, weights } = weighScores([Math.log(1), Math.log(2), null, Math.log(5)], 1, "softmax");
  close(max, Math.log(5));
  assert.equal(shifted[2], null);
  [0.2, 0.4, 0, 1].forEach((part, j) => close(parts[j], part));
  close(total, 1.6);
  [0.125, 0.25, 0, 0.625].forEach((weight, j) => close(weights[j], weight));
});

test("a temperature of 1/2 squares the weights before they sum to 1", () => {
  const { weights } = weighScores([Math.log(1), Math.log(3)], 0.5, "softmax");
  [0.1, 0.9].forEach((weight, j) => close(weights[j], weight));
});

test("sparsemax: what lies above the threshold, nothing else", () => {
  const { total, weights } = weighScores([1, 0.5, -1, null], 1, "sparsemax");
  close(total, -0.75);
  [0.75, 0.25, 0, 0].forEach((weight, j) => close(weights[j], weight));
});

test("the context is the sum of what each piece gives, head by head", () => {
  const states = [[1, 2, 3, 4], [10, 20, 30, 40]];
  const contributions = contributionsOf([[0.5, 0.5], [0, 1]], states);
  assert.deepEqual(contributions, [[0.5, 1, 0, 0], [5, 10, 30, 40]]);
  assert.deepEqual(contextOf(contributions), [5.5, 11, 30, 40]);
  assert.deepEqual(sliceOf([5.5, 11, 30, 40], 1, 2), [30, 40]);
});

test("shares sum to 1, and what pulls the other way has one below 0", () => {
  assert.deepEqual(alongContext([[3, 0], [-1, 0]], [2, 0]), [1.5, -0.5]);
  assert.deepEqual(alongContext([[1, 0], [-1, 0]], [0, 0]), [0, 0]);
});

test("a scale is a temperature: no division by √K is 1/√K as hot", () => {
  assert.equal(temperatureFor(0.0625, 1), 0.0625);
  assert.equal(temperatureFor(0.0625, 0.0625), 1);
  assert.equal(temperatureAt(-4), 0.0625);
  assert.equal(temperatureAt(0.125), 1.091);
});

test("a constant that is set is in force until Python has decoded with it, then settled", () => {
  const constants = [{ code: "window", symbol: "D", value: 4, own: 4 }];
  const data = dataOf(loveTrace());
  const set = reduceDecision(BEGINNING, { type: "set", constant: "window", value: 1 });
  const settled = (value, decision) => momentOf({ ...data, explanation: { ...data.explanation, constants: [{ ...constants[0], value }] } }, decision).settled;
  assert.deepEqual([settled(4, BEGINNING), settled(4, set), settled(1, set)], [true, false, true]);
  assert.equal(reduceDecision(set, { type: "set", constant: "window", value: null }).window, null);
  assert.equal(reduceDecision(BEGINNING, { type: "adopt", choices: { window: 2, asked: "source" } }).window, 2);
});

test("a moment reckons from the raw scores of the trace, at the temperature of the slider", () => {
  const at = (data, change = {}) => momentOf(data, { ...reduceDecision(withExplanation(BEGINNING, data), { type: "step", to: 2 }), ...change });
  const moment = at(dataOf(loveTrace()));
  const sum = 2 + Math.E + Math.E ** 2;
  close(moment.columns.weights[3], Math.E ** 2 / sum);
  close(moment.context[3], Math.E ** 2 / sum);
  close(moment.shares.reduce((all, share) => all + share, 0), 1);
  assert.deepEqual(moment.scores, [0, 0, 1, 2]);
  const cold = at(dataOf(loveTrace()), { temperature: 0.03125 });
  close(cold.columns.weights[3], 1, 1e-9);
  assert.deepEqual([moment.settled, cold.settled], [true, false]);
  assert.deepEqual(at(dataOf(twoHeadTrace()), { head: 1 }).scores, [0, 0, 0, 1]);
});

/** As it is mounted: with the data, then with all choices of the server. */
const mounted = (choices) => reduceDecision(withExplanation(BEGINNING, dataOf(loveTrace())), { type: "adopt", choices });

test("what the server chooses is taken over; what does not exist is left aside", () => {
  const first = mounted({ step: null, piece: 3, head: 7, temperature: 2 });
  assert.deepEqual([first.stage.step, first.piece, first.head, first.temperature], [1, 3, 0, 2]);
  const later = reduceDecision(reduceDecision(first, { type: "open", piece: 0 }), { type: "adopt", choices: { piece: 2 } });
  assert.deepEqual([later.stage.step, later.piece, later.temperature], [1, 2, 2]);
  assert.equal(reduceDecision(later, { type: "adopt", choices: { piece: 2, temperature: 2 } }), later);
  assert.equal(mounted({ piece: 64 }).piece, null);
});

test("other data of the sentence leave the choices; another sentence opens where Python says, with nothing open, at the same temperature", () => {
  const before = mounted({ step: 3, piece: 1, temperature: 2 });
  const same = withExplanation(before, dataOf(loveTrace()));
  assert.deepEqual([same.stage.step, same.piece, same.temperature], [3, 1, 2]);
  const other = withExplanation(before, dataOf({ ...loveTrace(), text: "你爱我" }));
  assert.deepEqual([other.stage.step, other.piece, other.temperature], [1, null, 2]);
});

test("opening what is open closes it; what changes nothing is the very same state", () => {
  const open = reduceDecision(BEGINNING, { type: "open", piece: 2 });
  assert.equal(open.piece, 2);
  assert.equal(reduceDecision(open, { type: "open", piece: 2 }).piece, null);
  assert.equal(reduceDecision(open, { type: "heat", temperature: 1 }), open);
  assert.equal(reduceDecision(open, { type: "pick", head: 0 }), open);
  assert.equal(reduceDecision(open, { type: "leave" }), open);
});

const TERMS = [
  { symbol: "s_t", operation: "query", of: [], value: [[1, 2], [3, -1]] },
  { symbol: "h_i", operation: "state", of: [], value: [[0.5, 0.25]] },
  { symbol: "s_t ⊙ h_i", operation: "multiply", of: ["s_t", "h_i"], value: [[0.5, 0.5], [1.5, -0.25]] },
  { symbol: "sum", operation: "sum", of: ["s_t ⊙ h_i"], value: [1, 1.25] },
  { symbol: "1/√K", operation: "rule", of: [], value: [-0.5] },
  { symbol: "both", operation: "add", of: ["sum", "1/√K"], value: [0.5, 0.75] },
  { symbol: "score", operation: "scale", of: ["sum", "1/√K"], value: [-0.5, -0.625] },
  { symbol: "last", operation: "window", of: ["score", "D"], value: [null, -0.625] },
];
const written = (i, step) => Object.values(equationOf(TERMS, TERMS[i], step, others)).join(" ").trim();

test("a line of the arithmetic has this cell's numbers put in", () => {
  assert.equal(written(3, 0), "0.50 + 0.50 = 1");
  assert.equal(written(3, 1), "1.50 − 0.25 = 1.25");
  assert.equal(written(5, 0), "1 − 0.50 = 0.50");
  assert.equal(written(6, 1), "1.25 × (−0.50) ≈ −0.63");
  assert.equal(written(7, 1), "score = −0.63 → −0.63");
  assert.equal(written(4, 0), "−0.50");
  assert.deepEqual(valueOf(TERMS[1], 1), [0.5, 0.25]);
  assert.equal(valueOf(TERMS[7], 0), null);
});

test("of a long sum the largest parts are named, the others summed", () => {
  const vector = [5, -4, 3, 1, 1, 1, 1, 1, 1];
  const terms = [{ symbol: "p", operation: "multiply", of: [], value: [vector] }, { symbol: "sum", operation: "sum", of: ["p"], value: [10] }];
  assert.deepEqual(equationOf(terms, terms[1], 0, others), { left: "5 − 4 + 3 + 6 (6 others) =", right: "10" });
  assert.equal(leadingEntries(vector), "5.00, −4.00, 3.00, …");
  assert.equal(leadingEntries([1, 2]), "");
});

test("numbers as they are written", () => {
  assert.deepEqual([0.5, -0.001, -1.239, null].map((value) => numberText(value)), ["0.50", "0.00", "−1.24", "−∞"]);
  assert.deepEqual([3, 2.345, 0.0625, null].map(writerOf([{ value: [Array(9).fill(0)] }])), ["3", "2.35", "0.0625", "−∞"]);
  assert.deepEqual([3, 2.345, 0.0625].map(writerOf([{ value: [[1, 2]] }])), ["3", "2.35", "0.06"]);
  assert.deepEqual([0, 3.04e-7].map(tinyText), ["0", "3.0e−7"]);
  assert.deepEqual([1, 0.0625, 1.0905, 32].map(factorText), ["1", "0.0625", "1.09", "32"]);
  assert.deepEqual(splitSubscripts("W_q s_t"), ["W", "q", " s", "t", ""]);
  assert.equal(reachOf([[1, -3], [2, null]]), 3);
});

test("the ramp ends at ± the reach and has the background in its middle", () => {
  const ramp = ["a", "b", "c", "d", "e"];
  assert.deepEqual([-2, -1, 0, 1, 9].map((value) => shadeOf(ramp, value, 2)), ["a", "b", "c", "d", "e"]);
  assert.equal(shadeOf(ramp, 5, 0), "c");
});

test("of several layers a head mixes the values of its own, and is called by both numbers", () => {
  const trace = { ...twoHeadTrace(), layers: 2 };
  const labels = { layer_head: "Layer {l} · head {n}", head_n: "Head {n}" };
  assert.deepEqual(headName(trace, 1, labels), { text: "2·1", name: "Layer 2 · head 1" });
  assert.deepEqual(headName(twoHeadTrace(), 1, labels), { text: "2", name: "Head 2" });
  const { explanation, ...rest } = dataOf(trace);
  const pieces = trace.source.pieces;
  const values = [pieces.map(() => [1]), pieces.map(() => [3])];
  const queries = [7, 8].map((query) => trace.target.pieces.map(() => [query]));
  const decision = { stage: { step: 0 }, head: 0, piece: null, temperature: 1 };
  const [first, second] = [0, 1].map((head) => momentOf({ ...rest, explanation: { ...explanation, values, queries } }, { ...decision, head }));
  assert.deepEqual([first.query, second.query], [[7], [8]]);
  close(first.contributions.reduce((sum, [value]) => sum + value, 0), 1);
  close(second.contributions.reduce((sum, [value]) => sum + value, 0), 3);
  close(first.context[0], 3);
});
