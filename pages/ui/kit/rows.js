/** Steps of the decoder and the rows that show them: a row may be a word of several pieces, each of them a step. Pure. */

/**
 * The step of a row. `lengths` has the number of pieces of each row, null if every row is one piece; so are rows beyond its end.
 * @param {number[] | null} lengths
 * @param {number} row
 * @returns {number} the step of its first piece
 */
export function stepOf(lengths, row) {
  const inside = (lengths ?? []).slice(0, Math.max(0, row));
  return inside.reduce((sum, length) => sum + length, 0) + row - inside.length;
}

/**
 * @param {number[] | null} lengths
 * @param {number} step
 * @returns {number} the row that shows it
 */
export function rowOf(lengths, step) {
  let from = 0;
  for (const [row, length] of (lengths ?? []).entries()) {
    if (from + length > step) return row;
    from += length;
  }
  return step - from + (lengths?.length ?? 0);
}
