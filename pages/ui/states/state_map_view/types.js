/** The shapes of the map's data. A file without imports or exports: its names are global to a type checker. */

/** @typedef {[number, number, number]} Place */
/** What is known of a state: a sentence's number, the piece's position there, the distance, and its place on a map.
 * @typedef {[sentence: number, position: number, distance: number, x: number, y: number, z: number]} Near */

/**
 * One sentence as one model went through it. `points` and `near` by kind of state.
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
 * @property {number | null} step
 * @property {"2" | "3"} dims
 * @property {boolean} close whether it is seen from close by
 * @property {Colouring} colour
 * @property {{linear: boolean, shares: number[], frame: Place[], note: string}} map
 * @property {Record<string, Place[]>} cloud other sentences' states
 * @property {Record<string, {text: string, source: string[], target: string[]}>} sentences those that `near` speaks of
 * @property {{values: number[], said: string}} gap how far two paths are apart at each step, and what is measured
 * @property {string} waiting what is said while neighbours are being looked for
 * @property {string[]} caption of pictures
 * @property {Record<string, string>} labels
 */

/** @typedef {"kind" | "position" | "piece" | "class" | "entropy" | "step"} Colouring */

/**
 * One point of the map. `along` says whether there is one a source piece or one a step.
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
