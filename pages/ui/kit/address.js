/** The one owner of the address in the browser: writes it, tells of its changes, and knows how choices are written in it. */

import TABLE from "./choices.json" with { type: "json" };

// -- The address bar. Nothing else writes the browser's history or watches it.

/** Sent to the window when the address has changed, or is final after a change. */
const CHANGED = "gaze:address";
/** Sent to the window when a link has led to another page, whose address has the choices of the one before. */
const ENTERED = "gaze:entered";

/** Tells those who hear the address to read it. */
export function announceAddress() {
  dispatchEvent(new Event(CHANGED));
}

/** @param {() => void} hear called after every change of the address @returns {() => void} stops listening */
export function hearAddress(hear) {
  return listen(CHANGED, hear);
}

/** @param {() => void} hear called when a link has led to another page, before what is shown there is mounted @returns {() => void} stops listening */
export function hearEntering(hear) {
  return listen(ENTERED, hear);
}

/** @param {string} kind @param {() => void} hear @returns {() => void} stops listening */
function listen(kind, hear) {
  const stop = new AbortController();
  addEventListener(kind, hear, { signal: stop.signal });
  return () => stop.abort();
}

/** @returns {string | null} the sentence in the address; null where it is the first one */
export function sentenceInAddress() {
  return new URL(location.href).searchParams.get(SENTENCE);
}

/** Writes an address in the current entry of the history. @param {string | URL} to */
export function replaceAddress(to) {
  history.replaceState(history.state, "", to);
}

/** The same for another place in the app. Streamlit reads an address when the visitor goes back or forward, which a popstate event signals. @param {string} to */
export function visitAddress(to) {
  replaceAddress(to);
  dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
}

/**
 * Sets a parameter in the current entry of the history, without Python, since each change that Python writes adds an entry.
 * @param {string} name
 * @param {string | null} written null removes it
 */
export function keepInAddress(name, written) {
  const address = new URL(location.href);
  if (written === null) address.searchParams.delete(name);
  else address.searchParams.set(name, written);
  // Encoded as Python does it: Streamlit adds an entry to the history if the encoding differs.
  address.search = address.search.replaceAll("*", "%2A").replaceAll("%7E", "~");
  replaceAddress(address);
}

// -- How choices made in the browser are written in the address and read from it, by the table of all choices, which Python
// reads, too. Python ignores invalid values and passes on the rest.

/** Forms that the browser writes; `names` are separated by a star, an `ordinal` counts from 1 in the address.
 * @typedef {"name" | "names" | "links" | "integer" | "ordinal" | "percent" | "flag" | "parts"} Form */
/** A value equal to `first` is not written; without `first`, every value is. `param` is the name in the address, if it differs.
 * @typedef {{form: Form, first?: unknown, param?: string}} Choice */
/** By the name in the state.
 * @typedef {Record<string, Choice>} Choices */
/** @typedef {Choice & {browser?: boolean, carried?: boolean, parts?: Choices}} Entry */

/** @type {Record<string, Entry>} */
const ENTRIES = Object.assign({}, /** @type {any} as the types of JSON know no unions */ (TABLE));

/** The choices that the browser writes in the address itself. */
export const PARAMETERS = Object.fromEntries(Object.entries(ENTRIES).filter(([, entry]) => entry.browser));

/** The names in the address of the choices that a link to another page carries along. */
export const CARRIED = Object.entries(ENTRIES).filter(([, entry]) => entry.carried).map(([name, entry]) => entry.param ?? name);

/** The name of the sentence in the address. */
export const SENTENCE = ENTRIES.text.param ?? "text";

/** The settings within a choice, by the name of the choice.
 * @type {Record<string, Choices>} */
export const PARTS = Object.fromEntries(Object.entries(ENTRIES).map(([name, entry]) => [name, entry.parts ?? {}]));

const [BETWEEN_PARTS, BETWEEN_NAMES] = [".", "*"];

/** @typedef {{write: (value: any) => string, read: (written: string) => unknown}} Codec any: each form writes values of its own kind */
/** @type {Codec} */
const AS_IT_IS = { write: String, read: String };
/** @type {Record<Form, Codec>} */
const FORMS = {
  name: AS_IT_IS,
  links: AS_IT_IS,
  parts: AS_IT_IS,
  names: { write: (names) => names.join(BETWEEN_NAMES), read: (written) => written.split(BETWEEN_NAMES) },
  integer: { write: String, read: Number },
  ordinal: { write: (index) => String(index + 1), read: (written) => Number(written) - 1 },
  percent: { write: (share) => String(Math.round(share * 100)), read: (written) => Number(written) / 100 },
  flag: { write: (on) => String(Number(on)), read: (written) => written === "1" },
};

/** @param {Choice} choice @param {unknown} value @returns {string | null} null if it need not be written */
export function writeChoice({ form, first }, value) {
  return JSON.stringify(value) === JSON.stringify(first) ? null : FORMS[form].write(value);
}

/**
 * All values that are not the first ones, as `view-matrix.head-2`.
 * @param {Choices} choices @param {Record<string, unknown>} state @returns {string}
 */
export function writeChoices(choices, state) {
  const parts = Object.entries(choices).map(([name, choice]) => [choice.param ?? name, writeChoice(choice, state[name])]);
  return parts.filter(([, written]) => written !== null).map((part) => part.join("-")).join(BETWEEN_PARTS);
}

/**
 * Reads `view-matrix.head-2`; values that are not written are the first ones.
 * @param {Choices} choices
 * @param {string} written
 * @returns {Record<string, unknown>} by the names of the state
 */
export function readChoices(choices, written) {
  const parts = new Map(written.split(BETWEEN_PARTS).map((part) => {
    const at = part.indexOf("-");
    return [part.slice(0, at), part.slice(at + 1)];
  }));
  return Object.fromEntries(Object.entries(choices).map(([name, { form, first, param = name }]) => {
    const value = parts.get(param);
    return [name, value === undefined ? first : FORMS[form].read(value)];
  }));
}

// -- How the attention view is drawn, and how the address writes it. Pure.

/** @typedef {Pick<StageState, "view" | "head" | "flip" | "numbers" | "threshold">} StageDrawing */

/** From `view-matrix.head-2.flip-1`. @param {string} written @returns {StageDrawing} */
export function readDrawing(written) {
  return /** @type {StageDrawing} */ (readChoices(PARTS.drawing, written));
}

/** @param {StageState} state @returns {string} */
export function writeDrawing(state) {
  return writeChoices(PARTS.drawing, state);
}

// -- Entries of the browser's history.

/** The text field of the sentence. */
const FIELD = ".st-key-text input";
/** Whether the history is decided on here. */
let owned = false;

/**
 * Announces every change of the address, and gives each action of the visitor one entry in the browser's history, so that Back undoes exactly one:
 * decides of each entry that Streamlit adds whether it is one.
 *
 * A page gets one entry when it is opened: Streamlit adds one for the bare address of the page, and another when the page has
 * written its choices. Here the first gets the choices at once, since they are the same on all pages; an entry equal to the present
 * one, or written just after the page was opened, replaces the present one. After Back or Forward, Streamlit shows a page late and
 * adds an entry for it, which is ignored: only a click or a key opens a page.
 *
 * A typed sentence gets one entry, too. Python writes the sentence at every pause in typing: the first time adds an entry; later
 * changes of the same typing replace it, so that Back leads to the previous sentence, not to a part of this one.
 *
 * Once for as long as the app is open: where Back is pressed several times in a row, Streamlit removes for a moment even what
 * all pages have, and what it adds to the history meanwhile counts as well.
 */
export function ownHistory() {
  if (owned) return announceAddress();
  owned = true;
  const { pushState, replaceState } = history;
  const capture = (/** @type {string} */ kind, /** @type {(event: Event) => void} */ listener) =>
    window.addEventListener(kind, listener, { capture: true });
  const fieldOf = (/** @type {EventTarget | null} */ target) => (target instanceof HTMLInputElement && target.matches(FIELD) ? target : null);
  let [travelling, arrived] = [false, false];
  /** @type {{before: string | null} | null} */
  let typing = null;
  capture("popstate", () => {
    [travelling, arrived, typing] = [true, false, null];
    announceAddress();
  });
  for (const kind of ["pointerdown", "keydown", "click"]) {
    capture(kind, ({ target }) => {
      [travelling, arrived] = [false, false];
      if (kind !== "click" && !fieldOf(target)) typing = null;
    });
  }
  capture("input", ({ target }) => {
    const field = fieldOf(target);
    if (!field) return;
    typing ??= { before: sentenceInAddress() };
    if (sentenceInAddress() !== typing.before) keepInAddress(SENTENCE, field.value);
  });
  history.replaceState = (...entry) => {
    replaceState.apply(history, entry);
    announceAddress();
  };
  history.pushState = (state, unused, to) => {
    const here = new URL(location.href);
    const next = new URL(to ?? "", here);
    if (typing && sentenceInAddress() !== typing.before && differsInSentence(next, here)) {
      history.replaceState(state, unused, next);
      return;
    }
    const entering = next.pathname !== here.pathname;
    if (entering && travelling) return;
    const led = entering && !next.search;
    if (led) next.search = here.search;
    const write = !entering && (arrived || sameAddress(next, here)) ? replaceState : pushState;
    arrived ||= entering;
    write.call(history, state, unused, next);
    announceAddress();
    if (led) dispatchEvent(new Event(ENTERED));
  };
  announceAddress(); // to those who came first
}

/**
 * @param {URL} one
 * @param {URL} other
 * @returns {boolean} whether they have the same path and parameters, in any order and encoding
 */
function sameAddress(one, other) {
  const [first, second] = [one, other].map(({ searchParams }) => JSON.stringify([...searchParams].sort()));
  return one.pathname === other.pathname && first === second;
}

/**
 * @param {URL} one
 * @param {URL} other
 * @returns {boolean} whether they are equal except for the sentence
 */
function differsInSentence(one, other) {
  const [first, second] = [one, other].map((url) => {
    const rest = new URL(url);
    rest.searchParams.delete(SENTENCE);
    return rest;
  });
  return sameAddress(first, second);
}
