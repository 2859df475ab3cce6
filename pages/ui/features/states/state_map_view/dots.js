/** The points of the map as a list, in the order of the keyboard, and their descriptions. Pure. */

import { say } from "../../../kit/labels.js";

const OF_SOURCE = ["encoder", "forward", "backward", "embedded"];

/**
 * @param {string} kind
 * @returns {"source" | "target"}
 */
export function sideOf(kind) {
  return OF_SOURCE.includes(kind) ? "source" : "target";
}

/**
 * All points of all paths.
 * @param {Path[]} paths
 * @param {{source: Shown[], target: Shown[]}[]} shown the pieces of each path, as they are shown
 * @returns {Dot[]}
 */
export function dotsOf(paths, shown) {
  return paths.flatMap(({ points, classes }, path) =>
    Object.entries(points).flatMap(([kind, places]) => {
      const along = sideOf(kind);
      return places.map((place, i) => ({ path, kind, along, i, place, piece: shown[path][along][i], className: classes[along][i] }));
    }));
}

/**
 * The next or previous point; after the last comes the first.
 * @param {Dot[]} dots
 * @param {Dot | null} from
 * @param {number} by
 * @returns {Dot | null}
 */
export function nextDot(dots, from, by) {
  if (dots.length === 0) return null;
  const at = from ? dots.indexOf(from) : by > 0 ? -1 : dots.length;
  return dots[(at + by + dots.length) % dots.length];
}

/**
 * The point of a step when none has the focus: the decoder state or readout, otherwise the first point of the step.
 * @param {Dot[]} dots
 * @param {number} step
 * @returns {Dot | null}
 */
export function dotOfStep(dots, step) {
  const here = dots.filter(({ path, along, i }) => path === 0 && along === "target" && i === step);
  return here.find(({ kind }) => kind === "decoder" || kind === "readout") ?? here[0] ?? null;
}

/**
 * The description of a point, such as "encoder state, piece 2 of 4".
 * @param {Dot} dot
 * @param {number} total
 * @param {Record<string, string>} labels
 * @returns {string}
 */
export function describeDot({ kind, along, i }, total, labels) {
  return say(labels, along === "source" ? "of_piece" : "of_step", { kind: kindName(kind, labels), n: i + 1, total });
}

/**
 * @param {string} kind
 * @param {Record<string, string>} labels
 * @returns {string}
 */
export function kindName(kind, labels) {
  return say(labels, `kind_${kind}`);
}

/**
 * The points of the map as CSV, one line per point.
 * @param {Dot[]} dots
 * @param {string[]} names of the paths
 * @returns {string}
 */
export function tableOf(dots, names) {
  const quoted = (/** @type {string} */ text) => `"${text.replaceAll('"', '""')}"`;
  const rows = dots.map(({ path, kind, i, piece, place }) =>
    [quoted(names[path]), kind, i + 1, quoted(piece.name), ...place.map((value) => value.toFixed(4))].join(","));
  return ["path,kind,position,piece,axis_1,axis_2,axis_3", ...rows, ""].join("\r\n");
}
