import assert from "node:assert/strict";
import { test } from "node:test";

import { addsUp, printedSum, sumText } from "../../pages/ui/kit/reading.js";
import { equationOf } from "../../pages/ui/features/step/arithmetic.js";
import { numberText } from "../../pages/ui/features/step/numbers.js";
import { restText } from "../../pages/ui/features/step/answer.js";

/** Random numbers that are the same in every run: a linear congruential generator. */
function generator(seed) {
  let state = seed;
  return () => (state = (state * 1664525 + 1013904223) % 2 ** 32) / 2 ** 32;
}

/** As a reader adds: in units of the last of eight decimals. */
const read = (text) => Math.round(Number(text.replace("−", "-")) * 1e8);

/** The sum of "0.12 + 0.40 − 0.22 (6 others)", in the same units. */
function readSum(text) {
  const numbers = text.replace(/\(\d+ others\)/, "").replaceAll(" − ", " + −").split(" + ");
  return numbers.reduce((sum, number) => sum + read(number.trim()), 0);
}

test("printed parts either add up to the printed sum, or it is said to be rounded", () => {
  assert.equal(addsUp(["2.42", "1.23", "1.20", "1.45"], "6.29"), false);
  assert.equal(addsUp(["2.42", "1.23", "1.20", "1.45"], "6.30"), true);
  assert.equal(addsUp(["0.1", "0.2"], "0.3"), true);
  assert.equal(sumText(["0.50", "−0.25"], "0.25"), "0.25");
  assert.equal(sumText(["0.33", "0.33", "0.33"], "1.00"), "≈1.00");
  assert.equal(sumText(["−∞", "1.00"], "−∞"), "−∞");
});

test("less than a tenth of a percent may be anything up to it", () => {
  assert.equal(addsUp(["97.0%", "2.9%", "<0.1%"], "100%"), true);
  assert.equal(addsUp(["97.0%", "2.8%", "<0.1%"], "100%"), false);
  assert.equal(restText([0.9], 0.1), "10.0%");
  assert.equal(restText([0.33333, 0.33333], 0.33334), "≈33.3%");
  assert.equal(restText([0.999], 0.0003), "<0.1%");
  assert.equal(restText([0.666, 0.332], 0.0003), "≈0.0%");
});

test("a sum takes more decimals until it adds up as it stands, two more at most", () => {
  const write = (value, extra) => numberText(value, 2 + extra);
  assert.deepEqual(printedSum([0.125, 0.125], 0.25, write), { parts: ["0.125", "0.125"], sum: "0.250", sign: "=" });
  assert.deepEqual(printedSum([1 / 3, 1 / 3, 1 / 3], 1, write), { parts: ["0.33", "0.33", "0.33"], sum: "1.00", sign: "≈" });
});

test("of thousands of random sums in the arithmetic, each adds up as it stands or has a ≈", () => {
  const random = generator(25);
  const signs = { "=": 0, "≈": 0 };
  for (let i = 0; i < 5000; i += 1) {
    const vector = Array.from({ length: 1 + Math.floor(random() * 12) }, () => (random() - 0.5) * 10 ** Math.floor(random() * 5 - 2));
    const sum = vector.reduce((all, value) => all + value, 0);
    const terms = i % 2
      ? [{ symbol: "p", operation: "multiply", of: [], value: [vector] }, { symbol: "score", operation: "sum", of: ["p"], value: [sum] }]
      : [...vector.map((value, j) => ({ symbol: `x${j}`, operation: "sum", of: [], value: [value] })),
        { symbol: "score", operation: "add", of: vector.map((_, j) => `x${j}`), value: [sum] }];
    const { left, right } = equationOf(terms, terms[terms.length - 1], 0, (n) => `${n} others`);
    const sign = left.slice(-1);
    signs[sign] += 1;
    assert.equal(readSum(left.slice(0, -2)) === read(right), sign === "=", `${left} ${right}`);
  }
  assert.ok(signs["="] > 2 * signs["≈"], JSON.stringify(signs));
  assert.ok(signs["≈"] > 0);
});
