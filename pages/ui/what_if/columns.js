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
 * The steps of one output whose words are not those of the other.
 * @param {Pair[]} pairs
 * @param {"before" | "after"} side
 * @returns {Set<number>}
 */
export function differentSteps(pairs, side) {
  const steps = pairs.flatMap(({ same, [side]: word }) => (same || !word ? [] : Array.from({ length: word.end - word.begin }, (_, i) => word.begin + i)));
  return new Set(steps);
}

/** The pieces that were read, and where each stood before anything was changed.
 * @typedef {{pieces: string[], origin: number[]}} Read */

/**
 * The places of the pieces that one side reads and the other does not.
 * @param {Read} one
 * @param {Read} other
 * @returns {Set<number>}
 */
export function differentPieces(one, other) {
  const known = new Set(other.pieces.map((piece, j) => `${other.origin[j]} ${piece}`));
  return new Set(one.pieces.flatMap((piece, j) => (known.has(`${one.origin[j]} ${piece}`) ? [] : [j])));
}
