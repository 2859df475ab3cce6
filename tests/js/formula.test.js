import assert from "node:assert/strict";
import { test } from "node:test";

import { charactersOf, symbolAt } from "../../pages/ui/kit/formula/symbols.js";

const SYMBOLS = ["v", "⊤", "W_q^n", "s_t", "α_t−1", "h_S", "i"].map((name) => ({ name, side: "", words: name }));

/** A part of a formula with what stands around it. */
const nested = (...texts) => texts.reduceRight((parentElement, textContent) => ({ textContent, parentElement }), null);

test("a symbol is found by its characters, whatever the order its parts are set in", () => {
  assert.equal(charactersOf("W_q^n"), charactersOf("Wnq\u200b"));
  assert.notEqual(charactersOf("s_t"), charactersOf("s_i"));
});

test("pointing at a letter finds the smallest symbol around it", () => {
  const at = (...texts) => symbolAt(nested(...texts), null, SYMBOLS)?.symbol.name;
  assert.equal(at("t", "st\u200b", "Wst"), "s_t");
  assert.equal(at("s", "st⊤", "st⊤hi"), "s_t");
  assert.equal(at("v", "v⊤"), "v");
  assert.equal(at("⊤", "v⊤"), "⊤");
  assert.equal(at("1", "t−1", "αt−1\u200b"), "α_t−1");
  assert.equal(at("h", "hS\u200b"), "h_S");
  assert.equal(at("+", "a+b"), undefined);
});
