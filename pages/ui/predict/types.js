/** The shapes of what is guessed, shared by the modules of this folder as those of the stage's types.js are. */

/** What is asked at each step: where the model looks, or the next piece.
 * @typedef {"row" | "piece"} Question */
/** A guess as a plain value: weights over the source pieces that sum to 1, or a piece; an empty one is the end.
 * @typedef {{kind: "row", weights: number[]} | {kind: "piece", piece: string}} Guess */
/** How good a guess is. `bits`: Jensen–Shannon divergence; `covered`: the share of the model's weight that it has too;
 * `mine` and `best` are probabilities, `mine` null where the piece is not among the candidates.
 * @typedef {{kind: "row", hit: boolean, bits: number, covered: number}
 *   | {kind: "piece", hit: boolean, mine: number | null, best: number}} Outcome */

/** A row as it is drawn over the source pieces: whose it is, as a class of the style sheet, and its weights.
 * @typedef {{whose: "mine" | "model" | "class", weights: number[]}} DrawnRow */

/**
 * What Python hands over.
 * @typedef {object} PredictData
 * @property {Trace} trace
 * @property {number} step
 * @property {Question} ask
 * @property {boolean} present
 * @property {Record<string, string>} labels
 */

/** What moves without Python. `levels` are what is painted at the present step, from 0 to 9; `guesses` have one place a
 * step, null where nothing was guessed yet.
 * @typedef {{stage: StageState, ask: Question, levels: number[], cursor: number, guesses: (Guess | null)[]}} Prediction */
/** @typedef {{type: "ask", to: Question} | {type: "cursor", by: number} | {type: "level", source: number, to: number}
 *   | {type: "raise", by: number} | {type: "levels", to: number[]} | {type: "guess", guess: Guess} | {type: "again"}} Move */
