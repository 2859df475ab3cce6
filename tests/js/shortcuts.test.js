import assert from "node:assert/strict";
import { test } from "node:test";

import { pathOf } from "../../pages/ui/kit/qr.js";
import { buttonOf } from "../../pages/ui/frame/window/index.js";

const key = (name, held = {}) => ({ key: name, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, ...held });

test("P presents and Escape leaves, unless somebody types or holds another key", () => {
  assert.match(buttonOf(key("p"), false), /present/);
  assert.equal(buttonOf(key("P"), false), buttonOf(key("p"), false));
  assert.match(buttonOf(key("Escape"), false), /leave/);
  assert.equal(buttonOf(key("p"), true), null);
  assert.equal(buttonOf(key("Escape"), true), null);
  assert.equal(buttonOf(key("p", { ctrlKey: true }), false), null);
  assert.equal(buttonOf(key("x"), false), null);
});

test("the dark modules of a code are one path, a stretch of a row at a time", () => {
  assert.equal(pathOf(["1101", "0000", "0011"]), "M0 0h2v1h-2zM3 0h1v1h-1zM2 2h2v1h-2z");
  assert.equal(pathOf([]), "");
});
