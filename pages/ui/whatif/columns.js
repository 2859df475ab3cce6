/** Two outputs word over word, as the columns of a table: one for each step of the original, one for each word that it
 * lacks. Pure. */

/** @typedef {{step: number | null, pair: Pair | null, width: number}} EffectColumn a `width` of 0 goes on with the word before it */

/**
 * @param {Pair[]} pairs
 * @param {number} steps
 * @returns {EffectColumn[]}
 */
export function effectColumns(pairs, steps) {
  const columns = pairs.flatMap((pair) => (pair.before ? wordColumns(pair, pair.before) : [{ step: null, pair, width: 1 }]));
  const last = Math.max(-1, ...columns.map(({ step }) => step ?? -1));
  // What no word covers is the end of the sentence.
  return [...columns, ...Array.from({ length: steps - last - 1 }, (_, i) => ({ step: last + 1 + i, pair: null, width: 1 }))];
}

/**
 * @param {Pair} pair
 * @param {Word} word
 * @returns {EffectColumn[]}
 */
function wordColumns(pair, { begin, end }) {
  return Array.from({ length: end - begin }, (_, i) => ({ step: begin + i, pair, width: i ? 0 : end - begin }));
}

/**
 * The steps of the edited output whose words are not those of the original.
 * @param {Pair[]} pairs
 * @returns {Set<number>}
 */
export function differentSteps(pairs) {
  const steps = pairs.flatMap(({ same, after }) => (same || !after ? [] : Array.from({ length: after.end - after.begin }, (_, i) => after.begin + i)));
  return new Set(steps);
}
