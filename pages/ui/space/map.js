/** The map: points, paths and threads. Built once for a sentence; a step only moves threads and toggles classes. */

import { html, setAll, setText, vector } from "../stage/dom.js";
import { say } from "../stage/labels.js";
import { fitted, setLabels } from "./geometry.js";
import { shapeOf } from "./shapes.js";
import { tintStyle } from "./tints.js";

/** The width of a thread whose weight is 1, as a share of the font size. */
const THICKEST = 0.75;
const FAINTEST = 0.01;
/** The weight from which on a piece is named even in a crowd. */
const HEARD = 0.2;
/** Kinds that are not named beside the others of the same step, and lie under them. */
const BESIDE = ["context", "said"];

/** A dot with what draws it; `look` is how it was last painted.
 * @typedef {{dot: Dot, group: SVGGElement, label: SVGTextElement, at: Point, look: string}} Mark */

/**
 * @param {(dot: Dot | null) => void} look called when the pointer is over a point
 * @param {(dot: Dot) => void} press
 */
export function createMap(look, press) {
  const svg = vector("svg", { class: "gaze-drawing space-drawing", role: "img" });
  const root = html("div", { class: "space-map" }, svg);
  const layers = Object.fromEntries(["cloud", "trails", "threads", "links", "marks", "labels", "axes"].map((name) =>
    [name, vector("g", { class: `space-${name}` })]));
  svg.append(...Object.values(layers));
  /** @type {Mark[]} */
  let marks = [];
  /** @type {{path: number, lines: SVGLineElement[]}[]} */
  let trails = [];
  /** @type {{path: number, lines: SVGLineElement[]}[]} */
  let threads = [];
  /** @type {(place: Place) => Point} */
  let project = () => ({ x: 0, y: 0 });
  let font = 16;

  /** @param {SpaceData} data @param {Dot[]} dots @param {Tint[]} tints @param {number} size */
  function build(data, dots, tints, size) {
    font = size;
    svg.style.fontSize = `${font}px`;
    const alone = data.paths.every(({ points }) => Object.keys(points).length === 1);
    setAll(svg, { "data-alone": alone });
    marks = dots.map((dot, i) => markOf(dot, tints[i], font, alone || !BESIDE.includes(dot.kind)));
    for (const { dot, group } of marks) {
      group.addEventListener("pointerenter", () => look(dot));
      group.addEventListener("click", () => press(dot));
    }
    const walked = data.paths.map(({ points }, path) => ({ path, places: trailOf(points) }));
    trails = walked.map(({ path, places }) => ({ path, lines: linesOf(Math.max(0, places.length - 1), path) }));
    threads = data.paths.map(({ points, trace }, path) =>
      ({ path, lines: linesOf(points.context && points.encoder && !trace.fixed ? points.encoder.length : 0, path) }));
    layers.trails.replaceChildren(...trails.flatMap(({ lines }) => lines));
    layers.threads.replaceChildren(...threads.flatMap(({ lines }) => lines));
    const under = (/** @type {Mark} */ { dot }) => BESIDE.includes(dot.kind);
    layers.marks.replaceChildren(...[...marks.filter(under), ...marks.filter((mark) => !under(mark))].map(({ group }) => group));
    layers.labels.replaceChildren(...marks.map(({ label }) => label));
    layers.cloud.replaceChildren(...Object.keys(data.cloud).map((kind) => vector("path", { "data-kind": kind })));
    svg.setAttribute("aria-label", say(data.labels, "space_map", { n: dots.length }));
  }

  /** Puts everything where it is seen from this direction.
   * @param {SpaceData} data @param {{yaw: number, pitch: number}} seen @param {{width: number, height: number}} size @param {Measure} measure */
  function place(data, seen, size, measure) {
    setAll(svg, { width: size.width, height: size.height, viewBox: `0 0 ${size.width} ${size.height}` });
    const near = data.close ? marks.filter(({ dot }) => dot.along === "source" || dot.kind === "context") : [];
    const framed = (near.length ? near : marks).map(({ dot }) => dot.place);
    project = fitted(near.length ? framed : [...data.map.frame, ...framed], seen, size);
    for (const mark of marks) {
      mark.at = project(mark.dot.place);
      setAll(mark.group, { transform: `translate(${round(mark.at.x)} ${round(mark.at.y)})` });
    }
    trails.forEach(({ path, lines }) => {
      const points = trailOf(data.paths[path].points).map(project);
      lines.forEach((line, i) => join(line, points[i], points[i + 1]));
    });
    [...layers.cloud.children].forEach((path) => setAll(path, { d: cloudLine(data.cloud[path.getAttribute("data-kind") ?? ""], project) }));
    placeLabels(size, measure);
  }

  /** @param {{width: number, height: number}} size @param {Measure} measure */
  function placeLabels(size, measure) {
    const named = marks.filter(({ label }) => label.textContent);
    const boxes = named.map(({ at, label }) => ({ ...at, width: measure(label.textContent ?? "", font), height: font * 1.15 }));
    setLabels(boxes, font * 0.62, size, marks.map(({ at }) => at)).forEach(({ x, y, crowded }, i) =>
      setAll(named[i].label, { x: round(x), y: round(y), "data-crowded": crowded }));
  }

  /** @param {SpaceData} data @param {number} step @param {Dot | null} focus */
  function paint(data, step, focus) {
    const now = data.paths.map(({ trace }) => Math.min(step, trace.target.pieces.length - 1));
    for (const mark of marks) {
      const { dot, group, label } = mark;
      const when = dot.along === "source" ? "" : dot.i === now[dot.path] ? "space-now" : dot.i > now[dot.path] ? "space-later" : "space-past";
      const weight = dot.along === "source" ? weightAt(data.paths[dot.path].trace, now[dot.path], dot.i) : 0;
      const classes = `space-${dot.kind} ${when}${dot === focus ? " space-focus" : ""}`;
      const heard = weight > HEARD ? " space-heard" : "";
      const painted = `${classes} ${weight.toFixed(3)}`;
      if (mark.look === painted) continue;
      mark.look = painted;
      setAll(group, { class: `space-mark ${classes}` });
      setAll(label, { class: `space-label ${classes}${heard}` });
      if (dot.along === "source") group.style.setProperty("--space-size", (1 + 1.1 * Math.sqrt(weight)).toFixed(3));
    }
    trails.forEach(({ path, lines }) => lines.forEach((line, i) => line.classList.toggle("space-later", i >= now[path])));
    threads.forEach(({ path, lines }) => spin(data.paths[path], lines, now[path]));
    nearLines(data, focus);
  }

  /** The threads of a step: from the context to each encoder point, as thick as the weight.
   * @param {Path} path @param {SVGLineElement[]} lines @param {number} step */
  function spin({ points, trace }, lines, step) {
    const context = points.context?.[step];
    if (!context || !lines.length) return;
    const from = project(context);
    lines.forEach((line, j) => {
      const weight = trace.weights[step][j];
      join(line, from, project(points.encoder[j]));
      setAll(line, { "stroke-width": (weight * THICKEST * font).toFixed(2), display: weight < FAINTEST ? "none" : "inline" });
    });
  }

  /** @param {SpaceData} data @param {Dot | null} focus */
  function nearLines(data, focus) {
    const near = focus ? data.paths[focus.path].near[focus.kind]?.[focus.i] ?? [] : [];
    const from = focus && project(focus.place);
    layers.links.replaceChildren(...near.filter((one) => one.length > 3).flatMap(([, , , x, y, z]) => {
      const to = project([x, y, z]);
      const line = vector("line");
      if (from) join(line, from, to);
      return [line, vector("circle", { cx: round(to.x), cy: round(to.y), r: font * 0.2 })];
    }));
  }

  /** @param {string[]} texts what stands below to the right, and above to the left @param {{width: number, height: number}} size */
  function inscribe(texts, { width, height }) {
    const corners = [{ x: width - 4, y: height - font * 0.7, "text-anchor": "end" }, { x: 4, y: font * 0.7, "text-anchor": "start" }];
    layers.axes.replaceChildren(...texts.map((text, i) => {
      const element = vector("text", corners[i]);
      setText(element, text);
      return element;
    }));
  }

  return { root, svg, build, place, paint, inscribe };
}

/**
 * @param {Trace} trace
 * @param {number} step
 * @param {number} source
 * @returns {number} 0 where nothing attends
 */
function weightAt({ weights, fixed }, step, source) {
  return fixed ? 0 : weights[step]?.[source] ?? 0;
}

/**
 * The points that are joined, step by step.
 * @param {Path["points"]} points
 * @returns {Place[]}
 */
function trailOf({ decoder, readout, context }) {
  return decoder ?? readout ?? context ?? [];
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
function join(line, from, to) {
  setAll(line, { x1: round(from.x), y1: round(from.y), x2: round(to.x), y2: round(to.y) });
}

/**
 * Many points as one line of dots: hundreds of elements less to lay out.
 * @param {Place[]} places
 * @param {(place: Place) => Point} project
 * @returns {string}
 */
function cloudLine(places, project) {
  return places.map((place) => {
    const { x, y } = project(place);
    return `M${round(x)} ${round(y)}h0`;
  }).join("");
}

/**
 * @param {number} value
 * @returns {number}
 */
function round(value) {
  return Math.round(value * 10) / 10;
}
