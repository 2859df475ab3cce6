/** Saving a training: curves and panels at the moment in view as one picture, all curves as a table. */

import { withPanels } from "../components/shared/panelpicture.js";
import { composePicture } from "../components/shared/picture.js";
import { savePicture, saveTable } from "../components/shared/saves.js";
import { tableOfRuns } from "./charts.js";

const NAME = "training";
const COLUMNS = 4;

/**
 * @param {HTMLElement} root
 * @param {import("../components/shared/panelpicture.js").Pictured[]} panels
 * @param {{data: TrainingData, measure: Measure, headline: string}} content
 * @param {import("../components/shared/saves.js").Format} format
 * @returns {void}
 */
export function saveTraining(root, panels, { data, measure, headline }, format) {
  if (format === "csv") return saveTable(tableOfRuns(data.runs), NAME);
  const caption = [headline, ...data.caption];
  savePicture(withPanels(root, panels, COLUMNS, measure, (svg) => composePicture([svg], root, caption)), NAME, format);
}
