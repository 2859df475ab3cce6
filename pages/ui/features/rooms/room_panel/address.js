/** Addresses to which a class is led, below that of the app and without what is each visitor's own; following them, and leading to them. */

import { announceAddress, hearAddress, visitAddress } from "../../../kit/address.js";
import { hearSteps, leadViews, stepInView } from "../../../kit/classroom.js";
import { RUNNING } from "../../../kit/mount.js";
import { debounce } from "../../../kit/stepper.js";

/** What is each visitor's own, and kept where they are led. */
const OWN = ["lang", "present", "room", "wall", "hide"];
/** What each visitor has done at a place, and begins anew elsewhere. */
const DONE = ["guesses"];
const STEP = "step";
/** Which version of a listing is read: the broken one alone, or the mended lines too. */
const VERSION = "version";
/** The choices that a prediction depends on, besides the step. */
const PREDICTED = ["family", "scorer", "blind", "q", "search", "grain", "ask"];

/**
 * The kind as which a question is answered and counted: a bet on a training as a question of the teacher's own.
 * @param {Pick<RoomQuestion, "kind">} question
 * @returns {Exclude<RoomAsk, "update" | "race">}
 */
export function answeredAs({ kind }) {
  return kind === "update" || kind === "race" ? "choice" : kind;
}

/**
 * The folder of all pages, with a slash at its end.
 * @param {string} here an address of the app
 * @returns {URL}
 */
export function rootOf(here) {
  const root = new URL(".", here);
  root.search = "";
  root.hash = "";
  return root;
}

/**
 * Where somebody is, as others are led there.
 * @param {string} here
 * @returns {string} as `/step?q=…&step=2`
 */
export function leadOf(here) {
  const { pathname, searchParams } = new URL(here);
  for (const name of [...OWN, ...DONE]) searchParams.delete(name);
  return `/${pathname.split("/").at(-1)}${queryOf(searchParams)}`;
}

/**
 * The address of this visitor at the place that a class is led to.
 * @param {string} lead
 * @param {string} here
 * @returns {string}
 */
export function followedAddress(lead, here) {
  const own = new URL(here).searchParams;
  const to = partsOf(lead);
  for (const name of OWN) if (own.has(name)) to.params.set(name, own.get(name) ?? "");
  return `${rootOf(here).href}${to.page}${queryOf(to.params)}`;
}

/**
 * @param {string} lead
 * @param {number} step counted from 0, as an address never does
 * @returns {string} the same at that step
 */
export function atStep(lead, step) {
  const { page, params } = partsOf(lead);
  params.set(STEP, String(step + 1));
  return `/${page}${queryOf(params)}`;
}

/**
 * @param {string} lead
 * @returns {number | null} counted from 0
 */
export function stepIn(lead) {
  const written = partsOf(lead).params.get(STEP);
  return written === null ? null : Number(written) - 1;
}

/**
 * Whether two addresses lead to the same, however their parameters are ordered; with `but` that one may differ.
 * @param {string} one
 * @param {string} other
 * @param {string} [but]
 * @returns {boolean}
 */
export function leadsAlike(one, other, but = "") {
  const [first, second] = [one, other].map((lead) => {
    const { page, params } = partsOf(lead);
    params.delete(but);
    return JSON.stringify([page, [...params].sort()]);
  });
  return first === second;
}

/**
 * @param {string} one
 * @param {string} other
 * @returns {boolean} whether nothing but the step differs
 */
export function differsInStep(one, other) {
  return !leadsAlike(one, other) && leadsAlike(one, other, STEP);
}

/**
 * Whether a question can be answered at this place.
 * @param {RoomQuestion} question
 * @param {string} lead
 * @returns {boolean}
 */
export function isPlaceOf({ kind, address }, lead) {
  if (answeredAs({ kind }) === "choice") return true;
  if (kind === "scorer") return leadsAlike(address, lead, STEP);
  if (kind === "diagnosis") return leadsAlike(address, lead, VERSION);
  const [asked, here] = [address, lead].map((at) => {
    const { page, params } = partsOf(at);
    return JSON.stringify([page, PREDICTED.map((name) => params.get(name))]);
  });
  return asked === here;
}

/**
 * The place at which a class predicts what is in view: there only what Predict reads matters.
 * @param {string} lead
 * @param {"row" | "piece"} ask
 * @returns {string}
 */
export function predictionOf(lead, ask) {
  const kept = keptOf(lead, ["family", "scorer", "blind", "q", "search", STEP, "grain", "lesson", "part", "path", "stop"]);
  if (ask !== "row") kept.set("ask", ask);
  return `/predict${queryOf(kept)}`;
}

/**
 * The picture of the sentence in view, on the first page, with its scoring function under another name, which says nothing.
 * @param {string} lead
 * @param {string} alias
 * @returns {string}
 */
export function pictureOf(lead, alias) {
  const kept = keptOf(lead, ["family", "q", "search", STEP, "grain", "lesson", "part", "path", "stop"]);
  kept.set("blind", alias);
  return `/${queryOf(kept)}`;
}

/**
 * What is broken in view, without its answer.
 * @param {string} lead
 * @returns {string}
 */
export function brokenOf(lead) {
  const { page, params } = partsOf(lead);
  params.delete(VERSION);
  return `/${page}${queryOf(params)}`;
}

/** @param {string} lead @returns {string} the sentence that it shows; empty where it names none */
export function sentenceOf(lead) {
  return partsOf(lead).params.get("q") ?? "";
}

/** @param {string} lead @returns {string} the same place with the scoring function that everybody begins with */
export function withoutAlias(lead) {
  const { page, params } = partsOf(lead);
  params.delete("blind");
  return `/${page}${queryOf(params)}`;
}

/** @param {string} lead @param {string[]} names @returns {URLSearchParams} those of its parameters */
function keptOf(lead, names) {
  const { params } = partsOf(lead);
  return new URLSearchParams(names.filter((name) => params.has(name)).map((name) => [name, params.get(name) ?? ""]));
}

/** @param {string} lead */
function partsOf(lead) {
  const [path, query = ""] = lead.split("?");
  return { page: path.slice(1), params: new URLSearchParams(query) };
}

/** Spaces as Python writes them. @param {URLSearchParams} params @returns {string} */
function queryOf(params) {
  const written = String(params);
  return written ? `?${written}` : "";
}

// Following: a step goes to the views, everything else through the address. The page is not loaded again.

/** Milliseconds between two checks whether this window has arrived. */
const CHECK_EVERY = 250;
/** Checks in a row, while Python is idle, after which the address is taken as final; and after which a message to Python is taken as lost. */
const SETTLED = 4, LOST = 40;
/** The app may write an address otherwise than the teacher's window does, so the tries are limited. */
const MOST_TRIES = 4;

/**
 * @param {string} lead
 * @param {boolean} [again] whether it is to read an address that is in force already
 * @returns {boolean} whether it has to read one
 */
export function goToLead(lead, again = false) {
  const [here, step] = [leadOf(location.href), stepIn(lead)];
  const alike = leadsAlike(here, lead);
  if (!again && (alike || differsInStep(here, lead)) && step !== null && leadViews({ to: step })) return false;
  if (alike && !again) return false;
  visitAddress(followedAddress(lead, location.href));
  return true;
}

/**
 * Goes where a lead says, and sees that one arrives. While Python is busy, a report that overtakes the new address makes it
 * forget to read that, and an address that it has written before comes late and undoes the new one.
 */
export function createFollowing() {
  /** `until`: how many addresses Python will have read; `left`: where the try before has ended.
   * @type {{lead: string, tries: number, until: number, left: string} | null} */
  let goal = null;
  /** How many addresses Python has read, and for how many checks it has been idle. */
  let [read, calm] = [0, 0];
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;

  /** @param {string} lead @param {boolean} [again] whether the app is to read the address though it is in force already */
  function go(lead, again = false) {
    rest();
    tryToGo({ lead, tries: 1, until: read, left: "" }, again);
    timer = setInterval(look, CHECK_EVERY);
  }

  /** @param {NonNullable<typeof goal>} next @param {boolean} again */
  function tryToGo(next, again) {
    const more = read + 1;
    goal = next; // one is on the way as soon as the address changes
    if (goToLead(next.lead, again)) goal = { ...next, until: more };
    calm = 0;
  }

  function look() {
    calm = document.querySelector(RUNNING) ? 0 : calm + 1;
    if (!goal || calm < SETTLED) return;
    const { lead, tries, until, left } = goal;
    const [here, known, wanted, shown] = [location.href, read >= until, stepIn(lead), stepInView()];
    const there = leadsAlike(leadOf(here), lead, STEP) && (wanted === null || shown === null || wanted === shown);
    if (known && (there || here === left)) arrive(); // the app has its own way to write this address
    else if (tries < MOST_TRIES && (!there || calm >= LOST)) tryToGo({ lead, tries: tries + 1, until, left: here }, there);
    else if (calm >= LOST) arrive();
  }

  function arrive() {
    rest();
    announceAddress();
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

// Leading: sends to the room where the teacher goes in this window.

/** Milliseconds after the teacher's last input in which a change of the address counts as the teacher's own. The address of
 * a window that nobody uses may change as well, for example when the server restarts; that must not lead the class. */
const OWN_DOING = 10_000;
/** Milliseconds after a touch until the address counts, as what was touched may lead elsewhere. */
const TOUCH_DELAY = 60;
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
 * @param {Pick<ReturnType<typeof createFollowing>, "rest" | "isUnderWay">} following until this window has
 *   arrived where it was taken, its address says nothing; who touches it leads from where it is
 */
export function createLeading(beginning, send, following) {
  const stop = new AbortController();
  /** @type {Leading} */
  let leading = { lead: beginning, step: null };
  let lastTouch = -Infinity;
  for (const kind of TOUCHES) addEventListener(kind, touched, { capture: true, signal: stop.signal });
  const afterTouch = debounce(look, TOUCH_DELAY);
  const stops = [afterTouch.stop, hearAddress(look), hearSteps((step) => update(leadAfterStep(leading, leadOf(location.href), step)))];

  function touched() {
    lastTouch = performance.now();
    following.rest();
    afterTouch.schedule();
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
      for (const end of stops) end();
    },
  };
}
