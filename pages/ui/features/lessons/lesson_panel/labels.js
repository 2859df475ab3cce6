/** The words of the panel of a lesson or a path, in English. */

/** @type {Record<string, string>} */
export const WORDS_OF_LESSON = {
  lesson: "Lesson: {title}",
  tasks: "To do",
  done: "Done",
  tick: "Done: {task}",
  right: "Correct.",
  wrong: "Not quite.",
  earlier_part: "Previous",
  later_part: "Next",
  part_of: "Part {n} of {total}",
  following: "Next lesson",
  path: "Path: {title}",
  earlier_stop: "Previous stop",
  later_stop: "Next stop",
  stop_of: "Stop {n} of {total}",
  stop_lesson: "Stop {n} of {total}: lesson {title}",
  stop: "Stop {n}: {title}",
  stop_done: "Stop {n}: {title} (done)",
  finish: "Finish",
  leave: "Close the lesson",
  fold: "Fold or unfold the lesson",
};
