/** The points of the map as a list, in the order of the keyboard, and their descriptions. Pure. */

import { say } from "../../../kit/labels.js";

const OF_SOURCE = ["encoder", "forward", "backward", "embedded"];

/** @param {string} kind @returns {"source" | "target"} */
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
 * @param {Dot[]} dots @param {Dot | null} from @param {number} by @returns {Dot | null}
 */
export function nextDot(dots, from, by) {
  if (dots.length === 0) return null;
  const at = from ? dots.indexOf(from) : by > 0 ? -1 : dots.length;
  return dots[(at + by + dots.length) % dots.length];
}

/**
 * The point of a step when none has the focus: the decoder state or readout, otherwise the first point of the step.
 * @param {Dot[]} dots @param {number} step @returns {Dot | null}
 */
export function dotOfStep(dots, step) {
  const here = dots.filter(({ path, along, i }) => path === 0 && along === "target" && i === step);
  return here.find(({ kind }) => kind === "decoder" || kind === "readout") ?? here[0] ?? null;
}

/**
 * The description of a point, such as "encoder state, piece 2 of 4".
 * @param {Dot} dot @param {number} total @param {Record<string, string>} labels @returns {string}
 */
export function describeDot({ kind, along, i }, total, labels) {
  return say(labels, along === "source" ? "of_piece" : "of_step", { kind: kindName(kind, labels), n: i + 1, total });
}

/** @param {string} kind @param {Record<string, string>} labels @returns {string} */
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

// The colours of the map. Pure: a tint is a number, which the style sheet turns into a colour.

/** How many hues the style sheet has. */
const HUES = 8;
const CLASS_ORDER = ["pronoun", "determiner", "particle", "helper", "question", "content", "mark"];

/**
 * The tint of each dot; null keeps the colour of its kind.
 * @param {Dot[]} dots
 * @param {Colouring} colour
 * @param {Trace[]} traces of the paths
 * @returns {Tint[]}
 */
export function tintDots(dots, colour, traces) {
  if (colour === "kind") return dots.map(() => null);
  if (colour === "class") return dots.map(({ className }) => ({ hue: CLASS_ORDER.indexOf(className) }));
  if (colour === "piece") {
    const names = [...new Set(dots.map(({ piece }) => piece.name))];
    return dots.map(({ piece }) => ({ hue: names.indexOf(piece.name) % HUES }));
  }
  return dots.map((dot) => rampOf(dot, colour, traces[dot.path]));
}

/** @param {Dot} dot @param {"position" | "entropy" | "step"} colour @param {Trace} trace @returns {Tint} */
function rampOf({ along, i }, colour, trace) {
  const [sources, steps] = [trace.source.pieces.length, trace.target.pieces.length];
  if (colour === "position") return { ramp: i / Math.max(1, (along === "source" ? sources : steps) - 1) };
  if (colour === "step" && along === "source" && trace.fixed) return null;
  if (colour === "step") return { ramp: (along === "source" ? peakStep(trace, i) : i) / Math.max(1, steps - 1) };
  return along === "source" || trace.fixed ? null : { ramp: trace.entropy[i] / Math.max(1e-9, Math.log2(Math.max(2, sources))) };
}

/**
 * @param {Trace} trace
 * @param {number} source
 * @returns {number} the step with the most weight on a source piece
 */
function peakStep(trace, source) {
  const column = trace.weights.map((row) => row[source]);
  return column.indexOf(Math.max(...column));
}

/**
 * What the legend shows for the colours: an entry per hue, the two ends of the ramp, or nothing.
 * @param {Dot[]} dots
 * @param {Colouring} colour
 * @param {Record<string, string>} labels
 * @returns {{hues: {hue: number, text: string}[], ends: string[]}}
 */
export function legendKey(dots, colour, labels) {
  if (colour === "class") {
    const there = CLASS_ORDER.filter((name) => dots.some(({ className }) => className === name));
    return { hues: there.map((name) => ({ hue: CLASS_ORDER.indexOf(name), text: say(labels, `class_${name}`) })), ends: [] };
  }
  const ramps = ["position", "entropy", "step"];
  return { hues: [], ends: ramps.includes(colour) ? [say(labels, `${colour}_low`), say(labels, `${colour}_high`)] : [] };
}

/**
 * @param {Tint} tint
 * @returns {Record<string, string>} the custom properties for the style sheet
 */
export function tintStyle(tint) {
  if (tint === null) return {};
  return "hue" in tint
    ? { "--space-tint": `var(--space-hue-${tint.hue})` }
    : { "--space-tint": `color-mix(in oklab, var(--gaze-attention) ${(15 + 85 * Math.min(1, tint.ramp)).toFixed(0)}%, var(--gaze-faint))` };
}
