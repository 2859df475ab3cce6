/** How a teacher's window leads: what is done there is told to the room, and nothing else is. */

import { hearSteps } from "../../components/shared/classroom.js";
import { atStep, differsInStep, leadOf, leadsAlike, stepIn } from "./lead.js";

/** Milliseconds between two looks at the address, which tells nobody that it has changed. */
const LOOK = 60;
/** Milliseconds after the teacher's last touch in which a change of the address is the teacher's own. A window that was
 * left alone may change its address, too, as when its server comes back: that leads nobody. */
const OWN_DOING = 10_000;
const TOUCHES = ["pointerdown", "keydown", "input"];

/** `told`: where the room was last led, or has led this window; `step`: a step that the address does not have yet.
 * @typedef {{told: string, step: number | null}} Leading */

/**
 * A view tells its step at once, and the address has it somewhat later: until then it is behind, and says nothing.
 * @param {Leading} leading
 * @param {string} now where the address is
 * @returns {Leading} the same if the room need not hear of it
 */
export function lookedAt(leading, now) {
  const behind = leading.step !== null && stepIn(now) !== leading.step && (differsInStep(leading.told, now) || leadsAlike(leading.told, now));
  if (behind) return leading;
  if (leadsAlike(leading.told, now)) return leading.step === null ? leading : { ...leading, step: null };
  return { told: now, step: null };
}

/**
 * @param {Leading} leading
 * @param {string} now where the address is
 * @param {number} step where a view is
 * @returns {Leading} the same if the room is there already
 */
export function steppedTo(leading, now, step) {
  const told = atStep(now, step);
  return leadsAlike(leading.told, told) ? leading : { told, step };
}

/**
 * @param {string} beginning where the room is
 * @param {(lead: string) => void} tell
 */
export function createLeading(beginning, tell) {
  const stop = new AbortController();
  /** @type {Leading} */
  let leading = { told: beginning, step: null };
  let touched = -Infinity;
  for (const kind of TOUCHES) addEventListener(kind, () => { touched = performance.now(); }, { capture: true, signal: stop.signal });
  const timer = setInterval(look, LOOK);
  const deaf = hearSteps((step) => become(steppedTo(leading, leadOf(location.href), step)));

  /** @param {Leading} next */
  function become(next) {
    const news = next.told !== leading.told;
    leading = next;
    if (news) tell(leading.told);
  }

  function look() {
    const next = lookedAt(leading, leadOf(location.href));
    if (next.told === leading.told || performance.now() - touched < OWN_DOING) become(next);
  }

  return {
    /** The room is elsewhere, and this window goes along. @param {string} lead */
    follow: (lead) => { leading = { told: lead, step: stepIn(lead) }; },
    stop: () => {
      stop.abort();
      clearInterval(timer);
      deaf();
    },
  };
}

/**
 * One request at a time; of those that wait, the last.
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
