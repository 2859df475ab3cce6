/** What a component is given besides its modules: its style sheet, and its words by language and key. `assets.py` writes them here. */

/** @type {{style: string, words: Record<string, Record<string, string>>}} */
export const PACKED = { style: "", words: {} };
