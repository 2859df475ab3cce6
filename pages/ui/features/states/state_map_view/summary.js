/** One or two sentences on what the map shows at a step. Pure. */

import { say } from "../../../kit/labels.js";
import { weightText } from "../../../kit/reading.js";

/** Kinds with one state per step, and the label of the sentence about their largest move. */
const MOVES = { decoder: "summary_move", readout: "summary_move", context: "summary_context_move" };

/**
 * @param {SpaceData} data
 * @param {Dot[]} dots
 * @param {number} step
 * @returns {string}
 */
export function summarize(data, dots, step) {
  const ownDots = dots.filter(({ path }) => path === 0);
  const sentences = [summarizeStep(data, ownDots, step), data.gap.values.length ? summarizeGap(data, ownDots) : summarizeShape(data, ownDots)];
  return sentences.filter(Boolean).join(" ");
}

/**
 * Where the step has most weight, and whether its context lies nearest to that piece.
 * @param {SpaceData} data
 * @param {Dot[]} dots
 * @param {number} step
 * @returns {string}
 */
function summarizeStep({ paths, labels, map, dims }, dots, step) {
  const [{ trace, mixes }] = paths;
  const [encoder, contexts] = ["encoder", "context"].map((name) => dots.filter(({ kind }) => kind === name));
  const context = contexts[Math.min(step, contexts.length - 1)];
  if (!context || !encoder.length) return "";
  if (trace.fixed) return say(labels, "summary_fixed");
  const row = trace.weights[context.i];
  const heaviest = row.indexOf(Math.max(...row));
  const away = encoder.map(({ place }) => distance(place, context.place, dims));
  const nearest = away.indexOf(Math.min(...away));
  const key = !map.linear || !mixes ? "summary_weight" : away[heaviest] <= away[nearest] ? "summary_nearest" : "summary_elsewhere";
  const names = { piece: context.piece.name, source: encoder[heaviest].piece.name, other: encoder[nearest].piece.name };
  return say(labels, key, { ...names, n: context.i + 1, x: weightText(row[heaviest]) });
}

/**
 * The largest move of a path, or the nearest and farthest pair of points; empty if distances on the map mean nothing.
 * @param {SpaceData} data
 * @param {Dot[]} dots
 * @returns {string}
 */
function summarizeShape({ labels, map, dims }, dots) {
  if (!map.linear) return "";
  const kinds = [...new Set(dots.map(({ kind }) => kind))];
  const walked = Object.keys(MOVES).find((kind) => kinds.includes(kind));
  const those = dots.filter(({ kind }) => kind === (walked ?? kinds[0]));
  if (walked) {
    const moves = those.slice(1).map((dot, i) => distance(those[i].place, dot.place, dims));
    const at = moves.indexOf(Math.max(...moves));
    if (at < 0) return "";
    const [from, to] = those.slice(at, at + 2);
    const names = { n: from.i + 1, from: from.piece.name, m: to.i + 1, to: to.piece.name };
    return say(labels, MOVES[/** @type {keyof typeof MOVES} */ (walked)], names);
  }
  const pairs = those.flatMap((one, i) => those.slice(i + 1).map((other) => ({ one, other, away: distance(one.place, other.place, dims) })));
  if (pairs.length < 2) return "";
  const [near, far] = [Math.min, Math.max].map((pick) => /** @type {typeof pairs[0]} */ (pairs.find(({ away }) => away === pick(...pairs.map((pair) => pair.away)))));
  return say(labels, "summary_pairs", { a: near.one.piece.name, b: near.other.piece.name, c: far.one.piece.name, d: far.other.piece.name });
}

/**
 * The steps at which two decoder states are farthest apart, and nearest.
 * @param {SpaceData} data
 * @param {Dot[]} dots
 * @returns {string}
 */
function summarizeGap({ gap, labels }, dots) {
  const [far, near] = [Math.max, Math.min].map((pick) => gap.values.indexOf(pick(...gap.values)));
  const named = (/** @type {number} */ step) => dots.find(({ along, i }) => along === "target" && i === step)?.piece.name ?? "";
  return say(labels, "summary_gap", { n: far + 1, piece: named(far), m: near + 1, other: named(near) });
}

/**
 * The distance along the axes that are shown.
 * @param {Place} one
 * @param {Place} other
 * @param {"2" | "3"} dims
 * @returns {number}
 */
function distance(one, other, dims) {
  return Math.hypot(...one.slice(0, Number(dims)).map((value, axis) => value - other[axis]));
}
