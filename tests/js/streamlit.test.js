import assert from "node:assert/strict";
import { test } from "node:test";

import { translator } from "../../pages/ui/frame/window/streamlit.js";

const translate = translator({ open: "展开", help_for: "帮助：{label}", more: "另外 {n} 个", size: "每个文件最大 {size}" });

test("what Streamlit says is said in the visitor's language, with what stands in it", () => {
  assert.equal(translate("Open"), "展开");
  assert.equal(translate(" Open "), "展开");
  assert.equal(translate("Help for 基于内容"), "帮助：基于内容");
  assert.equal(translate("1MB per file"), "每个文件最大 1MB");
  assert.equal(translate("3 more"), "另外 3 个");
});

test("anything else stays as it is", () => {
  assert.equal(translate("Open the door."), "Open the door.");
  assert.equal(translate("加性"), "加性");
});

test("a word without translation stays English", () => assert.equal(translate("Print"), "Print"));
