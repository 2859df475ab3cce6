/**
 * How what is chosen in the browser is written in the address, and read from it: as the table of all choices says, which
 * Python reads too. Python leaves nonsense aside and hands over the rest.
 */

import TABLE from "../../session/choices.json" with { type: "json" };

/** Those that the browser writes; `names` stand with a star between them, `ordinal` counts from 1 where people see it.
 * @typedef {"name" | "names" | "links" | "integer" | "ordinal" | "percent" | "flag" | "parts"} Form */
/** What is as at `first` is not written; without it, everything is. `param` is the name in the address, where it is another one.
 * @typedef {{form: Form, first?: unknown, param?: string}} Choice */
/** By the name in the state.
 * @typedef {Record<string, Choice>} Choices */
/** @typedef {Choice & {browser?: boolean, parts?: Choices}} Entry */

/** @type {Record<string, Entry>} */
const ENTRIES = Object.assign({}, ...Object.values(TABLE));

/** What the browser writes in the address by itself, as components report it. */
export const PARAMETERS = Object.fromEntries(Object.entries(ENTRIES).filter(([, each]) => each.browser));

/** What the sentence is called in the address. */
export const SENTENCE = ENTRIES.text.param ?? "text";

/** What is chosen among the panels. */
export const LOOKS = /** @type {Choices} */ (ENTRIES.look.parts);

/** How the stage is drawn. */
export const DRAWINGS = /** @type {Choices} */ (ENTRIES.drawing.parts);

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

/**
 * @param {Choice} choice
 * @param {unknown} value
 * @returns {string | null} null where there is nothing to write
 */
export function writeChoice({ form, first }, value) {
  return JSON.stringify(value) === JSON.stringify(first) ? null : FORMS[form].write(value);
}

/**
 * All that is not as at first, as `view-matrix.head-2`.
 * @param {Choices} choices
 * @param {Record<string, unknown>} state
 * @returns {string}
 */
export function writeChoices(choices, state) {
  const parts = Object.entries(choices).map(([name, each]) => [each.param ?? name, writeChoice(each, state[name])]);
  return parts.filter(([, written]) => written !== null).map((part) => part.join("-")).join(BETWEEN_PARTS);
}

/**
 * From `view-matrix.head-2`; what is not written is as at first.
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
