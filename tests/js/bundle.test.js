import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";

const FOLDER = new URL("../../pages/ui/stage/", import.meta.url);
const modules = readdirSync(FOLDER).filter((name) => name.endsWith(".js"));
const read = (name) => readFileSync(new URL(name, FOLDER), "utf8");
const TOP_LEVEL = /^(?:export )?(?:async )?(?:function|const|let|class) (\w+)/gm;

/** Strips import lines and the word export, as a bundler of ten lines would. */
function bundle() {
  const ordered = [...modules.filter((name) => name !== "index.js"), "index.js"];
  return ordered.map((name) => read(name).replace(/^import .*$/gm, "").replace(/^export (?!default)/gm, "")).join("\n");
}

test("no two modules share a top-level name", () => {
  const names = modules.flatMap((name) => [...read(name).matchAll(TOP_LEVEL)].map((match) => match[1]));
  assert.deepEqual(names.filter((name, i) => names.indexOf(name) !== i), []);
});

test("imports are relative, one a line, never renamed; only index.js has a default export", () => {
  for (const name of modules) {
    const source = read(name);
    const imports = source.match(/^import .*$/gm) ?? [];
    for (const line of imports) assert.match(line, /^import \{ [\w, ]+ \} from "\.\/\w+\.js";$/, name);
    assert.equal(/^export default/m.test(source), name === "index.js", name);
    assert.doesNotMatch(source, /^export (?!default|function|const|async function)/m, name);
  }
});

test("every import names something its module exports", () => {
  for (const name of modules) {
    for (const [, names, from] of read(name).matchAll(/^import \{ ([\w, ]+) \} from "\.\/(\w+\.js)";$/gm)) {
      const exported = [...read(from).matchAll(/^export (?:async )?(?:function|const) (\w+)/gm)].map((match) => match[1]);
      for (const wanted of names.split(", ")) assert.ok(exported.includes(wanted), `${name}: ${wanted} from ${from}`);
    }
  }
});

test("the modules joined in one file load and export the component", async () => {
  const folder = mkdtempSync(join(tmpdir(), "stage-"));
  const file = join(folder, "bundle.mjs");
  writeFileSync(file, bundle());
  const { default: component } = await import(pathToFileURL(file).href);
  rmSync(folder, { recursive: true });
  assert.equal(typeof component, "function");
});

test("user text never goes in as markup", () => {
  for (const name of modules) assert.doesNotMatch(read(name), /innerHTML|outerHTML|insertAdjacentHTML|document\.write/, name);
});
