/** Saving a training: curves and panels at the moment in view as one picture, all curves as a table. */

import { withPanels } from "../../kit/panelpicture.js";
import { composePicture } from "../../kit/picture.js";
import { savePicture, saveTable } from "../../kit/saves.js";
import { tableOfRuns } from "./charts.js";

const NAME = "training";
const COLUMNS = 4;

/**
 * @param {HTMLElement} root
 * @param {import("../../kit/panelpicture.js").Pictured[]} panels
 * @param {{data: TrainingData, measure: Measure, headline: string}} content
 * @param {import("../../kit/saves.js").Format} format
 * @returns {void}
 */
export function saveTraining(root, panels, { data, measure, headline }, format) {
  if (format === "csv") return saveTable(tableOfRuns(data.runs), NAME);
  const caption = [headline, ...data.caption];
  savePicture(withPanels(root, panels, COLUMNS, measure, (svg) => composePicture([svg], root, caption)), NAME, format);
}
