/** The menus at the foot of a phone: pages, door by door, and scoring functions. */

import { iconButton } from "../../kit/buttons.js";
import { elementOf, setAll } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { html, live, render } from "../../kit/lit.js";
import { mountComponent } from "../../kit/mount.js";
import { PACKED } from "../../kit/packed.js";
import { WORDS_OF_THUMB } from "./labels.js";

// -- The bar at the foot of a phone: all other choices behind a button, the pages and the scoring functions in native menus.

const SLIDERS = "M4 8h9M17 8h3M13 8a2 2 0 1 0 4 0a2 2 0 1 0 -4 0M4 16h3M11 16h9M7 16a2 2 0 1 0 4 0a2 2 0 1 0 -4 0";
const OPENER = '[data-testid="stExpandSidebarButton"]';

/** @typedef {{value: string, title: string}} Choice */
/** @typedef {{title: string, options: Choice[]}} Group */
/** @typedef {{doors: Group[], page: string, scorers: Group[], scorer: string, labels: Record<string, string>}} ThumbData */

/** @param {ReportToPython} report */
function createFootBar(report) {
  const root = elementOf(html`<nav class="gaze-aside thumb"></nav>`);
  const openDrawer = () => /** @type {HTMLElement | null} */ (document.querySelector(OPENER))?.click();

  /** @param {ThumbData} data */
  function build({ doors, page, scorers, scorer, labels: translated }) {
    const labels = { ...WORDS_OF_THUMB, ...translated };
    const menu = (/** @type {"page" | "scorer"} */ kind, /** @type {unknown} */ options, hidden = false) =>
      html`<select class="thumb-${kind}" aria-label=${say(labels, kind)} title=${say(labels, kind)} ?hidden=${hidden}
        @change=${(/** @type {any} */ { target }) => report("chosen", { kind, value: target.value, at: Date.now() })}>${options}</select>`;
    const optionsOf = (/** @type {Choice[]} */ choices, /** @type {string} */ chosen) =>
      choices.map(({ value, title }) => html`<option value=${value} .selected=${live(value === chosen)}>${title}</option>`);
    const grouped = (/** @type {Group[]} */ groups, /** @type {string} */ chosen) => groups.map(({ title, options }) =>
      html`<optgroup label=${title}>${optionsOf(options, chosen)}</optgroup>`);
    setAll(root, { "aria-label": say(labels, "thumb") });
    render(html`
      ${iconButton("thumb-drawer", say(labels, "drawer"), SLIDERS, openDrawer)}
      ${menu("page", grouped(doors, page))}
      ${menu("scorer", grouped(scorers, scorer), !scorers.length)}`, root);
  }

  return /** @satisfies {Part} */ ({ root, build });
}

export default mountComponent(createFootBar, PACKED);
