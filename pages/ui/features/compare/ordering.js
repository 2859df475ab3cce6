/** The order of the panels, and the numbers they are sorted by. Pure. */

/** Lower is better for these, higher for the others. */
const LOWER_IS_BETTER = ["entropy", "distance", "aer"];
const FACTS = ["aer", "precision", "recall", "distance", "entropy", "probability", "bleu", "chrf"];
/** Shown without decimals. */
const WHOLE = ["bleu", "chrf"];

/**
 * Pinned panels first, in the order of the pins; then the best by the chosen number; those without it last.
 * @param {PanelData[]} panels
 * @param {Look} look
 * @param {(panel: PanelData) => Record<string, number>} factsOf
 * @returns {PanelData[]}
 */
export function sortPanels(panels, look, factsOf) {
  const sign = LOWER_IS_BETTER.includes(look.sort) ? 1 : -1;
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
export function availableFacts(panels, factsOf) {
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
