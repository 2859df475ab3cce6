/** The types of the strips' data. A file without imports or exports: its names are global to a type checker. */

/**
 * One strip: L columns (pieces or steps) of U units, one byte each, column by column; 0 is `low`, 255 is `high`.
 * @typedef {object} Strip
 * @property {string} name
 * @property {string} bytes base64
 * @property {number} low
 * @property {number} high
 */

/** A sentence in which a unit is active: its pieces, the unit's value at each, and the piece where it is strongest.
 * @typedef {{text: string, pieces: string[], values: number[], position: number}} Driver */

/**
 * @typedef {object} StripsData
 * @property {Trace} trace
 * @property {number} opening the step at which the sentence is shown if none is chosen
 * @property {{step: number | null, unit: number}} choices
 * @property {"source" | "target"} along
 * @property {Strip[]} strips
 * @property {number} units
 * @property {Driver[][] | null} drivers highest and lowest; null if the strips are gates
 * @property {string} note
 * @property {string} waiting
 * @property {string[]} caption of pictures
 * @property {Record<string, string>} labels
 */

/** A strip with its bytes read. @typedef {{name: string, low: number, high: number, cells: Uint8Array, columns: number, units: number}} Raster */
