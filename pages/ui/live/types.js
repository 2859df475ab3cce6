/**
 * The types of live trainings. A file without imports or exports: its names are global to a type checker and it adds nothing
 * at run time.
 */

/** @typedef {[update: number, loss: number | null, gradient: number | null]} LossPoint */
/** @typedef {[update: number, seconds: number, free: number, forced: number, aer: number | null, padding: number]} LiveMeasurement */
/** A held-out pair, what the model says, and the weights (T, S) in whole percents. `links` are (target, source).
 * @typedef {{source: string[], target: string[], said: string[], weights: number[][], links: [number, number][]}} LiveSentence */
/** @typedef {{stage: "forward" | "backward" | "step", loss: number | null, gradients: Record<string, number | null>,
 *   norm: number | null, factor: number | null, moves: Record<string, number | null>}} HalfUpdate */

/** What the server says of the run in a lane. The points follow after as many as `from` says.
 * @typedef {object} RunNews
 * @property {number} lane
 * @property {[points: number, measurements: number]} from
 * @property {LossPoint[]} losses
 * @property {LiveMeasurement[]} measured
 * @property {number} update
 * @property {number} seconds
 * @property {LiveSentence[]} sentences
 * @property {HalfUpdate | null} half
 * @property {boolean} diverged
 * @property {boolean} finished
 * @property {string} problem
 * @property {number} place in the queue
 * @property {number} active the number of runs that are trained or wait
 * @property {number} watchers
 */

/** What Python says of a lane: the code of its settings, its title, whether its weights mean anything, and what is broken in it.
 * @typedef {{code: string, title: string, chooses: boolean, broken: string, sign: string}} LaneData */
/** A lane as it is drawn. @typedef {LaneData & {news: RunNews | null, losses: LossPoint[], measured: LiveMeasurement[]}} Lane */

/** @typedef {"updates" | "seconds"} LiveClock */
/** @typedef {{lanes: LaneData[], task: string, choices: {probe: number, clock: LiveClock}, present: boolean, labels: Record<string, string>}} LiveData */

/** `link`: whether the server is heard. @typedef {{lanes: Lane[], playing: boolean, probe: number, clock: LiveClock, link: "" | "lost" | "crowded" | "gone", notice: string}} LiveState */
/** @typedef {{type: "lanes", lanes: LaneData[]} | {type: "news", news: RunNews} | {type: "play"} | {type: "pause"}
 *   | {type: "probe", to: number} | {type: "clock", to: LiveClock} | {type: "link", link: "" | "lost" | "crowded" | "gone"}
 *   | {type: "notice", text: string}} LiveAction */
