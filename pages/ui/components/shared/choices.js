/**
 * How what is chosen in the browser is written in the address: one table, data alone, and how it is read. Python reads
 * the same parameters, leaves nonsense aside and hands over the rest.
 */

/** `names` stand with a star between them, `ordinal` counts from 1 where people see it, `flag` is 0 or 1.
 * @typedef {"text" | "names" | "number" | "ordinal" | "percent" | "flag"} Form */
/** What is as at `first` is not written; without it, everything is. `field` is the name in the state, where it is another one.
 * @typedef {{form: Form, first?: unknown, field?: string}} Choosable */
/** By the name in the address.
 * @typedef {Record<string, Choosable>} Choices */

/** Parameters of their own, as components report them.
 * @type {Choices} */
export const PARAMETERS = {
  step: { form: "ordinal" },
  links: { form: "text" },
  reveal: { form: "text", first: "" },
  look: { form: "text", first: "" },
  drawing: { form: "text", first: "" },
};

/** The parts of `look`: what is chosen among the panels.
 * @type {Choices} */
export const LOOKS = {
  draw: { form: "text", first: "matrix" },
  sort: { form: "text", first: "menu" },
  pins: { form: "names", first: [] },
  large: { form: "text", first: "" },
  pair: { form: "names", first: null },
  offset: { form: "number", first: 0 },
  threshold: { form: "number", first: null },
};

/** The parts of `drawing`: how the stage is drawn.
 * @type {Choices} */
export const DRAWINGS = {
  view: { form: "text", first: "both" },
  head: { form: "ordinal", first: null },
  flip: { form: "flag", first: null },
  numbers: { form: "flag", first: false },
  least: { form: "percent", first: 0.05, field: "threshold" },
};

const [BETWEEN_PARTS, BETWEEN_NAMES] = [".", "*"];

/** @type {Record<Form, {write: (value: any) => string, read: (written: string) => unknown}>} any: each form writes values of its own kind */
const FORMS = {
  text: { write: String, read: String },
  names: { write: (names) => names.join(BETWEEN_NAMES), read: (written) => written.split(BETWEEN_NAMES) },
  number: { write: String, read: Number },
  ordinal: { write: (index) => String(index + 1), read: (written) => Number(written) - 1 },
  percent: { write: (share) => String(Math.round(share * 100)), read: (written) => Number(written) / 100 },
  flag: { write: (on) => String(Number(on)), read: (written) => written === "1" },
};

/**
 * @param {Choosable} choosable
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
  const parts = Object.entries(choices).map(([name, each]) => [name, writeChoice(each, state[each.field ?? name])]);
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
  return Object.fromEntries(Object.entries(choices).map(([name, { form, first, field = name }]) => {
    const value = parts.get(name);
    return [field, value === undefined ? first : FORMS[form].read(value)];
  }));
}
