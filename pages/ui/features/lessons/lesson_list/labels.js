/** The words of the list of lessons, in English. */

/** @type {Record<string, string>} */
export const WORDS_OF_LESSONS = {
  lessons: "Lessons",
  about: "Short texts with something to do. A lesson stands beside the pages while you work on them, and ticks off what you have done.",
  minutes: "{n} min",
  begin: "Begin",
  resume: "Go on: part {n} of {total}",
  read: "Read to the end",
  kept: "How far you have come is kept in this browser alone.",
};
