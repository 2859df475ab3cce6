/** The types of guesses. A file without imports or exports: its names are global to a type checker. */

/** The question of each step: where the model attends, or the next piece.
 * @typedef {"row" | "piece"} Question */
/** A guess: weights over the source pieces that sum to 1, or a piece, which is empty for the end of the sentence.
 * @typedef {{kind: "row", weights: number[]} | {kind: "piece", piece: string}} Guess */
/** The score of a guess. `bits`: Jensen–Shannon divergence; `covered`: the share of the model's weight that it covers;
 * `mine` and `best` are probabilities, `mine` null where the piece is not among the candidates.
 * @typedef {{kind: "row", hit: boolean, bits: number, covered: number}
 *   | {kind: "piece", hit: boolean, mine: number | null, best: number}} Outcome */

/** A row as it is drawn over the source pieces: whose it is, as a class of the style sheet, and its weights.
 * @typedef {{whose: "mine" | "model" | "class", weights: number[]}} DrawnRow */

/**
 * The data from Python.
 * @typedef {object} PredictData
 * @property {Trace} trace
 * @property {number} opening the step at which the sentence is shown if none is chosen
 * @property {boolean} assigned whether the question in view is an assignment
 * @property {{step: number | null, ask: Question, guesses: number}} choices
 * @property {boolean} present
 * @property {Record<string, string>} labels
 */

/** The state that the browser changes by itself. `levels` are painted at the present step, 0 to 9; `guesses` have one place a
 * step, null where there is no guess yet. An `assigned` question stays the same, and is
 * answered once. A `fixed` decoding has no attention to ask for. `ofClass` is the mean row of a class at
 * the present step, once its teacher has `revealed` it, and empty until then.
 * @typedef {{stage: StageState, fixed: boolean, assigned: boolean, ask: Question, levels: number[], cursor: number, guesses: (Guess | null)[],
 *   ofClass: number[], revealed: boolean}} Prediction */
/** @typedef {{type: "ask", to: Question} | {type: "cursor", by: number} | {type: "level", source: number, to: number}
 *   | {type: "raise", by: number} | {type: "levels", to: number[]} | {type: "guess", guess: Guess}
 *   | {type: "reveal_class", ofClass: number[], guess: Guess | null} | {type: "again"}} Move */
