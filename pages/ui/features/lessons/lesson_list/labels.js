/** The words of the list of lessons, in English. */

/** @type {Record<string, string>} */
export const WORDS_OF_LESSONS = {
  lessons: "Lessons",
  about: "Short, hands-on lessons. Each stays beside the page you work on and ticks off tasks as you complete them.",
  minutes: "{n} min",
  begin: "Begin",
  resume: "Continue: part {n} of {total}",
  read: "Completed",
  kept: "Your progress is stored only in this browser.",
};
