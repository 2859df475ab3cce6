/** The map: points, paths and threads. Built once for a sentence; a step only moves threads and toggles classes. */

import { html, setAll, vector } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { percentText } from "../../../kit/reading.js";
import { fitPlaces } from "./geometry.js";
import { cloudLine, drawLines, linksOf, paintLines, placeTrails } from "./lines.js";
import { drawMarks, marksByHeight, paintMark, placeMarks, placeNames } from "./marks.js";

const LAYERS = ["cloud", "trails", "threads", "links", "marks", "labels", "axes"];

/** @typedef {import("./marks.js").Mark} Mark */
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
  /** @type {import("./lines.js").Lines} */
  let lines = { trails: [], threads: [] };
  /** @type {import("./lines.js").Project} */
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
