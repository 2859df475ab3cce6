import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { announceAddress } from "../../pages/ui/kit/address.js";
import { answerStep, asked, handIn, hearLeads, leadViews, takeGuesses, tellStep } from "../../pages/ui/kit/classroom.js";
import { createFollowing, createLeading, goToLead } from "../../pages/ui/features/rooms/room_panel/address.js";
import { browserName, forgetSecret, keepSecret, listenToRoom, secretOf, steadyCounts } from "../../pages/ui/features/rooms/room_panel/transport.js";
import { FakeSource, openWindow, resetWindow, turns } from "./rooms.js";

beforeEach(resetWindow);

const AT_REST = { rest: () => {}, isUnderWay: () => false };

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

test("whom a late address of the app has taken back goes again, once Python rests", () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const told = openWindow("http://school/?room=cdhjp");
  const following = createFollowing();
  following.go("/step?q=b&step=2");
  globalThis.location = new URL("http://school/step?q=first&room=cdhjp"); // written by a run that had not read the new address
  document.querySelector = () => "running";
  mock.timers.tick(5000);
  assert.equal(told.length, 1, "while Python is busy nothing is certain");
  document.querySelector = () => null;
  mock.timers.tick(1000);
  assert.deepEqual(told, Array(2).fill("http://school/step?q=b&step=2&room=cdhjp"));
  following.hear(1);
  mock.timers.tick(60_000);
  assert.equal(told.length, 2, "arrived");
  assert.equal(following.isUnderWay(), false);
  mock.timers.reset();
});

test("an address that Python has never read is told once more, and not for ever", () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const told = openWindow("http://school/?room=cdhjp");
  const following = createFollowing();
  following.go("/step?q=b");
  mock.timers.tick(9500);
  assert.equal(told.length, 1);
  mock.timers.tick(500);
  assert.equal(told.length, 2);
  mock.timers.tick(120_000);
  assert.equal(told.length, 4);
  assert.equal(following.isUnderWay(), false);
  mock.timers.reset();
});

test("where the app writes an address in its own way, one goes there twice and no more", () => {
  mock.timers.enable({ apis: ["setInterval"] });
  const told = openWindow("http://school/?room=cdhjp");
  const following = createFollowing();
  let read = 0;
  addEventListener("popstate", () => {
    globalThis.location = new URL("http://school/step?q=b&search=greedy&room=cdhjp");
    following.hear(read += 1);
  });
  following.go("/step?q=b");
  mock.timers.tick(60_000);
  assert.deepEqual([told.length, following.isUnderWay()], [2, false]);
  mock.timers.reset();
});

test("a view that opens at another step than the class's is led there", () => {
  mock.timers.enable({ apis: ["setInterval"] });
  openWindow("http://school/?room=cdhjp");
  const following = createFollowing();
  following.go("/step?q=b&step=4");
  let step = 1; // a view that comes with the new sentence, at a step of its own
  answerStep(() => step);
  hearLeads(({ to }) => { step = to; });
  following.hear(1);
  mock.timers.tick(1000);
  assert.equal(step, 3);
  mock.timers.tick(1000);
  assert.equal(following.isUnderWay(), false);
  mock.timers.reset();
});

// -- leading

test("a teacher's window that is still on its way leads nowhere, and one that is touched stays where it is", () => {
  mock.timers.enable({ apis: ["setInterval"] });
  openWindow("http://school/?room=cdhjp");
  const following = createFollowing();
  const told = [];
  const leading = createLeading("/step?q=b", (lead) => told.push(lead), following);
  dispatchEvent(new Event("pointerdown"));
  following.go("/step?q=b");
  globalThis.location = new URL("http://school/step?q=first");
  announceAddress();
  assert.deepEqual(told, []);
  dispatchEvent(new Event("pointerdown"));
  assert.equal(following.isUnderWay(), false);
  leading.stop();
  mock.timers.reset();
});

test("a teacher's step is told at once, its echo in the address is not told again", () => {
  const told = [];
  const leading = createLeading("/step?q=a&step=1", (lead) => told.push(lead), AT_REST);
  tellStep(2);
  announceAddress();
  globalThis.location = new URL("http://school/step?q=a&step=3&room=cdhjp");
  announceAddress();
  assert.deepEqual(told, ["/step?q=a&step=3"]);
  leading.stop();
  tellStep(4);
  assert.equal(told.length, 1);
});

test("a window that nobody has touched leads nowhere, one that was touched does", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const told = [];
  const leading = createLeading("/step?q=a&step=1", (lead) => told.push(lead), AT_REST);
  globalThis.location = new URL("http://school/compare?q=b");
  announceAddress();
  assert.deepEqual(told, []);
  dispatchEvent(new Event("pointerdown"));
  mock.timers.tick(60);
  assert.deepEqual(told, ["/compare?q=b"]);
  leading.stop();
  mock.timers.reset();
});

test("where another window of the teacher's has led, this one does not lead back", () => {
  const told = [];
  const leading = createLeading("/step?q=a&step=1", (lead) => told.push(lead), AT_REST);
  dispatchEvent(new Event("keydown"));
  leading.follow("/beam?q=c");
  globalThis.location = new URL("http://school/beam?q=c");
  announceAddress();
  assert.deepEqual(told, []);
  leading.stop();
});

// -- hearing

test("all that a room says is heard, and counts by who asks for them", () => {
  const news = [];
  const { stop } = listenToRoom("http://school/api/rooms/cdhjp", () => "?counts", (each) => news.push(each));
  const [source] = FakeSource.all;
  assert.equal(source.address, "http://school/api/rooms/cdhjp/events?counts");
  source.say("open");
  source.say("room", { version: 3, result: null });
  source.say("counts", { present: 2, answers: 1 });
  assert.deepEqual(news, [{ type: "link", link: "live" }, { type: "room", room: { version: 3, result: null } }, { type: "counts", counts: { present: 2, answers: 1 } }]);
  stop();
  assert.equal(source.readyState, FakeSource.CLOSED);
});

test("one listens as somebody else with a new stream", () => {
  let watching = "";
  const { stop, change } = listenToRoom("http://school/api/rooms/cdhjp", () => watching, () => {});
  watching = "?away";
  change();
  assert.deepEqual(FakeSource.all.map(({ address, readyState }) => [address, readyState]),
    [["http://school/api/rooms/cdhjp/events", 2], ["http://school/api/rooms/cdhjp/events?away", 1]]);
  stop();
});

test("a result comes once, and stays with the room until that has none", () => {
  const news = [];
  const { stop } = listenToRoom("http://school/api/rooms/cdhjp", () => "", (each) => news.push(each));
  const [source] = FakeSource.all;
  source.say("result", { answers: 2 });
  for (const result of [4, 4, null]) source.say("room", { version: 4, result });
  assert.deepEqual(news.map(({ room }) => room.result), [{ answers: 2 }, { answers: 2 }, null]);
  stop();
});

test("a lost connection is spoken of after a while, and not where it mends itself before", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const links = [];
  const { stop } = listenToRoom("http://school/api/rooms/cdhjp", () => "", ({ link }) => links.push(link));
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

test("a student whose stream begins anew is not missed, one who has left is", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const shown = [];
  const count = steadyCounts(({ present }) => shown.push(present));
  for (const present of [3, 2, 3]) count({ present, answers: 0 });
  mock.timers.tick(5000);
  assert.deepEqual(shown, [3, 3, 3]);
  count({ present: 2, answers: 0 });
  mock.timers.tick(5000);
  assert.deepEqual(shown, [3, 3, 3, 3, 2]);
  mock.timers.reset();
});

test("without a network the connection is lost at once, and sought again as soon as there is one", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.fetch = async () => ({ ok: true, status: 200, json: async () => ({}) });
  const links = [];
  const { stop } = listenToRoom("http://school/api/rooms/cdhjp", () => "", ({ link }) => links.push(link));
  FakeSource.all[0].say("open");
  dispatchEvent(new Event("offline"));
  assert.deepEqual(links, ["live", "lost"]);
  dispatchEvent(new Event("online"));
  mock.timers.tick(1000);
  await turns();
  assert.equal(FakeSource.all.length, 2);
  stop();
  mock.timers.reset();
});

test("a stream that never ends is dead, and another one is opened", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  globalThis.fetch = async () => ({ ok: true, status: 200, json: async () => ({}) });
  const { stop } = listenToRoom("http://school/api/rooms/cdhjp", () => "", () => {});
  FakeSource.all[0].say("open");
  mock.timers.tick(31_000);
  assert.equal(FakeSource.all[0].readyState, 1);
  for (const wait of [1500, 1000]) mock.timers.tick(wait);
  await turns();
  assert.deepEqual([FakeSource.all[0].readyState, FakeSource.all.length], [2, 2]);
  stop();
  mock.timers.reset();
});

test("where the browser gives up, one looks whether there is still a room", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const answers = [503, 404];
  globalThis.fetch = async () => ({ ok: false, status: answers.shift(), json: async () => ({ reason: "no_room" }) });
  const links = [];
  listenToRoom("http://school/api/rooms/cdhjp", () => "", ({ link }) => links.push(link));
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
  listenToRoom("http://school/api/rooms/cdhjp", () => "", ({ link }) => links.push(link));
  FakeSource.all[0].say("gone", {});
  assert.deepEqual([links, FakeSource.all.length, FakeSource.all[0].readyState], [["gone"], 1, FakeSource.CLOSED]);
});

// -- between a room and the views

test("a view hears what its class is asked, whenever it comes, and hands its guess in", () => {
  const heard = [];
  const stop = asked.hear(() => heard.push(asked.get()));
  assert.equal(asked.get(), null);
  for (const _ of [1, 2]) asked.set({ kind: "row", step: 2 });
  asked.set(null);
  assert.deepEqual(heard, [{ kind: "row", step: 2 }, null]);
  stop();
  const guesses = [];
  takeGuesses((guess) => guesses.push(guess));
  handIn({ kind: "piece", piece: "love" });
  assert.deepEqual(guesses, [{ kind: "piece", piece: "love" }]);
});

test("a room knows whether there is a view to lead", () => {
  assert.equal(leadViews({ by: 1 }), false);
  hearLeads(() => {});
  assert.equal(leadViews({ by: 1 }), true);
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
