/** The words of the symbols' list, in English. */

/** @type {Record<string, string>} */
export const WORDS_OF_FORMULA = {
  symbols: "What the symbols stand for",
};
