/** The texts of the hint, in English. */

/** @type {Record<string, string>} */
export const WORDS_OF_HINT = {
  hint: "Try this",
  more: "The whole hint",
  dismiss: "Don't show this",
};
