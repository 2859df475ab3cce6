/** Links between tokens as text and as marks, and what a panel scores against them. Pure. */

/** @typedef {"" | "sure" | "possible"} LinkMark */

/**
 * From `0-0 1?2` to marks by `source,target`.
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
 * None becomes sure, sure possible, possible none.
 * @param {LinkMark} mark
 * @returns {LinkMark}
 */
export function nextMark(mark) {
  return mark === "" ? "sure" : mark === "sure" ? "possible" : "";
}

/**
 * The numbers of a panel against gold links, under the offset and the threshold that are chosen.
 * @param {PanelGold | null | undefined} gold
 * @param {Look} look
 * @param {number[]} thresholds
 * @returns {Record<string, number>}
 */
export function goldFacts(gold, { offset, threshold }, thresholds) {
  const scores = gold?.scores[String(offset)];
  if (!scores) return {};
  const at = threshold === null ? -1 : thresholds.findIndex((each) => each * 100 >= threshold - 0.5);
  const [aer, precision, recall] = at < 0 ? scores.best : scores.curve[at];
  return { aer, precision, recall };
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
