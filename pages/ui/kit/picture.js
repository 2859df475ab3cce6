/** What is saved: drawings as SVG and PNG, panels in columns, tables, and the buttons for it. */

import { colourReader } from "./colour.js";
import { glyph } from "./buttons.js";
import { elementOf } from "./dom.js";
import { say } from "./labels.js";
import { html, render, svg } from "./lit.js";
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
  const sizes = drawings.map((drawing) => ({ width: sideOf(drawing, "width"), height: sideOf(drawing, "height") }));
  const inner = Math.max(CAPTION.width, ...sizes.map((size) => size.width));
  const width = inner + 2 * MARGIN;
  const measure = textMeasure(style.fontFamily);
  const lines = caption.flatMap((line) => wrapLines(line, inner, CAPTION.font, measure));
  const height = sizes.reduce((sum, size) => sum + size.height + MARGIN, MARGIN) + lines.length * CAPTION.font * CAPTION.line;
  let y = MARGIN;
  const placed = drawings.map((drawing, i) => {
    const at = `translate(${(width - sizes[i].width) / 2} ${y})`;
    y += sizes[i].height + MARGIN;
    return svg`<g transform=${at}>${copyChildren(drawing, read)}</g>`;
  });
  return svgElement(html`<svg xmlns="http://www.w3.org/2000/svg" width=${width} height=${height} viewBox="0 0 ${width} ${height}">
    <rect width=${width} height=${height} fill=${paintOf(style.getPropertyValue("--gaze-ground"), read)} />${placed}${lines.map((line, i) => svg`
    <text x=${MARGIN} y=${y + CAPTION.font * CAPTION.line * (i + 0.5)} textLength=${measure(line, CAPTION.font).toFixed(1)} lengthAdjust="spacingAndGlyphs"
      font-size="${CAPTION.font}px" font-family=${style.fontFamily} fill=${paintOf(style.color, read)}>${line}</text>`)}</svg>`);
}

/** @param {import("./lit.js").TemplateResult} template @returns {SVGSVGElement} without the comments by which templates find their places */
function svgElement(template) {
  const made = /** @type {SVGSVGElement} */ (/** @type {Element} */ (elementOf(template)));
  const walker = document.createTreeWalker(made, NodeFilter.SHOW_COMMENT);
  const comments = [];
  while (walker.nextNode()) comments.push(/** @type {Comment} */ (walker.currentNode));
  for (const comment of comments) comment.remove();
  return made;
}

/**
 * The children of a drawing, copied with their computed styles.
 * @param {SVGSVGElement} drawing @param {(colour: string) => [number, number, number, number]} read @returns {Element[]}
 */
function copyChildren(drawing, read) {
  const copy = /** @type {SVGSVGElement} */ (drawing.cloneNode(true));
  const [from, to] = [[...drawing.querySelectorAll("*")], [...copy.querySelectorAll("*")]];
  from.forEach((element, i) => writeLooks(element, to[i], read));
  for (const hidden of copy.querySelectorAll('[display="none"]')) hidden.remove();
  return [...copy.children];
}

/**
 * Writes the computed style of an element as attributes of its copy, and removes attributes that only the page needs.
 * @param {Element} element @param {Element} copy @param {(colour: string) => [number, number, number, number]} read
 */
function writeLooks(element, copy, read) {
  const style = getComputedStyle(element);
  for (const { name } of [...copy.attributes]) {
    if (/^(class|role|tabindex|style|data-|aria-)/.test(name)) copy.removeAttribute(name);
  }
  if (element.hasAttribute("data-sticky")) copy.removeAttribute("transform");
  if (style.display === "none" || style.visibility === "hidden") copy.setAttribute("display", "none");
  if (["g", "title"].includes(element.tagName)) return;
  for (const name of element.tagName === "text" ? TEXT_LOOKS : SHAPE_LOOKS) {
    const value = style.getPropertyValue(name);
    if (DEFAULTS.includes(value)) copy.removeAttribute(name);
    else copy.setAttribute(name, value);
  }
  for (const name of PAINTS) copy.setAttribute(name, paintOf(style.getPropertyValue(name), read));
  const length = element instanceof SVGTextElement ? element.getComputedTextLength() : 0;
  if (length <= 0) return;
  copy.setAttribute("textLength", length.toFixed(1)); // so that it is equally long if the viewer lacks the font
  copy.setAttribute("lengthAdjust", "spacingAndGlyphs");
}

/**
 * A paint as plain rgb, which every SVG reader knows. All colours of a view are opaque or absent.
 * @param {string} value @param {(colour: string) => [number, number, number, number]} read @returns {string}
 */
function paintOf(value, read) {
  if (!value || value === "none") return "none";
  const [r, g, b, alpha] = read(value);
  return alpha === 0 ? "none" : `rgb(${r},${g},${b})`;
}

/** @param {SVGSVGElement} picture @returns {Blob} */
function svgBlob(picture) {
  return new Blob([new XMLSerializer().serializeToString(picture)], { type: "image/svg+xml;charset=utf-8" });
}

/** @param {SVGSVGElement} picture @returns {Promise<Blob>} at twice the resolution of the screen, within the limits of browsers */
async function pngBlob(picture) {
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
  const wide = Math.max(...panels.map((panel) => sideOf(panel.svg, "width")));
  const count = Math.min(columns, panels.length);
  const headed = panels.map(({ title, output, font, ...panel }) => {
    const texts = [title, ...wrapLines(output, wide, font, measure)];
    return { ...panel, font, texts, top: font * (LINE * texts.length + 0.5) };
  });
  let [y, below] = [0, 0];
  const placed = headed.map((panel, at) => {
    const row = headed.slice(at - (at % columns), at - (at % columns) + columns);
    if (at % columns === 0) [y, below] = [below, below + Math.max(...row.map((each) => each.top + sideOf(each.svg, "height"))) + APART];
    const drawing = /** @type {SVGSVGElement} */ (panel.svg.cloneNode(true));
    return svg`<g style="font-size: ${panel.font}px" ?data-fixed=${panel.fixed} transform="translate(${(at % columns) * (wide + APART)} ${y})">${panel.texts.map((text, i) => svg`
      <text class=${i ? "gaze-words" : "gaze-words gaze-head"} x="0" y=${panel.font * LINE * (i + 0.5)}>${text}</text>`)}
      <g transform="translate(0 ${panel.top})">${[...drawing.childNodes]}</g></g>`;
  });
  const holder = elementOf(html`<div class="gaze-hidden" aria-hidden="true"><div class="gaze-small"><svg width=${count * (wide + APART) - APART} height=${below - APART}>${placed}</svg></div></div>`);
  root.append(holder);
  const made = use(/** @type {SVGSVGElement} */ (holder.querySelector("svg")));
  holder.remove();
  return made;
}

/** @param {SVGSVGElement} drawing @param {"width" | "height"} side @returns {number} */
function sideOf(drawing, side) {
  return Math.ceil(Number(drawing.getAttribute(side)));
}

// -- Saving files: a button for each format, and the downloads.

/** @typedef {"svg" | "png" | "csv"} Format */

const ARROW_DOWN = "M12 4v10M7.5 10l4.5 4.5L16.5 10M5 19h14";

/** @param {Format[]} formats @param {(format: Format) => void} save */
export function createSaves(formats, save) {
  const root = elementOf(html`<span class="gaze-saves" data-zone="button"></span>`);
  /** @param {Record<string, string>} labels */
  const build = (labels) => render(formats.map((format) => html`<button type="button" class="gaze-choice gaze-alone" aria-label=${say(labels, `save_${format}`)}
    title=${say(labels, `save_${format}`)} @click=${() => save(format)}>${glyph(ARROW_DOWN)}${format.toUpperCase()}</button>`), root);
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
