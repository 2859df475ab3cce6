/** The words of the panel of a lesson, in English. */

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
  finish: "Finish",
  leave: "Close the lesson",
  fold: "Fold or unfold the lesson",
};
