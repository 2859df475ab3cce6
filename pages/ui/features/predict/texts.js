/** The texts of questions and results. Pure. */

import { say, sentences } from "../../kit/labels.js";
import { isolate, shownPiece } from "../../kit/pieces.js";
import { candidateRows, percentText } from "../../kit/reading.js";
import { outcomeOf } from "./scoring.js";

/**
 * The question of a step.
 * @param {Scene} scene
 * @param {Prediction} prediction
 * @returns {string}
 */
export function questionOf({ labels, target }, { ask, stage }) {
  return say(labels, ask === "row" ? "question_row" : "question_piece", { target: isolate(target[stage.step].name) });
}

/**
 * The outcome of the guess at a step; null if there is none.
 * @param {Scene} scene
 * @param {Prediction} prediction
 * @param {number} [step]
 * @returns {Outcome | null}
 */
export function outcomeAt({ trace, labels, target, weights }, { guesses, stage }, step = stage.step) {
  const guess = guesses[step];
  if (!guess) return null;
  const candidates = candidateRows(trace, step).map(({ piece, probability }) => ({ piece: wordOf(shownPiece(piece, false, labels)), probability }));
  return outcomeOf(guess, { weights: weights[step], piece: wordOf(target[step]), candidates });
}

/**
 * The outcome as text; before there is one, how to predict a row, and what becomes of it.
 * @param {Scene} scene
 * @param {Prediction} prediction
 * @param {{handing: boolean, reads: boolean}} ofClass whether a class is asked this and answers here, or elsewhere
 * @returns {string}
 */
export function hintOf(scene, prediction, { handing, reads }) {
  const { labels } = scene;
  const outcome = outcomeAt(scene, prediction);
  if (outcome) return outcome.kind === "row" ? rowResult(scene, prediction, outcome) : pieceResult(scene, prediction, outcome);
  if (prediction.revealed) return prediction.ask === "row" ? lookedMost(scene, prediction) : saidText(scene, prediction);
  if (reads) return say(labels, "answered_elsewhere");
  if (prediction.ask === "piece") return "";
  return sentences(say(labels, "board_how"), say(labels, handing ? "then_hand_in" : "then_reveal"));
}

/**
 * @param {Scene} scene
 * @param {Prediction} prediction
 * @returns {string}
 */
function lookedMost({ labels, source, weights }, { stage }) {
  const row = weights[stage.step];
  const most = row.indexOf(Math.max(...row));
  return say(labels, "looked_most", { piece: isolate(source[most].name), percent: percentText(row[most]) });
}

/**
 * @param {Scene} scene
 * @param {Prediction} prediction
 * @returns {string}
 */
function saidText({ trace, labels, target }, { stage }) {
  const best = candidateRows(trace, stage.step)[0]?.probability ?? 0;
  return say(labels, "piece_wrong", { piece: isolate(target[stage.step].name), percent: percentText(best) });
}

/**
 * @param {Scene} scene
 * @param {Prediction} prediction
 * @param {Extract<Outcome, {kind: "row"}>} outcome
 * @returns {string}
 */
function rowResult(scene, prediction, { bits, covered }) {
  const share = say(scene.labels, "covered", { percent: percentText(covered), x: bits.toFixed(2) });
  return sentences(verdictOf(scene.labels, covered), share, lookedMost(scene, prediction));
}

/**
 * @param {Record<string, string>} labels
 * @param {number} covered
 * @returns {string}
 */
function verdictOf(labels, covered) {
  const [verdict] = /** @type {[string, number][]} */ ([["almost_all", 0.9], ["most_of_it", 0.5], ["some_of_it", 0.2], ["hardly_any", 0]])
    .find(([, least]) => covered >= least) ?? ["hardly_any"];
  return say(labels, verdict);
}

/**
 * @param {Scene} scene
 * @param {Prediction} prediction
 * @param {Extract<Outcome, {kind: "piece"}>} outcome
 * @returns {string}
 */
function pieceResult({ labels, target }, { stage }, { hit, mine, best }) {
  const verdict = say(labels, hit ? "piece_right" : "piece_wrong", { piece: isolate(target[stage.step].name), percent: percentText(best) });
  if (hit) return verdict;
  return sentences(verdict, mine === null ? say(labels, "not_a_candidate") : say(labels, "your_probability", { percent: percentText(mine) }));
}

/**
 * The text to type for a piece: none for the end of the sentence.
 * @param {Shown} shown
 * @returns {string}
 */
function wordOf({ text, end }) {
  return end ? "" : text;
}
