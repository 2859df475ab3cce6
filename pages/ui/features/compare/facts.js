/** The numbers of a panel: measured by Python, and scored at the chosen offset and threshold. */

import { html, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { goldCurve } from "./gold.js";
import { alignmentScores } from "./goldlinks.js";
import { factText } from "./ordering.js";
import { pairOf } from "./subtracting.js";

/**
 * @param {Compared} compared
 * @param {PanelData} panel
 * @returns {Record<string, number>}
 */
export function factsOf({ data, look }, { name, facts, gold }) {
  const mean = pairOf(data.pairs, data.base, name)?.pair.mean;
  /** @type {Record<string, number>} */
  const apart = typeof mean === "number" ? { distance: mean } : {};
  return { ...facts, ...apart, ...alignmentScores(gold, look, data.thresholds) };
}

/**
 * @param {Compared} compared
 * @param {PanelData} panel
 * @returns {Element[]} the curve of the alignment error, if there is one
 */
export function curveOf({ data, look }, { name, gold }) {
  const curve = gold?.readings[String(look.offset)]?.curve;
  return curve ? [goldCurve(curve, look.threshold, say(data.labels, "about_curve"), name === look.large)] : [];
}

/**
 * @param {Record<string, string>} labels
 */
export function createFacts(labels) {
  const [list, extra] = [html("dl", { class: "gaze-facts-row" }), html("div")];
  const root = html("div", {}, list, extra);

  /** @param {string[]} known @param {Record<string, number>} values @param {string} sort @param {string} against @param {Element[]} more */
  function build(known, values, sort, against, more) {
    const names = known.map((fact) => say(labels, `about_${fact}`, { title: against }));
    if (names.join() !== [...list.querySelectorAll("dt")].map(({ textContent }) => textContent).join()) {
      list.replaceChildren(...names.map((about) => html("div", { title: about }, html("dt", { class: "gaze-hidden" }, about), html("dd"))));
    }
    known.forEach((fact, i) => {
      const x = values[fact] === undefined ? "–" : factText(fact, values[fact]);
      setAll(list.children[i], { "data-sorted": fact === sort });
      setText(/** @type {Element} */ (list.children[i].lastChild), say(labels, `fact_${fact}`, { x }));
    });
    extra.replaceChildren(...more);
  }

  return /** @satisfies {Part} */ ({ root, build });
}
