/** Saving files: a button for each format, and the downloads. */

import { html, icon, pressable, setName } from "./dom.js";
import { say } from "./labels.js";
import { download, pngBlob, svgBlob } from "./picture.js";

/** @typedef {"svg" | "png" | "csv"} Format */

const ARROW_DOWN = "M12 4v10M7.5 10l4.5 4.5L16.5 10M5 19h14";

/**
 * @param {Format[]} formats
 * @param {(format: Format) => void} save
 */
export function createSaves(formats, save) {
  const buttons = formats.map((format) =>
    pressable({ class: "gaze-choice gaze-alone" }, () => save(format), icon(ARROW_DOWN), format.toUpperCase()));
  const root = html("span", { class: "gaze-saves", "data-zone": "button" }, ...buttons);
  /** @param {Record<string, string>} labels */
  const build = (labels) => buttons.forEach((button, i) => setName(button, say(labels, `save_${formats[i]}`)));
  return /** @satisfies {Part} */ ({ root, build });
}

/**
 * @param {SVGSVGElement} picture
 * @param {string} name of the file, without its ending
 * @param {Format} format
 * @returns {Promise<void>}
 */
export async function savePicture(picture, name, format) {
  download(format === "svg" ? svgBlob(picture) : await pngBlob(picture), `${name}.${format}`);
}

/**
 * Saves a table, with a byte order mark by which spreadsheets recognise UTF-8.
 * @param {string} table
 * @param {string} name of the file, without its ending
 * @returns {void}
 */
export function saveTable(table, name) {
  download(new Blob(["\ufeff", table], { type: "text/csv" }), `${name}.csv`);
}
