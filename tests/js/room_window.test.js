import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { asked, handIn, hearAsked, hearLeads, hearReveals, leadViews, revealClass, setAsked, takeGuesses, tellStep } from "../../pages/ui/components/shared/classroom.js";
import { goToLead } from "../../pages/ui/layout/room/following.js";
import { createLeading } from "../../pages/ui/layout/room/leading.js";
import { browserName, forgetSecret, keepSecret, secretOf } from "../../pages/ui/layout/room/membership.js";
import { createPresence } from "../../pages/ui/layout/room/presence.js";
import { listenToRoom } from "../../pages/ui/layout/room/stream.js";

/** What a window gives to its scripts, as far as a room uses it; what was done is written down. */
function openWindow(address) {
  const target = new EventTarget();
  for (const name of ["addEventListener", "dispatchEvent"]) globalThis[name] = target[name].bind(target);
  globalThis.window = globalThis;
  globalThis.location = new URL(address);
  globalThis.document = { documentElement: { dataset: {} } };
  globalThis.PopStateEvent = Event;
  globalThis.localStorage = { ...store(), length: 0 };
  const told = [];
  globalThis.history = { state: null, replaceState: (_state, _unused, to) => { globalThis.location = new URL(to); } };
  addEventListener("popstate", () => told.push(location.href));
  return told;
}

function store() {
  const values = new Map();
  return { getItem: (name) => values.get(name) ?? null, setItem: (name, value) => values.set(name, value) };
}

/** A source of events that a test speaks through. */
class FakeSource extends EventTarget {
  static CLOSED = 2;
  static all = [];
  constructor(address) {
    super();
    Object.assign(this, { address, readyState: 1 });
    FakeSource.all.push(this);
  }
  close() {
    this.readyState = 2;
  }
  say(name, data) {
    this.dispatchEvent(Object.assign(new Event(name), { data: JSON.stringify(data) }));
  }
}

const turns = async () => { for (let turn = 0; turn < 8; turn += 1) await Promise.resolve(); };

beforeEach(() => {
  openWindow("http://school/step?q=a&step=1&room=cdhjp");
  globalThis.EventSource = FakeSource;
  FakeSource.all = [];
});

// -- following

test("a step goes to the views, and nothing else happens", () => {
  const told = openWindow("http://school/step?q=a&step=1&room=cdhjp");
  const heard = [];
  hearLeads((lead) => heard.push(lead));
  goToLead("/step?q=a&step=4");
  assert.deepEqual([heard, told], [[{ to: 3 }], []]);
});

test("where no view is, a step is an address as well", () => {
  const told = openWindow("http://school/step?q=a&step=1&room=cdhjp");
  goToLead("/step?q=a&step=4");
  assert.deepEqual(told, ["http://school/step?q=a&step=4&room=cdhjp"]);
});

test("another sentence or page is an address, which Streamlit is told to read; the views are not moved before", () => {
  const told = openWindow("http://school/class/step?q=a&lang=zh&room=cdhjp");
  hearLeads(() => assert.fail("of another sentence"));
  goToLead("/compare?q=b&step=4");
  assert.deepEqual(told, ["http://school/class/compare?q=b&step=4&lang=zh&room=cdhjp"]);
  goToLead("/compare?q=b&step=4".replace("&step=4", ""));
  assert.equal(told.length, 2);
});

test("who is there already stays", () => {
  const told = openWindow("http://school/step?q=a&room=cdhjp");
  goToLead("/step?q=a");
  assert.deepEqual(told, []);
});

// -- leading

test("a teacher's step is told at once, its echo in the address is not told again", () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const told = [];
  const leading = createLeading("/step?q=a&step=1", (lead) => told.push(lead));
  tellStep(2);
  mock.timers.tick(60);
  globalThis.location = new URL("http://school/step?q=a&step=3&room=cdhjp");
  mock.timers.tick(60);
  assert.deepEqual(told, ["/step?q=a&step=3"]);
  leading.stop();
  tellStep(4);
  assert.equal(told.length, 1);
  mock.timers.reset();
});

test("a window that nobody has touched leads nowhere, one that was touched does", () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const told = [];
  const leading = createLeading("/step?q=a&step=1", (lead) => told.push(lead));
  globalThis.location = new URL("http://school/compare?q=b");
  mock.timers.tick(60);
  assert.deepEqual(told, []);
  dispatchEvent(new Event("pointerdown"));
  mock.timers.tick(60);
  assert.deepEqual(told, ["/compare?q=b"]);
  leading.stop();
  mock.timers.reset();
});

test("where another window of the teacher's has led, this one does not lead back", () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const told = [];
  const leading = createLeading("/step?q=a&step=1", (lead) => told.push(lead));
  dispatchEvent(new Event("keydown"));
  leading.follow("/beam?q=c");
  globalThis.location = new URL("http://school/beam?q=c");
  mock.timers.tick(60);
  assert.deepEqual(told, []);
  leading.stop();
  mock.timers.reset();
});

// -- hearing

test("all that a room says is heard, and counts by who asks for them", () => {
  const news = [];
  const stop = listenToRoom("http://school/api/rooms/cdhjp", true, (each) => news.push(each));
  const [source] = FakeSource.all;
  assert.equal(source.address, "http://school/api/rooms/cdhjp/events?counts");
  source.say("open");
  source.say("room", { version: 3 });
  source.say("counts", { present: 2, answers: 1 });
  assert.deepEqual(news, [{ type: "link", link: "live" }, { type: "room", room: { version: 3 } }, { type: "counts", counts: { present: 2, answers: 1 } }]);
  stop();
  assert.equal(source.readyState, FakeSource.CLOSED);
});

test("a lost connection is spoken of after a while, and not where it mends itself before", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const links = [];
  const stop = listenToRoom("http://school/api/rooms/cdhjp", false, ({ link }) => links.push(link));
  const [source] = FakeSource.all;
  for (const wait of [1000, 3000]) {
    source.say("error");
    mock.timers.tick(wait);
    source.say("open");
  }
  assert.deepEqual(links, ["live", "lost", "live"]);
  stop();
  mock.timers.reset();
});

test("where the browser gives up, one looks whether there is still a room", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const answers = [503, 404];
  globalThis.fetch = async () => ({ ok: false, status: answers.shift(), json: async () => ({ reason: "no_room" }) });
  const links = [];
  listenToRoom("http://school/api/rooms/cdhjp", false, ({ link }) => links.push(link));
  for (const expected of [2, 2]) {
    const source = FakeSource.all.at(-1);
    source.readyState = FakeSource.CLOSED;
    source.say("error");
    mock.timers.tick(1000);
    await turns();
    assert.equal(FakeSource.all.length, expected);
  }
  assert.deepEqual(links, ["gone"]);
  mock.timers.reset();
});

test("a room that is closed is gone, and nobody asks for it again", () => {
  const links = [];
  listenToRoom("http://school/api/rooms/cdhjp", false, ({ link }) => links.push(link));
  FakeSource.all[0].say("gone", {});
  assert.deepEqual([links, FakeSource.all.length, FakeSource.all[0].readyState], [["gone"], 1, FakeSource.CLOSED]);
});

// -- a student, a teacher

const roomAt = (version, address, more = {}) => ({ version, lead: { address, hidden: [], frozen: false }, question: null, result: null, ...more });

test("a student follows, looks around, and comes back to where the class is by then", () => {
  const told = openWindow("http://school/?room=cdhjp");
  const student = createPresence("cdhjp", () => {});
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
  const student = createPresence("cdhjp", () => {});
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
  const student = createPresence("cdhjp", () => {});
  await student.hand({ kind: "choice", choice: 1 });
  assert.equal(sent.length, 0, "nothing is asked");
  FakeSource.all[0].say("room", roomAt(1, "/", { question: { number: 4, kind: "choice", address: "/", words: "", choices: ["one", "two"] } }));
  for (const choice of [1, 0]) await student.hand({ kind: "choice", choice });
  assert.equal(sent[0][0], "http://school/api/rooms/cdhjp/answer");
  assert.deepEqual({ ...sent[0][1], browser: "" }, { browser: "", number: 4, answer: { kind: "choice", choice: 1 } });
  assert.deepEqual([student.seat.handed, student.seat.problem], [{ number: 4, answer: { kind: "choice", choice: 1 } }, "too_late"]);
  student.stop();
});

test("the secret in a link makes a teacher, and does not stay in the address", async () => {
  openWindow("http://school/?room=pqrtv#teach=s3cret");
  const sent = [];
  globalThis.fetch = async (address, { headers }) => {
    sent.push([address, headers.Authorization]);
    return { ok: true, status: 200, json: async () => ({ version: 1 }) };
  };
  globalThis.history.replaceState = (_state, _unused, to) => { globalThis.location = new URL(to, "http://school/"); };
  const teacher = createPresence("pqrtv", () => {});
  assert.equal(location.href, "http://school/?room=pqrtv");
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
  const teacher = createPresence("pqrtv", () => {});
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
  const teacher = createPresence("pqrtv", () => {});
  FakeSource.all[0].say("room", roomAt(0, "/step?q=a"));
  teacher.teaching.hide(() => ({ hidden: ["pages"] }));
  teacher.teaching.hide(({ hidden }) => ({ hidden: [...hidden, "sidebar"] }));
  await turns();
  await turns();
  assert.deepEqual(sent.at(-1), { address: "/step?q=a", hidden: ["pages", "sidebar"], frozen: false });
  teacher.stop();
  forgetSecret("pqrtv");
});

// -- between a room and the views

test("a view hears what its class is asked, whenever it comes, and hands its guess in", () => {
  const heard = [];
  const stop = hearAsked(() => heard.push(asked()));
  assert.equal(asked(), null);
  for (const _ of [1, 2]) setAsked({ kind: "row", step: 2 });
  setAsked(null);
  assert.deepEqual(heard, [{ kind: "row", step: 2 }, null]);
  stop();
  const guesses = [];
  takeGuesses((guess) => guesses.push(guess));
  handIn({ kind: "piece", piece: "love" });
  assert.deepEqual(guesses, [{ kind: "piece", piece: "love" }]);
});

test("a room knows whether there is a view to lead; a class's row is shown to all", () => {
  assert.equal(leadViews({ by: 1 }), false);
  hearLeads(() => {});
  assert.equal(leadViews({ by: 1 }), true);
  const rows = [];
  hearReveals((mean) => rows.push(mean));
  revealClass([0.5, 0.5]);
  assert.deepEqual(rows, [[0.5, 0.5]]);
});

// -- what a browser keeps

test("a browser has one name, and the secrets of its own rooms", () => {
  assert.match(browserName(), /^[0-9a-f]{32}$/);
  assert.equal(browserName(), browserName());
  keepSecret("cdhjp", "one");
  keepSecret("zzzzz", "two");
  forgetSecret("zzzzz");
  assert.deepEqual([secretOf("cdhjp"), secretOf("zzzzz"), secretOf("ccccc")], ["one", "", ""]);
});
