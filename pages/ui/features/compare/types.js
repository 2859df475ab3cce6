/**
 * The types of the panels' data, shared by every module. A file without imports or exports: its names are global to a
 * type checker and it adds nothing at run time.
 */

/** The part of a trace that panels draw. `weights` are (T, S), averaged over heads.
 * @typedef {{source: {pieces: string[], unknown: boolean[]}, target: {pieces: string[], text: string}, weights: number[][],
 *   words?: Joined | null, fixed?: boolean, languages?: [string, string], generate?: number[], copied?: number[][], covers?: boolean}} SlimTrace */

/** Error rate, precision and recall, each 0 to 1.
 * @typedef {[aer: number, precision: number, recall: number]} Score */
/** Two tokens, by number.
 * @typedef {[source: number, target: number]} Link */
/** The position of a link, counted in cells.
 * @typedef {{x: number, y: number, width: number, height: number}} Cells */
/** The predicted links: each target token's heaviest source token, and all links, each with the number of thresholds
 * that it reaches (target tokens, source tokens). The curve has a point for each threshold of the data.
 * @typedef {{heaviest: Link[], best: Score, reach: number[][], curve: Score[]}} Reading */
/** First and last row of each target token, first and last column of each source token; a reading for each offset.
 * @typedef {{rows: ([number, number] | null)[], columns: ([number, number] | null)[], readings: Record<string, Reading>}} PanelGold */

/**
 * @typedef {object} PanelData
 * @property {string} name
 * @property {string} title
 * @property {string} scorer
 * @property {string} text the sentence
 * @property {[string, boolean][]} [runs] where sentences are compared, the title as runs, each with whether the other sentence lacks it
 * @property {string} problem
 * @property {SlimTrace | null} trace
 * @property {boolean[]} [differs] for each piece
 * @property {Record<string, number>} [facts]
 * @property {PanelGold | null} [gold]
 */

/** Steps at which both output the same piece, the divergence there in bits and its mean; their words aligned, as runs.
 * @typedef {{steps: [number, number][], bits: number[], mean: number | null, words: [string, string][]}} PairData */
/** Tokens, and links as text: `0-0 1?2`.
 * @typedef {{source: string[], target: string[], links: string}} GoldData */

/** An action for Python: show all panels, the same function with other encoders, the few there were before, or replace one.
 * @typedef {{kind: "all" | "readers" | "few"} | {kind: "replace", old: string, new: string}} PanelsAction */

/**
 * The data from Python.
 * @typedef {object} PanelsData
 * @property {PanelData[]} panels
 * @property {string} base the name of the panel that the others are compared with
 * @property {Record<string, PairData> | null} pairs
 * @property {GoldData | null} gold
 * @property {Record<string, boolean>} lineups those to choose from, each with whether it is chosen
 * @property {[string, string][]} offered name and title of the scoring functions to choose from; empty if there is no choice
 * @property {number} answered the number of the last action that Python carried out
 * @property {number[]} thresholds
 * @property {string[]} caption of pictures
 * @property {number | null} opening the step at which the sentence is shown if none is chosen
 * @property {{step: number | null, look: string, links: string}} choices
 * @property {boolean} [present] for an audience
 * @property {Record<string, string>} labels
 */

/**
 * How the panels are shown; the browser decides it. `pair` null means the base and the panel farthest from it; `threshold`
 * is in percent, null means the heaviest link of each token.
 * @typedef {object} Look
 * @property {"matrix" | "ribbons"} draw
 * @property {string} sort
 * @property {string[]} pins
 * @property {string} large
 * @property {[string, string] | null} pair
 * @property {number} offset
 * @property {number | null} threshold
 */

/** What is drawn: the data and the look.
 * @typedef {{data: PanelsData, look: Look}} Compared */

/** A drawing of one panel; `paint` marks the step.
 * @typedef {{root: HTMLElement, paint: (step: number, look: Look) => void}} Drawing */
/** A drawing that is not made yet, and its height.
 * @typedef {{height: number, make: () => Drawing}} DrawingPlan */
