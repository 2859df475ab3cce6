/** The lines of the map: trails from step to step, threads from a context to the encoder states, links to neighbours. */

import { setAll, vector } from "../../../kit/dom.js";
import { toOneDecimal } from "./geometry.js";

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
