/** The words of the list of paths and lessons, in English. */

/** @type {Record<string, string>} */
export const WORDS_OF_LESSONS = {
  lessons: "Lessons",
  paths: "Paths",
  about_paths: "Each path joins lessons and pages to one line of thought. The panel beside the page says what to do at each stop and where the next one is.",
  about: "Short, hands-on lessons. Each stays beside the page you work on and ticks off tasks as you complete them.",
  minutes: "{n} min",
  begin: "Begin",
  resume: "Continue: part {n} of {total}",
  resume_stop: "Continue: stop {n} of {total}",
  stops: "Stops: {total}",
  behind: "done",
  read: "Completed",
  kept: "Your progress is stored only in this browser.",
};
