/** Hand-made traces for the tests: small enough to check every number by eye. */

/** 我爱你 → I love you, one head. */
export function loveTrace() {
  return {
    text: "我爱你",
    source: { pieces: ["▁", "我", "爱", "你"], spans: [[0, 0], [0, 1], [1, 2], [2, 3]], unknown: [false, false, false, true], cut: "" },
    target: { pieces: ["▁I", "▁love", "▁you", "</s>"], text: "I love you", logprobs: [Math.log(0.9), Math.log(0.8), Math.log(0.7), null] },
    weights: [[0, 1, 0, 0], [0.02, 0.05, 0.91, 0.02], [0, 0, 0.25, 0.75], [0.25, 0.25, 0.25, 0.25]],
    scores: [[null, 3, null, null], [0, 1, 2.306, 0], [0, 0, 1, 2], [0, 0, 0, 0]],
    heads: null,
    entropy: [0, 0.55, 0.81, 2],
    candidates: [[["▁I", Math.log(0.9)], ["▁We", Math.log(0.1)]], [["▁love", Math.log(0.8)]], [["▁thee", Math.log(0.9)]], []],
  };
}

/** The same with its pieces joined to words: love was said as lo·ve. */
export function joinedTrace() {
  const chosen = [["▁I", Math.log(0.9)], ["▁lo", Math.log(0.8)], ["▁you", Math.log(0.7)], ["</s>", null]];
  const candidates = [[["▁I", Math.log(0.9)], ["▁We", Math.log(0.1)]], [["▁lo", Math.log(0.8)], ["▁hate", Math.log(0.2)]], [], []];
  return { ...loveTrace(), candidates, words: { rows: [1, 2, 1, 1], columns: [1, 1, 1, 1], chosen } };
}

/** The same with two heads that look at different ends. */
export function twoHeadTrace() {
  const left = [1, 0, 0, 0];
  const right = [0, 0, 0, 1];
  const steps = Array(4).fill([left, right]);
  return { ...loveTrace(), heads: { weights: steps, scores: steps } };
}

/** notes in notes → rm notes, by a model that copies: the word stands there twice. */
export function copyTrace() {
  return {
    text: "notes in notes",
    source: { pieces: ["▁notes", "▁in", "▁notes"], spans: [[0, 5], [6, 8], [9, 14]], unknown: [true, false, true], cut: "" },
    target: { pieces: ["▁rm", "▁notes", "</s>"], text: "rm notes", logprobs: [Math.log(0.9), Math.log(0.72), Math.log(0.5)] },
    weights: [[0.2, 0.5, 0.3], [0.6, 0.1, 0.3], [0.1, 0.8, 0.1]],
    scores: [[0, 0, 0], [0, 0, 0], [0, 0, 0]],
    heads: null,
    entropy: [1.5, 1.3, 0.9],
    candidates: [[["▁rm", Math.log(0.9)]], [["▁notes", Math.log(0.72)], ["▁rm", Math.log(0.1)]], []],
    generate: [0.95, 0.2, 0.9],
    copied: [[], [0, 2], []],
  };
}

/** Every character half as wide as it is high. */
export const evenMeasure = (text, size) => [...text].length * size * 0.5;
