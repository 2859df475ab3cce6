/** Strips as pixels and as numbers. Pure except `drawRaster`, which needs a canvas. */

/**
 * @param {Strip} strip
 * @param {number} columns
 * @returns {Raster}
 */
export function readRaster({ name, bytes, low, high }, columns) {
  const cells = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
  return { name, low, high, cells, columns, units: columns ? cells.length / columns : 0 };
}

/**
 * @param {Raster} raster
 * @param {number} column
 * @param {number} unit
 * @returns {number}
 */
export function valueAt({ cells, units, low, high }, column, unit) {
  return low + (cells[column * units + unit] / 255) * (high - low);
}

/**
 * @param {Raster} raster
 * @param {number} column
 * @returns {number} the mean over all units
 */
export function meanAt(raster, column) {
  let sum = 0;
  for (let unit = 0; unit < raster.units; unit++) sum += valueAt(raster, column, unit);
  return sum / Math.max(1, raster.units);
}

/**
 * The ink of a value: its share of the full colour, and which of two colours, one above zero and one below.
 * @param {number} value
 * @param {Raster} raster
 * @returns {{share: number, below: boolean}}
 */
export function inkFor(value, { low, high }) {
  const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
  return { share: Math.min(1, Math.abs(value) / most), below: value < 0 };
}

/**
 * All strips as CSV: a line per strip and column, a number per unit.
 * @param {Raster[]} rasters
 * @param {string[]} pieces
 * @returns {string}
 */
export function stripsTable(rasters, pieces) {
  const units = rasters[0]?.units ?? 0;
  const head = ["strip", "position", "piece", ...Array.from({ length: units }, (_, unit) => `unit_${unit + 1}`)].join(",");
  const rows = rasters.flatMap((raster) => pieces.map((piece, i) =>
    [raster.name, i + 1, `"${piece.replaceAll('"', '""')}"`, ...Array.from({ length: units }, (_, unit) => valueAt(raster, i, unit).toFixed(3))].join(",")));
  return [head, ...rows, ""].join("\r\n");
}

/**
 * @param {Raster} raster
 * @param {import("../../../kit/colour.js").Rgb} ground
 * @param {import("../../../kit/colour.js").Rgb} above
 * @param {import("../../../kit/colour.js").Rgb} below
 * @returns {string} the data address of a picture with one pixel per cell
 */
export function drawRaster(raster, ground, above, below) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [Math.max(1, raster.columns), Math.max(1, raster.units)];
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const picture = pen.createImageData(canvas.width, canvas.height);
  for (let column = 0; column < raster.columns; column++) {
    for (let unit = 0; unit < raster.units; unit++) {
      const ink = inkFor(valueAt(raster, column, unit), raster);
      const to = ink.below ? below : above;
      const at = 4 * (unit * canvas.width + column);
      for (let part = 0; part < 3; part++) picture.data[at + part] = ground[part] + (to[part] - ground[part]) * ink.share;
      picture.data[at + 3] = 255;
    }
  }
  pen.putImageData(picture, 0, 0);
  return canvas.toDataURL();
}
