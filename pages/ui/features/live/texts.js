/** Numbers and sentences of the page Live. Pure. */

import { say } from "../../kit/labels.js";

/**
 * @param {number | null} value
 * @returns {string} three digits; a dash where there is no number
 */
export function numberText(value) {
  return value === null ? "–" : String(Number(value.toPrecision(3)));
}

/**
 * @param {number | null | undefined} share
 * @returns {string}
 */
export function shareText(share) {
  return share === null || share === undefined ? "–" : `${Math.round(share * 100)} %`;
}

/**
 * "Update 461 · 2.1 s of training"
 * @param {Lane} lane
 * @param {Record<string, string>} labels
 * @returns {string}
 */
export function progressText({ news }, labels) {
  return say(labels, "progress", { n: (news?.update ?? 0).toLocaleString("en"), x: (news?.seconds ?? 0).toFixed(1) });
}

/**
 * "Loss 0.72 · accuracy 58 % / 67 % · AER 33 %", broken into lines at the points alone.
 * @param {Lane} lane
 * @param {Record<string, string>} labels
 * @returns {string}
 */
export function figuresText({ losses, measured }, labels) {
  const [point, now] = [losses.at(-1), measured.at(-1)];
  if (!now) return "";
  const said = say(labels, "figures", { loss: numberText(point ? point[1] : null), free: shareText(now[2]), forced: shareText(now[3]) });
  const whole = now[4] === null ? said : `${said} · ${say(labels, "figure_aer", { aer: shareText(now[4]) })}`;
  return whole.split(" · ").map((part) => part.replaceAll(" ", "\u00a0")).join(" · ");
}

/**
 * What hinders a run, or what ended it.
 * @param {Lane} lane
 * @param {Record<string, string>} labels
 * @returns {string}
 */
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

/**
 * A sentence on a run for a screen reader.
 * @param {Lane} lane
 * @param {Record<string, string>} labels
 * @returns {string}
 */
export function spokenText(lane, labels) {
  const now = lane.measured.at(-1);
  if (!now) return "";
  const [update, , free, forced, aer] = now;
  const said = say(labels, "spoken", { title: lane.title, n: update, free: shareText(free), forced: shareText(forced) });
  return aer === null ? said : `${said} ${say(labels, "spoken_aer", { aer: shareText(aer) })}`;
}
