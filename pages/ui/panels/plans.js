/** How a panel will be drawn: known before anything is, since most panels are out of sight. */

import { compactSize } from "./compact.js";
import { drawSmall, rowUnder } from "./small.js";
import { drawSmallRibbons, smallRibbonLayout } from "./smallribbons.js";

/** @typedef {Parameters<typeof drawSmall>[0]} Seen */

/**
 * @param {Seen} seen
 * @param {number} wide
 * @param {number} font
 * @returns {Planned}
 */
export function plannedRibbons(seen, wide, font) {
  const layout = smallRibbonLayout(seen.source.length, seen.target.length, wide, font);
  return { height: layout.height, make: () => drawSmallRibbons(seen, layout) };
}

/**
 * @param {Seen} seen
 * @param {CompactLayout} layout
 * @param {() => Marks | null} marked
 * @param {(step: number) => void} goTo
 * @returns {Planned}
 */
export function plannedMatrix(seen, layout, marked, goTo) {
  const [steps, sources] = [seen.target.length, seen.source.length];
  const make = () => {
    const marks = marked();
    const { root, paint } = drawSmall(seen, layout, marks?.over);
    root.addEventListener("click", (event) => {
      const to = rowUnder(layout, event.clientY - root.getBoundingClientRect().top, steps);
      if (to !== null) goTo(to);
    });
    return { root, paint: (/** @type {number} */ step, /** @type {Look} */ look) => { paint(step); marks?.paint(look); } };
  };
  return { height: compactSize(layout, steps, sources).height, make };
}
