/** How a panel will be drawn. Its height is known before the drawing is made, since most panels are not visible at first. */

import { compactLayout, compactSize } from "../../kit/compact.js";
import { readLinks } from "./goldlinks.js";
import { createGoldMarks } from "./goldmarks.js";
import { drawSmall, rowUnder } from "../../kit/small.js";
import { drawSmallRibbons, smallRibbonLayout } from "../../kit/smallribbons.js";

/** @typedef {Parameters<typeof drawSmall>[0]} DrawingContent */

/**
 * @param {Compared} content
 * @param {PanelData} panel
 * @param {Scene} scene
 * @param {{wide: number, font: number, tall?: number | undefined, measure: Measure}} room
 * @param {string[]} names of the rows of all panels
 * @param {(step: number) => void} goTo
 * @returns {DrawingPlan}
 */
export function planDrawing({ data, look }, { gold }, { source, target, weights }, { wide, font, tall, measure }, names, goTo) {
  const content = { source, target, strengths: weights, measure };
  if (look.draw === "ribbons") return planRibbons(content, wide, font);
  const steps = target.length;
  const layout = compactLayout({ source: source.map(({ text }) => text), names, steps, width: wide, font, measure, tall });
  const read = { offset: look.offset, steps, thresholds: data.thresholds };
  const marks = () => (gold && data.gold ? createGoldMarks(layout, gold, readLinks(data.gold.links), read) : null);
  return planMatrix(content, layout, marks, goTo);
}

/**
 * @param {DrawingContent} content
 * @param {number} wide
 * @param {number} font
 * @returns {DrawingPlan}
 */
function planRibbons(content, wide, font) {
  const layout = smallRibbonLayout(content.source.length, content.target.length, wide, font);
  return { height: layout.height, make: () => drawSmallRibbons(content, layout) };
}

/**
 * @param {DrawingContent} content
 * @param {CompactLayout} layout
 * @param {() => Marks | null} marked
 * @param {(step: number) => void} goTo
 * @returns {DrawingPlan}
 */
function planMatrix(content, layout, marked, goTo) {
  const [steps, sources] = [content.target.length, content.source.length];
  const make = () => {
    const marks = marked();
    const { root, paint } = drawSmall(content, layout, marks?.over);
    root.addEventListener("click", (event) => {
      const to = rowUnder(layout, event.clientY - root.getBoundingClientRect().top, steps);
      if (to !== null) goTo(to);
    });
    return /** @satisfies {Part} */ ({ root, paint: (/** @type {number} */ step, /** @type {Look} */ look) => { paint(step); marks?.paint(look); } });
  };
  return { height: compactSize(layout, steps, sources).height, make };
}
