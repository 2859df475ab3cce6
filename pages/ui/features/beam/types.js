/**
 * The types of the tree's data. A file without imports or exports: its names are global to a type checker.
 */

/**
 * One hypothesis. `ends` is the first step at which a descendant of it ended; `rank` is its place among the
 * best, or -1; `wins` whether the best one continues it; `leads` whether any of the best does.
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
 * @property {number[]} children the best hypothesis first, pruned ones last
 * @property {number} ends
 * @property {number} rank
 * @property {boolean} wins
 * @property {boolean} leads
 */
/** @typedef {{nodes: TreeNode[], roots: number[], best: number[], steps: number}} Shape */
/** @typedef {"all" | "kept" | "best"} Showing */
/** @typedef {{showing: Showing, folded: ReadonlySet<number>}} Visibility */

/** An action for Python.
 * @typedef {{kind: "branch", pieces: string[], word: string} | {kind: "undo"} | {kind: "send", page: string, pieces: string[]}} TreeRequest */
/** @typedef {{pages: {path: string, title: string}[], prefix: string[], tree: TreeRecord, request: NonNullable<Trace["request"]>, source: TraceSource, text: string, fixed: boolean, languages: [string, string],
 *   notice: string, answered: number, choices: {step: number | null}, caption: string[], present?: boolean, labels: Record<string, string>}} TreeData */

/** What is drawn: the data of the tree, its shape, and the words.
 * @typedef {{data: TreeData, shape: Shape, labels: Record<string, string>}} TreeScene */

/**
 * `node` is the node with the cursor, `hover` the one under the pointer.
 * @typedef {{play: StageState, node: number | null, hover: number | null, showing: Showing, folded: ReadonlySet<number>, numbers: boolean}} TreeState
 */
/**
 * @typedef {Action | {type: "load", shape: Shape, text: string, step: number | null, prefixChanged?: boolean, shortenedTo?: number | null} | {type: "to", node: number}
 *   | {type: "walk", key: string} | {type: "point", node: number | null} | {type: "showing", to: Showing}
 *   | {type: "fold"} | {type: "edges"}} TreeAction
 */
/** @typedef {{node: number, x: number, y: number, width: number, height: number, text: string, percent: string}} TreeBox */
/** @typedef {{width: number, height: number, font: number, boxes: Map<number, TreeBox>, columns: {x: number, width: number}[]}} TreeLayout */
