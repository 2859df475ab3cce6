/** The state of the page Live: a pure reducer. */

import { say } from "../../kit/labels.js";

/** @type {LiveState} */
export const NOTHING_YET = { lanes: [], before: [], playing: false, wish: null, version: -1, seat: "own", probe: 0, clock: "updates", link: "" };

/** @param {LiveState} state @param {LiveAction} action @returns {LiveState} */
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

/** Whether it plays, or will in a moment. @param {LiveState} state @returns {boolean} */
export function plays({ wish, playing }) {
  return wish ?? playing;
}

/** Whether any run has made an update, or a part of its first one. @param {Pick<LiveState, "lanes">} state @returns {boolean} */
export function hasBegun({ lanes }) {
  return lanes.some(({ news }) => news !== null && (news.update > 0 || news.phase !== null));
}

/**
 * Whether a race is about to begin in which some could go on from where they were: what is new would join late.
 * @param {LiveState} state @returns {boolean}
 */
export function couldJoinLate({ lanes, before, seat, playing }) {
  return before.length > 0 && seat !== "watching" && !playing && lanes.every(({ news }) => news) && !hasBegun({ lanes });
}

/**
 * Other lanes are another run, which has curves of its own; that of before is remembered if it had begun and one of its lanes stays.
 * @param {LiveState} state @param {LaneData[]} lanes @returns {LiveState}
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
 * @param {LiveState} state @param {RunNews} news @returns {LiveState}
 */
function withNews(state, news) {
  const lanes = state.lanes.map((lane, i) => withLaneNews(lane, news.lanes[i] ?? null));
  const late = news.version < state.version;
  return { ...state, lanes, link: "", playing: late ? state.playing : news.playing, version: late ? state.version : news.version };
}

/** @param {Lane} lane @param {LaneNews | null} news @returns {Lane} */
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
 * @param {LiveMeasurement[]} measured @param {number} update @returns {number}
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
 * @param {Lane} lane @param {LiveClock} clock @param {"loss" | "gradient" | "free" | "forced" | "aer"} name @returns {[number, number][]}
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

// Numbers and sentences of the page Live. Pure.

/**
 * @param {number | null} value
 * @returns {string} three digits; a dash where there is no number
 */
export function numberText(value) {
  return value === null ? "–" : String(Number(value.toPrecision(3)));
}

/** @param {number | null | undefined} share @returns {string} */
export function shareText(share) {
  return share === null || share === undefined ? "–" : `${Math.round(share * 100)} %`;
}

/** "Update 461 · 2.1 s of training" @param {Lane} lane @param {Record<string, string>} labels @returns {string} */
export function progressText({ news }, labels) {
  return say(labels, "progress", { n: (news?.update ?? 0).toLocaleString("en"), x: (news?.seconds ?? 0).toFixed(1) });
}

/**
 * "Loss 0.72 · accuracy 58 % / 67 % · AER 33 %", broken into lines at the points alone.
 * @param {Lane} lane @param {Record<string, string>} labels @returns {string}
 */
export function figuresText({ losses, measured }, labels) {
  const [point, now] = [losses.at(-1), measured.at(-1)];
  if (!now) return "";
  const said = say(labels, "figures", { loss: numberText(point ? point[1] : null), free: shareText(now[2]), forced: shareText(now[3]) });
  const whole = now[4] === null ? said : `${said} · ${say(labels, "figure_aer", { aer: shareText(now[4]) })}`;
  return whole.split(" · ").map((part) => part.replaceAll(" ", "\u00a0")).join(" · ");
}

/** What hinders a run, or what ended it. @param {Lane} lane @param {Record<string, string>} labels @returns {string} */
export function stateText({ news, measured }, labels) {
  if (!news) return say(labels, "starting");
  const words = [];
  if (news.diverged) words.push(say(labels, "diverged"));
  else if (news.problem) words.push(say(labels, "gave_up"));
  else if (news.finished) words.push(say(labels, "finished"));
  if (news.place > 0) words.push(say(labels, "waiting", { n: news.place }));
  const padding = measured.at(-1)?.[5] ?? 0;
  if (padding > 0) words.push(say(labels, "on_padding", { percent: shareText(padding) }));
  return words.join(" · ");
}

/** A sentence on a run for a screen reader. @param {Lane} lane @param {Record<string, string>} labels @returns {string} */
export function spokenText(lane, labels) {
  const now = lane.measured.at(-1);
  if (!now) return "";
  const [update, , free, forced, aer] = now;
  const said = say(labels, "spoken", { title: lane.title, n: update, free: shareText(free), forced: shareText(forced) });
  return aer === null ? said : `${said} ${say(labels, "spoken_aer", { aer: shareText(aer) })}`;
}
