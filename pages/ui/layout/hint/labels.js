/** The words of the line for newcomers, in English; see the stage's. */

/** @type {Record<string, string>} */
export const WORDS_OF_HINT = {
  hint: "To begin with",
  dismiss: "Don't show this",
};
