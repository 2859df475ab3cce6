/** Links from a panel to other pages. Pure. */

import { CARRIED, SENTENCE } from "../../kit/choices.js";

/**
 * The address of another page of the app, with the panel's scoring function and sentence.
 * @param {string} page its path, beside this one's
 * @param {string} here
 * @param {string} scorer
 * @param {string} text
 * @returns {string}
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
