/** The texts of the bar at the foot of a phone, in English. */

/** @type {Record<string, string>} */
export const WORDS_OF_THUMB = {
  thumb: "Page and scoring function",
  drawer: "All choices",
  page: "Page",
  scorer: "Scoring function",
};
