/** Scrolling along with the step. */

import { scrollFor } from "./layout.js";

/**
 * How far a field is scrolled and how much of it is seen is kept here: asking the browser at each step would make it lay
 * out the page.
 * @param {HTMLElement} field
 */
export function scrolling(field) {
  let scroll = { x: 0, y: 0 };
  let view = { width: 0, height: 0 };
  let followed = "";
  field.addEventListener("scroll", () => { scroll = { x: field.scrollLeft, y: field.scrollTop }; }, { passive: true });

  /** @param {{width: number, height: number}} seen */
  function fit(seen) {
    view = seen;
  }

  /** Brings a box into view, in each direction in which the whole is larger than that. Only once: whoever scrolls away
   * from it by hand stays there until another box is followed.
   * @param {Point & {width: number, height: number}} box @param {{width: number, height: number}} whole */
  function follow({ x, y, width, height }, whole) {
    const now = [x, y, width, height, whole.width, whole.height, view.width, view.height].join();
    if (now === followed) return;
    followed = now;
    const left = whole.width > view.width + 1 ? scrollFor({ from: x, to: x + width }, scroll.x, view.width) : 0;
    const top = whole.height > view.height + 1 ? scrollFor({ from: y, to: y + height }, scroll.y, view.height) : 0;
    if (left !== scroll.x || top !== scroll.y) field.scrollTo(left, top);
  }

  return { fit, follow };
}
