/** The words of the bar under the thumb, in English; see the stage's. */

/** @type {Record<string, string>} */
export const WORDS_OF_THUMB = {
  thumb: "Where to go, and which scoring function",
  page: "Page",
  scorer: "Scoring function",
};
