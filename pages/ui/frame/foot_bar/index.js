/** The menus at the foot of a phone: pages and scoring functions. */

import { html, icon, pressable, setAll, setName } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { mountComponent } from "../../kit/mount.js";
import { PACKED } from "../../kit/packed.js";
import { WORDS_OF_THUMB } from "./labels.js";

// -- The bar at the foot of a phone: all other choices behind a button, the pages and the scoring functions in native menus.

const SLIDERS = "M4 8h9M17 8h3M13 8a2 2 0 1 0 4 0a2 2 0 1 0 -4 0M4 16h3M11 16h9M7 16a2 2 0 1 0 4 0a2 2 0 1 0 -4 0";
const OPENER = '[data-testid="stExpandSidebarButton"]';

/** @typedef {{value: string, title: string}} Choice */
/** @typedef {{pages: Choice[], page: string, groups: {title: string, scorers: Choice[]}[], scorer: string, labels: Record<string, string>}} ThumbData */

/**
 * @param {ReportToPython} report
 */
function createFootBar(report) {
  const [page, scorer] = [menu("page"), menu("scorer")];
  const drawer = pressable({ class: "thumb-drawer" }, openDrawer, icon(SLIDERS));
  const root = html("nav", { class: "gaze-aside thumb" }, drawer, page, scorer);

  /** @param {"page" | "scorer"} kind */
  function menu(kind) {
    const select = html("select", { class: `thumb-${kind}` });
    select.addEventListener("change", () => report("chosen", { kind, value: select.value, at: Date.now() }));
    return select;
  }

  function openDrawer() {
    const opener = /** @type {HTMLElement | null} */ (document.querySelector(OPENER));
    opener?.click();
  }

  /** @param {ThumbData} data */
  function build(data) {
    const labels = { ...WORDS_OF_THUMB, ...data.labels };
    setAll(root, { "aria-label": say(labels, "thumb") });
    setName(drawer, say(labels, "drawer"));
    setName(page, say(labels, "page"));
    setName(scorer, say(labels, "scorer"));
    page.replaceChildren(...data.pages.map(option));
    scorer.replaceChildren(...data.groups.map(({ title, scorers }) => html("optgroup", { label: title }, ...scorers.map(option))));
    setAll(scorer, { hidden: !data.groups.length });
    [page.value, scorer.value] = [data.page, data.scorer];
  }

  return /** @satisfies {Part} */ ({ root, build });
}

/**
 * @param {Choice} choice
 * @returns {HTMLOptionElement}
 */
function option({ value, title }) {
  return html("option", { value }, title);
}

export default mountComponent(createFootBar, PACKED);
