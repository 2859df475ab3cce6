/** Two aligned outputs as the columns of a table: one for each step of the original, one for each word that only the
 * other has. Pure. */

/** @typedef {{step: number | null, pair: Pair | null, width: number}} EffectColumn a `width` of 0 belongs to the word before it */

/**
 * @param {Pair[]} pairs
 * @param {number} steps
 * @returns {EffectColumn[]}
 */
export function effectColumns(pairs, steps) {
  const columns = pairs.flatMap((pair) => (pair.before ? wordColumns(pair, pair.before) : [{ step: null, pair, width: 1 }]));
  const last = Math.max(-1, ...columns.map(({ step }) => step ?? -1));
  // The steps that no word covers are the end of the sentence.
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
 * The steps of one output whose words differ from those of the other.
 * @param {Pair[]} pairs
 * @param {"before" | "after"} side
 * @returns {Set<number>}
 */
export function differentSteps(pairs, side) {
  const steps = pairs.flatMap(({ same, [side]: word }) => (same || !word ? [] : Array.from({ length: word.end - word.begin }, (_, i) => word.begin + i)));
  return new Set(steps);
}

/** The source pieces, and the position of each before any edit.
 * @typedef {{pieces: string[], origin: number[]}} Source */

/**
 * The positions of the source pieces that the first side has and the other does not.
 * @param {Source} one
 * @param {Source} other
 * @returns {Set<number>}
 */
export function differentPieces(one, other) {
  const known = new Set(other.pieces.map((piece, j) => `${other.origin[j]} ${piece}`));
  return new Set(one.pieces.flatMap((piece, j) => (known.has(`${one.origin[j]} ${piece}`) ? [] : [j])));
}
