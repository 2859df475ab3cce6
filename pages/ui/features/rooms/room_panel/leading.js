/** Leading: sends to the room where the teacher goes in this window. */

import { hearSteps } from "../../../kit/classroom.js";
import { atStep, differsInStep, leadOf, leadsAlike, stepIn } from "./lead.js";

/** Milliseconds between two readings of the address; browsers have no event for every change of it. */
const LOOK = 60;
/** Milliseconds after the teacher's last input in which a change of the address counts as the teacher's own. The address of
 * a window that nobody uses may change as well, for example when the server restarts; that must not lead the class. */
const OWN_DOING = 10_000;
const TOUCHES = ["pointerdown", "keydown", "input"];

/** `lead`: the last lead that this window has sent or followed; `step`: a step that the address does not have yet.
 * @typedef {{lead: string, step: number | null}} Leading */

/**
 * After the address was read. A view announces its step at once, and the address has it somewhat later; until then the
 * address is out of date and ignored.
 * @param {Leading} leading
 * @param {string} now the lead of the address
 * @returns {Leading} the same object if there is nothing to send
 */
export function leadAfterLook(leading, now) {
  const outdated = leading.step !== null && stepIn(now) !== leading.step && (differsInStep(leading.lead, now) || leadsAlike(leading.lead, now));
  if (outdated) return leading;
  if (leadsAlike(leading.lead, now)) return leading.step === null ? leading : { ...leading, step: null };
  return { lead: now, step: null };
}

/**
 * After a view has announced its step.
 * @param {Leading} leading
 * @param {string} now the lead of the address
 * @param {number} step
 * @returns {Leading} the same object if the room is at that step already
 */
export function leadAfterStep(leading, now, step) {
  const lead = atStep(now, step);
  return leadsAlike(leading.lead, lead) ? leading : { lead, step };
}

/**
 * @param {string} beginning the lead that is in force
 * @param {(lead: string) => void} send
 * @param {Pick<ReturnType<typeof import("./following.js").createFollowing>, "rest" | "isUnderWay">} following until this window has
 *   arrived where it was taken, its address says nothing; who touches it leads from where it is
 */
export function createLeading(beginning, send, following) {
  const stop = new AbortController();
  /** @type {Leading} */
  let leading = { lead: beginning, step: null };
  let lastTouch = -Infinity;
  for (const kind of TOUCHES) addEventListener(kind, touched, { capture: true, signal: stop.signal });
  const timer = setInterval(look, LOOK);
  const stopHearing = hearSteps((step) => update(leadAfterStep(leading, leadOf(location.href), step)));

  function touched() {
    lastTouch = performance.now();
    following.rest();
  }

  /** @param {Leading} next */
  function update(next) {
    const changed = next.lead !== leading.lead;
    leading = next;
    if (changed) send(leading.lead);
  }

  function look() {
    if (following.isUnderWay()) return;
    const next = leadAfterLook(leading, leadOf(location.href));
    if (next.lead === leading.lead || performance.now() - lastTouch < OWN_DOING) update(next);
  }

  return {
    /** Takes over a lead from the room, which is not sent back. @param {string} lead */
    follow: (lead) => { leading = { lead, step: stepIn(lead) }; },
    stop: () => {
      stop.abort();
      clearInterval(timer);
      stopHearing();
    },
  };
}

/**
 * Sends one message at a time. Of messages that wait, only the last is sent.
 * @template Message
 * @param {(message: Message) => Promise<void>} send
 */
export function createQueueOfOne(send) {
  /** @type {Message[]} */
  let waiting = [];
  let busy = false;

  /** @param {Message} message */
  async function put(message) {
    waiting = [message];
    if (busy) return;
    busy = true;
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await send(next);
    busy = false;
  }

  return { put, isBusy: () => busy };
}
