/** Gold links between tokens, as text and as marks, and the alignment scores of a panel against them. Pure. */

import { clamp } from "../../kit/state.js";

/** @typedef {"" | "sure" | "possible"} LinkMark */

/**
 * Reads links such as `0-0 1?2` into marks by `source,target`.
 * @param {string} written
 * @returns {Map<string, LinkMark>}
 */
export function readLinks(written) {
  return new Map([...written.matchAll(/(\d+)([-?])(\d+)/g)].map(([, source, mark, target]) =>
    [`${Number(source)},${Number(target)}`, mark === "-" ? "sure" : "possible"]));
}

/**
 * @param {Map<string, LinkMark>} links
 * @returns {string} in the order of the source, as Python writes them
 */
export function writeLinks(links) {
  const known = [...links].filter(([, mark]) => mark).map(([at, mark]) => ({ at: at.split(",").map(Number), mark }));
  known.sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1]);
  return known.map(({ at, mark }) => at.join(mark === "sure" ? "-" : "?")).join(" ");
}

/**
 * The mark after a click: none becomes sure, sure possible, possible none.
 * @param {LinkMark} mark
 * @returns {LinkMark}
 */
export function nextMark(mark) {
  return mark === "" ? "sure" : mark === "sure" ? "possible" : "";
}

/**
 * Error rate, precision and recall of a panel against the gold links, at the chosen offset and threshold.
 * @param {PanelGold | null | undefined} gold
 * @param {Look} look
 * @param {number[]} thresholds
 * @returns {Record<string, number>}
 */
export function alignmentScores(gold, { offset, threshold }, thresholds) {
  const reading = gold?.readings[String(offset)];
  if (!reading) return {};
  const [aer, precision, recall] = threshold === null ? reading.best : reading.curve[thresholdIndex(threshold, thresholds)];
  return { aer, precision, recall };
}

/**
 * The links that the weights predict at the chosen offset and threshold.
 * @param {PanelGold} gold
 * @param {Look} look
 * @param {number[]} thresholds
 * @returns {Link[]}
 */
export function predictedLinks({ readings }, { offset, threshold }, thresholds) {
  const { heaviest, reach } = readings[String(offset)];
  if (threshold === null) return heaviest;
  const at = thresholdIndex(threshold, thresholds);
  return reach.flatMap((row, target) => row.flatMap((most, source) => (most > at ? [/** @type {Link} */ ([source, target])] : [])));
}

/**
 * @param {number} threshold percent
 * @param {number[]} thresholds
 * @returns {number} the index of the first threshold that is as high
 */
function thresholdIndex(threshold, thresholds) {
  return thresholds.findIndex((share) => share * 100 >= threshold - 0.5);
}

/**
 * The cells of a link's tokens, its rows shifted by the offset; null if a token has no pieces.
 * @param {PanelGold} gold
 * @param {Link} link
 * @param {number} offset
 * @param {number} steps
 * @returns {Cells | null}
 */
export function linkCells({ rows, columns }, [source, target], offset, steps) {
  const [down, across] = [rows[target], columns[source]];
  if (!down || !across) return null;
  const [first, last] = down.map((row) => clamp(row + offset, 0, steps - 1));
  return { x: across[0], y: first, width: across[1] - across[0] + 1, height: last - first + 1 };
}

/**
 * The error over all thresholds as the points of a line in a box.
 * @param {Score[]} curve
 * @param {number} width
 * @param {number} height
 * @returns {string}
 */
export function curvePoints(curve, width, height) {
  const r = (/** @type {number} */ value) => Math.round(value * 10) / 10;
  return curve.map(([aer], at) => `${r((at / (curve.length - 1)) * width)},${r((1 - aer) * height)}`).join(" ");
}
