/** The panel beside the map: the point that has the focus, and the nearest states of other sentences. */

import { html, pressable, setAll, setText, vector } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { isolate, shownPiece, spaceBetween } from "../../../kit/pieces.js";
import { weightText } from "../../../kit/reading.js";
import { createSaves } from "../../../kit/picture.js";
import { describeDot, kindName, legendKey, sideOf } from "./dots.js";
import { shapeOf } from "./map.js";

/** The number of pieces shown on either side of a neighbour's piece. */
const AROUND = 4;

/**
 * @param {(text: string) => void} open
 */
export function createPanel(open) {
  const piece = html("p", { class: "space-piece" });
  const what = html("p", { class: "gaze-quiet space-what" });
  const title = html("h3", { class: "gaze-title" });
  const note = html("p", { class: "gaze-quiet" });
  const list = html("ol", { class: "space-list" });
  const root = html("aside", { class: "space-panel", "data-zone": "button" }, piece, what, title, note, list);

  /** @param {SpaceData} data @param {Dot | null} dot */
  function paint(data, dot) {
    const { labels } = data;
    const near = dot ? data.paths[dot.path].near[dot.kind]?.[dot.i] ?? [] : [];
    setText(piece, dot?.piece.text ?? "\u00a0");
    setText(what, dot ? describeDot(dot, data.paths[dot.path].points[dot.kind].length, labels) : "\u00a0");
    setText(title, say(labels, "neighbours_of"));
    setText(note, near.length || !dot ? "" : data.waiting || say(labels, "no_neighbours"));
    setAll(note, { hidden: near.length > 0 || !dot });
    list.replaceChildren(...near.map((one) => rowOf(one, dot?.kind ?? "", data)));
  }

  /** @param {Near} near @param {string} kind @param {SpaceData} data */
  function rowOf([number, position, distance], kind, { sentences, labels }) {
    const sentence = sentences[String(number)];
    const pieces = sentence[sideOf(kind)];
    const [from, to] = [Math.max(0, position - AROUND), position + 1 + AROUND];
    const part = (/** @type {number} */ a, /** @type {number} */ b) =>
      pieces.slice(a, b).map((piece, i) => spaceBefore(pieces, i + a, from) + inLine(piece, labels)).join("");
    const here = html("mark", {}, isolate(shownPiece(pieces[position], false, labels).text));
    const words = html("span", { class: "space-words" },
      from > 0 ? "…" : "", part(from, position), spaceBefore(pieces, position, from), here, part(position + 1, to), to < pieces.length ? "…" : "");
    const away = html("span", { class: "space-away" }, distance.toFixed(1));
    const name = say(labels, "open_sentence", { text: sentence.text, x: distance.toFixed(1) });
    return html("li", {}, pressable({ class: "space-near", "aria-label": name, title: sentence.text }, () => open(sentence.text), words, away));
  }

  return /** @satisfies {Part} */ ({ root, paint });
}

/**
 * A piece as part of a text; one that is only a space is left out.
 * @param {string} piece
 * @param {Record<string, string>} labels
 * @returns {string}
 */
function inLine(piece, labels) {
  return piece === "▁" ? "" : isolate(shownPiece(piece, false, labels).text);
}

/**
 * @param {string[]} pieces
 * @param {number} at
 * @param {number} from the first of them that is shown
 * @returns {string} the space before a piece, if there is one, except at the start
 */
function spaceBefore(pieces, at, from) {
  return at > from && spaceBetween(pieces[at - 1], pieces[at]) ? " " : "";
}

// One or two sentences on what the map shows at a step. Pure.

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

// The distance between two paths over time, with a mark at the current step.

const HEIGHT = 64;
const INSET = 10;

export function createGap() {
  const line = vector("path", { class: "space-gap-line" });
  const cursor = vector("line", { class: "space-gap-now", y1: 0, y2: HEIGHT });
  const knob = vector("circle", { class: "space-gap-knob", r: 5 });
  const svg = vector("svg", { class: "gaze-drawing", "aria-hidden": "true" }, line, cursor, knob);
  const [title, value] = [html("span", { class: "gaze-quiet" }), html("span", { class: "gaze-value" })];
  const root = html("div", { class: "space-gap" }, html("p", {}, title, " ", value), svg);
  /** @type {number[]} */
  let gaps = [];
  let width = 0;

  /** @param {SpaceData} data @param {number} room */
  function build({ gap }, room) {
    gaps = gap.values;
    width = room;
    setAll(root, { hidden: gaps.length === 0 });
    setAll(svg, { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}` });
    setText(title, gap.title);
    setAll(line, { d: gaps.map((_, t) => `${t ? "L" : "M"}${spot(t).x.toFixed(1)} ${spot(t).y.toFixed(1)}`).join("") });
  }

  /** @param {number} t */
  function spot(t) {
    const most = Math.max(...gaps, 1e-9);
    const across = gaps.length > 1 ? t / (gaps.length - 1) : 0.5;
    return { x: INSET + across * (width - 2 * INSET), y: HEIGHT - INSET - (gaps[t] / most) * (HEIGHT - 2 * INSET) };
  }

  /** @param {number} step @param {Record<string, string>} labels */
  function paint(step, labels) {
    if (!gaps.length) return;
    const t = Math.min(step, gaps.length - 1);
    const { x, y } = spot(t);
    setAll(cursor, { x1: x, x2: x });
    setAll(knob, { cx: x, cy: y });
    setText(value, say(labels, "gap_now", { x: gaps[t].toFixed(2) }));
  }

  return /** @satisfies {Part} */ ({ root, svg, build, paint });
}

// The legend under the map: shapes and colours, the note on its axes, and buttons that save files.

/**
 * @param {(format: import("../../../kit/picture.js").Format) => void} save
 * @param {() => void} toggleCloseUp
 */
export function createLegend(save, toggleCloseUp) {
  const key = html("ul", { class: "space-key" });
  const caption = html("p", { class: "gaze-quiet space-note" });
  const files = createSaves(["svg", "png", "csv"], save);
  const close = pressable({ class: "gaze-choice gaze-alone" }, toggleCloseUp);
  const saves = html("div", { class: "gaze-end-group", "data-zone": "button" }, close, files.root);
  const root = html("div", { class: "space-legend" }, html("div", { class: "space-row" }, key, saves), caption);

  /** @param {SpaceData} data @param {Dot[]} dots @param {string} note on what is shown of the sentence */
  function build(data, dots, note) {
    const { labels, paths, colour } = data;
    const kinds = Object.keys(paths[0].points).map((kind) => entry(shapeKey(kind), kindName(kind, labels)));
    const others = Object.values(data.cloud).some((places) => places.length) ? [entry(html("i", { class: "space-cloud-point" }), say(labels, "others"))] : [];
    const { hues, ends } = legendKey(dots, colour, labels);
    const swatches = hues.map(({ hue, text }) => entry(swatch(`var(--space-hue-${hue})`), text));
    const ramp = ends.length ? [html("li", {}, ends[0], html("i", { class: "space-ramp" }), ends[1])] : [];
    const names = paths.length > 1 ? paths.map(({ name }, path) => entry(html("i", { class: "space-stroke", "data-path": path }), name)) : [];
    key.replaceChildren(...names, ...kinds, ...others, ...swatches, ...ramp);
    setText(caption, [note, data.map.note].filter(Boolean).join(" "));
    setText(close, say(labels, "close_up"));
    setAll(close, { "aria-pressed": String(data.close), hidden: !paths[0].points.encoder });
    files.build(labels);
  }

  return /** @satisfies {Part} */ ({ root, build });
}

/**
 * @param {Node} sign
 * @param {string} text
 * @returns {HTMLLIElement}
 */
function entry(sign, text) {
  return html("li", {}, sign, text);
}

/**
 * @param {string} kind
 * @returns {SVGSVGElement}
 */
function shapeKey(kind) {
  return vector("svg", { viewBox: "-8 -8 16 16", width: 16, height: 16, class: "gaze-drawing", "aria-hidden": "true" },
    vector("g", { class: `space-mark space-past space-${kind}` }, shapeOf(kind, 5)));
}

/**
 * @param {string} colour
 * @returns {HTMLElement}
 */
function swatch(colour) {
  const sign = html("i", { class: "space-swatch" });
  sign.style.background = colour;
  return sign;
}
