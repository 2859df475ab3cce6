/** The bar at the foot of a phone: the pages and the scoring functions, in native menus. */

import { html, setAll, setName } from "../../components/shared/dom.js";
import { say } from "../../components/shared/labels.js";
import { WORDS_OF_THUMB } from "./labels.js";

/** @typedef {{value: string, title: string}} Choice */
/** @typedef {{pages: Choice[], page: string, groups: {title: string, scorers: Choice[]}[], scorer: string, labels: Record<string, string>}} ThumbData */

/**
 * @param {ReportToPython} report
 */
export function createFootBar(report) {
  const [page, scorer] = [menu("page"), menu("scorer")];
  const root = html("nav", { class: "gaze-aside thumb" }, page, scorer);

  /** @param {"page" | "scorer"} kind */
  function menu(kind) {
    const select = html("select", { class: `thumb-${kind}` });
    select.addEventListener("change", () => report("chosen", { kind, value: select.value, at: Date.now() }));
    return select;
  }

  /** @param {ThumbData} data */
  function build(data) {
    const labels = { ...WORDS_OF_THUMB, ...data.labels };
    setAll(root, { "aria-label": say(labels, "thumb") });
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
