import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const UI = fileURLToPath(new URL("../../pages/ui/", import.meta.url));
const paths = readdirSync(UI, { recursive: true }).filter((name) => name.endsWith(".js")).map((name) => join(UI, name));
const entries = paths.filter((path) => basename(path) === "index.js");
const read = (path) => readFileSync(path, "utf8");
const IMPORT = /^import \{ ([\w, ]+) \} from "(\.[\w./]+\.js)";$/gm;
const DATA = /^import (\w+) from "(\.[\w./]+\.json)" with \{ type: "json" \};$/gm;

/** The modules that an entry needs, each behind those it imports. */
function reached(entry, found = new Set()) {
  for (const [, , from] of read(entry).matchAll(IMPORT)) reached(resolve(dirname(entry), from), found);
  return found.add(entry);
}

test("imports are relative, one a line, never renamed; only index.js has a default export", () => {
  for (const path of paths) {
    const source = read(path);
    for (const line of source.match(/^import .*$/gm) ?? []) assert.match(line, new RegExp(`${IMPORT.source}|${DATA.source}`), path);
    assert.equal(/^export default/m.test(source), basename(path) === "index.js", path);
    assert.doesNotMatch(source, /^export (?!default|function|const|async function)/m, path);
  }
});

test("every import names something its module exports", () => {
  for (const path of paths) {
    for (const [, names, from] of read(path).matchAll(IMPORT)) {
      const source = read(resolve(dirname(path), from));
      const exported = [...source.matchAll(/^export (?:async )?(?:function|const) (\w+)/gm)].map((match) => match[1]);
      for (const wanted of names.split(", ")) assert.ok(exported.includes(wanted), `${path}: ${wanted} from ${from}`);
    }
  }
});

test("every module is part of a component, but for types and the words that Python hands over", () => {
  const used = new Set(entries.flatMap((entry) => [...reached(entry)]));
  assert.deepEqual(paths.filter((path) => !used.has(path) && !["types.js", "labels.js"].includes(basename(path))), []);
});

test("what has a root keeps the contract of all that draws, and says so", () => {
  for (const path of paths) {
    const source = read(path);
    for (const [line] of source.matchAll(/^ +return .*\{ (?:root,|root: \w+\.root).*$/gm)) assert.match(line, /@satisfies \{Part\} \*\/ \(\{/, path);
  }
});

test("user text never goes in as markup", () => {
  for (const path of paths) {
    if (basename(path) === "lit.js") continue; // it makes elements of what stands in our own source, between the values
    assert.doesNotMatch(read(path), /innerHTML|outerHTML|insertAdjacentHTML|document\.write|unsafe(?:HTML|SVG|Static)/, path);
  }
  assert.doesNotMatch(read(join(UI, "kit", "lit.js")), /unsafe/);
});
