/** Marks over a small matrix: a box for each gold link, a dot where the weights predict it too, a ring where only they do. */

import { setAll, vector } from "../../kit/dom.js";
import { clamp } from "../../kit/state.js";
import { linkCells, predictedLinks } from "./goldlinks.js";

/**
 * The boxes are drawn once; dots and rings follow the chosen threshold.
 * @param {CompactLayout} layout
 * @param {PanelGold} gold
 * @param {Map<string, import("./goldlinks.js").LinkMark>} links
 * @param {{offset: number, steps: number, thresholds: number[]}} read
 * @returns {Marks}
 */
export function createGoldMarks({ left, top, cell, high }, gold, links, { offset, steps, thresholds }) {
  const radius = clamp(Math.min(cell, high) * 0.2, 1.5, 5);
  const [dots, rings] = [vector("path", { class: "gaze-dot" }), vector("path", { class: "gaze-ring" })];
  const boxes = [...links].flatMap(([at, mark]) => {
    const cells = linkCells(gold, /** @type {Link} */ (at.split(",").map(Number)), offset, steps);
    return cells ? [vector("rect", {
      class: `gaze-${mark}`, x: left + cell * cells.x + 1, y: top + high * cells.y + 1,
      width: cell * cells.width - 2, height: high * cells.height - 2,
    })] : [];
  });

  /** @type {Look | null} */
  let painted = null;

  /** @param {Link} link */
  function circle(link) {
    const cells = linkCells(gold, link, offset, steps);
    if (!cells) return "";
    const x = left + cell * (cells.x + cells.width / 2) - radius;
    const y = top + high * (cells.y + cells.height / 2);
    return `M${x.toFixed(1)} ${y.toFixed(1)}${[1, -1].map((way) => `a${radius} ${radius} 0 1 0 ${way * 2 * radius} 0`).join("")}z`;
  }

  /** @param {Look} look */
  function paint(look) {
    if (look === painted) return;
    painted = look;
    const predicted = predictedLinks(gold, look, thresholds);
    const isGold = (/** @type {Link} */ link) => links.has(link.join());
    setAll(dots, { d: predicted.filter(isGold).map(circle).join("") });
    setAll(rings, { d: predicted.filter((link) => !isGold(link)).map(circle).join("") });
  }

  return { over: [...boxes, rings, dots], paint };
}
