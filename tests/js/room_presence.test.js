import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { tellStep } from "../../pages/ui/kit/classroom.js";
import { createPresence, forgetSecret, keepSecret } from "../../pages/ui/features/rooms/room_panel/transport.js";
import { FakeSource, openWindow, resetWindow, turns } from "./rooms.js";

beforeEach(resetWindow);

const roomAt = (version, address, more = {}) => ({ version, lead: { address, hidden: [], frozen: false }, question: null, result: null, ...more });

test("a student follows, looks around, and comes back to where the class is by then", () => {
  const told = openWindow("http://school/?room=cdhjp");
  const student = createPresence("cdhjp", false, () => {});
  const [source] = FakeSource.all;
  assert.equal(source.address, "http://school/api/rooms/cdhjp/events");
  source.say("room", roomAt(1, "/step?q=a"));
  student.follow();
  source.say("room", roomAt(2, "/beam?q=a"));
  assert.deepEqual(told, ["http://school/step?q=a&room=cdhjp"]);
  student.follow();
  assert.deepEqual(told.slice(1), ["http://school/beam?q=a&room=cdhjp"]);
  student.stop();
});

test("who looks elsewhere for a moment is not called back until the class goes on", () => {
  const told = openWindow("http://school/?room=cdhjp");
  const student = createPresence("cdhjp", false, () => {});
  const [source] = FakeSource.all;
  source.say("room", roomAt(1, "/step?q=a"));
  globalThis.location = new URL("http://school/compare?q=b&room=cdhjp");
  source.say("room", roomAt(2, "/step?q=a", { question: { number: 1, kind: "row", address: "/step?q=a", words: "", choices: [] } }));
  assert.equal(told.length, 1);
  source.say("room", roomAt(3, "/step?q=c"));
  assert.equal(told.length, 2);
  student.stop();
});

test("an answer goes to the question that is open, and a refusal is known", async () => {
  const sent = [];
  const answers = [{ ok: true, status: 202 }, { ok: false, status: 409 }];
  globalThis.fetch = async (address, { body }) => {
    sent.push([address, JSON.parse(body)]);
    return { ...answers.shift(), json: async () => ({ reason: "too_late" }) };
  };
  const student = createPresence("cdhjp", false, () => {});
  await student.hand({ kind: "choice", choice: 1 });
  assert.equal(sent.length, 0, "nothing is asked");
  FakeSource.all[0].say("room", roomAt(1, "/", { question: { number: 4, kind: "choice", address: "/", words: "", choices: ["one", "two"] } }));
  for (const choice of [1, 0]) await student.hand({ kind: "choice", choice });
  assert.equal(sent[0][0], "http://school/api/rooms/cdhjp/answer");
  assert.deepEqual({ ...sent[0][1], browser: "" }, { browser: "", number: 4, answer: { kind: "choice", choice: 1 } });
  assert.deepEqual([student.seat.handed, student.seat.problem], [{ number: 4, answer: { kind: "choice", choice: 1 }, waits: false }, "too_late"]);
  student.stop();
});

const CHOICE = { number: 4, kind: "choice", address: "/", words: "", choices: ["one", "two"] };

test("an answer that does not get through waits, also where the page is loaded again, and goes once", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const sent = [];
  let away = true;
  globalThis.fetch = async (_address, { body }) => {
    if (away) throw new Error("no network");
    sent.push(JSON.parse(body).answer);
    return { ok: true, status: 202, json: async () => ({}) };
  };
  const first = createPresence("hjtvw", false, () => {});
  FakeSource.all[0].say("room", roomAt(1, "/", { question: CHOICE }));
  await first.hand({ kind: "choice", choice: 1 });
  assert.deepEqual([first.seat.problem, first.seat.handed], ["hand_waits", null]);
  mock.timers.tick(2000);
  await turns();
  first.stop();
  away = false;
  const again = createPresence("hjtvw", false, () => {});
  FakeSource.all.at(-1).say("room", roomAt(1, "/", { question: CHOICE }));
  await turns();
  assert.deepEqual([sent, again.seat.handed], [[{ kind: "choice", choice: 1 }], { number: 4, answer: { kind: "choice", choice: 1 }, waits: false }]);
  again.stop();
  const later = createPresence("hjtvw", false, () => {});
  FakeSource.all.at(-1).say("room", roomAt(1, "/", { question: CHOICE }));
  await turns();
  assert.deepEqual([sent.length, later.seat.handed.answer], [1, { kind: "choice", choice: 1 }]);
  later.stop();
  mock.timers.reset();
});

test("who explores, or has the page hidden, is away until the class has their answer", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.fetch = async () => ({ ok: true, status: 202, json: async () => ({}) });
  const watching = () => FakeSource.all.at(-1).address.replace("http://school/api/rooms/dhpqr/events", "");
  const student = createPresence("dhpqr", false, () => {});
  FakeSource.all[0].say("room", roomAt(1, "/step?q=a"));
  student.follow();
  assert.equal(watching(), "");
  mock.timers.tick(1500);
  assert.equal(watching(), "?away");
  FakeSource.all.at(-1).say("room", roomAt(2, "/step?q=a", { question: CHOICE }));
  mock.timers.tick(1500);
  assert.equal(watching(), "", "a choice is answered anywhere");
  document.hidden = true;
  document.dispatchEvent(new Event("visibilitychange"));
  mock.timers.tick(1500);
  assert.equal(watching(), "?away");
  await student.hand({ kind: "choice", choice: 0 });
  mock.timers.tick(1500);
  assert.equal(watching(), "");
  student.stop();
  mock.timers.reset();
});

test("a teacher who wants to sees what the class has answered so far, once a second at most", async () => {
  mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  openWindow("http://school/?room=pqrtv");
  keepSecret("pqrtv", "s3cret");
  const asked = [];
  globalThis.fetch = async (address) => { asked.push(address); return { ok: true, status: 200, json: async () => ({ number: 4, result: { answers: asked.length } }) }; };
  const teacher = createPresence("pqrtv", false, () => {});
  const [source] = FakeSource.all;
  source.say("room", roomAt(1, "/", { question: CHOICE }));
  source.say("counts", { present: 2, away: 0, answers: 1 });
  await turns();
  assert.deepEqual([asked, teacher.seat.peeked], [[], null], "nothing is asked for before");
  teacher.teaching.peek(true);
  await turns();
  assert.deepEqual([asked, teacher.seat.peeked], [["http://school/api/rooms/pqrtv/answers"], { number: 4, result: { answers: 1 } }]);
  for (const answers of [2, 3, 4]) source.say("counts", { present: 4, away: 0, answers });
  await turns();
  assert.equal(asked.length, 1);
  mock.timers.tick(1000);
  await turns();
  await turns();
  assert.deepEqual([asked.length, teacher.seat.peeked.result.answers], [2, 2]);
  teacher.teaching.peek(false);
  assert.equal(teacher.seat.peeked, null);
  teacher.stop();
  forgetSecret("pqrtv");
  mock.timers.reset();
});

test("the secret in a link makes a remote control, and does not stay in the address", async () => {
  openWindow("http://school/?room=pqrtv#remote=s3cret");
  const sent = [];
  globalThis.fetch = async (address, { headers }) => {
    sent.push([address, headers.Authorization]);
    return { ok: true, status: 200, json: async () => ({ version: 1 }) };
  };
  globalThis.history.replaceState = (_state, _unused, to) => { globalThis.location = new URL(to, "http://school/"); };
  const teacher = createPresence("pqrtv", false, () => {});
  assert.equal(location.href, "http://school/?room=pqrtv");
  assert.deepEqual([teacher.teaching.remote, teacher.teaching.peeks], [true, true]);
  teacher.teaching.control(false);
  assert.deepEqual([teacher.teaching.remote, teacher.teaching.peeks], [false, false]);
  tellStep(2);
  await turns();
  assert.deepEqual(sent, [["http://school/api/rooms/pqrtv/lead", "Bearer s3cret"]]);
  assert.equal(FakeSource.all[0].address, "http://school/api/rooms/pqrtv/events?counts");
  teacher.stop();
});

test("a teacher's other window goes along, and the echo of one's own lead moves nothing", async () => {
  const told = openWindow("http://school/step?q=a&step=1&room=pqrtv");
  keepSecret("pqrtv", "s3cret");
  globalThis.fetch = async () => ({ ok: true, status: 200, json: async () => ({ version: 5 }) });
  const teacher = createPresence("pqrtv", false, () => {});
  tellStep(2);
  await turns();
  await turns();
  FakeSource.all[0].say("room", roomAt(5, "/step?q=a&step=2"));
  assert.deepEqual(told, [], "its own lead, or one before it");
  FakeSource.all[0].say("room", roomAt(6, "/beam?q=a"));
  assert.deepEqual(told, ["http://school/beam?q=a&room=pqrtv"]);
  teacher.stop();
  forgetSecret("pqrtv");
});

test("what a teacher changes twice in a row is changed twice, before the room has said a word", async () => {
  openWindow("http://school/step?q=a&room=pqrtv");
  keepSecret("pqrtv", "s3cret");
  const sent = [];
  globalThis.fetch = async (_address, { body }) => {
    sent.push(JSON.parse(body));
    return { ok: true, status: 200, json: async () => ({ version: sent.length }) };
  };
  const teacher = createPresence("pqrtv", false, () => {});
  FakeSource.all[0].say("room", roomAt(0, "/step?q=a"));
  teacher.teaching.hide(() => ({ hidden: ["pages"] }));
  teacher.teaching.hide(({ hidden }) => ({ hidden: [...hidden, "sidebar"] }));
  await turns();
  await turns();
  assert.deepEqual(sent.at(-1), { address: "/step?q=a", hidden: ["pages", "sidebar"], frozen: false });
  teacher.stop();
  forgetSecret("pqrtv");
});

test("the wall hears the counts and leads nobody, also where the browser is the teacher's", async () => {
  openWindow("http://school/?room=pqrtv&wall=1");
  keepSecret("pqrtv", "s3cret");
  const sent = [];
  globalThis.fetch = async (address) => { sent.push(address); return { ok: true, status: 200, json: async () => ({}) }; };
  const wall = createPresence("pqrtv", true, () => {});
  assert.deepEqual([wall.role, wall.teaching, FakeSource.all[0].address], ["wall", null, "http://school/api/rooms/pqrtv/events?counts"]);
  dispatchEvent(new Event("pointerdown"));
  tellStep(2);
  await turns();
  assert.deepEqual(sent, []);
  wall.stop();
  forgetSecret("pqrtv");
});

test("where a room is closed, its students get back a function with a name", () => {
  const told = openWindow("http://school/?q=a&blind=0a1b2c&room=cdhjp");
  const student = createPresence("cdhjp", false, () => {});
  FakeSource.all[0].say("gone", {});
  assert.deepEqual([told, student.seat.room], [["http://school/?q=a&room=cdhjp"], null]);
  student.stop();
});
