import assert from "node:assert/strict";
import { test } from "node:test";

import { reportOpened } from "../../pages/ui/features/translate/offline_page/scorm.js";

/** @param {object | null} API */
function platform(API) {
  /** @type {string[]} */
  const said = [];
  const api = API && Object.fromEntries(["LMSInitialize", "LMSSetValue", "LMSCommit", "LMSFinish"].map((name) => [
    name, (/** @type {string[]} */ ...values) => { said.push([name, ...values].join(" ").trim()); return "true"; },
  ]));
  const top = /** @type {any} */ ({ ...(api ? { API: api } : {}) });
  top.parent = top;
  /** @type {(() => void)[]} */
  const leaving = [];
  const page = /** @type {any} */ ({ parent: top, opener: null, addEventListener: (/** @type {string} */ name, /** @type {() => void} */ heard) => { if (name === "pagehide") leaving.push(heard); } });
  return { page, top, said, leaving };
}

test("a learning platform hears that the page was opened, and when it is left", () => {
  const { page, said, leaving } = platform({});
  reportOpened(page);
  assert.deepEqual(said, ["LMSInitialize", "LMSSetValue cmi.core.lesson_status completed", "LMSCommit"]);
  leaving.forEach((leave) => leave());
  assert.equal(said.at(-1), "LMSFinish");
});

test("a platform that opens the page in a window of its own is found, too", () => {
  const { page, top, said } = platform({});
  page.parent = page;
  page.opener = top;
  reportOpened(page);
  assert.equal(said.length, 3);
});

test("without a platform, or in a frame of another origin, nothing happens", () => {
  const { page, said } = platform(null);
  reportOpened(page);
  Object.defineProperty(page, "parent", { get: () => { throw new Error("cross-origin"); } });
  reportOpened(page);
  assert.deepEqual(said, []);
});
