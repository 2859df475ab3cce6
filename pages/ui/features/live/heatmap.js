/** The weights of the chosen sentence on a canvas, with its exact links framed. */

import { html, setAll } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { sized } from "./curves.js";

const [LARGEST, SMALLEST, GAP] = [34, 12, 1];
/** The size of a letter beside a cell, and the widths of a letter and of the mark of the end beside one of size 1. */
const [LETTER, ACROSS, MARK] = [0.46, 0.7, 1.1];
/** The most that a picture takes of the height of the window, less where all is larger: the buttons above it stay in view. */
const TALLEST = 0.6;
const END = "↵";
const PADDING = "·";
/** The column of the fixed vector of a model without attention. */
const FIXED = "c";

/**
 */
export function createHeatmap() {
  const canvas = html("canvas", { class: "gaze-weights", role: "img" });
  const root = html("div", { class: "gaze-place" }, canvas);

  /** @param {LiveSentence} sentence @param {LaneData} lane @param {{width: number, height: number, scale: number, ink: string, accent: string, mark: string, font: string, labels: Record<string, string>}} look */
  function paint(sentence, { chooses, attends }, look) {
    const { columns, weights } = shownOf(sentence, attends);
    const rows = [...sentence.target, END];
    const largest = LARGEST * LETTER * look.scale;
    const left = Math.ceil(Math.max(widest(rows) * ACROSS, MARK) * largest) + 8;
    const top = widest(columns) > 1 ? widest(columns) * largest / 2 + 10 : 20 * look.scale;
    const across = Math.floor((look.width - left) / columns.length), down = Math.floor((look.height * TALLEST / look.scale - top) / rows.length);
    const cell = Math.max(SMALLEST, Math.min(LARGEST * look.scale, across, down));
    const pen = sized(canvas, left + cell * columns.length + 2, top + cell * rows.length + 2);
    drawLabels(pen, rows, columns, { left, top, cell }, look);
    drawWeights(pen, weights, { left, top, cell }, look);
    if (chooses) drawLinks(pen, sentence, { left, top, cell }, look.mark);
    setAll(canvas, { "aria-label": say(look.labels, attends ? "heatmap" : "heatmap_fixed", { source: sentence.source.join(" "), target: sentence.target.join(" ") }) });
  }

  return /** @satisfies {Part} */ ({ root, paint });
}

/** @typedef {{left: number, top: number, cell: number}} Place */

/**
 * The columns with their weights: source pieces, the mark of the end, and padding where it can be seen. Without attention there are
 * no weights on these, and every row has the same fixed vector.
 * @param {Pick<LiveSentence, "source" | "weights">} sentence
 * @param {boolean} attends
 * @returns {{columns: string[], weights: number[][]}}
 */
export function shownOf({ source, weights }, attends) {
  const width = weights[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, i) => source[i] ?? (i === source.length ? END : PADDING));
  return attends ? { columns, weights } : { columns: [...columns, FIXED], weights: weights.map((row) => [...row.map(() => 0), 100]) };
}

/** @param {string[]} pieces @returns {number} */
function widest(pieces) {
  return Math.max(...pieces.map((piece) => piece.length));
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {string[]} rows
 * @param {string[]} columns
 * @param {Place} place
 * @param {{ink: string, font: string}} look
 * @returns {void}
 */
function drawLabels(pen, rows, columns, { left, top, cell }, { ink, font }) {
  pen.font = `${cell * LETTER}px ${font}`;
  pen.fillStyle = ink;
  pen.textBaseline = "middle";
  pen.textAlign = "right";
  rows.forEach((piece, t) => pen.fillText(piece, left - 6, top + (t + 0.5) * cell));
  const slanted = widest(columns) > 1;
  columns.forEach((piece, s) => {
    pen.save();
    pen.translate(left + (s + 0.5) * cell, top - 8);
    pen.textAlign = slanted ? "left" : "center";
    if (slanted) pen.rotate(-Math.PI / 3);
    pen.fillText(piece, 0, 0);
    pen.restore();
  });
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number[][]} weights
 * @param {Place} place
 * @param {{accent: string, ink: string}} look
 * @returns {void}
 */
function drawWeights(pen, weights, { left, top, cell }, { accent, ink }) {
  weights.forEach((row, t) => row.forEach((percent, s) => {
    const [x, y, side] = [left + s * cell, top + t * cell, cell - GAP];
    pen.globalAlpha = 0.05;
    pen.fillStyle = ink;
    pen.fillRect(x, y, side, side);
    pen.globalAlpha = percent / 100;
    pen.fillStyle = accent;
    pen.fillRect(x, y, side, side);
  }));
  pen.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {LiveSentence} sentence
 * @param {Place} place
 * @param {string} mark
 * @returns {void}
 */
function drawLinks(pen, { links }, { left, top, cell }, mark) {
  pen.strokeStyle = mark;
  pen.lineWidth = 1.5;
  for (const [t, s] of links) pen.strokeRect(left + s * cell + 1, top + t * cell + 1, cell - GAP - 2, cell - GAP - 2);
}
