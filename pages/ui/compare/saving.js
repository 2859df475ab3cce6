/** Saving panels: their drawings in one picture, their weights in one table. */

import { html, vector } from "../components/shared/dom.js";
import { composePicture } from "../components/shared/picture.js";
import { savePicture, saveTable } from "../components/shared/saves.js";
import { wrapLines } from "../components/shared/wrapping.js";

/** A panel as it stands in a picture.
 * @typedef {{title: string, output: string, fixed: boolean, svg: SVGSVGElement, font: number}} Pictured */

const APART = 28;
const LINE = 1.4;

/**
 * @param {HTMLElement} root
 * @param {import("./grid.js").Panel[]} panels in the order shown
 * @param {{columns: number, measure: Measure, caption: string[]}} look
 * @param {string} name of the file, without its ending
 * @param {import("../components/shared/saves.js").Format} format
 * @returns {void}
 */
export function savePanels(root, panels, { columns, measure, caption }, name, format) {
  if (format === "csv") {
    const tables = panels.flatMap(({ title, scene }) => (scene() ? [{ .../** @type {Scene} */ (scene()), title }] : []));
    return saveTable(tableOf(tables), name);
  }
  const pictured = panels.flatMap((panel) => panel.pictured() ?? []);
  if (!pictured.length) return;
  savePicture(withPicture(root, pictured, columns, measure, (svg) => composePicture([svg], root, caption)), name, format);
}

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
export function withPicture(root, panels, columns, measure, use) {
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

/**
 * The weights of all panels as CSV, one line per cell.
 * @param {{title: string, source: Shown[], target: Shown[], weights: number[][]}[]} panels
 * @returns {string}
 */
export function tableOf(panels) {
  const quoted = (/** @type {string} */ text) => `"${text.replaceAll('"', '""')}"`;
  const rows = panels.flatMap(({ title, source, target, weights }) => weights.flatMap((row, i) => row.map((weight, j) =>
    [quoted(title), i + 1, quoted(target[i].name), j + 1, quoted(source[j].name), weight].join(","))));
  return ["panel,step,target,position,source,weight", ...rows, ""].join("\r\n");
}
