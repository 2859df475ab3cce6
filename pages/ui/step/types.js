/** The shapes of the explanation's data, shared by its modules as those of the stage's types.js are. */

/** @typedef {"softmax" | "sparsemax"} Normalizer */
/** A colour in CSS and as a pixel; letters that stand `over` it take the background's colour.
 * @typedef {{colour: string, pixel: number, over: boolean}} Shade */
/** @typedef {Shade[]} Ramp */
/** @typedef {{root: HTMLElement, paint: (values: number[], reach: number, ramp: Ramp, digits?: number) => void}} ColourStrip */

/** What stands between the scores of a row and its weights; `total` is the sum, or the threshold.
 * @typedef {{max: number, shifted: (number | null)[], parts: number[], total: number, weights: number[]}} Columns */

/**
 * What of the library's Explanation is drawn: T steps, S source pieces, N heads. queries and readouts (T, ·), keys (N, S, ·),
 * embeddings and states of the reading (S, ·). `scale` is 1/√K where there is one.
 * @typedef {object} Explanation
 * @property {number | null} scale
 * @property {{ids: number[], embeddings: number[][], states: number[][]}} reading
 * @property {number[][]} queries
 * @property {number[][][]} keys
 * @property {{normalizer: Normalizer}} weighing
 * @property {{states: number[][], readouts: number[][]}} combination
 * @property {{entropy: number[], rest: number[]}} prediction
 */

/** A number, a vector, or null for minus infinity.
 * @typedef {number | number[] | null} TermValue */
/** A line of the arithmetic: its value a list over the steps, of length 1 for what is always the same.
 * @typedef {{symbol: string, operation: string, of: string[], value: TermValue[], matrix: number[][] | null,
 *   bias: number[] | null}} Term */
/** How one source piece came by its score in one head; the last term is the score.
 * @typedef {{source: number, head: number, terms: Term[]}} Arithmetic */

/**
 * What Python hands over. `piece` is the source piece whose arithmetic is open.
 * @typedef {object} ExplanationData
 * @property {Trace} trace
 * @property {Explanation} explanation
 * @property {Arithmetic | null} arithmetic
 * @property {{source: string[], target: string[]}} displayed the pieces as they are shown
 * @property {[word: string, n: number, total: number][]} parts which piece of which word each step is
 * @property {number | null} step
 * @property {number | null} piece
 * @property {number} head
 * @property {number} temperature
 * @property {boolean} reveal whether what comes after the step is hidden
 * @property {Record<string, string>} labels
 */

/** The same as it comes: the large parts as JSON, and whether anything attends.
 * @typedef {Omit<ExplanationData, "trace" | "explanation" | "arithmetic"> & {fixed: boolean, sheet: string, arithmetic: string | null}} Sheets */

/** What moves without Python. `stage` is what this page has in common with the stage: the step, and playing.
 * @typedef {{stage: StageState, piece: number | null, head: number, temperature: number}} Decision */
/** @typedef {{type: "open", piece: number | null} | {type: "pick", head: number} | {type: "heat", temperature: number}} Choice */

/** What is drawn, with everything that is reckoned once a sentence and not at each step.
 * @typedef {{data: ExplanationData, labels: Record<string, string>, source: Shown[], target: Shown[], ramp: Ramp,
 *   reach: {query: number, keys: number[], states: number, outcome: number, embeddings: number}}} Drawn */

/** The numbers of a step at the temperature of the moment: raw scores and columns of the head that is looked at, what
 * it has of the states (S, E / N), what each source piece gives to the context (S, E / N), the context (E,), how far each
 * goes along it (S,).
 * @typedef {{step: number, head: number, scores: (number | null)[], columns: Columns, states: number[][], contributions: number[][],
 *   context: number[], shares: number[], settled: boolean}} Moment */
