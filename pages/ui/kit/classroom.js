/** Events of the window between a room and the views of a page, which do not know each other. Without a room nobody listens. */

import { hearEvent } from "./listening.js";

const STEPPED = "gaze:stepped";
const LED = "gaze:led";
const GUESSED = "gaze:guessed";
const SHOWN = "gaze:shown";
const CONDUCTED = "gaze:conducted";

/** Where all views are led: to a step, or by so many rows.
 * @typedef {{to: number} | {by: number}} StepLead */

/** Called by a view that shows another step. @param {number} step @returns {void} */
export function tellStep(step) {
  dispatchEvent(new CustomEvent(STEPPED, { detail: step }));
}

/** @param {(step: number) => void} hear @returns {() => void} stops listening */
export function hearSteps(hear) {
  return hearEvent(STEPPED, hear);
}

/** @returns {number | null} the step that the views of the page show; null without views */
export function stepInView() {
  /** @type {{step: number | null}} */
  const answer = { step: null };
  dispatchEvent(new CustomEvent(SHOWN, { detail: answer }));
  return answer.step;
}

/** Says which step a view shows, whenever somebody asks. @param {() => number} step @returns {() => void} stops */
export function answerStep(step) {
  return hearEvent(SHOWN, (answer) => { answer.step = step(); });
}

/** Leads all views of the page. @param {StepLead} lead @returns {boolean} whether there is one */
export function leadViews(lead) {
  return !dispatchEvent(new CustomEvent(LED, { detail: lead, cancelable: true }));
}

/** @param {(lead: StepLead) => void} follow @returns {() => void} stops listening */
export function hearLeads(follow) {
  return hearEvent(LED, (lead, event) => {
    event.preventDefault(); // says that there is a view
    follow(lead);
  });
}

/** What a class is asked: the kind of guess, and the step it is about; whether it is answered in this window, and has been
 * already; once it is revealed, the mean of the class's rows, empty where there are none, and this window's own answer.
 * @typedef {{kind: string, step: number, answers: boolean, handed: boolean, revealed: {mean: number[], own: any} | null}} Asked any: each
 *   kind has answers of its own */

/**
 * A value that all components of the page know, also those that are mounted later: it is kept on the page.
 * @template Value
 * @param {"gazeAsked" | "gazeFollowed" | "gazeTaught"} key
 * @param {string} changed the event that tells of another value
 */
function createShared(key, changed) {
  return {
    /** @returns {Value | null} null for nothing */
    get: () => JSON.parse(document.documentElement.dataset[key] || "null"),
    /** @param {Value | null} value @returns {void} */
    set(value) {
      const { dataset } = document.documentElement;
      const written = value === null ? "" : JSON.stringify(value);
      if (written === (dataset[key] ?? "")) return;
      dataset[key] = written;
      dispatchEvent(new CustomEvent(changed));
    },
    /** @param {() => void} hear @returns {() => void} stops listening */
    hear: (hear) => hearEvent(changed, hear),
  };
}

/** What a class is asked. */
export const asked = /** @type {typeof createShared<Asked>} */ (createShared)("gazeAsked", "gaze:asked");

/** The room that this window follows, or that it leads. */
export const followed = /** @type {typeof createShared<{code: string, leads: boolean}>} */ (createShared)("gazeFollowed", "gaze:followed");

/** What is asked in the room that this window teaches: nothing, a question that is open, or one whose result is seen. */
export const taught = /** @type {typeof createShared<"" | "open" | "revealed">} */ (createShared)("gazeTaught", "gaze:taught");

/** What the room that a window teaches is told to do: to go to an address, where these controls are hidden; to ask a question, whose words and
 * choices are empty where its kind says them; to reveal what came of it.
 * @typedef {{type: "go", address: string, hidden: string[]} | {type: "ask", question: {kind: string, words: string, choices: string[], right: string}} | {type: "reveal"}} ClassOrder */

/** @param {ClassOrder} order @returns {boolean} whether there is a room that this window teaches */
export function conduct(order) {
  return !dispatchEvent(new CustomEvent(CONDUCTED, { detail: order, cancelable: true }));
}

/** @param {(order: ClassOrder) => boolean} obey whether it can @returns {() => void} stops listening */
export function hearOrders(obey) {
  return hearEvent(CONDUCTED, (order, event) => { if (obey(order)) event.preventDefault(); });
}

/** Hands a guess in to the room that asks for it. @param {unknown} guess @returns {void} */
export function handIn(guess) {
  dispatchEvent(new CustomEvent(GUESSED, { detail: guess }));
}

/** @param {(guess: any) => void} take @returns {() => void} stops listening */
export function takeGuesses(take) {
  return hearEvent(GUESSED, take);
}
