/** How the panels are shown (their `look`), how the address writes it, their order, and links to other pages. Pure. */

import { CARRIED, PARTS, readChoices, SENTENCE, writeChoices } from "../../kit/address.js";

export const DEFAULT_LOOK = readLook("");
/** Lower is better for these, higher for the others. */
const LOWER_IS_BETTER = ["entropy", "distance", "aer"];
const FACTS = ["aer", "precision", "recall", "distance", "entropy", "probability", "bleu", "chrf"];
/** Shown without decimals. */
const WHOLE = ["bleu", "chrf"];

/** Reads a look such as `draw-ribbons.pins-dot*cosine`. @param {string} written @returns {Look} */
export function readLook(written) {
  return /** @type {Look} */ (readChoices(PARTS.look, written));
}

/** @param {Look} look @returns {string} */
export function writeLook(look) {
  return writeChoices(PARTS.look, look);
}

/** @param {Look} look @param {string} name @returns {Look} with the panel pinned, or unpinned if it was */
export function togglePin(look, name) {
  const others = look.pins.filter((pin) => pin !== name);
  return { ...look, pins: others.length < look.pins.length ? others : [...look.pins, name] };
}

/** @param {Look} look @param {string} old @param {string} name @returns {Look} with the name of one panel replaced by another */
export function replacePanelName(look, old, name) {
  const replace = (/** @type {string} */ panel) => (panel === old ? name : panel);
  return { ...look, pins: look.pins.map(replace), large: replace(look.large) };
}

/** @param {Look} look @param {string} name @returns {Look} with the panel enlarged, or no panel if it was */
export function toggleEnlarged(look, name) {
  return { ...look, large: look.large === name ? "" : name };
}

/**
 * Pinned panels first, in the order of the pins; then the best by the chosen number; those without it last.
 * @param {PanelData[]} panels @param {Look} look @param {(panel: PanelData) => Record<string, number>} factsOf @returns {PanelData[]}
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
 * @param {PanelData[]} panels @param {(panel: PanelData) => Record<string, number>} factsOf @returns {string[]}
 */
export function availableFacts(panels, factsOf) {
  return FACTS.filter((fact) => panels.some((panel) => factsOf(panel)[fact] !== undefined));
}

/** @param {string} fact @param {number} value @returns {string} */
export function factText(fact, value) {
  return value.toFixed(WHOLE.includes(fact) ? 0 : 2);
}

/**
 * The address of another page of the app, with the panel's scoring function and sentence.
 * @param {string} page its path, beside this one's @param {string} here @param {string} scorer @param {string} text @returns {string}
 */
export function pageAddress(page, here, scorer, text) {
  const from = new URL(here);
  const to = new URL(page, from);
  to.hash = "";
  to.search = "";
  for (const name of CARRIED) {
    const value = from.searchParams.get(name);
    if (value !== null) to.searchParams.set(name, value);
  }
  to.searchParams.set("scorer", scorer);
  to.searchParams.set(SENTENCE, text);
  return to.href;
}
