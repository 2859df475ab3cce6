/** The score of a guess, and the texts of questions and results. Pure. */

import { coveredShare, ENOUGH, equalText } from "../../kit/answers.js";
import { say, sentences } from "../../kit/labels.js";
import { isolate, shownPiece } from "../../kit/pieces.js";
import { candidateRows, entropyBits, percentText } from "../../kit/reading.js";

/** The verdict on a guessed row, by the least share of the model's weight that it covers.
 * @type {[label: string, least: number][]} */
const VERDICTS = [["almost_all", 0.9], ["most_of_it", 0.5], ["some_of_it", 0.2], ["hardly_any", 0]];

/**
 * H((p + q) / 2) − (H(p) + H(q)) / 2 in bits, as `jensen_shannon` of the library: 0 for equal rows, 1 for rows that have no
 * piece in common.
 * @param {number[]} p @param {number[]} q @returns {number}
 */
export function jensenShannon(p, q) {
  const mean = p.map((weight, i) => (weight + q[i]) / 2);
  return Math.max(0, entropyBits(mean) - (entropyBits(p) + entropyBits(q)) / 2);
}

/** The painted levels as weights that sum to 1; null if nothing is painted. @param {number[]} levels @returns {number[] | null} */
export function weightsOf(levels) {
  const sum = levels.reduce((all, level) => all + level, 0);
  return sum ? levels.map((level) => level / sum) : null;
}

/**
 * @param {Guess} guess
 * @param {{weights: number[], piece: string, candidates: {piece: string, probability: number}[]}} truth the model's row, the piece that it outputs (empty at the end), and the candidates with their probabilities, pieces as they are shown
 * @returns {Outcome}
 */
export function outcomeOf(guess, { weights, piece, candidates }) {
  if (guess.kind === "row") {
    const covered = coveredShare(guess.weights, weights);
    return { kind: "row", hit: covered >= ENOUGH, bits: jensenShannon(guess.weights, weights), covered };
  }
  const probability = (/** @type {string} */ of) => candidates.find((candidate) => equalText(candidate.piece, of))?.probability ?? null;
  return { kind: "piece", hit: equalText(guess.piece, piece), mine: probability(guess.piece), best: candidates[0]?.probability ?? 0 };
}

/**
 * The number of right guesses in a row up to the last one.
 * @param {(boolean | null)[]} hits null where there is no guess @param {number} step the present one, with or without a guess
 * @returns {number}
 */
export function streakOf(hits, step) {
  const until = hits.slice(0, hits[step] === null ? step : step + 1);
  return until.length - 1 - until.findLastIndex((hit) => !hit);
}

/** The question of a step. @param {Scene} scene @param {Prediction} prediction @returns {string} */
export function questionOf({ labels, target }, { ask, stage }) {
  return say(labels, ask === "row" ? "question_row" : "question_piece", { target: isolate(target[stage.step].name) });
}

/**
 * The outcome of the guess at a step; null if there is none.
 * @param {Scene} scene @param {Prediction} prediction @param {number} [step] @returns {Outcome | null}
 */
export function outcomeAt({ trace, labels, target, weights }, { guesses, stage }, step = stage.step) {
  const guess = guesses[step];
  if (!guess) return null;
  const candidates = candidateRows(trace, step).map(({ piece, probability }) => ({ piece: wordOf(shownPiece(piece, false, labels)), probability }));
  return outcomeOf(guess, { weights: weights[step], piece: wordOf(target[step]), candidates });
}

/**
 * The outcome as text; before there is one, how to predict a row, and what becomes of it.
 * @param {Scene} scene @param {Prediction} prediction
 * @param {{handing: boolean, reads: boolean}} ofClass whether a class is asked this and answers here, or elsewhere @returns {string}
 */
export function hintOf(scene, prediction, { handing, reads }) {
  const [{ labels }, { ask, assigned }] = [scene, prediction];
  const outcome = outcomeAt(scene, prediction);
  if (outcome?.kind === "row") {
    const [verdict] = VERDICTS.find(([, least]) => outcome.covered >= least) ?? ["hardly_any"];
    const covered = say(labels, "covered", { percent: percentText(outcome.covered), x: outcome.bits.toFixed(2) });
    return sentences(say(labels, verdict), covered, lookedMost(scene, prediction));
  }
  if (outcome || prediction.revealed) return prediction.ask === "row" ? lookedMost(scene, prediction) : outputText(scene, prediction, outcome);
  if (reads) return say(labels, "answered_elsewhere");
  const then = say(labels, assigned ? "then_give" : handing ? "then_hand_in" : "then_reveal");
  if (ask === "piece") return assigned ? then : "";
  return sentences(say(labels, "board_how"), then);
}

/** What the model outputs, and what it gave a wrong word. @param {Scene} scene @param {Prediction} prediction @param {Extract<Outcome, {kind: "piece"}> | null} outcome */
function outputText({ trace, labels, target }, { stage: { step } }, outcome) {
  const best = outcome?.best ?? candidateRows(trace, step)[0]?.probability ?? 0;
  const told = say(labels, outcome?.hit ? "piece_right" : "piece_wrong", { piece: isolate(target[step].name), percent: percentText(best) });
  if (!outcome || outcome.hit) return told;
  return sentences(told, outcome.mine === null ? say(labels, "not_a_candidate") : say(labels, "your_probability", { percent: percentText(outcome.mine) }));
}

/** @param {Scene} scene @param {Prediction} prediction @returns {string} */
function lookedMost({ labels, source, weights }, { stage }) {
  const row = weights[stage.step];
  const most = row.indexOf(Math.max(...row));
  return say(labels, "looked_most", { piece: isolate(source[most].name), percent: percentText(row[most]) });
}

/** The text to type for a piece: none for the end of the sentence. @param {Shown} shown @returns {string} */
function wordOf({ text, end }) {
  return end ? "" : text;
}
