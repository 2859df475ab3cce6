/** In which order panels stand, and the numbers they are ordered by. Pure. */

/** Of these less is better; of the others, more. */
const LESS = ["entropy", "distance", "aer"];
const FACTS = ["aer", "precision", "recall", "distance", "entropy", "probability", "bleu", "chrf"];
const WHOLE = ["bleu", "chrf"];

/**
 * Pinned ones first, in the order of the pins; then the best by what is asked, those without a number last.
 * @param {PanelData[]} panels
 * @param {Look} look
 * @param {(panel: PanelData) => Record<string, number>} factsOf
 * @returns {PanelData[]}
 */
export function ordered(panels, look, factsOf) {
  const sign = LESS.includes(look.sort) ? 1 : -1;
  const rank = (/** @type {PanelData} */ panel) => {
    const value = factsOf(panel)[look.sort];
    return value === undefined ? Infinity : sign * value;
  };
  const place = (/** @type {PanelData} */ panel) => {
    const at = look.pins.indexOf(panel.name);
    return at < 0 ? look.pins.length : at;
  };
  const ranked = panels.map((panel, at) => ({ panel, at, rank: look.sort === "menu" ? 0 : rank(panel), place: place(panel) }));
  ranked.sort((a, b) => a.place - b.place || (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : a.at - b.at));
  return ranked.map(({ panel }) => panel);
}

/**
 * The kinds of numbers that any of the panels has, in a fixed order.
 * @param {PanelData[]} panels
 * @param {(panel: PanelData) => Record<string, number>} factsOf
 * @returns {string[]}
 */
export function factsKnown(panels, factsOf) {
  return FACTS.filter((fact) => panels.some((panel) => factsOf(panel)[fact] !== undefined));
}

/**
 * @param {string} fact
 * @param {number} value
 * @returns {string}
 */
export function factText(fact, value) {
  return value.toFixed(WHOLE.includes(fact) ? 0 : 2);
}
