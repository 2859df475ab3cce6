import assert from "node:assert/strict";
import { test } from "node:test";

import { ENDING, fileName, readSubmission, resultOf, writeSubmission } from "../../pages/ui/kit/answers.js";
import { WORDS_OF_COLLECTION as LABELS } from "../../pages/ui/features/collect/labels.js";
import { addressesOf, answerText, countsText, csvOf, EMPTY, groupsOf, MOST_SUBMISSIONS, MOST_QUESTIONS, summaryOf, withFiles } from "../../pages/ui/features/collect/submissions.js";

const ROW = {
  address: "/predict?q=x&step=1", page: "Predict", words: "Where does the model look as it says “tea”?", kind: "row", right: [0.1, 0.7, 0.2],
  sentence: "她喝茶", model: "zh-en/additive", pieces: ["她", "喝", "茶"], choices: [], signs: [],
};
const PIECE = { ...ROW, address: "/predict?q=x&step=1&ask=piece", words: "What does the model say next?", kind: "piece", right: "tea", pieces: [] };
const FAULT = {
  ...{ address: "/gallery?case=2&seed=5", page: "Broken attention", words: "What is wrong with this attention?", kind: "diagnosis", right: "shifted" },
  ...{ sentence: "", model: "", pieces: [], choices: [["shifted", "Rows shifted by one"], ["padding", "No padding mask"]], signs: ["one late", "weight on padding"] },
};
const FOUND = Object.fromEntries([ROW, PIECE, FAULT].map((question) => [question.address, question]));
const TIME = "2026-11-25T17:56:39.227Z";
const handedIn = (question, answer, name = "Ada", title = "Homework") => writeSubmission({ title, name, address: question.address, answer, answered: TIME }, question);
const dropped = (file, text) => ({ file, size: text?.length ?? 0, text });
const edited = (text, changes) => JSON.stringify({ ...JSON.parse(text), ...changes });
const groups = (...files) => groupsOf(withFiles(EMPTY, files), FOUND, LABELS, "en");

test("what a student saves is what a teacher reads", () => {
  const text = handedIn(ROW, { kind: "row", weights: [0.25, 0.75, 0] });
  assert.deepEqual(readSubmission(text), { title: "Homework", name: "Ada", address: ROW.address, answer: { kind: "row", weights: [0.25, 0.75, 0] }, answered: TIME, correct: true });
  const { question, sentence, model, pieces, right, score } = JSON.parse(text);
  assert.deepEqual({ question, sentence, model, pieces, right, score }, { question: ROW.words, sentence: "她喝茶", model: "zh-en/additive", pieces: ["她", "喝", "茶"], right: [0.1, 0.7, 0.2], score: 0.8 });
});

test("what a file says of itself is worked out from the digits that it holds", () => {
  const third = { ...ROW, right: [0.5, 1 / 6, 1 / 3] };
  const submission = JSON.parse(handedIn(third, { kind: "row", weights: [0, 1 / 6, 5 / 6] }));
  assert.deepEqual(submission.answer.weights, [0, 0.1667, 0.8333]);
  assert.equal(submission.correct, resultOf(submission.answer, third).correct);
});

test("a row is scored by the weight that it covers, a word and a diagnosis by whether they are right", () => {
  assert.deepEqual(resultOf({ kind: "row", weights: [0.5, 0.5, 0] }, ROW), { correct: true, score: 0.6 });
  assert.deepEqual(resultOf({ kind: "row", weights: [1, 0, 0] }, ROW), { correct: false, score: 0.1 });
  assert.deepEqual(resultOf({ kind: "piece", piece: " Tea " }, PIECE), { correct: true, score: 1 });
  assert.deepEqual(resultOf({ kind: "diagnosis", diagnosis: "padding" }, FAULT), { correct: false, score: 0 });
});

test("an answer that does not fit its question has no score", () => {
  assert.equal(resultOf({ kind: "row", weights: [0.5, 0.5] }, ROW), null);
  assert.equal(resultOf({ kind: "piece", piece: "tea" }, ROW), null);
  assert.equal(resultOf({ kind: "diagnosis", diagnosis: "unheard-of" }, FAULT), null);
});

test("what is no answer file is refused with its reason", () => {
  const good = handedIn(PIECE, { kind: "piece", piece: "tea" });
  assert.equal(readSubmission("{"), "not_json");
  for (const foreign of ["null", "[]", "3", '"gaze-answer"', "{}", '{"format":"gaze-plan","version":1}']) assert.equal(readSubmission(foreign), "foreign");
  assert.equal(readSubmission(edited(good, { version: 2 })), "later_version");
  const impossible = [
    ...[{ version: "1" }, { version: 0 }, { name: "" }, { name: "  " }, { name: "x".repeat(61) }, { name: ["Ada"] }, { name: "\ud800" }, { title: null }],
    ...[{ address: "https://example.org/?a=1" }, { address: "//example.org?a" }, { address: "/predict" }, { address: `/predict?q=${"x".repeat(2100)}` }],
    ...[{ answered: "yesterday" }, { answered: "2026-99-99T00:00:00Z" }, { correct: "yes" }, { answer: null }, { answer: { kind: "grade", value: 1 } }],
    ...[{ answer: { kind: "piece", piece: "x".repeat(81) } }, { answer: { kind: "diagnosis", diagnosis: "<b>" } }, { answer: { kind: "row", weights: [2, -1] } }],
    ...[{ answer: { kind: "row", weights: [] } }, { answer: { kind: "row", weights: [0.5, 0.2] } }, { answer: { kind: "row", weights: Array(300).fill(1 / 300) } }],
  ];
  for (const change of impossible) assert.equal(readSubmission(edited(good, change)), "damaged", JSON.stringify(change));
});

test("one bad file loses nothing of the others, and a double is taken once", () => {
  const [ada, bo] = [handedIn(PIECE, { kind: "piece", piece: "tea" }), handedIn(PIECE, { kind: "piece", piece: "milk" }, "Bo")];
  const { submissions, refused } = withFiles(EMPTY, [dropped("a", ada), dropped("b", "{"), dropped("c", ada), { file: "d", size: 70_000, text: "" }, dropped("e", null), dropped("f", bo)]);
  assert.deepEqual(submissions.map(({ file, submission }) => [file, submission.name]), [["a", "Ada"], ["f", "Bo"]]);
  assert.deepEqual(refused.map(({ file, reason }) => [file, reason]), [["b", "not_json"], ["c", "double"], ["d", "too_large"], ["e", "unreadable"]]);
});

test("a table holds two hundred answers, and says so to the next", () => {
  const files = Array.from({ length: MOST_SUBMISSIONS + 1 }, (_, i) => dropped(`${i}`, handedIn(PIECE, { kind: "piece", piece: "tea" }, `Student ${i}`)));
  const { submissions, refused } = withFiles(EMPTY, files);
  assert.deepEqual([submissions.length, refused], [200, [{ file: "200", reason: "too_many" }]]);
});

test("answers stand by question, and those of a question by name", () => {
  const [one, two] = groups(
    dropped("1", handedIn(ROW, { kind: "row", weights: [0, 1, 0] }, "Student 10")), dropped("2", handedIn(FAULT, { kind: "diagnosis", diagnosis: "shifted" }, "Cy", "Friday")),
    dropped("3", handedIn(ROW, { kind: "row", weights: [0.3, 0.1, 0.6] }, "Student 9")),
  );
  assert.deepEqual(one.rows.map(({ name, title, answer, correct, score }) => [name, title, answer, correct, score.toFixed(2)]), [
    ["Student 9", "Homework", "茶 60.0%, 她 30.0%, 喝 10.0%", false, "0.40"], ["Student 10", "Homework", "喝 100.0%", true, "0.70"],
  ]);
  assert.deepEqual([two.question.words, two.rows.map(({ name, answer, correct }) => [name, answer, correct])], [FAULT.words, [["Cy", "Rows shifted by one", true]]]);
  assert.equal(countsText(one, LABELS), "茶 1, 喝 1");
  const { n, right, mean } = summaryOf(two);
  assert.deepEqual([n, right, mean], [1, 1, 1]);
});

test("a score is worked out anew: who writes another one into the file gains nothing, and the table says so", () => {
  const text = edited(handedIn(PIECE, { kind: "piece", piece: "milk" }), { correct: true, score: 1, right: "milk" });
  const [{ rows: [{ correct, score, remarks }] }] = groups(dropped("x", text));
  assert.deepEqual([correct, score, remarks], [false, 0, ["The file itself says correct."]]);
});

test("two files of one name are told, in whatever capitals, and both stay", () => {
  const [{ rows }] = groups(dropped("1", handedIn(PIECE, { kind: "piece", piece: "tea" }, "Ada L")), dropped("2", handedIn(PIECE, { kind: "piece", piece: "milk" }, "ada  l")));
  assert.deepEqual(rows.map(({ remarks }) => remarks), [["Files with this name: 2."], ["Files with this name: 2."]]);
});

test("where the server has no such question nothing is scored", () => {
  const files = [dropped("1", handedIn({ ...PIECE, address: "/predict?family=martian" }, { kind: "piece", piece: "tea" }))];
  const [{ question, problem, rows: [{ correct, score }] }] = groupsOf(withFiles(EMPTY, files), { "/predict?family=martian": { problem: "None here." } }, LABELS, "en");
  assert.deepEqual([question, problem, correct, score], [null, "None here.", null, null]);
});

test("the server is asked about twenty questions at most; answers to others stay, unscored", () => {
  const files = Array.from({ length: MOST_QUESTIONS + 2 }, (_, i) => dropped(`${i}`, handedIn({ ...PIECE, address: `/predict?q=x&step=${i + 1}` }, { kind: "piece", piece: "tea" })));
  const collection = withFiles(EMPTY, files);
  assert.equal(addressesOf(collection).length, 20);
  const problems = groupsOf(collection, {}, LABELS, "en").map(({ problem }) => problem);
  assert.deepEqual([problems.length, problems[19], problems[20]], [22, LABELS.reading, "Too many different questions (at most 20 are scored): not scored."]);
});

test("the CSV has all weights and no formula", () => {
  const [head, line, last, ...rest] = csvOf(groups(
    dropped("=1+1.json", handedIn(ROW, { kind: "row", weights: [0, 1, 0] }, '=HYPERLINK("x")')), dropped("b", handedIn(FAULT, { kind: "diagnosis", diagnosis: "padding" }, "Bo, B")),
  ), LABELS).split("\r\n");
  assert.equal(head, "\ufeffName,Assignment,Question,Sentence,Model,Answer,Right answer,Correct,Score,Time,File,Remark");
  assert.equal(line, `"'=HYPERLINK(""x"")",Homework,Where does the model look as it says “tea”?,她喝茶,zh-en/additive,她 0.0% | 喝 100.0% | 茶 0.0%,她 10.0% | 喝 70.0% | 茶 20.0%,yes,0.700,${TIME},'=1+1.json,`);
  assert.equal(last, `"Bo, B",Homework,What is wrong with this attention?,,,No padding mask,Rows shifted by one,no,0.000,${TIME},b,`);
  assert.deepEqual(rest, [""]);
});

test("what cannot be seen in a name or a word is shown as its code point", () => {
  const [{ rows: [{ name, answer }] }] = groups(dropped("x", handedIn(PIECE, { kind: "piece", piece: "te\u202ea" }, "A\u0007da")));
  assert.deepEqual([name, answer], ["A‹0007›da", "te‹202E›a"]);
  assert.equal(answerText({ kind: "piece", piece: " " }, PIECE, LABELS), "end of sentence");
});

test("a file is called after title and name, whatever stands in them", () => {
  assert.equal(fileName("Homework 3", "Ada L."), `Homework-3-Ada-L${ENDING}`);
  assert.equal(fileName("../<b>", "王小明"), `b-王小明${ENDING}`);
  assert.equal(fileName("…", "!"), ENDING);
});
