/** Saving panels: their drawings in one picture, their weights in one table. */

import { composePicture } from "../../kit/picture.js";
import { savePicture, saveTable } from "../../kit/saves.js";
import { withPanels } from "../../kit/panelpicture.js";

/**
 * @param {HTMLElement} root
 * @param {import("./grid.js").Panel[]} panels in the order shown
 * @param {{columns: number, measure: Measure, caption: string[]}} look
 * @param {string} name of the file, without its ending
 * @param {import("../../kit/saves.js").Format} format
 * @returns {void}
 */
export function savePanels(root, panels, { columns, measure, caption }, name, format) {
  if (format === "csv") {
    const tables = panels.flatMap(({ title, scene }) => (scene() ? [{ .../** @type {Scene} */ (scene()), title }] : []));
    return saveTable(tableOf(tables), name);
  }
  const pictured = panels.flatMap((panel) => panel.pictured() ?? []);
  if (!pictured.length) return;
  savePicture(withPanels(root, pictured, columns, measure, (svg) => composePicture([svg], root, caption)), name, format);
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
