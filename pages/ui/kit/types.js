/**
 * The types of the attention view, shared by all modules; those of what Python sends are in typings/sent.d.ts. A file without
 * imports or exports: its names are global to a type checker and it adds nothing at run time.
 */

/**
 * The data from Python.
 * @typedef {object} StageData
 * @property {Trace | null} trace
 * @property {number} opening the step at which the sentence is shown if none is chosen
 * @property {{step: number | null, reveal: boolean, drawing: string}} choices
 * @property {Record<string, string>} [labels]
 * @property {boolean} [present] for an audience, in large type
 * @property {string[]} [caption] of pictures
 */

/** @typedef {"both" | "ribbons" | "matrix"} View */
/** A step alone is a row, a source piece alone a column, both together a cell.
 * @typedef {{step: number | null, source: number | null}} Hover */

/**
 * The state that the browser changes by itself. `steps` counts rows, `step` is one of them, `lengths` are their numbers of
 * pieces: null if every row is one piece. `flip` is null if the width decides; `head` null is the mean.
 * @typedef {object} StageState
 * @property {string | null} text
 * @property {number} steps
 * @property {number} sources
 * @property {number} heads
 * @property {number[] | null} lengths
 * @property {number} opening the row that is shown if no step is chosen
 * @property {number} step
 * @property {boolean} playing
 * @property {number} speed
 * @property {boolean | null} flip
 * @property {number} threshold
 * @property {boolean} numbers
 * @property {View} view
 * @property {number | null} head
 * @property {boolean} reveal whether steps after the present one are hidden
 * @property {Hover | null} hover
 */

/**
 * @typedef {{type: "receive", text: string, steps: number, sources: number, heads: number, step: number | null,
 *     opening?: number | null, lengths?: number[] | null}
 *   | {type: "adopt", choices: Record<string, any>}
 *   | {type: "step", to: number} | {type: "move", by: number, keep?: boolean} | {type: "first"} | {type: "last"}
 *   | {type: "play"} | {type: "tick"} | {type: "speed", to: number} | {type: "flip", to: boolean}
 *   | {type: "threshold", to: number} | {type: "numbers"} | {type: "view", to: View}
 *   | {type: "head", to: number | null} | {type: "reveal"} | {type: "hover", to: Hover} | {type: "leave"}
 *   | {type: "inspect", by: number, cell: boolean}} Action
 */
/** Of these, `adopt` has choices of the server; any: each choice has values of its own kind.
 * @typedef {(action: Action) => void} Dispatch */

/** A piece as it is shown (`text`) and read aloud (`name`); `fixed` marks the vector c of a model without attention, `copied`
 * what was rather copied from the source than generated.
 * @typedef {{text: string, name: string, end: boolean, unknown: boolean, fixed?: boolean, copied?: boolean}} Shown */

/** Width in pixels of a text at a font size in pixels.
 * @typedef {(text: string, size: number) => number} Measure */

/** @typedef {{x: number, y: number}} Point */
/** @typedef {Point & {width: number, height: number, text: string}} Box */

/**
 * @typedef {object} RibbonLayout
 * @property {number} width
 * @property {number} height
 * @property {number} font
 * @property {boolean} flipped
 * @property {Box[]} source
 * @property {Box[]} target
 */

/** @typedef {Point & {text: string}} Label */
/**
 * @typedef {object} MatrixLayout
 * @property {number} width
 * @property {number} height
 * @property {number} cell
 * @property {number} left
 * @property {number} top
 * @property {number} font
 * @property {boolean} rotated
 * @property {boolean} flipped
 * @property {Label[]} rows
 * @property {Label[]} columns
 */

/** The geometry of a small matrix.
 * @typedef {{left: number, top: number, cell: number, high: number, font: number, named: boolean, headed: boolean}} CompactLayout */

/** A colour in CSS and as a pixel; text `over` it is in the colour of the background.
 * @typedef {{colour: string, pixel: number, over: boolean}} Shade */
/** @typedef {Shade[]} Ramp */

/** A small matrix or small ribbons: `paint` marks a step, `fill` draws other weights (T, S) of the same sentence.
 * @typedef {{root: HTMLElement, paint: (step: number) => void, fill: (weights: number[][]) => void}} SmallDrawing */

/**
 * What the views draw: the trace with the weights of the chosen head and pieces as they are shown. `fixed`: no attention,
 * and the last of `source` is the one vector of all steps.
 * @typedef {object} Scene
 * @property {Trace} trace
 * @property {boolean} fixed
 * @property {Shown[]} source
 * @property {Shown[]} target
 * @property {number[][]} weights
 * @property {(number | null)[][]} scores
 * @property {Record<string, string>} labels
 * @property {boolean} flipped
 * @property {number} font
 * @property {Measure} measure
 */

/** One bar: a candidate of a step with its probability; `begun` if it is only the beginning of a word.
 * @typedef {{piece: string, probability: number, chosen: boolean, begun: boolean}} CandidateRow */

/**
 * The contract of everything that draws, from a component to its smallest part: a function `create…` makes it, `root` is
 * its element, `build` draws new data, `paint` marks the present state in the drawing, and `dispose` ends what reaches
 * beyond `root`, such as listeners on the page. A part has only those it needs, and may have other functions besides.
 * @typedef {{root: Element, build?: (...given: never[]) => void, paint?: (...now: never[]) => void, dispose?: () => void,
 *   [more: string]: unknown}} Part
 */

/** A part that Streamlit mounts: `build` gets all data from Python, with the present values of the choices as `choices`. Of
 * these, `adopt` then gets those that the server has made, at first all of them.
 * @template Data
 * @typedef {{root: HTMLElement, build: (data: Data) => void, adopt?: (choices: Record<string, any>) => void, dispose?: () => void}} Component
 * any: each choice has values of its own kind */

/** Choices of the server by name, each with the number of the last report that it had heard by then.
 * @typedef {Record<string, [value: unknown, heard: number]>} HandedOut */

/** Reports a choice or an action of the visitor to Python, under a name.
 * @typedef {(name: string, value: unknown) => void} ReportToPython */

/** What all components get: `present` is true while presenting.
 * @typedef {{present: boolean, language: string, labels: Record<string, string>}} Received */

/** What Streamlit passes to a component; `data` is JSON.
 * @typedef {{data: Uint8Array, parentElement: HTMLElement | ShadowRoot, setStateValue: ReportToPython}} ComponentArgs */
