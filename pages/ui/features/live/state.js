/** The state of the page Live: a pure reducer. */

/** @type {LiveState} */
export const NOTHING_YET = { lanes: [], before: [], playing: false, wish: null, version: -1, seat: "own", probe: 0, clock: "updates", link: "" };

/**
 * @param {LiveState} state
 * @param {LiveAction} action
 * @returns {LiveState}
 */
export function reduceLive(state, action) {
  switch (action.type) {
    case "lanes": return withLanes(state, action.lanes);
    case "seat": return { ...state, seat: action.seat, version: -1 };
    case "news": return withNews(state, action.news);
    case "wish": return { ...state, wish: action.playing };
    case "done": return { ...state, wish: null, ...(action.done && { playing: action.done.playing, version: action.done.version }) };
    case "probe": return { ...state, probe: action.to };
    case "clock": return { ...state, clock: action.to };
    case "link": return { ...state, link: action.link };
  }
}

/**
 * Whether it plays, or will in a moment.
 * @param {LiveState} state
 * @returns {boolean}
 */
export function plays({ wish, playing }) {
  return wish ?? playing;
}

/**
 * Whether a race is about to begin in which some could go on from where they were: what is new would join late.
 * @param {LiveState} state
 * @returns {boolean}
 */
export function couldJoinLate({ lanes, before, seat, playing }) {
  return before.length > 0 && seat !== "watching" && !playing && lanes.every(({ news }) => news?.update === 0 && !news.phase);
}

/**
 * Other lanes are another run, which has curves of its own; that of before is remembered if it had begun and one of its lanes stays.
 * @param {LiveState} state
 * @param {LaneData[]} lanes
 * @returns {LiveState}
 */
function withLanes(state, lanes) {
  const [old, codes] = [state.lanes.map(({ code }) => code), lanes.map(({ code }) => code)];
  if (state.lanes.length && old.join() === codes.join()) return { ...state, lanes: state.lanes.map((lane, i) => ({ ...lane, ...lanes[i] })) };
  const stays = lanes.length > 1 && state.lanes.some(({ code, news }) => codes.includes(code) && (news?.update ?? 0) > 0);
  const fresh = lanes.map((data) => ({ news: null, losses: [], measured: [], ...data }));
  return { ...state, lanes: fresh, before: stays ? old : [], playing: false, wish: null, version: -1 };
}

/**
 * News that was written before the server did what was asked says nothing on whether it plays.
 * @param {LiveState} state
 * @param {RunNews} news
 * @returns {LiveState}
 */
function withNews(state, news) {
  const lanes = state.lanes.map((lane, i) => withLaneNews(lane, news.lanes[i] ?? null));
  const late = news.version < state.version;
  return { ...state, lanes, link: "", playing: late ? state.playing : news.playing, version: late ? state.version : news.version };
}

/**
 * @param {Lane} lane
 * @param {LaneNews | null} news
 * @returns {Lane}
 */
function withLaneNews(lane, news) {
  if (!news) return lane;
  return {
    ...lane,
    news,
    losses: [...lane.losses.filter(([update]) => update <= news.from), ...news.losses],
    measured: [...lane.measured.filter(([update]) => update <= news.from), ...news.measured],
  };
}

/**
 * The seconds of training at an update, between the measurements before and after it.
 * @param {LiveMeasurement[]} measured
 * @param {number} update
 * @returns {number}
 */
export function secondsAt(measured, update) {
  let [low, high] = [0, measured.length - 1];
  if (high < 0) return 0;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (measured[middle][0] < update) low = middle + 1;
    else high = middle;
  }
  const [after, before] = [measured[low], measured[low - 1] ?? [0, 0]];
  const share = after[0] > before[0] ? (update - before[0]) / (after[0] - before[0]) : 1;
  return before[1] + Math.min(1, share) * (after[1] - before[1]);
}

/**
 * The points of a curve of a lane, over updates or seconds; without values that are no numbers.
 * @param {Lane} lane
 * @param {LiveClock} clock
 * @param {"loss" | "gradient" | "free" | "forced" | "aer"} name
 * @returns {[number, number][]}
 */
export function curveOf({ losses, measured }, clock, name) {
  const bySeconds = clock === "seconds";
  const column = { loss: 1, gradient: 2, free: 2, forced: 3, aer: 4 }[name];
  /** @type {[number, number | null][]} */
  const points = name === "loss" || name === "gradient"
    ? losses.map((point) => [bySeconds ? secondsAt(measured, point[0]) : point[0], point[column]])
    : measured.map((point) => [bySeconds ? point[1] : point[0], point[column]]);
  return /** @type {[number, number][]} */ (points.filter(([, y]) => y !== null));
}
