/** The panel beside the map: the point that has the focus, and the nearest states of other sentences. */

import { elementOf, setAll } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { html, nothing, render } from "../../../kit/lit.js";
import { isolate, shownPiece, spaceBetween, visible } from "../../../kit/pieces.js";
import { weightText } from "../../../kit/reading.js";
import { createSaves } from "../../../kit/picture.js";
import { describeDot, kindName, legendKey, sideOf } from "./dots.js";
import { shapeOf } from "./map.js";

/** The number of pieces shown on either side of a neighbour's piece. */
const AROUND = 4;

/** @param {(text: string) => void} open */
export function createPanel(open) {
  const root = elementOf(html`<aside class="space-panel" data-zone="button"></aside>`);

  /** @param {SpaceData} data @param {Dot | null} dot */
  function paint(data, dot) {
    const { labels } = data;
    const near = dot ? data.paths[dot.path].near[dot.kind]?.[dot.i] ?? [] : [];
    const known = near.length > 0 || !dot;
    render(html`
      <p class="space-piece">${dot?.piece.text ?? "\u00a0"}</p>
      <p class="gaze-quiet space-what">${dot ? describeDot(dot, data.paths[dot.path].points[dot.kind].length, labels) : "\u00a0"}</p>
      <h3 class="gaze-title">${say(labels, "neighbours_of")}</h3>
      <p class="gaze-quiet" ?hidden=${known}>${known ? "" : data.waiting || say(labels, "no_neighbours")}</p>
      <ol class="space-list">${near.map((one) => html`<li>${row(one, dot?.kind ?? "", data)}</li>`)}</ol>`, root);
  }

  /** @param {Near} near @param {string} kind @param {SpaceData} data */
  function row([number, position, distance], kind, { sentences, labels }) {
    const sentence = sentences[String(number)];
    const pieces = sentence[sideOf(kind)];
    const [from, to] = [Math.max(0, position - AROUND), position + 1 + AROUND];
    const part = (/** @type {number} */ a, /** @type {number} */ b) =>
      pieces.slice(a, b).map((piece, i) => spaceBefore(pieces, i + a, from) + inLine(piece, labels)).join("");
    const before = `${from > 0 ? "…" : ""}${part(from, position)}${spaceBefore(pieces, position, from)}`;
    const other = visible(sideOf(kind) === "source" ? sentence.translation : sentence.text);
    const trained = sentence.trained ? say(labels, "trained") : "";
    return html`<button type="button" class="space-near" aria-label=${say(labels, "open_sentence", { text: sentence.text, x: distance.toFixed(1) })} title=${sentence.text}
      @click=${() => open(sentence.text)}><span class="space-words">${before}<mark>${isolate(shownPiece(pieces[position], false, labels).text)}</mark>${
        part(position + 1, to)}${to < pieces.length ? "…" : ""}<small class="space-pair"><bdi>${other}</bdi>${trained ? html` <i>${trained}</i>` : nothing}</small></span><span class="space-away">${distance.toFixed(1)}</span></button>`;
  }

  return /** @satisfies {Part} */ ({ root, paint });
}

/**
 * A piece as part of a text; one that is only a space is left out.
 * @param {string} piece @param {Record<string, string>} labels @returns {string}
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

/** @param {SpaceData} data @param {Dot[]} dots @param {number} step @returns {string} */
export function summarize(data, dots, step) {
  const ownDots = dots.filter(({ path }) => path === 0);
  const sentences = [summarizeStep(data, ownDots, step), data.gap.values.length ? summarizeGap(data, ownDots) : summarizeShape(data, ownDots)];
  return sentences.filter(Boolean).join(" ");
}

/**
 * Where the step has most weight, and whether its context lies nearest to that piece.
 * @param {SpaceData} data @param {Dot[]} dots @param {number} step @returns {string}
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
 * @param {SpaceData} data @param {Dot[]} dots @returns {string}
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

/** The steps at which two decoder states are farthest apart, and nearest. @param {SpaceData} data @param {Dot[]} dots @returns {string} */
function summarizeGap({ gap, labels }, dots) {
  const [far, near] = [Math.max, Math.min].map((pick) => gap.values.indexOf(pick(...gap.values)));
  const named = (/** @type {number} */ step) => dots.find(({ along, i }) => along === "target" && i === step)?.piece.name ?? "";
  return say(labels, "summary_gap", { n: far + 1, piece: named(far), m: near + 1, other: named(near) });
}

/** The distance along the axes that are shown. @param {Place} one @param {Place} other @param {"2" | "3"} dims @returns {number} */
function distance(one, other, dims) {
  return Math.hypot(...one.slice(0, Number(dims)).map((value, axis) => value - other[axis]));
}

// The distance between two paths over time, with a mark at the current step.

const HEIGHT = 64;
const INSET = 10;

export function createGap() {
  const root = elementOf(html`<div class="space-gap"></div>`);
  /** @type {SpaceData["gap"]} */
  let gap = { title: "", values: [] };
  let width = 0;

  /** @param {SpaceData} data @param {number} room */
  function build(data, room) {
    [gap, width] = [data.gap, room];
    setAll(root, { hidden: gap.values.length === 0 });
  }

  /** @param {number} step @param {Record<string, string>} labels */
  function paint(step, labels) {
    const { title, values } = gap;
    if (!values.length) return;
    const [most, last] = [Math.max(...values, 1e-9), values.length - 1];
    const spots = values.map((value, t) => ({ x: INSET + (last ? t / last : 0.5) * (width - 2 * INSET), y: HEIGHT - INSET - (value / most) * (HEIGHT - 2 * INSET) }));
    const now = Math.min(step, last);
    const { x, y } = spots[now];
    const d = spots.map((spot, t) => `${t ? "L" : "M"}${spot.x.toFixed(1)} ${spot.y.toFixed(1)}`).join("");
    render(html`
      <p><span class="gaze-quiet">${title}</span> <span class="gaze-value">${say(labels, "gap_now", { x: values[now].toFixed(2) })}</span></p>
      <svg class="gaze-drawing" aria-hidden="true" width=${width} height=${HEIGHT} viewBox="0 0 ${width} ${HEIGHT}"><path class="space-gap-line" d=${d}></path><line
        class="space-gap-now" y1="0" y2=${HEIGHT} x1=${x} x2=${x}></line><circle class="space-gap-knob" r="5" cx=${x} cy=${y}></circle></svg>`, root);
  }

  return /** @satisfies {Part} */ ({ root, get svg() { return root.querySelector("svg"); }, build, paint });
}

// The legend under the map: shapes and colours, the note on its axes, and buttons that save files.

/** @param {(format: import("../../../kit/picture.js").Format) => void} save @param {() => void} toggleCloseUp */
export function createLegend(save, toggleCloseUp) {
  const root = elementOf(html`<div class="space-legend"></div>`);
  const saves = createSaves(["svg", "png", "csv"], save);

  /** @param {SpaceData} data @param {Dot[]} dots @param {string} note on what is shown of the sentence */
  function build(data, dots, note) {
    const { labels, paths, colour, close } = data;
    const { hues, ends } = legendKey(dots, colour, labels);
    const hasOthers = Object.values(data.cloud).some((places) => places.length);
    saves.build(labels);
    render(html`
      <div class="space-row">
        <ul class="space-key">
          ${paths.length > 1 ? paths.map(({ name }, path) => html`<li><i class="space-stroke" data-path=${path}></i>${name}</li>`) : nothing}
          ${Object.keys(paths[0].points).map((kind) => html`<li><svg viewBox="-8 -8 16 16" width="16" height="16" class="gaze-drawing" aria-hidden="true"><g
            class="space-mark space-past space-${kind}">${shapeOf(kind, 5)}</g></svg>${kindName(kind, labels)}</li>`)}
          ${hasOthers ? html`<li><i class="space-cloud-point"></i>${say(labels, "others")}</li>` : nothing}
          ${hues.map(({ hue, text }) => html`<li><i class="space-swatch" style="background: var(--space-hue-${hue})"></i>${text}</li>`)}
          ${ends.length ? html`<li>${ends[0]}<i class="space-ramp"></i>${ends[1]}</li>` : nothing}
        </ul>
        <div class="gaze-end-group" data-zone="button"><button type="button" class="gaze-choice gaze-alone" aria-pressed=${close} ?hidden=${!paths[0].points.encoder}
          @click=${toggleCloseUp}>${say(labels, "close_up")}</button>${saves.root}</div>
      </div>
      <p class="gaze-quiet space-note">${[note, data.map.note].filter(Boolean).join(" ")}</p>`, root);
  }

  return /** @satisfies {Part} */ ({ root, build });
}
