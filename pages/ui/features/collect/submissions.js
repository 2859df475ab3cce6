/** The answer files of a class: taken in one by one, sorted by question, scored, and written as CSV. Pure. */

import { readSubmission, resultOf } from "../../kit/answers.js";
import { say } from "../../kit/labels.js";
import { visible } from "../../kit/pieces.js";
import { percentText } from "../../kit/reading.js";

/** As many answers are in one table. */
export const MOST_SUBMISSIONS = 200;
/** Questions for which the server is asked what is right. */
export const MOST_QUESTIONS = 20;
/** Characters of a file: an answer has two thousand. */
const LARGEST = 64 * 1024;
/** The pieces that stand for a row in the table: those of at least this weight, and so many. */
const [LEAST_SHOWN, MOST_SHOWN] = [0.1, 3];
/** Different answers that are counted above a question. */
const MOST_COUNTED = 8;

/** @typedef {import("../../kit/answers.js").Submission} Submission */
/** @typedef {import("../../kit/answers.js").Answer} Answer */
/** @typedef {import("../../kit/answers.js").Question} Question */
/** A question as the server has it, with its address in one spelling and the title of its page; or why it has none.
 * @typedef {(Question & {address: string, page: string}) | {problem: string}} Found */
/** What is kept: the answers with their files, and the files that were not taken with the key of the reason.
 * @typedef {{submissions: {file: string, submission: Submission}[], refused: {file: string, reason: string}[]}} Collection */
/** A file as it was read; `text` is null where that failed.
 * @typedef {{file: string, size: number, text: string | null}} Dropped */

/** @type {Collection} */
export const EMPTY = { submissions: [], refused: [] };

/** @param {Collection} collection @param {Dropped[]} dropped @returns {Collection} with the answers in these files */
export function withFiles(collection, dropped) {
  return dropped.reduce(withFile, { ...collection, refused: [] });
}

/** @param {Collection} collection @param {Dropped} dropped @returns {Collection} */
function withFile({ submissions, refused }, { file, size, text }) {
  const submission = size > LARGEST ? "too_large" : text === null ? "unreadable" : readSubmission(text);
  const reason = typeof submission === "string" ? submission : reasonAgainst(submission, submissions);
  if (typeof submission === "string" || reason) return { submissions, refused: [...refused, { file, reason }] };
  return { submissions: [...submissions, { file, submission }], refused };
}

/** @param {Submission} submission @param {Collection["submissions"]} submissions @returns {string} empty for none */
function reasonAgainst(submission, submissions) {
  const written = JSON.stringify(submission);
  if (submissions.some((each) => JSON.stringify(each.submission) === written)) return "double";
  return submissions.length >= MOST_SUBMISSIONS ? "too_many" : "";
}

/** @param {Collection} collection @returns {string[]} the addresses of their questions, of the first ones if there are too many */
export function addressesOf({ submissions }) {
  return [...new Set(submissions.map(({ submission }) => submission.address))].slice(0, MOST_QUESTIONS);
}

// -- The table

/** A line of the table. `score` and `correct` are null where nothing could be scored; `whole` is the answer with all weights, `counted`
 * what it counts as among those of a class; `remarks` are sentences.
 * @typedef {{file: string, name: string, title: string, answer: string, whole: string, counted: string, correct: boolean | null, score: number | null, answered: string, remarks: string[]}} Row */
/** The answers to one question; `question` is null where the server has none, and `problem` says why.
 * @typedef {{key: string, question: (Question & {address: string, page: string}) | null, problem: string, rows: Row[]}} Group */

/**
 * The answers by question, in the order in which the questions came, those of each by name.
 * @param {Collection} collection @param {Record<string, Found>} found by address @param {Record<string, string>} labels @param {string} language
 * @returns {Group[]}
 */
export function groupsOf({ submissions }, found, labels, language) {
  const scored = new Set(addressesOf({ submissions, refused: [] }));
  /** @type {Map<string, {found: Found, submissions: Collection["submissions"]}>} */
  const groups = new Map();
  for (const each of submissions) {
    const { address } = each.submission;
    const known = found[address] ?? { problem: say(labels, scored.has(address) ? "reading" : "too_many_questions", { n: MOST_QUESTIONS }) };
    const key = "problem" in known ? address : known.address;
    const group = groups.get(key) ?? { found: known, submissions: [] };
    groups.set(key, { ...group, submissions: [...group.submissions, each] });
  }
  const byName = new Intl.Collator(language, { numeric: true });
  return [...groups].map(([key, group]) => {
    const [question, problem] = "problem" in group.found ? [null, group.found.problem] : [group.found, ""];
    const names = group.submissions.map(({ submission }) => plainName(submission));
    const rows = group.submissions.map((each) => rowOf(each, question, names, labels));
    rows.sort((one, other) => byName.compare(one.name, other.name) || one.answered.localeCompare(other.answered));
    return { key, question, problem, rows };
  });
}

/** @param {Submission} submission @returns {string} the name, in which capitals and spaces do not count */
function plainName({ name }) {
  return name.normalize("NFC").toLowerCase().replace(/\s+/g, " ");
}

/** @param {Collection["submissions"][number]} handed @param {Question | null} question @param {string[]} names of all answers to it @param {Record<string, string>} labels @returns {Row} */
function rowOf({ file, submission }, question, names, labels) {
  const { title, name, answer, answered } = submission;
  const result = question && resultOf(answer, question);
  const same = names.filter((each) => each === plainName(submission)).length;
  const remarks = [
    question && !result ? say(labels, "unfit") : "",
    result && result.correct !== submission.correct ? say(labels, "edited", { said: say(labels, submission.correct ? "said_right" : "said_wrong") }) : "",
    same > 1 ? say(labels, "again", { n: same }) : "",
  ].filter(Boolean);
  const [brief, whole] = [answerText(answer, question, labels), answerText(answer, question, labels, true)];
  const counted = answer.kind === "row" ? question?.pieces[peakOf(answer.weights)] ?? "" : brief;
  const shown = { file: visible(file), name: visible(name), title: visible(title), answer: brief, whole, counted };
  return { ...shown, correct: result?.correct ?? null, score: result?.score ?? null, answered, remarks };
}

/**
 * An answer as text: of a row its largest weights, or all of them.
 * @param {Answer} answer @param {Question | null} question @param {Record<string, string>} labels @param {boolean} [whole] @returns {string}
 */
export function answerText(answer, question, labels, whole = false) {
  switch (answer.kind) {
    case "row": return rowText(answer.weights, question, labels, whole);
    case "piece": return visible(answer.piece.trim()) || say(labels, "end");
    case "diagnosis": return question?.choices.find(([name]) => name === answer.diagnosis)?.[1] ?? answer.diagnosis;
  }
}

/** @param {number[]} weights @param {Question | null} question @param {Record<string, string>} labels @param {boolean} whole @returns {string} */
function rowText(weights, question, labels, whole) {
  const names = question?.pieces.length === weights.length ? question.pieces.map(visible) : weights.map((_, i) => String(i + 1));
  const all = weights.map((weight, i) => ({ weight, text: `${names[i]} ${percentText(weight)}` }));
  if (whole) return all.map(({ text }) => text).join(" | ");
  const largest = all.toSorted((one, other) => other.weight - one.weight).filter(({ weight }, i) => i === 0 || (i < MOST_SHOWN && weight >= LEAST_SHOWN));
  return largest.map(({ text }) => text).join(say(labels, "comma"));
}

/** @param {Question} question @returns {Answer} the right answer */
export function rightAnswer({ kind, right }) {
  if (kind === "row") return { kind, weights: Array.isArray(right) ? right : [] };
  return kind === "piece" ? { kind, piece: String(right) } : { kind, diagnosis: String(right) };
}

/**
 * What a class has answered, the most frequent first: of rows, at which piece each looks most.
 * @param {Group} group @param {Record<string, string>} labels @returns {string} empty where nothing was scored
 */
export function countsText({ rows }, labels) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { counted, score } of rows) {
    if (score !== null) counts.set(counted, (counts.get(counted) ?? 0) + 1);
  }
  const sorted = [...counts].toSorted(([, one], [, other]) => other - one).slice(0, MOST_COUNTED);
  return sorted.map(([answer, n]) => say(labels, "count", { answer, n })).join(say(labels, "comma"));
}

/** @param {number[]} weights @returns {number} */
function peakOf(weights) {
  return weights.indexOf(Math.max(...weights));
}

/** @param {Group} group @returns {{n: number, right: number, mean: number} | null} of those that were scored; null without any */
export function summaryOf({ rows }) {
  const scores = rows.flatMap(({ score }) => (score === null ? [] : [score]));
  if (!scores.length) return null;
  return { n: scores.length, right: rows.filter(({ correct }) => correct).length, mean: scores.reduce((sum, score) => sum + score, 0) / scores.length };
}

// -- CSV

/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
/** Marks a file as UTF-8 for spreadsheets. */
const UTF8 = "\ufeff";

/** @param {Group[]} groups @param {Record<string, string>} labels @returns {string} a line for each answer */
export function csvOf(groups, labels) {
  const columns = ["name", "assignment", "column_question", "column_sentence", "column_model", "answer", "column_right", "correct", "score", "time", "column_file", "column_remark"];
  const lines = groups.flatMap(({ question, problem, rows }) => rows.map((row) => [
    ...[row.name, row.title, question?.words ?? problem, question?.sentence ?? "", question?.model ?? "", row.whole],
    ...[question ? answerText(rightAnswer(question), question, labels, true) : "", correctText(row.correct, labels), row.score === null ? "" : row.score.toFixed(3)],
    ...[row.answered, row.file, row.remarks.join(" ")],
  ]));
  return UTF8 + [columns.map((column) => say(labels, column)), ...lines].map((line) => `${line.map(cell).join(",")}\r\n`).join("");
}

/** @param {boolean | null} correct @param {Record<string, string>} labels @returns {string} */
export function correctText(correct, labels) {
  return correct === null ? say(labels, "unknown") : say(labels, correct ? "yes" : "no");
}

/** @param {string} text @returns {string} */
function cell(text) {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
