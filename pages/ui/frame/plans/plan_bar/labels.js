/** The words of the bar of a plan, in English. */

/** @type {Record<string, string>} */
export const WORDS_OF_PLAN_BAR = {
  plan: "Plan",
  stop_of: "Stop {n} of {total}",
  place: "{n} / {total}",
  choose_stop: "Choose a stop",
  earlier_stop: "Previous stop (Page Up)",
  go: "Next stop",
  ask: "Ask the class",
  reveal: "Reveal it",
  last: "Last stop",
  by_key: "Page Down does the same",
  then: "Next: {title}",
  question: "Question: {words}",
  asked_row: "Where does it look?",
  asked_piece: "What does it say next?",
  asked_scorer: "Which function is this?",
  asked_diagnosis: "What is wrong here?",
  clock: "Time at this stop",
  clock_of: "{time} of {minutes} min",
  end: "End the plan",
  added: "Added as stop {n}.",
  too_many: "A plan has at most {n} stops.",
  too_long: "The address of this view is too long for a plan.",
  not_kept: "This browser stores nothing, so the plan can't be kept.",
  open_plan: "Open the plan",
};
