/** The types of What if's data. A file without imports or exports: its names are global to a type checker. */

/** An edit as Python writes it: its kind and its fields.
 * @typedef {{kind: string} & Record<string, unknown>} Edit */

/** An action for Python.
 * @typedef {{kind: "change", edit: Edit} | {kind: "say", step: number, piece: string}
 *   | {kind: "write", step: number, words: string} | {kind: "drop", number: number} | {kind: "look" | "compare", number: number}
 *   | {kind: "name", name: string} | {kind: "prune", number: number}
 *   | {kind: "copy" | "reset" | "undo" | "redo"}} WhatIfAction */
/** @typedef {(action: WhatIfAction) => void} Ask */

/** @typedef {{number: number, depth: number, name: string, text: string}} BranchRow */
/** An edit that is offered: `edit` itself, or a choice among `options`.
 * @typedef {{title: string, hint: string, edit?: Edit, options?: {title: string, edit: Edit}[]}} Offer */
/**
 * @typedef {object} WhatIfData
 * @property {Trace} original
 * @property {Trace | null} edited
 * @property {number} opening the step at which the sentence is shown if none is chosen
 * @property {{step: number | null}} choices
 * @property {BranchRow[]} tree
 * @property {number} active
 * @property {number} base
 * @property {string[]} changes
 * @property {Edit[]} edits
 * @property {{undo: boolean, redo: boolean}} can
 * @property {string} notice
 * @property {number} answered the last action that Python has answered
 * @property {Effect | null} effect
 * @property {{most: (number | null)[], by: string[], uniform: (number | null)[]} | null} reliance
 * @property {string} matters
 * @property {string[][]} neighbours
 * @property {{rows: Offer[], rules: Offer[]}} offers
 * @property {Record<string, string>} labels
 */
