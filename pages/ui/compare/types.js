/**
 * The shapes of the panels' data, shared by every module. A file without imports or exports: its names are global to a
 * type checker and it adds nothing at run time.
 */

/** The part of a trace that panels draw. `weights` are (T, S), averaged over heads.
 * @typedef {{source: {pieces: string[], unknown: boolean[]}, target: {pieces: string[], text: string}, weights: number[][],
 *   words?: Joined | null, fixed?: boolean}} SlimTrace */

/** Error rate, precision and recall, each 0 to 1.
 * @typedef {[aer: number, precision: number, recall: number]} Score */
/** Two tokens, by number.
 * @typedef {[source: number, target: number]} Link */
/** Where a link stands, counted in cells.
 * @typedef {{x: number, y: number, width: number, height: number}} Cells */
/** What the weights link: each target token's heaviest source token, and all links, each with the number of thresholds
 * that it reaches (target tokens, source tokens). The points of the curve stand at the thresholds of the data.
 * @typedef {{heaviest: Link[], best: Score, reach: number[][], curve: Score[]}} Reading */
/** First and last row of each target token, first and last column of each source token; a reading for each offset.
 * @typedef {{rows: ([number, number] | null)[], columns: ([number, number] | null)[], readings: Record<string, Reading>}} PanelGold */

/**
 * @typedef {object} PanelData
 * @property {string} name
 * @property {string} title
 * @property {string} scorer
 * @property {string} text the sentence
 * @property {[string, boolean][]} [runs] where sentences are compared, the title run by run: what the other has not is true
 * @property {string} problem
 * @property {SlimTrace | null} trace
 * @property {boolean[]} [differs] one a piece
 * @property {Record<string, number>} [facts]
 * @property {PanelGold | null} [gold]
 */

/** Steps at which both say the same piece, and how far apart they look there; their words, run by run.
 * @typedef {{steps: [number, number][], bits: number[], mean: number | null, words: [string, string][]}} PairData */
/** Tokens, and links as text: `0-0 1?2`.
 * @typedef {{source: string[], target: string[], links: string}} GoldData */

/** What is asked of Python: all panels, the few there were before, or another one in the place of one.
 * @typedef {{kind: "all" | "few"} | {kind: "replace", old: string, new: string}} PanelsAction */

/**
 * What Python hands over.
 * @typedef {object} PanelsData
 * @property {PanelData[]} panels
 * @property {string} base the name of the one that the others are told apart from
 * @property {Record<string, PairData> | null} pairs
 * @property {GoldData | null} gold
 * @property {[string, string][]} offered name and title of all that could stand here; none where nothing is to be chosen
 * @property {number} answered the number of the last action that was answered
 * @property {number[]} thresholds
 * @property {string[]} caption of pictures
 * @property {string} look
 * @property {number | null} step
 * @property {Record<string, string>} labels
 */

/**
 * What is chosen among the panels without asking Python. `pair` null is the base and the one farthest from it,
 * `threshold` null the heaviest link of each token, else percent.
 * @typedef {object} Look
 * @property {"matrix" | "ribbons"} draw
 * @property {string} sort
 * @property {string[]} pins
 * @property {string} large
 * @property {[string, string] | null} pair
 * @property {number} offset
 * @property {number | null} threshold
 */

/** What is drawn: the data, and what is chosen among it.
 * @typedef {{data: PanelsData, look: Look}} Compared */

/** The geometry of a small matrix.
 * @typedef {{left: number, top: number, cell: number, high: number, font: number, named: boolean, headed: boolean}} CompactLayout */

/** A drawing of one panel: marks follow the step, and what is chosen.
 * @typedef {{root: HTMLElement, paint: (step: number, look: Look) => void}} Drawing */
/** What lies over a drawing, and follows what is chosen.
 * @typedef {{over: SVGElement[], paint: (look: Look) => void}} Marks */
/** A drawing that is still to be made, and how high it will be.
 * @typedef {{height: number, make: () => Drawing}} Planned */
