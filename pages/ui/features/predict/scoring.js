/** The score of a guess. Pure. */

import { entropyBits } from "../../kit/reading.js";

/** The share of the model's weight that a guessed row must cover to count as right. */
export const ENOUGH = 0.5;

/**
 * H((p + q) / 2) − (H(p) + H(q)) / 2 in bits, as `jensen_shannon` of the library: 0 for equal rows, 1 for rows that have no
 * piece in common.
 * @param {number[]} p
 * @param {number[]} q
 * @returns {number}
 */
export function jensenShannon(p, q) {
  const mean = p.map((weight, i) => (weight + q[i]) / 2);
  return Math.max(0, entropyBits(mean) - (entropyBits(p) + entropyBits(q)) / 2);
}

/**
 * The share of the weights q that lies under the weights p: 1 for equal rows.
 * @param {number[]} p
 * @param {number[]} q
 * @returns {number}
 */
export function coveredShare(p, q) {
  return p.reduce((sum, weight, i) => sum + Math.min(weight, q[i]), 0);
}

/**
 * The painted levels as weights that sum to 1; null if nothing is painted.
 * @param {number[]} levels
 * @returns {number[] | null}
 */
export function weightsOf(levels) {
  const sum = levels.reduce((all, level) => all + level, 0);
  return sum ? levels.map((level) => level / sum) : null;
}

/**
 * @param {Guess} guess
 * @param {{weights: number[], piece: string, candidates: {piece: string, probability: number}[]}} truth the model's row,
 *   the piece that it outputs (empty at the end), and the candidates with their probabilities, pieces as they are shown
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
 * @param {(boolean | null)[]} hits null where there is no guess
 * @param {number} step the present one, with or without a guess
 * @returns {number}
 */
export function streakOf(hits, step) {
  const until = hits.slice(0, hits[step] === null ? step : step + 1);
  return until.length - 1 - until.findLastIndex((hit) => !hit);
}

/**
 * @param {string} one
 * @param {string} other
 * @returns {boolean} whether they are equal but for case and surrounding spaces
 */
function equalText(one, other) {
  const plain = (/** @type {string} */ text) => text.normalize("NFC").trim().toLowerCase();
  return plain(one) === plain(other);
}
