/**
 * The types of a recorded training. A file without imports or exports: its names are global to a type checker and it adds
 * nothing at run time.
 */

/** The measures after each epoch, and where on the axes they stand.
 * @typedef {"loss" | "valid_loss" | "bleu" | "update" | "seconds"} EpochCurve */

/**
 * One recorded training. Of M recorded updates: `weights` (M, T, S) in whole percents, the update and the seconds so far, the alignment
 * error (0 to 1) and the entropy in bits of all recorded sentences. `begun` is the index of the update at which it began to look. Without
 * attention (`fixed`) there are neither weights nor what follows from them.
 * @typedef {object} TrainingRun
 * @property {string} name
 * @property {string} title
 * @property {string} colour of its lines
 * @property {boolean} fixed
 * @property {number[][][]} weights
 * @property {number[]} updates
 * @property {number[]} seconds
 * @property {number[]} aer
 * @property {number[]} entropy
 * @property {number | null} begun
 * @property {Record<EpochCurve, number[]>} epochs
 */

/** A hand-made link: its rows and its columns, the first and the last of each, and whether it is sure.
 * @typedef {[firstRow: number, lastRow: number, firstColumn: number, lastColumn: number, sure: boolean]} GoldBox */

/**
 * The data from Python.
 * @typedef {object} TrainingData
 * @property {boolean} [present] for an audience
 * @property {string} family
 * @property {string} text
 * @property {string[]} source
 * @property {string[]} target
 * @property {GoldBox[]} links
 * @property {TrainingRun[]} runs
 * @property {string} chosen
 * @property {string[]} caption of pictures
 * @property {{recorded_update: number | null, history: string}} choices
 * @property {Record<string, string>} labels
 */

/** @typedef {"updates" | "seconds"} TimeAxis */
/** How the training is drawn; the browser decides it.
 * @typedef {{axis: TimeAxis, draw: "matrix" | "ribbons"}} HistoryLook */

/** A line of a chart. `dashed` for the second line of the chosen run.
 * @typedef {{run: string, colour: string, x: number[], y: number[], dashed?: boolean}} CurveLine */
/** A chart: its name, its lines, how far it reaches, and how its values are written.
 * @typedef {{name: string, lines: CurveLine[], most: number, write: (value: number) => string}} ChartData */
