import assert from "node:assert/strict";
import { test } from "node:test";

import { coveredShare } from "../../pages/ui/kit/answers.js";
import { sceneOf } from "../../pages/ui/kit/scene.js";
import { columnsIn, levelAt } from "../../pages/ui/features/predict/board.js";
import { keyMove } from "../../pages/ui/features/predict/index.js";
import { PREDICT_WORDS } from "../../pages/ui/features/predict/labels.js";
import { hintOf, jensenShannon, outcomeAt, outcomeOf, questionOf, streakOf, weightsOf } from "../../pages/ui/features/predict/scoring.js";
import { BEGINNING, withDecoding, reducePrediction, guessOf, isAsked, isOnlyRead, isShown, nextGuess } from "../../pages/ui/features/predict/state.js";
import { evenMeasure, joinedTrace, loveTrace } from "./traces.js";

const ALONE = { handing: false, reads: false };
const close = (one, other) => assert.ok(Math.abs(one - other) < 1e-9, `${one} is not ${other}`);
const opened = (trace = loveTrace(), step = 1, ask = "row") => withDecoding(BEGINNING, { trace, opening: 0, choices: { step, ask }, labels: {} }, false);
const scene = (trace = loveTrace()) => sceneOf(trace, null, { labels: PREDICT_WORDS, flipped: false, font: 16, measure: evenMeasure });
const after = (state, ...actions) => actions.reduce(reducePrediction, state);

test("Jensen–Shannon in bits: 0 for equal rows, 1 for rows with nothing in common, in between by hand", () => {
  close(jensenShannon([0.5, 0.5], [0.5, 0.5]), 0);
  close(jensenShannon([1, 0], [0, 1]), 1);
  close(jensenShannon([1, 0], [0.5, 0.5]), 0.75 * Math.log2(4 / 3) + 0.25 * 2 - 0.5);
});

test("what is covered is the weight under both rows", () => {
  close(coveredShare([0, 0, 1, 0], [0.02, 0.05, 0.91, 0.02]), 0.91);
  close(coveredShare([0.25, 0.25, 0.25, 0.25], [1, 0, 0, 0]), 0.25);
  close(coveredShare([0.5, 0.5], [0.5, 0.5]), 1);
});

test("what is painted becomes weights that sum to 1; nothing painted is no guess", () => {
  assert.deepEqual(weightsOf([0, 9, 3, 0]), [0, 0.75, 0.25, 0]);
  assert.equal(weightsOf([0, 0]), null);
});

test("a row is right from half of the weight on; a word is compared without capitals; nothing is the end", () => {
  const truth = { weights: [0.5, 0.5], piece: "Love", candidates: [{ piece: "Love", probability: 0.8 }, { piece: "like", probability: 0.1 }] };
  assert.equal(outcomeOf({ kind: "row", weights: [1, 0] }, truth).hit, true);
  assert.equal(outcomeOf({ kind: "row", weights: [1, 0] }, { ...truth, weights: [0.49, 0.51] }).hit, false);
  assert.deepEqual(outcomeOf({ kind: "piece", piece: " love " }, truth), { kind: "piece", hit: true, mine: 0.8, best: 0.8 });
  assert.deepEqual(outcomeOf({ kind: "piece", piece: "like" }, truth), { kind: "piece", hit: false, mine: 0.1, best: 0.8 });
  assert.equal(outcomeOf({ kind: "piece", piece: "" }, truth).mine, null);
  assert.equal(outcomeOf({ kind: "piece", piece: "" }, { ...truth, piece: "" }).hit, true);
});

test("a streak ends at a wrong guess and at a step without one; the present step may wait", () => {
  assert.equal(streakOf([true, true, null], 2), 2);
  assert.equal(streakOf([true, false, true], 2), 1);
  assert.equal(streakOf([true, true, false], 2), 0);
  assert.equal(streakOf([true, null, true, null], 3), 1);
  assert.equal(streakOf([null], 0), 0);
});

test("painting keeps to 0 … 9 and to the pieces; what is guessed stays as it is", () => {
  const state = after(opened(), { type: "level", source: 2, to: 12 }, { type: "raise", by: -2 }, { type: "cursor", by: 9 });
  assert.deepEqual([state.levels, state.cursor], [[0, 0, 7, 0], 3]);
  const guess = { kind: "row", weights: [0, 0, 1, 0] };
  const done = after(state, { type: "guess", guess });
  assert.deepEqual(guessOf(done), guess);
  assert.equal(after(done, { type: "level", source: 0, to: 5 }, { type: "guess", guess: { kind: "piece", piece: "x" } }), done);
});

test("each step begins with nothing painted, and guesses stay with their step", () => {
  const guess = { kind: "row", weights: [0, 1, 0, 0] };
  const state = after(opened(), { type: "level", source: 1, to: 9 }, { type: "guess", guess }, { type: "move", by: 1 });
  assert.deepEqual([state.stage.step, state.levels, guessOf(state)], [2, [0, 0, 0, 0], null]);
  assert.deepEqual(guessOf(reducePrediction(state, { type: "move", by: -1 })), guess);
  const again = reducePrediction(state, { type: "again" });
  assert.deepEqual([again.stage.step, again.guesses], [0, [null, null, null, null]]);
});

test("another question or another decoding begins anew; another theme goes on; without attention only words are asked", () => {
  const state = after(opened(), { type: "guess", guess: { kind: "row", weights: [0, 1, 0, 0] } });
  assert.deepEqual(reducePrediction(state, { type: "ask", to: "piece" }).guesses, [null, null, null, null]);
  assert.deepEqual(withDecoding(state, { trace: loveTrace(), opening: 0, choices: { step: 0, ask: "row" } }, true).guesses, state.guesses);
  assert.deepEqual(withDecoding(state, { trace: loveTrace(), opening: 0, choices: { step: 0, ask: "row" } }, false).guesses, [null, null, null, null]);
  assert.equal(opened({ ...loveTrace(), fixed: true }).ask, "piece");
});

test("what is asked may be chosen elsewhere, which begins anew; guesses are taken back there, not made; without attention only words are asked", () => {
  const painted = reducePrediction(opened(), { type: "level", source: 1, to: 4 });
  const words = reducePrediction(painted, { type: "adopt", choices: { ask: "piece" } });
  assert.deepEqual([words.ask, words.levels], ["piece", [0, 0, 0, 0]]);
  const guessed = reducePrediction(words, { type: "guess", guess: { kind: "piece", piece: "I" } });
  assert.equal(reducePrediction(guessed, { type: "adopt", choices: { ask: "piece", guesses: 3 } }), guessed);
  assert.deepEqual(reducePrediction(guessed, { type: "adopt", choices: { guesses: 0 } }).guesses, [null, null, null, null]);
  const fixed = opened({ ...loveTrace(), fixed: true });
  assert.equal(reducePrediction(fixed, { type: "adopt", choices: { ask: "row" } }).ask, "piece");
});

test("keys move, paint and reveal; a field keeps its letters, a button its Enter", () => {
  const key = (name, typing = false, state = opened()) => keyMove({ key: name }, typing, state);
  assert.deepEqual(key("ArrowRight"), { type: "cursor", by: 1 });
  assert.deepEqual(key("ArrowUp"), { type: "raise", by: 1 });
  assert.deepEqual(key("7"), { type: "level", source: 0, to: 7 });
  assert.equal(key("Enter"), "go on");
  assert.equal(key("7", true, opened(loveTrace(), 1, "piece")), null);
  assert.equal(key("Enter", true), "go on");
  assert.equal(keyMove({ key: "ArrowRight", ctrlKey: true }, false, opened()), null);
  assert.equal(keyMove({ key: "Enter", isComposing: true }, true, opened()), null);
});

test("the height of a pointer is a level: the floor is nothing, the lowest touch above it something", () => {
  const box = { bottom: 100, height: 90 };
  assert.deepEqual([99, 90, 55, 10, 0].map((y) => levelAt(box, y)), [0, 1, 5, 9, 9]);
});

test("question and result in words", () => {
  const state = after(opened(), { type: "guess", guess: { kind: "row", weights: [0, 0, 1, 0] } });
  assert.equal(questionOf(scene(), state), "Where does the model look as it says “love”?");
  assert.match(hintOf(scene(), state, ALONE), /^Almost exactly correct\. You covered 91\.0% .* 0\.0\d bits .* It looked most at “爱” \(91\.0%\)\.$/);
  assert.match(hintOf(scene(), opened(), ALONE), /^Click or drag in the columns.* Then reveal it\.$/);
  assert.match(hintOf(scene(), opened(), { handing: true, reads: false }), /^Click or drag in the columns.* Then hand it in\.$/);
  assert.match(hintOf(scene(), opened(), { handing: false, reads: true }), /^Everybody answers on their own screen/);
});

test("a word of several pieces is judged as a word, its probability is that of its first piece", () => {
  const trace = { ...joinedTrace(), words: { ...joinedTrace().words, rows: [1, 1, 1, 1] } };
  const state = after(opened(trace, 1, "piece"), { type: "guess", guess: { kind: "piece", piece: "hate" } });
  assert.deepEqual(outcomeAt(scene(trace), state), { kind: "piece", hit: false, mine: 0.2, best: 0.8 });
  assert.match(hintOf(scene(trace), state, ALONE), /^The model outputs “love”\. .* It gave your word a probability of 20\.0%\.$/);
});

test("a class is asked about one step: what is guessed there is handed in, elsewhere it is revealed at once", () => {
  const question = { kind: "row", step: 1 };
  assert.ok(isAsked(opened(), question));
  assert.ok(!isAsked(opened(loveTrace(), 2), question) && !isAsked(opened(loveTrace(), 1, "piece"), question) && !isAsked(opened(), null));
  assert.ok(isAsked(opened(joinedTrace(), 1), { kind: "row", step: 2 }), "the second piece of a word is in its row");
});

test("what a teacher reveals stands beside one's own guess until the next step", () => {
  const guess = { kind: "row", weights: [0, 0, 1, 0] };
  const revealed = after(opened(), { type: "reveal_class", ofClass: [0, 0.5, 0.5, 0], guess });
  assert.deepEqual([guessOf(revealed), revealed.ofClass], [guess, [0, 0.5, 0.5, 0]]);
  assert.deepEqual(after(revealed, { type: "move", by: 1 }).ofClass, []);
  const read = after(opened(), { type: "reveal_class", ofClass: [1, 0, 0, 0], guess: null });
  assert.deepEqual([guessOf(read), isShown(read)], [null, true]);
  assert.equal(hintOf(scene(), read, ALONE), "It looked most at “爱” (91.0%).");
  assert.equal(after(read, { type: "level", source: 0, to: 5 }), read, "what is revealed is guessed no more");
  const word = after(opened(loveTrace(), 1, "piece"), { type: "reveal_class", ofClass: [], guess: null });
  assert.match(hintOf(scene(), word, ALONE), /^The model outputs “love”\./);
});

test("where a class answers elsewhere, on its teacher's screen and on the wall, one only reads", () => {
  const question = { kind: "row", step: 1, answers: false, handed: false, revealed: null };
  assert.ok(isOnlyRead(opened(), question));
  assert.ok(!isOnlyRead(opened(), { ...question, answers: true }) && !isOnlyRead(opened(loveTrace(), 2), question) && !isOnlyRead(opened(), null));
  assert.ok(!isOnlyRead(after(opened(), { type: "reveal_class", ofClass: [], guess: null }), question));
});

test("all pieces stand in one row where they have room, or else none stands alone", () => {
  assert.equal(columnsIn(9, 358, 16), 9, "a sentence of eight words and its end on a phone");
  assert.deepEqual([12, 20, 30].map((pieces) => columnsIn(pieces, 358, 16)), [6, 7, 8]);
  assert.equal(columnsIn(9, 0, 16), 1);
});

test("what is ready to be guessed: what is painted, or what is typed, which may be nothing", () => {
  assert.equal(nextGuess(opened(), "love"), null);
  assert.deepEqual(nextGuess(after(opened(), { type: "level", source: 2, to: 3 }), ""), { kind: "row", weights: [0, 0, 1, 0] });
  assert.deepEqual(nextGuess(opened(loveTrace(), 1, "piece"), " love "), { kind: "piece", piece: "love" });
});
