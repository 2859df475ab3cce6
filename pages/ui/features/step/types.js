/** The types of the explanation's data. A file without imports or exports: its names are global to a type checker. */

/** The attention type: cross-attention over the source, or self-attention of the encoder or the decoder.
 * @typedef {"source" | "encoder" | "decoder"} Asked */

/** A constant of a scoring function that can be set.
 * @typedef {"window" | "sigma" | "beta"} ConstantName */

/** The columns between the scores of a row and its weights; `total` is the sum, or the threshold.
 * @typedef {{max: number, shifted: (number | null)[], parts: number[], total: number, weights: number[]}} Columns */

/** A number, a vector, or null for minus infinity.
 * @typedef {number | number[] | null} TermValue */
/** A line of the arithmetic: its value a list over the steps, of length 1 if it is the same at every step.
 * @typedef {{symbol: string, operation: string, of: string[], value: TermValue[], matrix: number[][] | null,
 *   bias: number[] | null}} Term */
/**
 * The data from Python. Of the choices, `piece` is the source piece whose arithmetic is open.
 * @typedef {object} ExplanationData
 * @property {Trace} trace
 * @property {Explanation} explanation
 * @property {Network} network
 * @property {Arithmetic | null} arithmetic
 * @property {OpenBox | null} box that is open
 * @property {{source: string[], target: string[]}} displayed the pieces as they are shown
 * @property {[word: string, n: number, total: number][]} parts which piece of which word each step is
 * @property {number} temperature at which the sentence was decoded
 * @property {number} opening the step at which the sentence is shown if none is chosen
 * @property {{step: number | null, piece: number | null, head: number, temperature: number, window: number | null, sigma: number | null, beta: number | null, box: string, position: number, entry: number | null}} choices
 * @property {boolean} reveal whether later steps are hidden
 * @property {Asked} asked
 * @property {Asked[]} asking the attention types that the model has
 * @property {Record<string, string>} labels
 */

/** The data before parsing: the large parts as JSON, whether there is no attention, and the codes of both languages.
 * @typedef {Omit<ExplanationData, "trace" | "explanation" | "network" | "arithmetic" | "box" | "asking"> & {fixed: boolean, languages: [string, string], sheet: string, arithmetic: string | null, box: string | null}} Sheets */

/** The state that the browser changes by itself. `stage` is the part shared with other pages: the step, and playing. `box` is the
 * one that is open, "attention" for scores and weights; at the source piece `position`; `entry` the entry that is worked out by its sums.
 * `window`, `sigma` and `beta` stand in place of the constants of the scoring function, null for its own.
 * @typedef {{stage: StageState, piece: number | null, head: number, temperature: number, window: number | null, sigma: number | null, beta: number | null, box: string, position: number, entry: number | null}} Decision */
/** @typedef {{type: "enter", box: string, position?: number} | {type: "entry", entry: number | null} | {type: "open", piece: number | null} | {type: "pick", head: number} | {type: "heat", temperature: number} | {type: "set", constant: ConstantName, value: number | null}} Choice */

/** What is drawn, with all that is computed once per sentence.
 * @typedef {{data: ExplanationData, labels: Record<string, string>, source: Shown[], target: Shown[], ramp: Ramp,
 *   reach: {query: number, keys: number[], states: number, encoded: number, outcome: number, embeddings: number, layers: number}}} Drawn */

/** The numbers of a step at the chosen temperature: raw scores and columns of the chosen head, its query, its slices of the
 * states (S, E / N), the contributions of the source pieces to the sum (S, E / N), the share of each contribution in it (S,), and the
 * sum of the last layer (E,), the context.
 * @typedef {{step: number, head: number, query: number[], scores: (number | null)[], columns: Columns, states: number[][], contributions: number[][],
 *   context: number[], shares: number[], settled: boolean}} Moment */
