/** Panels as they are saved: drawings in columns, each under its name and its words, in one picture. */

import { html, vector } from "./dom.js";
import { wrapLines } from "./wrapping.js";

/** A panel as it stands in a picture.
 * @typedef {{title: string, output: string, fixed: boolean, svg: SVGSVGElement, font: number}} Pictured */

const APART = 28;
const LINE = 1.4;

/**
 * One drawing of all panels, in columns of equal width, each under its name and translation. It is in the page while `use` runs,
 * since styles are read from the page.
 * @template T
 * @param {HTMLElement} root
 * @param {Pictured[]} panels
 * @param {number} columns
 * @param {Measure} measure
 * @param {(svg: SVGSVGElement) => T} use
 * @returns {T}
 */
export function withPanels(root, panels, columns, measure, use) {
  const wide = Math.max(...panels.map(({ svg }) => sideOf(svg, "width")));
  const drawn = panels.map((panel) => drawPanel(panel, wide, measure));
  const svg = vector("svg", {});
  let y = 0;
  for (let at = 0; at < drawn.length; at += columns) {
    const row = drawn.slice(at, at + columns);
    row.forEach(({ group }, i) => group.setAttribute("transform", `translate(${i * (wide + APART)} ${y})`));
    svg.append(...row.map(({ group }) => group));
    y += Math.max(...row.map(({ height }) => height)) + APART;
  }
  const count = Math.min(columns, panels.length);
  for (const [name, value] of Object.entries({ width: count * (wide + APART) - APART, height: y - APART })) svg.setAttribute(name, String(value));
  const holder = html("div", { class: "gaze-hidden", "aria-hidden": "true" }, html("div", { class: "gaze-small" }, svg));
  root.append(holder);
  const made = use(svg);
  holder.remove();
  return made;
}

/**
 * @param {Pictured} panel
 * @param {number} wide
 * @param {Measure} measure
 * @returns {{group: SVGGElement, height: number}}
 */
function drawPanel({ title, output, fixed, svg, font }, wide, measure) {
  const lines = wrapLines(output, wide, font, measure);
  const texts = [title, ...lines].map((text, i) =>
    vector("text", { class: i ? "gaze-words" : "gaze-words gaze-head", x: 0, y: font * LINE * (i + 0.5) }, text));
  const top = font * (LINE * texts.length + 0.5);
  const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
  const drawing = vector("g", { transform: `translate(0 ${top})` }, ...copy.childNodes);
  return { group: vector("g", { style: `font-size: ${font}px`, "data-fixed": fixed }, ...texts, drawing), height: top + sideOf(svg, "height") };
}

/**
 * @param {SVGSVGElement} svg
 * @param {"width" | "height"} side
 * @returns {number}
 */
function sideOf(svg, side) {
  return Math.ceil(Number(svg.getAttribute(side)));
}
