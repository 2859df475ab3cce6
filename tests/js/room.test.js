import assert from "node:assert/strict";
import { test } from "node:test";

import { clockText } from "../../pages/ui/kit/reading.js";
import { statusText } from "../../pages/ui/features/rooms/room_panel/index.js";
import { WORDS_OF_ROOM } from "../../pages/ui/features/rooms/room_panel/labels.js";
import { atStep, differsInStep, followedAddress, isPlaceOf, leadAfterLook, leadAfterStep, leadOf, leadsAlike, predictionOf, rootOf, stepIn } from "../../pages/ui/features/rooms/room_panel/address.js";
import { answerable, createQueueOfOne, EMPTY_SEAT, hasAnswered, hiddenControls, openQuestion, remoteLink, secondsLeft, secretIn, standing, withNews } from "../../pages/ui/features/rooms/room_panel/transport.js";
import { askedAt, choicesIn, faultIn, finishedAt, nameOfAnswer, outcomeText, ownOutcome, plannedQuestion, preparedText, questionsIn, spokenText, tallyText, toggled, unseenAlias, wallLink } from "../../pages/ui/features/rooms/room_panel/sheet.js";

const LEAD = { address: "/?q=a", hidden: [], frozen: false };
const QUESTION = { number: 2, kind: "choice", address: "/", words: "Which?", choices: ["one", "two"] };
const RESULT = { answers: 3, bars: [["one", 3]], agreeing: null, truth: "", rows: [], mean: [], model: [], source: [] };
const DATA = { labels: WORDS_OF_ROOM, scorers: [{ value: "dot", title: "Dot product" }] };
const state = (version, more = {}) => ({ version, lead: LEAD, question: null, result: null, ...more });
const after = (...news) => news.reduce(withNews, EMPTY_SEAT);
const inRoom = (more) => after({ type: "room", room: state(1, more) });

// -- addresses

test("a class is led without what is each visitor's own", () => {
  assert.equal(leadOf("http://school/class/step?lang=zh&q=a&room=cdhjp&present=dark&hide=pages&step=2&guesses=1#top"), "/step?q=a&step=2");
  assert.equal(leadOf("http://school/"), "/");
});

test("who follows keeps what is theirs, below the path of the app", () => {
  const here = "http://school/class/compare?lang=zh&q=b&room=cdhjp";
  assert.equal(followedAddress("/step?q=a&step=2", here), "http://school/class/step?q=a&step=2&lang=zh&room=cdhjp");
  assert.equal(followedAddress("/?q=a", "http://school/step"), "http://school/?q=a");
  assert.equal(rootOf("http://school/class/step?q=a#b").href, "http://school/class/");
});

test("nobody is led to another site", () => {
  const here = "http://school/class/step?room=cdhjp";
  for (const lead of ["//evil.example/x", "/https://evil.example", "/../x"]) assert.equal(new URL(followedAddress(lead, here)).host, "school", lead);
});

test("a step in an address counts from 1, elsewhere from 0", () => {
  assert.equal(atStep("/step?q=a&step=2", 4), "/step?q=a&step=5");
  assert.deepEqual([stepIn("/?q=a&step=5"), stepIn("/?q=a")], [4, null]);
});

test("addresses are compared by what they say", () => {
  assert.ok(leadsAlike("/step?q=a&step=2", "/step?step=2&q=a"));
  assert.ok(leadsAlike("/?q=%E6%88%91", "/?q=我"));
  assert.ok(!leadsAlike("/step?q=a", "/?q=a"));
  assert.ok(differsInStep("/?q=a&step=1", "/?q=a&step=2") && differsInStep("/?q=a", "/?q=a&step=2"));
  assert.ok(!differsInStep("/?q=a&step=1", "/?q=a&step=1") && !differsInStep("/?q=a&step=1", "/?q=b&step=2"));
});

test("what is in view is predicted with the same sentence, step and function", () => {
  assert.equal(predictionOf("/compare?q=a&scorer=dot&step=2&look=draw-ribbons", "row"), "/predict?scorer=dot&q=a&step=2");
  assert.equal(askedAt("piece", "/step?q=a").address, "/predict?q=a&ask=piece");
  assert.deepEqual(askedAt("choice", "/step?q=a", { words: "Why?", choices: ["1", "2"] }),
    { kind: "choice", words: "Why?", choices: ["1", "2"], right: "", address: "/step?q=a" });
});

test("which function it is, is asked about the picture, and can't be read in the address", () => {
  const { address } = askedAt("scorer", "/predict?scorer=dot&ask=piece&q=a&step=2", { choices: ["dot", "none"], alias: "0a1b2c" });
  assert.equal(address, "/?q=a&step=2&blind=0a1b2c");
  assert.equal(predictionOf(address, "row"), "/predict?blind=0a1b2c&q=a&step=2");
});

test("what is wrong is asked where something is broken, among the choices of what is in view, with its answer covered", () => {
  globalThis.location = /** @type {any} */ (new URL("http://school/broken-code?listing=2&version=mended"));
  const planned = { kind: "diagnosis", words: "", choices: [], right: "" };
  const asks = { diagnosis: { title: "What is wrong here?", words: "", choices: ["c", "d"] } };
  assert.deepEqual(plannedQuestion(planned, { ...DATA, asks }), { ...planned, choices: ["c", "d"], address: "/broken-code?listing=2" });
  assert.equal(plannedQuestion(planned, DATA), null);
  assert.equal(askedAt("diagnosis", "/broken-code?listing=2&version=mended", { choices: ["c", "d"] }).address, "/broken-code?listing=2");
  assert.ok(isPlaceOf({ kind: "diagnosis", address: "/broken-code?listing=2" }, "/broken-code?listing=2&version=difference"));
  assert.ok(!isPlaceOf({ kind: "diagnosis", address: "/broken-code?listing=2" }, "/broken-code?listing=3"));
});

test("by chance another function is asked about than the one in view, one that attends", () => {
  const scorers = [["none", false], ["dot", true], ["cosine", true], ["concat", true]].map(([alias, attends]) => ({ value: `${alias}`, title: `${alias}`, alias: `${alias}`, attends: attends === true }));
  assert.deepEqual([0, 0.4, 0.99].map((chance) => unseenAlias({ alias: "dot", scorers }, () => chance)), ["cosine", "cosine", "concat"]);
  assert.equal(unseenAlias({ alias: "dot", scorers: scorers.slice(0, 2) }, () => 0), "dot");
});

test("a row is predicted with its sentence and model at any step, a choice is answered anywhere", () => {
  const row = { kind: "row", address: "/predict?q=a&scorer=dot&step=2&lesson=states&part=1" };
  assert.ok(isPlaceOf(row, "/predict?q=a&scorer=dot&step=3&lesson=states&part=2"));
  for (const lead of ["/predict?q=b&scorer=dot&step=2", "/predict?q=a", "/step?q=a&scorer=dot&step=2", "/predict?q=a&scorer=dot&ask=piece"]) assert.ok(!isPlaceOf(row, lead), lead);
  assert.ok(isPlaceOf({ kind: "scorer", address: "/?q=a&step=1" }, "/?q=a&step=2"));
  assert.ok(!isPlaceOf({ kind: "scorer", address: "/?q=a" }, "/?q=b"));
  assert.ok(isPlaceOf({ kind: "choice", address: "/?q=a" }, "/beam?q=b"));
});

test("choices are lines, each once, and an asterisk stands before the right one", () => {
  assert.deepEqual(choicesIn(" yes \n\nno\nyes\n"), { choices: ["yes", "no"], right: "" });
  assert.deepEqual(choicesIn("yes\n* no\n*\n*perhaps\nno"), { choices: ["yes", "no", "perhaps"], right: "no" });
});

test("choices that the server would refuse are named before", () => {
  assert.equal(faultIn(["yes"]), "two_choices");
  assert.equal(faultIn(["yes", "是".repeat(80)]), "");
  assert.equal(faultIn(["yes", "😀".repeat(80)]), "", "a character counts once, as on the server");
  assert.equal(faultIn(["yes", "n".repeat(81)]), "long_choice");
  assert.equal(faultIn(Array.from({ length: 15 }, (_, number) => `${number}`)), "many_choices");
});

// -- leading

test("a step is told at once, and the address that is behind says nothing until it has it", () => {
  const first = { lead: "/?q=a&step=1", step: null };
  const stepped = leadAfterStep(first, "/?q=a&step=1", 3);
  assert.deepEqual(stepped, { lead: "/?q=a&step=4", step: 3 });
  assert.equal(leadAfterLook(stepped, "/?q=a&step=1"), stepped);
  assert.deepEqual(leadAfterLook(stepped, "/?q=a&step=4"), { lead: "/?q=a&step=4", step: null });
});

test("another sentence is told even while a step is on its way", () => {
  const stepped = { lead: "/?q=a&step=4", step: 3 };
  assert.deepEqual(leadAfterLook(stepped, "/?q=b"), { lead: "/?q=b", step: null });
});

test("where the room is already, nothing is told", () => {
  const there = { lead: "/?q=a&step=4", step: null };
  assert.equal(leadAfterLook(there, "/?step=4&q=a"), there);
  assert.equal(leadAfterStep(there, "/?q=a&step=4", 3), there);
});

test("one request at a time, and of those that wait the last", async () => {
  const sent = [];
  /** @type {(() => void)[]} */
  const ends = [];
  const queue = createQueueOfOne((message) => { sent.push(message); return new Promise((end) => ends.push(end)); });
  for (const message of [1, 2, 3]) queue.put(message);
  assert.ok(queue.isBusy());
  ends.shift()();
  await Promise.resolve();
  await Promise.resolve();
  assert.deepEqual(sent, [1, 3]);
});

// -- what is known of a room

test("news of an older version are no news", () => {
  const seat = after({ type: "room", room: state(3, { question: QUESTION }) }, { type: "room", room: state(2) });
  assert.equal(seat.room.version, 3);
  assert.deepEqual(openQuestion(seat), QUESTION);
});

test("what is revealed is open no more", () => {
  assert.equal(openQuestion(inRoom({ question: QUESTION, result: RESULT })), null);
});

test("an answer counts for its question alone", () => {
  const handed = withNews(inRoom({ question: QUESTION }), { type: "handed", handed: { number: 2, answer: { kind: "choice", choice: 1 }, waits: false } });
  assert.ok(hasAnswered(handed));
  assert.ok(!hasAnswered(withNews(handed, { type: "handed", handed: { ...handed.handed, waits: true } })), "the server does not have it yet");
  assert.ok(!hasAnswered(withNews(handed, { type: "room", room: state(5, { question: { ...QUESTION, number: 3 } }) })));
});

test("a room that is gone does not come back by a late word of the connection", () => {
  const gone = after({ type: "link", link: "gone" });
  assert.equal(withNews(gone, { type: "link", link: "lost" }).link, "gone");
});

test("what was refused is forgotten as soon as the connection says something else", () => {
  const refused = after({ type: "link", link: "live" }, { type: "problem", reason: "store_away" });
  assert.equal(refused.problem, "store_away");
  for (const link of ["live", "lost", "gone"]) assert.equal(withNews(refused, { type: "link", link }).problem, "");
});

test("which function it is stays hidden while it is asked", () => {
  const scorer = { ...QUESTION, kind: "scorer", choices: ["dot", "none"] };
  assert.deepEqual(hiddenControls(["pages"], inRoom({ question: scorer, lead: { ...LEAD, hidden: ["pages", "sidebar"] } }), true), ["pages", "sidebar", "scorer"]);
  assert.deepEqual(hiddenControls([], inRoom({ question: scorer, result: RESULT }), true), []);
  assert.deepEqual(hiddenControls([], inRoom({ question: scorer, lead: { ...LEAD, hidden: ["pages"] } }), false), ["scorer"], "a teacher's screen may be on the wall");
  const diagnosis = { ...QUESTION, kind: "diagnosis", choices: ["axis", "sink"] };
  assert.deepEqual(hiddenControls([], inRoom({ question: diagnosis }), true), ["diagnosis"]);
  assert.deepEqual(hiddenControls([], inRoom({ question: diagnosis, result: RESULT }), true), []);
});

// -- words

test("how one stands to a room is said", () => {
  const words = (seat, role = "student") => statusText(WORDS_OF_ROOM, seat, role, true);
  const counted = (seat) => withNews(seat, { type: "counts", counts: { present: 5, away: 0, answers: 2 } });
  assert.equal(words(EMPTY_SEAT), "Joining…");
  assert.equal(words(after({ type: "link", link: "lost" })), "Connection lost. Trying again…");
  assert.match(words(after({ type: "link", link: "gone" })), /^This room no longer exists/);
  assert.equal(words(inRoom()), "Following the teacher");
  assert.equal(words(withNews(inRoom(), { type: "follow", on: false })), "Exploring by yourself");
  assert.equal(words(counted(inRoom()), "teacher"), "Leading (students: 5)");
  assert.equal(words(withNews(inRoom(), { type: "counts", counts: { present: 5, away: 2, answers: 0 } }), "teacher"), "Leading (students: 5, away: 2)");
  assert.equal(words(counted(inRoom({ question: QUESTION })), "teacher"), "2 of 5 have answered");
  assert.equal(words(withNews(inRoom(), { type: "problem", reason: "too_late" })), "This question is closed.");
});

test("the wall counts for all to read", () => {
  const counted = (more, answers = 2) => tallyText(WORDS_OF_ROOM, withNews(inRoom(more), { type: "counts", counts: { present: 5, away: 0, answers } }));
  assert.deepEqual([counted({}), counted({ question: QUESTION })], ["Students: 5", "2 of 5 have answered"]);
  assert.equal(counted({ question: QUESTION }, 300), "300 answered, 5 present", "browsers that somebody has invented are seen");
  assert.equal(wallLink("http://school/?room=cdhjp"), "http://school/?room=cdhjp&wall=1&present=light");
});

test("what a class has answered is said in words: what is compared with what", () => {
  assert.equal(outcomeText(QUESTION, RESULT, DATA), "Answers: 3.");
  assert.equal(outcomeText(QUESTION, { ...RESULT, answers: 0 }, DATA), "No answers.");
  const right = { ...RESULT, agreeing: 2, truth: "dot" };
  assert.equal(outcomeText({ ...QUESTION, kind: "scorer" }, right, DATA), "2 of 3 chose the model's function, “Dot product”.");
  assert.equal(outcomeText({ ...QUESTION, kind: "scorer" }, { ...right, answers: 0, agreeing: 0 }, DATA), "No answers. The model: “Dot product”.");
  const chinese = { ...DATA, labels: { result_none: "没有人作答。", result_truth: "模型：“{truth}”。" } };
  assert.equal(outcomeText({ ...QUESTION, kind: "scorer" }, { ...right, answers: 0, agreeing: 0 }, chinese), "没有人作答。模型：“Dot product”。");
  assert.equal(outcomeText({ ...QUESTION, kind: "piece" }, { ...right, truth: "" }, DATA), "2 of 3 gave the model's next word, “end of sentence”.");
  const diagnosed = { ...DATA, diagnoses: [{ value: "axis", title: "Softmax over the batch" }] };
  assert.equal(outcomeText({ ...QUESTION, kind: "diagnosis" }, { ...right, truth: "axis" }, diagnosed), "2 of 3 chose the right diagnosis, “Softmax over the batch”.");
  assert.equal(outcomeText({ ...QUESTION, kind: "diagnosis" }, { ...right, truth: "axis", answers: 0, agreeing: 0 }, diagnosed), "No answers. The right diagnosis: “Softmax over the batch”.");
  const own = { ...QUESTION, kind: "choice" };
  assert.equal(outcomeText(own, { ...right, truth: "two" }, DATA), "2 of 3 chose the right answer, “two”.");
  assert.equal(outcomeText(own, { ...right, truth: "two", answers: 0, agreeing: 0 }, DATA), "No answers. The right answer: “two”.");
  const row = { ...RESULT, agreeing: 2, bars: [["我", 2], ["爱", 1]], model: [0.4, 0.6] };
  assert.equal(outcomeText({ ...QUESTION, kind: "row" }, row, DATA),
    "2 of 3 share at least half of the model's weight. 1 of 3 put the most weight where the model does, on “爱”.");
  assert.equal(nameOfAnswer({ kind: "choice" }, "dot", DATA), "dot");
});

test("of a room that is gone nothing stays hidden", () => {
  const led = inRoom({ question: { ...QUESTION, kind: "scorer" }, lead: { ...LEAD, hidden: ["sidebar"], frozen: true } });
  const gone = withNews(led, { type: "link", link: "gone" });
  assert.deepEqual([hiddenControls(["pages"], gone, true), gone.room], [["pages"], null]);
});

test("a reader of screens says the question, then its result, then nothing", () => {
  const spoken = (more) => spokenText(inRoom(more), DATA);
  assert.equal(spoken({ question: QUESTION }), "Which?");
  const row = { ...QUESTION, kind: "row", words: "" };
  assert.equal(spoken({ question: row }), "");
  assert.equal(statusText(WORDS_OF_ROOM, inRoom({ question: row }), "student", false), "Where does the model look? Paint your prediction and hand it in.");
  assert.equal(spoken({ question: QUESTION, result: RESULT }), "Answers: 3.");
  assert.deepEqual([spoken({}), spokenText(EMPTY_SEAT, DATA)], ["", ""]);
});

test("a question with a time is open until its clock, which is the server's, is at zero", () => {
  const seat = (more) => withNews(inRoom({ question: { ...QUESTION, closes: 1030, ...more } }), { type: "clock", ahead: 100 });
  assert.deepEqual([890, 899.5, 929.2, 930, 2000].map((now) => secondsLeft(seat(), now)), [40, 31, 1, 0, 0]);
  assert.equal(secondsLeft(seat({ closes: 0 }), 890), null);
  assert.equal(secondsLeft(inRoom({ question: { ...QUESTION, closes: 1030 }, result: RESULT }), 890), null, "it is revealed");
  assert.equal(answerable(seat()), null, "long ago");
  assert.deepEqual(answerable(seat({ closes: 0 })).words, "Which?");
  assert.equal(statusText(WORDS_OF_ROOM, seat(), "student", false), "Time is up.");
  assert.deepEqual([5, 65, 300].map(clockText), ["0:05", "1:05", "5:00"]);
});

test("a class is asked who has finished, where it is", () => {
  assert.deepEqual(finishedAt("/step?q=a&lesson=one-step&part=2", WORDS_OF_ROOM),
    { kind: "choice", words: "Have you finished this part?", choices: ["Finished", "Not yet"], right: "", address: "/step?q=a&lesson=one-step&part=2" });
});

test("several questions stand between empty lines, each with its choices and the right one", () => {
  assert.deepEqual(questionsIn("Is it an explanation?\nyes\n*no\n \n\nWhich?\none\ntwo\n"), [
    { kind: "choice", words: "Is it an explanation?", choices: ["yes", "no"], right: "no", address: "" },
    { kind: "choice", words: "Which?", choices: ["one", "two"], right: "", address: "" },
  ]);
  assert.deepEqual(questionsIn(" \n\n"), []);
});

test("what can be bet on is asked where there is a training, and answered wherever one is", () => {
  globalThis.location = /** @type {any} */ (new URL("http://school/live?settings=seed-2"));
  const asks = { update: { title: "When?", words: "After how many?", choices: ["1–100", "Later or never"] } };
  assert.deepEqual(plannedQuestion({ kind: "update", words: "", choices: [], right: "" }, { ...DATA, asks }),
    { kind: "update", words: "After how many?", choices: ["1–100", "Later or never"], right: "", address: "/live?settings=seed-2" });
  assert.equal(plannedQuestion({ kind: "race", words: "", choices: [], right: "" }, { ...DATA, asks }), null);
  assert.ok(isPlaceOf({ kind: "update", address: "/live?settings=seed-2" }, "/live"));
  const bet = { ...QUESTION, kind: "race" };
  assert.equal(outcomeText(bet, RESULT, DATA), "Answers: 3. The run has not decided it yet.");
  assert.equal(outcomeText(bet, { ...RESULT, agreeing: 2, truth: "two" }, DATA), "2 of 3 chose the right answer, “two”.");
  assert.equal(outcomeText(bet, { ...RESULT, answers: 0, agreeing: 0, truth: "two" }, DATA), "No answers. The right answer: “two”.");
});

test("a prepared question says what it asks, and of which sentence", () => {
  const text = (question) => preparedText({ kind: "choice", words: "", choices: ["one", "two"], right: "", address: "", asked: "", ...question }, WORDS_OF_ROOM);
  assert.equal(text({ words: "Which?" }), "Which?");
  assert.equal(text({}), "one / two");
  assert.equal(text({ kind: "row", address: "/predict?q=%E6%88%91+a&step=2" }), "Where does it look? (我 a)");
  assert.equal(text({ kind: "diagnosis", address: "/broken-code" }), "What is wrong here?");
});

test("a class is done, thinking or away, also where some have answered and left", () => {
  assert.deepEqual(standing({ present: 10, away: 2, answers: 5 }), { done: 5, thinking: 3, away: 2 });
  assert.deepEqual(standing({ present: 3, away: 1, answers: 5 }), { done: 5, thinking: 0, away: 1 });
});

test("who has answered hears of it beside what is right", () => {
  const chose = (more) => ownOutcome({ ...QUESTION, kind: "choice" }, { ...RESULT, ...more }, { kind: "choice", choice: 1 }, DATA);
  assert.deepEqual(chose({}), { words: "Your answer: “two”.", right: null });
  assert.deepEqual(chose({ agreeing: 1, truth: "one" }), { words: "Your answer: “two”. Not correct.", right: false });
  const word = (piece) => ownOutcome({ ...QUESTION, kind: "piece" }, { ...RESULT, agreeing: 1, truth: "love" }, { kind: "piece", piece }, DATA);
  assert.deepEqual(word("Love"), { words: "Your answer: “Love”. Correct.", right: true });
  assert.deepEqual(word(""), { words: "Your answer: “end of sentence”. Not correct.", right: false });
  const row = (weights) => ownOutcome({ ...QUESTION, kind: "row" }, { ...RESULT, agreeing: 1, model: [0.25, 0.75] }, { kind: "row", weights }, DATA);
  assert.deepEqual(row([1, 0]), { words: "You share 25% of the model's weight.", right: false });
  assert.deepEqual(row([0.5, 0.5]), { words: "You share 75% of the model's weight.", right: true });
  assert.deepEqual(row([1]), { words: "", right: null });
});

test("what is hidden can be shown again", () => {
  assert.deepEqual(toggled(["pages"], "sidebar", true), ["pages", "sidebar"]);
  assert.deepEqual(toggled(["pages", "sidebar"], "pages", false), ["sidebar"]);
});

test("the teacher's secret stands where no server sees it", () => {
  const link = remoteLink("http://school/?room=cdhjp", "s-e_cret");
  assert.equal(new URL(link).search, "?room=cdhjp");
  assert.equal(secretIn(new URL(link).hash), "s-e_cret");
  assert.equal(secretIn("#top"), "");
});
