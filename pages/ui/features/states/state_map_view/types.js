/** The types of the map's data. A file without imports or exports: its names are global to a type checker. */

/** @typedef {[number, number, number]} Place */
/** A neighbour of a state: the number of its sentence, its position there, the distance, and its place on the map.
 * @typedef {[sentence: number, position: number, distance: number, x: number, y: number, z: number]} Near */

/**
 * The states of one sentence in one model. `points` and `near` by kind of state.
 * @typedef {object} Path
 * @property {string} name
 * @property {Trace} trace
 * @property {boolean} mixes whether a context is the mix of whole encoder states
 * @property {Record<string, Place[]>} points
 * @property {Record<string, Near[][]>} near
 * @property {{source: string[], target: string[]}} classes
 */

/**
 * @typedef {object} SpaceData
 * @property {Path[]} paths one, or two to compare
 * @property {number} opening the step at which the sentence is shown if none is chosen
 * @property {{step: number | null, close: boolean}} choices
 * @property {"2" | "3"} dims
 * @property {boolean} close whether the map shows a close-up
 * @property {Colouring} colour
 * @property {{linear: boolean, shares: number[], frame: Place[], note: string}} map
 * @property {Record<string, Place[]>} cloud other sentences' states
 * @property {Record<string, {text: string, source: string[], target: string[], translation: string, trained: boolean}>} sentences the sentences that `near` refers to
 * @property {{values: number[], title: string}} gap the distance of two paths at each step, and what it measures
 * @property {string} waiting the progress shown while neighbours are searched
 * @property {string[]} caption of pictures
 * @property {Record<string, string>} labels
 */

/** @typedef {"kind" | "position" | "piece" | "class" | "entropy" | "step"} Colouring */

/**
 * One point of the map. `along` says whether its kind has a state per source piece or per step.
 * @typedef {object} Dot
 * @property {number} path
 * @property {string} kind
 * @property {"source" | "target"} along
 * @property {number} i
 * @property {Shown} piece
 * @property {Place} place
 * @property {string} className word class
 */

/** How a dot is coloured: by its kind, on a ramp from 0 to 1, or by the number of a hue.
 * @typedef {{ramp: number} | {hue: number} | null} Tint */
