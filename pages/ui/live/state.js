/** The state of the page Live: a pure reducer. */

/** @type {LiveState} */
export const NOTHING_YET = { lanes: [], playing: false, probe: 0, clock: "updates", link: "", notice: "" };

/**
 * @param {LiveState} state
 * @param {LiveAction} action
 * @returns {LiveState}
 */
export function reduceLive(state, action) {
  switch (action.type) {
    case "lanes": return { ...state, lanes: withLanes(state.lanes, action.lanes), notice: "" };
    case "news": return withPlaying({ ...state, lanes: state.lanes.map((lane, i) => (i === action.news.lane ? withNews(lane, action.news) : lane)), link: "" });
    case "play": return withPlaying({ ...state, playing: !state.playing, notice: "" });
    case "pause": return { ...state, playing: false };
    case "probe": return { ...state, probe: action.to };
    case "clock": return { ...state, clock: action.to };
    case "link": return { ...state, link: action.link };
    case "notice": return { ...state, notice: action.text };
  }
}

/**
 * Runs that were there before keep their curves.
 * @param {Lane[]} before
 * @param {LaneData[]} lanes
 * @returns {Lane[]}
 */
function withLanes(before, lanes) {
  return lanes.map((data) => {
    const same = before.find(({ code }) => code === data.code);
    return { ...(same ?? { news: null, losses: [], measured: [] }), ...data };
  });
}

/**
 * @param {Lane} lane
 * @param {RunNews} news
 * @returns {Lane}
 */
function withNews(lane, news) {
  const [points, measurements] = news.from;
  return {
    ...lane,
    news,
    losses: [...lane.losses.slice(0, points), ...news.losses],
    measured: [...lane.measured.slice(0, measurements), ...news.measured],
  };
}

/**
 * Nothing plays once all runs have come to their end.
 * @param {LiveState} state
 * @returns {LiveState}
 */
function withPlaying(state) {
  const over = state.lanes.length > 0 && state.lanes.every(({ news }) => news?.finished);
  return over && state.playing ? { ...state, playing: false } : state;
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
