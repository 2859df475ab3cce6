/** What only some models have: pieces copied from the source, and scores that know what has been read. Pure. */

/**
 * How much of each source piece was read before a step, its coverage: the sum of the weights of all earlier steps.
 * @param {number[][]} weights (T, S)
 * @param {number} step
 * @returns {number[]}
 */
export function readBefore(weights, step) {
  const earlier = weights.slice(0, step);
  return (weights[0] ?? []).map((_, j) => earlier.reduce((sum, row) => sum + row[j], 0));
}

/**
 * @param {Pick<Trace, "copied">} trace
 * @param {number} step
 * @returns {boolean} whether copying is likelier than generating where the decoder got this piece from
 */
export function isCopied({ copied }, step) {
  return (copied?.[step]?.length ?? 0) > 0;
}

/**
 * The two parts of a candidate's probability: p_gen times what the vocabulary gives it, and 1 − p_gen times the weights of the
 * places where the source has it. Null for a model that does not copy, and where pieces are joined to words.
 * @param {Trace} trace
 * @param {number} step
 * @param {Pick<CandidateRow, "piece" | "probability">} candidate
 * @returns {{generated: number, copied: number} | null}
 */
export function mixtureOf({ generate, source, weights, words }, step, { piece, probability }) {
  const share = generate?.[step];
  if (share === undefined || words) return null;
  const weight = source.pieces.reduce((sum, other, j) => (other === piece ? sum + weights[step][j] : sum), 0);
  const copied = Math.min(probability, (1 - share) * weight); // rounded numbers may exceed their sum
  return { generated: probability - copied, copied };
}
