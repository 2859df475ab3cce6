/** For presenting: the largest font size at which the table and the answer fit in the window. */

/** The font sizes to try, as shares of the usual one. */
const SHARES = Array.from({ length: 14 }, (_, i) => 0.95 ** i);

/**
 * @param {HTMLElement} flow the element that gets the font size
 * @param {HTMLElement[]} parts elements in it that must be visible completely
 * @param {boolean} wall
 * @returns {void}
 */
export function fitLetters(flow, parts, wall) {
  for (const share of wall ? SHARES : [1]) {
    flow.style.fontSize = `${share}em`;
    if (parts.every(isWhole)) return;
  }
}

/** @param {HTMLElement} part */
function isWhole(part) {
  return part.getBoundingClientRect().bottom <= innerHeight && part.scrollWidth <= part.clientWidth;
}
