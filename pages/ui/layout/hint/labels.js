/** The texts of the hint, in English. */

/** @type {Record<string, string>} */
export const WORDS_OF_HINT = {
  hint: "To begin with",
  dismiss: "Don't show this",
};
