/** The colours of the map. Pure: a tint is a number, which the style sheet turns into a colour. */

import { say } from "../../../kit/labels.js";

/** How many hues the style sheet has. */
export const HUES = 8;
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

/**
 * @param {Dot} dot
 * @param {"position" | "entropy" | "step"} colour
 * @param {Trace} trace
 * @returns {Tint}
 */
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
