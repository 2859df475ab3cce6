/** What is saved: drawings as SVG and PNG, panels in columns, tables, and the buttons for it. */

import { colourReader } from "./colour.js";
import { html, icon, pressable, setAll, setName, vector } from "./dom.js";
import { say } from "./labels.js";
import { wrapLines } from "./pieces.js";
import { textMeasure } from "./scene.js";

// -- Saved pictures: ribbons and matrix in one SVG with every colour and font written out, or as a PNG.

const PAINTS = ["fill", "stroke"];
const SHAPE_LOOKS = ["fill-opacity", "stroke-opacity", "stroke-width", "stroke-dasharray", "stroke-linecap", "rx"];
const TEXT_LOOKS = ["font-size", "font-weight", "font-family", "text-anchor", "dominant-baseline"];
/** Default values of SVG, which are left out. */
const DEFAULTS = ["", "auto", "none", "butt", "1", "1px"];
const MARGIN = 24;
/** The caption: font size, line height relative to it, and least width. */
const CAPTION = { font: 13, line: 1.45, width: 420 };
const LARGEST = 8192;

/**
 * One SVG of several drawings, one below the other, with the caption under them.
 * @param {SVGSVGElement[]} drawings
 * @param {HTMLElement} root gives the picture its background, colour and font
 * @param {string[]} caption
 * @returns {SVGSVGElement}
 */
export function composePicture(drawings, root, caption) {
  const read = colourReader();
  const style = getComputedStyle(root);
  const side = (/** @type {SVGSVGElement} */ svg, /** @type {string} */ name) => Math.ceil(Number(svg.getAttribute(name)));
  const sizes = drawings.map((svg) => ({ width: side(svg, "width"), height: side(svg, "height") }));
  const inner = Math.max(CAPTION.width, ...sizes.map((size) => size.width));
  const width = inner + 2 * MARGIN;
  const measure = textMeasure(style.fontFamily);
  const lines = caption.flatMap((line) => wrapLines(line, inner, CAPTION.font, measure));
  const height = sizes.reduce((sum, size) => sum + size.height + MARGIN, MARGIN) + lines.length * CAPTION.font * CAPTION.line;
  const picture = vector("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}` });
  picture.append(vector("rect", { width, height, ...paintOf("fill", style.getPropertyValue("--gaze-ground"), read) }));
  let y = MARGIN;
  drawings.forEach((svg, i) => {
    picture.append(vector("g", { transform: `translate(${(width - sizes[i].width) / 2} ${y})` }, ...copyChildren(svg, read)));
    y += sizes[i].height + MARGIN;
  });
  const ink = { "font-size": `${CAPTION.font}px`, "font-family": style.fontFamily, ...paintOf("fill", style.color, read) };
  picture.append(...lines.map((line, i) =>
    vector("text", { x: MARGIN, y: y + CAPTION.font * CAPTION.line * (i + 0.5), ...lengthOf(measure(line, CAPTION.font)), ...ink }, line)));
  return picture;
}

/**
 * The children of a drawing, copied with their computed styles.
 * @param {SVGSVGElement} svg
 * @param {(colour: string) => [number, number, number, number]} read
 * @returns {Element[]}
 */
function copyChildren(svg, read) {
  const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
  const [from, to] = [[...svg.querySelectorAll("*")], [...copy.querySelectorAll("*")]];
  from.forEach((element, i) => writeLooks(element, to[i], read));
  for (const hidden of copy.querySelectorAll('[display="none"]')) hidden.remove();
  return [...copy.children];
}

/**
 * Writes the computed style of an element as attributes of its copy, and removes attributes that only the page needs.
 * @param {Element} element
 * @param {Element} copy
 * @param {(colour: string) => [number, number, number, number]} read
 */
function writeLooks(element, copy, read) {
  const style = getComputedStyle(element);
  for (const { name } of [...copy.attributes]) {
    if (/^(class|role|tabindex|style|data-|aria-)/.test(name)) copy.removeAttribute(name);
  }
  if (element.hasAttribute("data-sticky")) copy.removeAttribute("transform");
  if (style.display === "none" || style.visibility === "hidden") copy.setAttribute("display", "none");
  if (["g", "title"].includes(element.tagName)) return;
  for (const name of element.tagName === "text" ? TEXT_LOOKS : SHAPE_LOOKS) setAll(copy, lookOf(name, style.getPropertyValue(name)));
  for (const name of PAINTS) setAll(copy, paintOf(name, style.getPropertyValue(name), read));
  if (element instanceof SVGTextElement) setAll(copy, lengthOf(element.getComputedTextLength()));
}

/**
 * The length of a text as attributes, so that it is equally long if the viewer lacks the font.
 * @param {number} length
 * @returns {Record<string, string | false>}
 */
function lengthOf(length) {
  return length > 0 ? { textLength: length.toFixed(1), lengthAdjust: "spacingAndGlyphs" } : {};
}

/**
 * A property as an attribute; a default value is left out.
 * @param {string} name
 * @param {string} value
 * @returns {Record<string, string | false>}
 */
function lookOf(name, value) {
  return { [name]: DEFAULTS.includes(value) ? false : value };
}

/**
 * A paint as plain rgb, which every SVG reader knows. All colours of a view are opaque or absent.
 * @param {string} name
 * @param {string} value
 * @param {(colour: string) => [number, number, number, number]} read
 * @returns {Record<string, string>}
 */
function paintOf(name, value, read) {
  if (!value || value === "none") return { [name]: "none" };
  const [r, g, b, alpha] = read(value);
  return alpha === 0 ? { [name]: "none" } : { [name]: `rgb(${r},${g},${b})` };
}

/** @param {SVGSVGElement} picture @returns {Blob} */
export function svgBlob(picture) {
  return new Blob([new XMLSerializer().serializeToString(picture)], { type: "image/svg+xml;charset=utf-8" });
}

/** @param {SVGSVGElement} picture @returns {Promise<Blob>} at twice the resolution of the screen, within the limits of browsers */
export async function pngBlob(picture) {
  const [width, height] = ["width", "height"].map((name) => Number(picture.getAttribute(name)));
  const scale = Math.min(2, LARGEST / Math.max(width, height));
  const address = URL.createObjectURL(svgBlob(picture));
  const image = new Image();
  image.src = address;
  await image.decode();
  URL.revokeObjectURL(address);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error("empty picture")))));
}

/** @param {Blob} blob @param {string} name */
export function download(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // Later, since the browser reads the address after the click handler has returned.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// -- Panels as they are saved: drawings in columns, each under its name and its words, in one picture.

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

/** @param {Pictured} panel @param {number} wide @param {Measure} measure @returns {{group: SVGGElement, height: number}} */
function drawPanel({ title, output, fixed, svg, font }, wide, measure) {
  const lines = wrapLines(output, wide, font, measure);
  const texts = [title, ...lines].map((text, i) =>
    vector("text", { class: i ? "gaze-words" : "gaze-words gaze-head", x: 0, y: font * LINE * (i + 0.5) }, text));
  const top = font * (LINE * texts.length + 0.5);
  const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
  const drawing = vector("g", { transform: `translate(0 ${top})` }, ...copy.childNodes);
  return { group: vector("g", { style: `font-size: ${font}px`, "data-fixed": fixed }, ...texts, drawing), height: top + sideOf(svg, "height") };
}

/** @param {SVGSVGElement} svg @param {"width" | "height"} side @returns {number} */
function sideOf(svg, side) {
  return Math.ceil(Number(svg.getAttribute(side)));
}

// -- Saving files: a button for each format, and the downloads.

/** @typedef {"svg" | "png" | "csv"} Format */

const ARROW_DOWN = "M12 4v10M7.5 10l4.5 4.5L16.5 10M5 19h14";

/** @param {Format[]} formats @param {(format: Format) => void} save */
export function createSaves(formats, save) {
  const buttons = formats.map((format) =>
    pressable({ class: "gaze-choice gaze-alone" }, () => save(format), icon(ARROW_DOWN), format.toUpperCase()));
  const root = html("span", { class: "gaze-saves", "data-zone": "button" }, ...buttons);
  /** @param {Record<string, string>} labels */
  const build = (labels) => buttons.forEach((button, i) => setName(button, say(labels, `save_${formats[i]}`)));
  return /** @satisfies {Part} */ ({ root, build });
}

/** @param {SVGSVGElement} picture @param {string} name of the file, without its ending @param {Format} format @returns {Promise<void>} */
export async function savePicture(picture, name, format) {
  download(format === "svg" ? svgBlob(picture) : await pngBlob(picture), `${name}.${format}`);
}

/**
 * Saves a table, with a byte order mark by which spreadsheets recognise UTF-8.
 * @param {string} table
 * @param {string} name of the file, without its ending
 */
export function saveTable(table, name) {
  download(new Blob(["\ufeff", table], { type: "text/csv" }), `${name}.csv`);
}
