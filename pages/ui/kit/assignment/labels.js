/** The texts of the sheet of an assignment, in English. */

/** @type {Record<string, string>} */
export const WORDS_OF_SHEET = {
  assignment: "Assignment",
  your_diagnosis: "Your diagnosis",
  give: "Give this answer",
  name: "Your name",
  name_hint: "As your teacher knows you",
  save: "Save my answer",
  to_answer: "Answer the question, type your name, save the file and give it to your teacher.",
  choose_first: "Choose a diagnosis first.",
  answer_first: "Answer the question first: an answer can be given once.",
  name_first: "Type your name first.",
  answered: "Answered at {time}. Only what you save holds it: nothing is sent.",
  saved: "Saved as {file}. Give this file to your teacher.",
  right: "Correct: {fault}.",
  wrong: "Not “{chosen}”. {sign} What is wrong is “{fault}”.",
  outside: "Open the page without the assignment",
};
