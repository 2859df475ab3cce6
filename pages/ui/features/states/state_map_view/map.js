/** The map: points, paths and threads. Turning it only moves what is drawn; a step only moves threads and marks points. */

import { elementOf, setAll } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { guard, html, nothing, render, svg } from "../../../kit/lit.js";
import { percentText } from "../../../kit/reading.js";
import { tintStyle } from "./dots.js";
import { fitPlaces, placeLabels, toOneDecimal } from "./geometry.js";

/** @typedef {{width: number, height: number}} Size */
/** @typedef {(place: Place) => Point} Project */
/** A dot with its name, empty where it has none, and its colour in CSS.
 * @typedef {{dot: Dot, name: string, tint: string}} Mark */
/** Where everything stands as seen from a direction: the marks, their names, and what does not depend on the step.
 * @typedef {{project: Project, at: Point[], names: Map<Mark, {x: number, y: number, crowded: boolean}>, size: Size}} Placed */

/** Kinds without names, drawn under the other states of the same step. */
const SECONDARY = ["context", "said"];

/**
 * @param {(dot: Dot | null) => void} look called when the pointer is over a point
 * @param {(dot: Dot) => void} press
 */
export function createMap(look, press) {
  const root = elementOf(html`<div class="space-map"><svg class="gaze-drawing space-drawing" role="img"></svg></div>`);
  const drawing = /** @type {SVGSVGElement} */ (root.querySelector("svg"));
  /** @type {Mark[]} */
  let marks = [];
  /** @type {Placed | null} */
  let placed = null;
  let font = 16;

  /** @param {SpaceData} data @param {Dot[]} dots @param {Tint[]} tints @param {number} size */
  function build(data, dots, tints, size) {
    font = size;
    const alone = data.paths.every(({ points }) => Object.keys(points).length === 1);
    setAll(drawing, { "data-alone": alone, "aria-label": say(data.labels, "space_map", { n: dots.length }), style: `font-size: ${font}px` });
    const css = (/** @type {Tint} */ tint) => Object.entries(tintStyle(tint)).map((entry) => entry.join(": ")).join("; ");
    marks = dots.map((dot, i) => ({ dot, name: alone || !SECONDARY.includes(dot.kind) ? dot.piece.text : "", tint: css(tints[i]) }));
  }

  /** Places everything as seen from a direction.
   * @param {SpaceData} data @param {{yaw: number, pitch: number}} view @param {Size} size @param {Measure} measure */
  function place(data, view, size, measure) {
    setAll(drawing, { width: size.width, height: size.height, viewBox: `0 0 ${size.width} ${size.height}` });
    const project = fitPlaces(placesInView(data, marks), view, size);
    const at = marks.map(({ dot }) => project(dot.place));
    const named = marks.map((mark, i) => ({ mark, at: at[i] })).filter(({ mark }) => mark.name);
    const boxes = named.map(({ mark, at }) => ({ ...at, width: measure(mark.name, font), height: font * 1.15 }));
    const places = placeLabels(boxes, font * 0.62, size, at);
    placed = { project, at, names: new Map(named.map(({ mark }, i) => [mark, places[i]])), size };
  }

  /** @param {SpaceData} data @param {number} step @param {Dot | null} focus */
  function paint(data, step, focus) {
    if (!placed) return;
    const { project, at, names, size } = placed;
    const now = data.paths.map(({ trace }) => Math.min(step, trace.target.pieces.length - 1));
    const looks = marks.map(({ dot }) => looksOf(dot, data.paths[dot.path].trace, now[dot.path], dot === focus));
    const markView = (/** @type {Mark} */ { dot, tint }, /** @type {number} */ i) => svg`<g class="space-mark ${looks[i].classes}" data-path=${dot.path}
      transform="translate(${toOneDecimal(at[i].x)} ${toOneDecimal(at[i].y)})" style="${tint}; --space-size: ${(1 + 1.1 * Math.sqrt(looks[i].weight)).toFixed(3)}"
      @pointerenter=${() => look(dot)} @click=${() => press(dot)}>${guard([dot, font], () => svg`<circle class="space-reach" r=${font * 0.8} />${shapeOf(dot.kind, font * 0.3)}`)}</g>`;
    const nameView = (/** @type {Mark} */ mark, /** @type {number} */ i) => {
      const label = names.get(mark);
      return label && svg`<text class="space-label ${looks[i].classes}${looks[i].weight > NAMED_WEIGHT ? " space-weighted" : ""}" data-path=${mark.dot.path} style=${mark.tint}
        x=${toOneDecimal(label.x)} y=${toOneDecimal(label.y)} ?data-crowded=${label.crowded}>${mark.name}</text>`;
    };
    const views = marks.map((mark, i) => ({ view: markView(mark, i), below: SECONDARY.includes(mark.dot.kind) }));
    render(svg`
      <g class="space-cloud">${guard([placed], () => Object.entries(data.cloud).map(([kind, places]) => svg`<path data-kind=${kind} d=${cloudLine(places, project)} />`))}</g>
      <g class="space-trails">${data.paths.map((path, i) => trailView(path, i, now[i], project))}</g>
      <g class="space-threads">${data.paths.map((path, i) => threadsView(path, i, now[i], project, font))}</g>
      <g class="space-links">${focus ? linksView(data, focus, project, font) : nothing}</g>
      <g class="space-marks">${[...views.filter(({ below }) => below), ...views.filter(({ below }) => !below)].map(({ view }) => view)}</g>
      <g class="space-labels">${marks.map(nameView)}</g>
      <g class="space-axes">${inscriptions(data.map, data.dims, data.labels).map((text, i) => svg`<text x=${i ? 4 : size.width - 4} y=${i ? font * 0.7 : size.height - font * 0.7}
        text-anchor=${i ? "start" : "end"}>${text}</text>`)}</g>`, drawing);
  }

  return /** @satisfies {Part} */ ({ root, svg: drawing, build, place, paint });
}

/**
 * The places that must be in the picture; in a close-up, those of the sentence's encoder states and contexts.
 * @param {SpaceData} data @param {Mark[]} marks @returns {Place[]}
 */
function placesInView(data, marks) {
  const near = data.close ? marks.filter(({ dot }) => dot.along === "source" || dot.kind === "context") : [];
  if (near.length) return near.map(({ dot }) => dot.place);
  return [...data.map.frame, ...marks.map(({ dot }) => dot.place)];
}

/**
 * The texts in the corners of the map: how much variance each axis of a flat map explains, or how to turn one of three axes.
 * @param {SpaceData["map"]} map @param {SpaceData["dims"]} dims @param {Record<string, string>} labels @returns {string[]}
 */
function inscriptions({ shares, linear }, dims, labels) {
  if (dims === "3") return [say(labels, "turn_hint")];
  const [across, up] = shares.map((share, i) => say(labels, "axis_n", { n: i + 1, x: percentText(share) }));
  return linear ? [`${across} →`, `↑ ${up}`] : [];
}

// The points of the map: shapes and names. Their size shows the weight, their contrast the time.

/** A source piece with at least this weight keeps its name where labels are crowded. */
const NAMED_WEIGHT = 0.2;

/**
 * @param {Dot} dot
 * @param {Trace} trace of its path
 * @param {number} now
 * @param {boolean} focused
 * @returns {{classes: string, weight: number}} the weight is 0 without attention, and for all but source pieces
 */
function looksOf({ kind, along, i }, { weights, fixed }, now, focused) {
  const time = along === "source" ? "" : i === now ? "space-now" : i > now ? "space-later" : "space-past";
  const weight = along === "source" && !fixed ? weights[now]?.[i] ?? 0 : 0;
  return { classes: `space-${kind} ${time}${focused ? " space-focus" : ""}`, weight };
}

// The lines of the map: trails from step to step, threads from a context to the encoder states, links to neighbours.

/** The width of a thread whose weight is 1, as a share of the font size. */
const THICKEST = 0.75;
const FAINTEST = 0.01;

/** @param {Point} from @param {Point} to @returns {{x1: number, y1: number, x2: number, y2: number}} */
function ends(from, to) {
  const [x1, y1, x2, y2] = [from.x, from.y, to.x, to.y].map(toOneDecimal);
  return { x1, y1, x2, y2 };
}

/** A line for each step but the first. @param {Path} path @param {number} number @param {number} now @param {Project} project */
function trailView({ points: { decoder, readout, context } }, number, now, project) {
  const points = (decoder ?? readout ?? context ?? []).map(project);
  return points.slice(1).map((to, i) => {
    const { x1, y1, x2, y2 } = ends(points[i], to);
    return svg`<line data-path=${number} class=${i >= now ? "space-later" : ""} x1=${x1} y1=${y1} x2=${x2} y2=${y2} />`;
  });
}

/**
 * From the context of a step to each encoder point, as thick as the weight.
 * @param {Path} path @param {number} number @param {number} step @param {Project} project @param {number} font
 */
function threadsView({ points, trace }, number, step, project, font) {
  const context = points.context?.[step];
  if (!context || !points.encoder || trace.fixed) return nothing;
  const from = project(context);
  return points.encoder.map((place, j) => {
    const [weight, { x1, y1, x2, y2 }] = [trace.weights[step][j], ends(from, project(place))];
    return svg`<line data-path=${number} x1=${x1} y1=${y1} x2=${x2} y2=${y2} stroke-width=${(weight * THICKEST * font).toFixed(2)} display=${weight < FAINTEST ? "none" : "inline"} />`;
  });
}

/**
 * From a dot to its neighbours that have a place on the map.
 * @param {SpaceData} data @param {Dot} dot @param {Project} project @param {number} font
 */
function linksView({ paths }, dot, project, font) {
  const near = paths[dot.path].near[dot.kind]?.[dot.i] ?? [];
  const from = project(dot.place);
  return near.filter((one) => one.length > 3).map(([, , , x, y, z]) => {
    const { x1, y1, x2, y2 } = ends(from, project([x, y, z]));
    return svg`<line x1=${x1} y1=${y1} x2=${x2} y2=${y2} /><circle cx=${x2} cy=${y2} r=${font * 0.2} />`;
  });
}

/**
 * All points as one path of dots, since hundreds of elements would slow down the layout.
 * @param {Place[]} places @param {Project} project @returns {string}
 */
function cloudLine(places, project) {
  return places.map((place) => {
    const { x, y } = project(place);
    return `M${toOneDecimal(x)} ${toOneDecimal(y)}h0`;
  }).join("");
}

/**
 * The shape of a kind around the origin, so that colours can show something else: circles for encoder states, squares for the
 * decoder's, diamonds for contexts and the embeddings of chosen pieces.
 * @param {string} kind @param {number} r
 */
export function shapeOf(kind, r) {
  if (kind === "decoder" || kind === "readout") return svg`<rect class="space-shape" x=${-r} y=${-r} width=${2 * r} height=${2 * r} rx=${r * 0.35} />`;
  if (kind === "context" || kind === "said") {
    const d = r * 1.3;
    return svg`<path class="space-shape" d="M0 ${-d}L${d} 0L0 ${d}L${-d} 0Z" />`;
  }
  return svg`<circle class="space-shape" r=${r} />`;
}
