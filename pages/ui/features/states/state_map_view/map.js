/** The map: points, paths and threads. Built once for a sentence; a step only moves threads and toggles classes. */

import { html, setAll, setText, vector } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { percentText } from "../../../kit/reading.js";
import { tintStyle } from "./dots.js";
import { fitPlaces, placeLabels, toOneDecimal } from "./geometry.js";

const LAYERS = ["cloud", "trails", "threads", "links", "marks", "labels", "axes"];

/** @typedef {{width: number, height: number}} Size */

/**
 * @param {(dot: Dot | null) => void} look called when the pointer is over a point
 * @param {(dot: Dot) => void} press
 */
export function createMap(look, press) {
  const svg = vector("svg", { class: "gaze-drawing space-drawing", role: "img" });
  const root = html("div", { class: "space-map" }, svg);
  const layers = Object.fromEntries(LAYERS.map((name) => [name, vector("g", { class: `space-${name}` })]));
  svg.append(...Object.values(layers));
  /** @type {Mark[]} */
  let marks = [];
  /** @type {Lines} */
  let lines = { trails: [], threads: [] };
  /** @type {Project} */
  let project = () => ({ x: 0, y: 0 });
  let font = 16;

  /** @param {SpaceData} data @param {Dot[]} dots @param {Tint[]} tints @param {number} size */
  function build(data, dots, tints, size) {
    font = size;
    svg.style.fontSize = `${font}px`;
    const alone = data.paths.every(({ points }) => Object.keys(points).length === 1);
    setAll(svg, { "data-alone": alone, "aria-label": say(data.labels, "space_map", { n: dots.length }) });
    marks = drawMarks(dots, tints, font, alone);
    lines = drawLines(data.paths);
    for (const { dot, group } of marks) {
      group.addEventListener("pointerenter", () => look(dot));
      group.addEventListener("click", () => press(dot));
    }
    layers.trails.replaceChildren(...lines.trails.flat());
    layers.threads.replaceChildren(...lines.threads.flat());
    layers.marks.replaceChildren(...marksByHeight(marks).map(({ group }) => group));
    layers.labels.replaceChildren(...marks.map(({ label }) => label));
    layers.cloud.replaceChildren(...Object.keys(data.cloud).map((kind) => vector("path", { "data-kind": kind })));
  }

  /** Places everything as seen from a direction.
   * @param {SpaceData} data @param {{yaw: number, pitch: number}} view @param {Size} size @param {Measure} measure */
  function place(data, view, size, measure) {
    setAll(svg, { width: size.width, height: size.height, viewBox: `0 0 ${size.width} ${size.height}` });
    project = fitPlaces(placesInView(data, marks), view, size);
    placeMarks(marks, project);
    placeTrails(lines, data.paths, project);
    [...layers.cloud.children].forEach((path) => setAll(path, { d: cloudLine(data.cloud[path.getAttribute("data-kind") ?? ""], project) }));
    placeNames(marks, size, measure, font);
    layers.axes.replaceChildren(...drawInscriptions(data, size, font));
  }

  /** @param {SpaceData} data @param {number} step @param {Dot | null} focus */
  function paint(data, step, focus) {
    const now = data.paths.map(({ trace }) => Math.min(step, trace.target.pieces.length - 1));
    for (const mark of marks) paintMark(mark, data.paths[mark.dot.path].trace, now[mark.dot.path], mark.dot === focus);
    paintLines(lines, data.paths, now, project, font);
    layers.links.replaceChildren(...(focus ? linksOf(data, focus, project, font) : []));
  }

  return /** @satisfies {Part} */ ({ root, svg, build, place, paint });
}

/**
 * The places that must be in the picture; in a close-up, those of the sentence's encoder states and contexts.
 * @param {SpaceData} data
 * @param {Mark[]} marks
 * @returns {Place[]}
 */
function placesInView(data, marks) {
  const near = data.close ? marks.filter(({ dot }) => dot.along === "source" || dot.kind === "context") : [];
  if (near.length) return near.map(({ dot }) => dot.place);
  return [...data.map.frame, ...marks.map(({ dot }) => dot.place)];
}

/**
 * The texts in the corners of the map: how much variance each axis of a flat map explains, or how to turn one of three axes.
 * @param {SpaceData} data
 * @param {Size} size
 * @param {number} font
 * @returns {SVGTextElement[]}
 */
function drawInscriptions({ map, dims, labels }, { width, height }, font) {
  const corners = [{ x: width - 4, y: height - font * 0.7, "text-anchor": "end" }, { x: 4, y: font * 0.7, "text-anchor": "start" }];
  return inscriptions(map, dims, labels).map((text, i) => vector("text", corners[i], text));
}

/**
 * @param {SpaceData["map"]} map
 * @param {SpaceData["dims"]} dims
 * @param {Record<string, string>} labels
 * @returns {string[]}
 */
function inscriptions({ shares, linear }, dims, labels) {
  if (dims === "3") return [say(labels, "turn_hint")];
  const [across, up] = shares.map((share, i) => say(labels, "axis_n", { n: i + 1, x: percentText(share) }));
  return linear ? [`${across} →`, `↑ ${up}`] : [];
}

// The points of the map: shapes and names. Their size shows the weight, their contrast the time.

/** A source piece with at least this weight keeps its name where labels are crowded. */
const NAMED_WEIGHT = 0.2;
/** Kinds without names, drawn under the other states of the same step. */
const SECONDARY = ["context", "said"];

/** A dot and its elements; `look` is how it was last painted.
 * @typedef {{dot: Dot, group: SVGGElement, label: SVGTextElement, at: Point, look: string}} Mark */

/**
 * @param {Dot[]} dots
 * @param {Tint[]} tints
 * @param {number} font
 * @param {boolean} alone whether all dots are of one kind
 * @returns {Mark[]}
 */
export function drawMarks(dots, tints, font, alone) {
  return dots.map((dot, i) => markOf(dot, tints[i], font, alone || !SECONDARY.includes(dot.kind)));
}

/**
 * @param {Dot} dot
 * @param {Tint} tint
 * @param {number} font
 * @param {boolean} named
 * @returns {Mark}
 */
function markOf(dot, tint, font, named) {
  const group = vector("g", { "data-path": dot.path }, vector("circle", { class: "space-reach", r: font * 0.8 }), shapeOf(dot.kind, font * 0.3));
  const label = vector("text", { "data-path": dot.path });
  setText(label, named ? dot.piece.text : "");
  for (const element of [group, label]) {
    for (const [name, value] of Object.entries(tintStyle(tint))) element.style.setProperty(name, value);
  }
  return { dot, group, label, at: { x: 0, y: 0 }, look: "" };
}

/**
 * In drawing order, the lowest first.
 * @param {Mark[]} marks
 * @returns {Mark[]}
 */
export function marksByHeight(marks) {
  const isSecondary = (/** @type {Mark} */ { dot }) => SECONDARY.includes(dot.kind);
  return [...marks.filter(isSecondary), ...marks.filter((mark) => !isSecondary(mark))];
}

/**
 * @param {Mark[]} marks
 * @param {(place: Place) => Point} project
 * @returns {void}
 */
export function placeMarks(marks, project) {
  for (const mark of marks) {
    mark.at = project(mark.dot.place);
    setAll(mark.group, { transform: `translate(${toOneDecimal(mark.at.x)} ${toOneDecimal(mark.at.y)})` });
  }
}

/**
 * @param {Mark[]} marks
 * @param {{width: number, height: number}} size
 * @param {Measure} measure
 * @param {number} font
 * @returns {void}
 */
export function placeNames(marks, size, measure, font) {
  const named = marks.filter(({ label }) => label.textContent);
  const boxes = named.map(({ at, label }) => ({ ...at, width: measure(label.textContent ?? "", font), height: font * 1.15 }));
  placeLabels(boxes, font * 0.62, size, marks.map(({ at }) => at)).forEach(({ x, y, crowded }, i) =>
    setAll(named[i].label, { x: toOneDecimal(x), y: toOneDecimal(y), "data-crowded": crowded }));
}

/**
 * @param {Mark} mark
 * @param {Trace} trace of its path
 * @param {number} now
 * @param {boolean} focused
 * @returns {void}
 */
export function paintMark(mark, trace, now, focused) {
  const { dot, group, label } = mark;
  const isSource = dot.along === "source";
  const weight = isSource ? weightAt(trace, now, dot.i) : 0;
  const classes = `space-${dot.kind} ${isSource ? "" : timeOf(dot.i, now)}${focused ? " space-focus" : ""}`;
  const painted = `${classes} ${weight.toFixed(3)}`;
  if (mark.look === painted) return;
  mark.look = painted;
  setAll(group, { class: `space-mark ${classes}` });
  setAll(label, { class: `space-label ${classes}${weight > NAMED_WEIGHT ? " space-weighted" : ""}` });
  if (isSource) group.style.setProperty("--space-size", (1 + 1.1 * Math.sqrt(weight)).toFixed(3));
}

/**
 * @param {number} step
 * @param {number} now
 * @returns {string}
 */
function timeOf(step, now) {
  if (step === now) return "space-now";
  return step > now ? "space-later" : "space-past";
}

/**
 * @param {Trace} trace
 * @param {number} step
 * @param {number} source
 * @returns {number} 0 without attention
 */
function weightAt({ weights, fixed }, step, source) {
  return fixed ? 0 : weights[step]?.[source] ?? 0;
}

// The lines of the map: trails from step to step, threads from a context to the encoder states, links to neighbours.

/** The width of a thread whose weight is 1, as a share of the font size. */
const THICKEST = 0.75;
const FAINTEST = 0.01;

/** @typedef {(place: Place) => Point} Project */
/** The lines of each path.
 * @typedef {{trails: SVGLineElement[][], threads: SVGLineElement[][]}} Lines */

/**
 * @param {Path[]} paths
 * @returns {Lines}
 */
export function drawLines(paths) {
  const trails = paths.map(({ points }, path) => linesOf(Math.max(0, trailOf(points).length - 1), path));
  const threads = paths.map(({ points, trace }, path) =>
    linesOf(points.context && points.encoder && !trace.fixed ? points.encoder.length : 0, path));
  return { trails, threads };
}

/**
 * @param {Lines} lines
 * @param {Path[]} paths
 * @param {Project} project
 * @returns {void}
 */
export function placeTrails({ trails }, paths, project) {
  trails.forEach((lines, path) => {
    const points = trailOf(paths[path].points).map(project);
    lines.forEach((line, i) => setEndpoints(line, points[i], points[i + 1]));
  });
}

/**
 * @param {Lines} lines
 * @param {Path[]} paths
 * @param {number[]} now the step of each path
 * @param {Project} project
 * @param {number} font
 * @returns {void}
 */
export function paintLines({ trails, threads }, paths, now, project, font) {
  trails.forEach((lines, path) => lines.forEach((line, i) => line.classList.toggle("space-later", i >= now[path])));
  threads.forEach((lines, path) => paintThreads(paths[path], lines, now[path], project, font));
}

/**
 * The threads of a step: from the context to each encoder point, as thick as the weight.
 * @param {Path} path
 * @param {SVGLineElement[]} lines
 * @param {number} step
 * @param {Project} project
 * @param {number} font
 * @returns {void}
 */
function paintThreads({ points, trace }, lines, step, project, font) {
  const context = points.context?.[step];
  if (!context || !lines.length) return;
  const from = project(context);
  lines.forEach((line, j) => {
    const weight = trace.weights[step][j];
    setEndpoints(line, from, project(points.encoder[j]));
    setAll(line, { "stroke-width": (weight * THICKEST * font).toFixed(2), display: weight < FAINTEST ? "none" : "inline" });
  });
}

/**
 * From a dot to its neighbours that have a place on the map.
 * @param {SpaceData} data
 * @param {Dot} dot
 * @param {Project} project
 * @param {number} font
 * @returns {SVGElement[]}
 */
export function linksOf({ paths }, dot, project, font) {
  const near = paths[dot.path].near[dot.kind]?.[dot.i] ?? [];
  const from = project(dot.place);
  return near.filter((one) => one.length > 3).flatMap(([, , , x, y, z]) => {
    const to = project([x, y, z]);
    const line = vector("line");
    setEndpoints(line, from, to);
    return [line, vector("circle", { cx: toOneDecimal(to.x), cy: toOneDecimal(to.y), r: font * 0.2 })];
  });
}

/**
 * All points as one path of dots, since hundreds of elements would slow down the layout.
 * @param {Place[]} places
 * @param {(place: Place) => Point} project
 * @returns {string}
 */
export function cloudLine(places, project) {
  return places.map((place) => {
    const { x, y } = project(place);
    return `M${toOneDecimal(x)} ${toOneDecimal(y)}h0`;
  }).join("");
}

/**
 * The points that a trail joins, one per step.
 * @param {Path["points"]} points
 * @returns {Place[]}
 */
function trailOf({ decoder, readout, context }) {
  return decoder ?? readout ?? context ?? [];
}

/**
 * @param {number} count
 * @param {number} path
 * @returns {SVGLineElement[]}
 */
function linesOf(count, path) {
  return Array.from({ length: count }, () => vector("line", { "data-path": path }));
}

/**
 * @param {SVGLineElement} line
 * @param {Point} from
 * @param {Point} to
 * @returns {void}
 */
function setEndpoints(line, from, to) {
  setAll(line, { x1: toOneDecimal(from.x), y1: toOneDecimal(from.y), x2: toOneDecimal(to.x), y2: toOneDecimal(to.y) });
}

// A shape for each kind of state, so that colours can show something else.

/**
 * The shape of a kind around the origin: circles for encoder states, squares for the decoder's, diamonds for
 * contexts and the embeddings of chosen pieces.
 * @param {string} kind
 * @param {number} r
 * @returns {SVGElement}
 */
export function shapeOf(kind, r) {
  if (kind === "decoder" || kind === "readout") return vector("rect", { class: "space-shape", x: -r, y: -r, width: 2 * r, height: 2 * r, rx: r * 0.35 });
  if (kind === "context" || kind === "said") {
    const d = r * 1.3;
    return vector("path", { class: "space-shape", d: `M0 ${-d}L${d} 0L0 ${d}L${-d} 0Z` });
  }
  return vector("circle", { class: "space-shape", r });
}
