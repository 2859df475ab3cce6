/**
 * The shapes of the tree's data, shared by its modules. Global names to a type checker, nothing at run time.
 */

/** What Python hands over of a tree: a column for each field of its branches.
 * @typedef {object} TreeColumns
 * @property {(number | null)[]} parent
 * @property {string[]} piece
 * @property {string[]} [displayed] the pieces as they are shown, if that differs
 * @property {number[]} step
 * @property {number[]} logprob
 * @property {number[]} total
 * @property {number[]} score
 * @property {Lot[]} status
 * @property {number[]} decided
 * @property {number[]} reading
 */
/** @typedef {"kept" | "pruned" | "finished"} Lot */
/** @typedef {{branches: TreeColumns, best: number[], weights: number[][], candidates: TraceCandidate[][], dropped: number[], unknown: (number | null)[]}} TreeRecord */

/**
 * One hypothesis. `ends` is the first step at which something that grew from it ended; `rank` is its place among the
 * best, or -1; `wins` whether the best grew from it; `leads` whether any of the best did.
 * @typedef {object} TreeNode
 * @property {number} number
 * @property {number | null} parent
 * @property {string} piece
 * @property {string} displayed the piece as it is shown
 * @property {number} step
 * @property {number} logprob
 * @property {number} total
 * @property {number} score
 * @property {Lot} status
 * @property {number} decided
 * @property {number} reading
 * @property {number[]} children winner first, what was pruned last
 * @property {number} ends
 * @property {number} rank
 * @property {boolean} wins
 * @property {boolean} leads
 */
/** @typedef {{nodes: TreeNode[], roots: number[], best: number[], steps: number}} Shape */
/** @typedef {"all" | "kept" | "best"} Showing */
/** @typedef {{showing: Showing, folded: ReadonlySet<number>}} Sight */

/** What is asked of Python.
 * @typedef {{kind: "branch", pieces: string[], word: string} | {kind: "undo"} | {kind: "send", page: string, pieces: string[]}} TreeRequest */
/** @typedef {{pages: {path: string, title: string}[], prefix: string[], tree: TreeRecord, request: NonNullable<Trace["request"]>, source: TraceSource, text: string, fixed: boolean,
 *   notice: string, answered: number, step: number | null, caption: string[], labels: Record<string, string>}} TreeData */

/** What is drawn: the tree as it came, its shape, and the words.
 * @typedef {{data: TreeData, shape: Shape, labels: Record<string, string>}} TreeScene */

/**
 * `node` is where the cursor stands, `hover` what the pointer is on.
 * @typedef {{play: StageState, node: number | null, hover: number | null, showing: Showing, folded: ReadonlySet<number>, numbers: boolean}} TreeState
 */
/**
 * @typedef {Action | {type: "plant", shape: Shape, text: string, step: number | null, begun?: boolean, back?: number | null} | {type: "to", node: number}
 *   | {type: "walk", key: string} | {type: "point", node: number | null} | {type: "showing", to: Showing}
 *   | {type: "fold"} | {type: "edges"}} TreeAction
 */
/** @typedef {{node: number, x: number, y: number, width: number, height: number, text: string, percent: string}} TreeBox */
/** @typedef {{width: number, height: number, font: number, boxes: Map<number, TreeBox>, columns: {x: number, width: number}[]}} TreeLayout */
