/** A hand-made tree for the tests: a beam of two, four steps, one branch that ends early and one that falls out. */

const ROWS = [
  // parent, piece, step, p, status, decided
  [null, "▁I", 0, 0.6, "kept", 3], // 0
  [null, "▁You", 0, 0.3, "kept", 1], // 1
  [null, "▁He", 0, 0.1, "pruned", 0], // 2
  [0, "▁like", 1, 0.5, "kept", 2], // 3
  [1, "▁love", 1, 0.4, "kept", 1], // 4
  [0, "▁love", 1, 0.4, "kept", 3], // 5
  [5, "▁you", 2, 0.9, "kept", 3], // 6
  [3, "</s>", 2, 0.7, "finished", 2], // 7
  [4, "▁me", 2, 0.2, "pruned", 2], // 8
  [6, "</s>", 3, 0.9, "finished", 3], // 9
];

/** @returns {TreeRecord} */
export function smallTree() {
  const column = (i) => ROWS.map((row) => row[i]);
  const totals = [];
  for (const [parent, , , p] of ROWS) totals.push(Math.log(p) + (parent === null ? 0 : totals[parent]));
  return {
    branches: {
      parent: column(0), piece: column(1), step: column(2), logprob: column(3).map(Math.log), total: totals, score: totals,
      status: column(4), decided: column(5), reading: ROWS.map((row) => row[2]),
    },
    best: [9, 7],
    weights: [[1, 0], [0.5, 0.5], [0, 1], [0, 1]],
    candidates: [[["▁I", Math.log(0.6)]], [["▁like", Math.log(0.5)]], [["▁you", Math.log(0.9)]], [["</s>", Math.log(0.9)]]],
    dropped: [3, 7, 7, 4],
  };
}
