/** Two panels compared: which pair is chosen, and one matrix minus the other. Pure. */

/**
 * @param {Record<string, PairData> | null} pairs
 * @param {string} one
 * @param {string} other
 * @returns {{pair: PairData, turned: boolean} | null} `turned` if the data have the pair in the opposite order
 */
export function pairOf(pairs, one, other) {
  const [straight, turned] = [pairs?.[`${one}*${other}`], pairs?.[`${other}*${one}`]];
  if (straight) return { pair: straight, turned: false };
  return turned ? { pair: turned, turned: true } : null;
}

/**
 * The chosen pair if both panels are there; otherwise the base and the panel farthest from it; if the base has no weights,
 * the first two panels that have.
 * @param {PanelsData} data
 * @param {Look} look
 * @returns {[string, string] | null}
 */
export function chosenPair({ pairs, base, panels }, { pair }) {
  if (pair && pairOf(pairs, pair[0], pair[1])) return pair;
  const far = panels.map(({ name }) => ({ name, mean: pairOf(pairs, base, name)?.pair.mean ?? -1, known: pairOf(pairs, base, name) }));
  const best = far.filter(({ known }) => known).sort((a, b) => b.mean - a.mean)[0];
  const first = Object.keys(pairs ?? {})[0];
  if (best || !first) return best ? [base, best.name] : null;
  return /** @type {[string, string]} */ (first.split("*"));
}

/**
 * The weights of one panel minus those of the other at the steps where both output the same piece: rows of differences, from
 * −1 to 1, and the steps of the first panel.
 * @param {number[][]} one
 * @param {number[][]} other
 * @param {PairData} pair
 * @param {boolean} turned
 * @returns {{steps: number[], strengths: number[][]}}
 */
export function subtractWeights(one, other, { steps }, turned) {
  const pairs = steps.map(([a, b]) => (turned ? [b, a] : [a, b]));
  return { steps: pairs.map(([a]) => a), strengths: pairs.map(([a, b]) => one[a].map((weight, j) => weight - other[b][j])) };
}
