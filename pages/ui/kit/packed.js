/** What a file for the browser has besides its modules: style sheet, and words by language and key. `assets.py` writes it here, for the kit and
 * for each component. */

/** @typedef {{style: string, words: Record<string, Record<string, string>>}} Packed */

/** @type {Packed} */
export const PACKED = { style: "", words: {} };
