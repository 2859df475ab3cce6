/** The address as the browser reads and writes it: choices, the drawing of the attention view, parameters. */

import TABLE from "./choices.json" with { type: "json" };

// -- Writes parameters in the address without Python, since each change that Python writes adds an entry to the history.

/**
 * Sets a parameter in the current entry of the history; null removes it.
 * @param {string} name
 * @param {string | null} written
 */
export function keepInAddress(name, written) {
  const address = new URL(location.href);
  if (written === null) address.searchParams.delete(name);
  else address.searchParams.set(name, written);
  // Encoded as Python does it: Streamlit adds an entry to the history if the encoding differs.
  address.search = address.search.replaceAll("*", "%2A").replaceAll("%7E", "~");
  history.replaceState(history.state, "", address);
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
 * @param {Choices} choices
 * @param {Record<string, unknown>} state
 * @returns {string}
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

/**
 * From `view-matrix.head-2.flip-1`.
 * @param {string} written
 * @returns {StageDrawing}
 */
export function readDrawing(written) {
  return /** @type {StageDrawing} */ (readChoices(PARTS.drawing, written));
}

/** @param {StageState} state @returns {string} */
export function writeDrawing(state) {
  return writeChoices(PARTS.drawing, state);
}
