/** The points of the map as a list: what they are, what they are called, in the order of the keyboard. Pure. */

import { say } from "../../components/shared/labels.js";

const OF_SOURCE = ["encoder", "forward", "backward", "embedded"];

/**
 * @param {string} kind
 * @returns {"source" | "target"}
 */
export function alongOf(kind) {
  return OF_SOURCE.includes(kind) ? "source" : "target";
}

/**
 * All points of all paths.
 * @param {Path[]} paths
 * @param {{source: Shown[], target: Shown[]}[]} shown the pieces of each path, made presentable
 * @returns {Dot[]}
 */
export function dotsOf(paths, shown) {
  return paths.flatMap(({ points, classes }, path) =>
    Object.entries(points).flatMap(([kind, places]) => {
      const along = alongOf(kind);
      return places.map((place, i) => ({ path, kind, along, i, place, piece: shown[path][along][i], className: classes[along][i] }));
    }));
}

/**
 * The point beside another one: from point to point of the first path, around its ends.
 * @param {Dot[]} dots
 * @param {Dot | null} from
 * @param {number} by
 * @returns {Dot | null}
 */
export function dotBeside(dots, from, by) {
  if (dots.length === 0) return null;
  const at = from ? dots.indexOf(from) : by > 0 ? -1 : dots.length;
  return dots[(at + by + dots.length) % dots.length];
}

/**
 * The point that stands for a step when none is looked at: the decoder's, or whatever there is one a step.
 * @param {Dot[]} dots
 * @param {number} step
 * @returns {Dot | null}
 */
export function dotOfStep(dots, step) {
  const here = dots.filter(({ path, along, i }) => path === 0 && along === "target" && i === step);
  return here.find(({ kind }) => kind === "decoder" || kind === "readout") ?? here[0] ?? null;
}

/**
 * What a point is, in words: "encoder state, piece 2 of 4".
 * @param {Dot} dot
 * @param {number} total
 * @param {Record<string, string>} labels
 * @returns {string}
 */
export function whatIs({ kind, along, i }, total, labels) {
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
 * The numbers of the map as a table, one line a point, for spreadsheets.
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
