/** The texts of the hint, in English. */

/** @type {Record<string, string>} */
export const WORDS_OF_HINT = {
  hint: "Try this",
  dismiss: "Don't show this",
};
