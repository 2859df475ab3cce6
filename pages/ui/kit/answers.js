/** Answers to the questions of an assignment: how they are scored, and the files in which they are handed in. Pure, but for
 * the event by which a view tells the sheet of its answer. */

import { hearEvent } from "./listening.js";

// -- Scores, as on the page Predict.

/** The share of the model's weight that a row must cover to count as correct. */
export const ENOUGH = 0.5;

/** The share of the weights q that the weights p cover: 1 for equal rows. @param {number[]} p @param {number[]} q @returns {number} */
export function coveredShare(p, q) {
  return p.reduce((sum, weight, i) => sum + Math.min(weight, q[i]), 0);
}

/** @param {string} one @param {string} other @returns {boolean} whether they are equal but for case and surrounding spaces */
export function equalText(one, other) {
  const plain = (/** @type {string} */ text) => text.normalize("NFC").trim().toLowerCase();
  return plain(one) === plain(other);
}

/** An answer: weights over the source pieces that sum to 1, a piece, which is empty for the end of the sentence, or the name of a diagnosis.
 * @typedef {{kind: "row", weights: number[]} | {kind: "piece", piece: string} | {kind: "diagnosis", diagnosis: string}} Answer */
/** A question with its right answer, as `Asked` of `kit/feature.py`.
 * @typedef {{words: string, kind: "row" | "piece" | "diagnosis", right: number[] | string, sentence: string, model: string,
 *   pieces: string[], choices: [name: string, title: string][], signs: string[]}} Question */
/** `score` is the share of the model's weight that is covered, or 1 and 0 where an answer is right or not.
 * @typedef {{correct: boolean, score: number}} Result */

/**
 * @param {Answer} answer @param {Question} question
 * @returns {Result | null} null where the answer does not fit the question
 */
export function resultOf(answer, { kind, right, choices }) {
  if (answer.kind !== kind) return null;
  switch (answer.kind) {
    case "row": {
      if (!Array.isArray(right) || right.length !== answer.weights.length) return null;
      const score = coveredShare(answer.weights, right);
      return { correct: score >= ENOUGH, score };
    }
    case "piece": return allOrNothing(equalText(answer.piece, String(right)));
    case "diagnosis": return choices.some(([name]) => name === answer.diagnosis) ? allOrNothing(answer.diagnosis === right) : null;
  }
}

/** @param {boolean} correct @returns {Result} */
function allOrNothing(correct) {
  return { correct, score: Number(correct) };
}

// -- Files. Whoever makes one can edit it: a reader takes nothing for granted, and believes no result in it.

const [FORMAT, VERSION] = ["gaze-answer", 1];
/** How the names of such files end. */
export const ENDING = ".gaze-answer.json";
/** The most characters of a title or a name. */
export const LONGEST_NAME = 60;
const [LONGEST_PIECE, LONGEST_ADDRESS, MOST_WEIGHTS] = [80, 2100, 200];
/** Half a character, which no address and no file can hold. */
const HALF = /\p{Cs}/u;
const ADDRESS = /^\/[a-z-]+\?[^\s#]+$/;
const DIAGNOSIS = /^[a-z-]{1,40}$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/;
/** Digits of weights and scores after the point. */
const DIGITS = 4;

/** What a student hands in. `address` is that of the question, `answered` when, as ISO 8601 has it; `correct` what the file itself says.
 * @typedef {{title: string, name: string, address: string, answer: Answer, answered: string, correct: boolean}} Submission */

/**
 * The content of a file: first what it is, then what a person reads in it.
 * @param {Omit<Submission, "correct">} submission @param {Question} question @returns {string}
 */
export function writeSubmission({ title, name, address, answer, answered }, question) {
  const { words, sentence, model, pieces, right } = question;
  const result = resultOf(JSON.parse(JSON.stringify(answer, inDigits)), question);
  const about = { sentence, model, ...(pieces.length ? { pieces } : {}) };
  const written = {
    ...{ format: FORMAT, version: VERSION, title, name, answered, address, question: words },
    ...(model ? about : {}),
    ...{ answer, right, correct: result?.correct ?? false, score: result?.score ?? 0 },
  };
  return `${JSON.stringify(written, inDigits, 2)}\n`;
}

/** @param {string} _ @param {unknown} value @returns {unknown} as it is written: its digits after the point are few */
function inDigits(_, value) {
  return typeof value === "number" ? Number(value.toFixed(DIGITS)) : value;
}

/** Why a file is not taken: no JSON, JSON of something else, a later version than this one, or something missing or not possible in it.
 * @typedef {"not_json" | "foreign" | "later_version" | "damaged"} Refusal */

/** @param {string} text @returns {Submission | Refusal} what a file hands in, or why it is refused */
export function readSubmission(text) {
  const raw = parsed(text);
  if (raw === undefined) return "not_json";
  if (raw === null || typeof raw !== "object" || raw.format !== FORMAT) return "foreign";
  if (raw.version !== VERSION) return Number.isInteger(raw.version) && raw.version > VERSION ? "later_version" : "damaged";
  const { title, name, address, answered, correct } = raw;
  const answer = readAnswer(raw.answer);
  const known = [isName(title), isName(name), isAddress(address), isMoment(answered), typeof correct === "boolean"].every(Boolean);
  return known && answer ? { title: title.trim(), name: name.trim(), address, answer, answered, correct } : "damaged";
}

/** @param {string} text @returns {any} any: whatever stands in a file; undefined where it is no JSON */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {any} raw any: of a file @returns {Answer | null} */
function readAnswer(raw) {
  switch (raw?.kind) {
    case "row": return isRow(raw.weights) ? { kind: "row", weights: raw.weights } : null;
    case "piece": return isText(raw.piece, LONGEST_PIECE) ? { kind: "piece", piece: raw.piece } : null;
    case "diagnosis": return isText(raw.diagnosis, LONGEST_NAME) && DIAGNOSIS.test(raw.diagnosis) ? { kind: "diagnosis", diagnosis: raw.diagnosis } : null;
    default: return null;
  }
}

/** @param {unknown} raw @param {number} longest @returns {raw is string} */
function isText(raw, longest) {
  return typeof raw === "string" && raw.length <= longest && !HALF.test(raw);
}

/** @param {unknown} raw @returns {boolean} whether a title or a person can be called so */
function isName(raw) {
  return isText(raw, LONGEST_NAME) && raw.trim() !== "";
}

/** @param {unknown} raw @returns {boolean} whether it leads to a page of the app and nowhere else */
function isAddress(raw) {
  return isText(raw, LONGEST_ADDRESS) && ADDRESS.test(raw);
}

/** @param {unknown} raw @returns {boolean} whether these are weights */
function isRow(raw) {
  if (!Array.isArray(raw) || raw.length === 0 || raw.length > MOST_WEIGHTS) return false;
  return raw.every((weight) => typeof weight === "number" && weight >= 0 && weight <= 1) && Math.abs(raw.reduce((sum, weight) => sum + weight, 0) - 1) < 0.02;
}

/** @param {unknown} raw @returns {boolean} whether it is a point in time */
function isMoment(raw) {
  return typeof raw === "string" && MOMENT.test(raw) && !Number.isNaN(Date.parse(raw));
}

/** The name of a file: letters and digits of any script. @param {string} title @param {string} name @returns {string} */
export function fileName(title, name) {
  const plain = (/** @type {string} */ text) => text.normalize("NFC").replace(/[^\p{L}\p{M}\p{N}]+/gu, "-").replace(/^-|-$/g, "");
  return [title, name].map(plain).filter(Boolean).join("-") + ENDING;
}

// -- From a view to the sheet.

const ANSWERED = "gaze:answered";

/** Called by a view in which the question of an assignment is answered. @param {Answer} answer @returns {void} */
export function tellAnswer(answer) {
  dispatchEvent(new CustomEvent(ANSWERED, { detail: answer }));
}

/** @param {(answer: Answer) => void} hear @returns {() => void} stops listening */
export function hearAnswers(hear) {
  return hearEvent(ANSWERED, hear);
}
