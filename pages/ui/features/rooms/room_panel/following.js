/** Following: a step goes to the views, everything else through the address. The page is not loaded again. */

import { leadViews, stepInView } from "../../../kit/classroom.js";
import { RUNNING } from "../../../kit/queue.js";
import { differsInStep, followedAddress, leadOf, leadsAlike, stepIn } from "./lead.js";

/** Milliseconds between two looks whether one has arrived. */
const LOOK = 250;
/** Looks in a row, while Python rests, after which what is seen stays so; and after which what Python was told is lost. */
const SETTLED = 4, LOST = 40;
/** The app may write an address otherwise than the teacher's window does: one does not go there for ever. */
const MOST_TRIES = 4;

/**
 * Streamlit reads the address when the visitor goes back or forward, which a popstate event signals.
 * @param {string} lead
 * @param {boolean} [again] whether it is to read an address that is in force already
 * @returns {boolean} whether it has to read one
 */
export function goToLead(lead, again = false) {
  const [here, step] = [leadOf(location.href), stepIn(lead)];
  const alike = leadsAlike(here, lead);
  if (!again && (alike || differsInStep(here, lead)) && step !== null && leadViews({ to: step })) return false;
  if (alike && !again) return false;
  history.replaceState(history.state, "", followedAddress(lead, location.href));
  dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
  return true;
}

/**
 * @param {string} lead
 * @returns {boolean} whether this window is there; where there are views, they show the step
 */
function isAt(lead) {
  const [here, wanted, shown] = [leadOf(location.href), stepIn(lead), stepInView()];
  return leadsAlike(here, lead, "step") && (wanted === null || shown === null || wanted === shown);
}

/**
 * Goes where a lead says, and sees that one arrives. While Python is busy, a report that overtakes the new address makes it
 * forget to read that, and an address that it has written before comes late and undoes the new one.
 */
export function createFollowing() {
  /** `until`: how many addresses Python will have read; `left`: where the try before has ended.
   * @type {{lead: string, tries: number, until: number, left: string} | null} */
  let goal = null;
  /** How many addresses Python has read, and for how many looks it has rested. */
  let [read, calm] = [0, 0];
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;

  /** @param {string} lead */
  function go(lead) {
    rest();
    tryToGo({ lead, tries: 1, until: read, left: "" }, false);
    timer = setInterval(look, LOOK);
  }

  /** @param {NonNullable<typeof goal>} next @param {boolean} again */
  function tryToGo(next, again) {
    const more = read + 1;
    goal = { ...next, until: goToLead(next.lead, again) ? more : next.until };
    calm = 0;
  }

  function look() {
    calm = document.querySelector(RUNNING) ? 0 : calm + 1;
    if (!goal || calm < SETTLED) return;
    const { lead, tries, until, left } = goal;
    const [here, there, known] = [location.href, isAt(lead), read >= until];
    if (known && (there || here === left)) rest(); // the app has its own way to write this address
    else if (tries < MOST_TRIES && (!there || calm >= LOST)) tryToGo({ lead, tries: tries + 1, until, left: here }, there);
    else if (calm >= LOST) rest();
  }

  function rest() {
    clearInterval(timer);
    goal = null;
  }

  return {
    go, rest,
    /** @param {number} count of addresses that Python has read; it begins anew with the server */
    hear: (count) => {
      if (goal && count < read) goal.until = 0;
      read = count;
    },
    isUnderWay: () => goal !== null,
  };
}
