/**
 * The types of live trainings. A file without imports or exports: its names are global to a type checker and it adds nothing
 * at run time.
 */

/** What the server says of a lane. The points follow those up to the update `from`.
 * @typedef {object} LaneNews
 * @property {number} from
 * @property {LossPoint[]} losses
 * @property {LiveMeasurement[]} measured
 * @property {number} update
 * @property {number} seconds
 * @property {LiveSentence[]} sentences
 * @property {PhaseReport | null} phase
 * @property {boolean} diverged
 * @property {boolean} finished
 * @property {string} problem
 * @property {number} place in the queue
 * @property {boolean} computing whether an update by hand is under way
 */
/** What the server says of a run; null for a lane in which nothing is new.
 * @typedef {{version: number, playing: boolean, lanes: (LaneNews | null)[]}} RunNews */
/** @typedef {"play" | "pause" | "one" | "phase" | "begin"} LiveDoing */
/** @typedef {{made: boolean, playing: boolean, version: number}} LiveDone */
/** Whose run one sees: one's own, that of the room one teaches, or that of the room whose teacher plays it.
 * @typedef {"own" | "leading" | "watching"} LiveSeat */

/** What Python says of a lane: the code of its settings, its title, the colour of its scoring function unless another lane has that, whether it chooses where to look and attends at all, what there is to
 * know where it does not, and what is broken in it.
 * @typedef {{code: string, title: string, colour: string, chooses: boolean, attends: boolean, fixed: string, broken: string, sign: string}} LaneData */
/** A lane as it is drawn. @typedef {LaneData & {news: LaneNews | null, losses: LossPoint[], measured: LiveMeasurement[]}} Lane */

/** @typedef {"updates" | "seconds"} LiveClock */
/** @typedef {{lanes: LaneData[], task: string, choices: {probe: number, clock: LiveClock}, present: boolean, labels: Record<string, string>}} LiveData */

/** @typedef {"" | "lost" | "crowded" | "gone"} LiveLink */
/** `before`: the settings of the run that was there before these lanes, if one of them goes on; `wish`: what was pressed and the
 * server has not done yet; `version`: of the run as it was heard last; `link`: whether the server is heard.
 * @typedef {{lanes: Lane[], before: string[], playing: boolean, wish: boolean | null, version: number, seat: LiveSeat, probe: number, clock: LiveClock, link: LiveLink}} LiveState */
/** @typedef {{type: "lanes", lanes: LaneData[]} | {type: "news", news: RunNews} | {type: "seat", seat: LiveSeat}
 *   | {type: "wish", playing: boolean} | {type: "done", done: LiveDone | null}
 *   | {type: "probe", to: number} | {type: "clock", to: LiveClock} | {type: "link", link: LiveLink}} LiveAction */
