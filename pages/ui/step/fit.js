/** For the wall: the largest letters at which the table and what comes of it stand in the window. */

/** Sizes that are tried, as shares of the usual one. */
const SHARES = Array.from({ length: 14 }, (_, i) => 0.95 ** i);

/**
 * @param {HTMLElement} flow whose letters are chosen
 * @param {HTMLElement[]} parts of it, which shall be seen whole
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
