/** What a change did: both outputs word under word, and for each step of the original three small bars. */

import { html, pressable, setAll, setText } from "../stage/dom.js";
import { say } from "../stage/labels.js";
import { measures } from "./measures.js";

/**
 * @param {Dispatch} dispatch
 */
export function createEffect(dispatch) {
  const title = html("h3", { class: "what-title" });
  const said = html("p", { class: "what-summary", "aria-live": "polite" });
  const table = html("table", { class: "what-table" });
  const help = html("p", { class: "what-hint" });
  const root = html("section", { class: "what-effect" }, title, said,
    html("div", { class: "gaze-scroll", tabindex: 0, "data-zone": "stage" }, table), help);
  /** @type {HTMLElement[][]} */
  let columns = [];
  let marked = -1;

  /** @param {WhatIfData} data @param {Scene} original @param {Scene} edited */
  function build({ effect, labels }, original, edited) {
    setAll(root, { hidden: !effect });
    if (!effect) return;
    setText(title, say(labels, "effect"));
    setText(said, effect.said);
    setText(help, `${say(labels, "effect_help")} ${say(labels, "mattered_help")}`);
    const rows = effectRows(effect, original, edited, labels, dispatch);
    table.replaceChildren(...rows.map(({ head, cells }) => html("tr", {}, html("th", { scope: "row" }, head), ...cells)));
    columns = original.target.map((_, step) => {
      const at = effect.pairs.findIndex(([i]) => i === step);
      return rows.map(({ cells }) => cells[at]);
    });
    marked = -1;
  }

  /** @param {number} step */
  function paint(step) {
    if (step === marked) return;
    columns[marked]?.forEach((cell) => cell.classList.remove("what-now"));
    columns[step]?.forEach((cell) => cell.classList.add("what-now"));
    marked = step;
  }

  return { root, build, paint };
}

/**
 * @param {Effect} effect
 * @param {Scene} original
 * @param {Scene} edited
 * @param {Record<string, string>} labels
 * @param {Dispatch} dispatch
 * @returns {{head: string, cells: HTMLElement[]}[]}
 */
function effectRows(effect, original, edited, labels, dispatch) {
  const { pairs } = effect;
  const word = (/** @type {Scene} */ { target }, /** @type {number | null} */ at, differs = false) => {
    if (at === null) return html("td", { class: "what-quiet" }, "–");
    return html("td", {}, pressable({ class: "what-word", "data-differs": differs }, () => dispatch({ type: "step", to: at }), html("bdi", {}, target[at].text)));
  };
  const changed = (/** @type {number | null} */ i, /** @type {number | null} */ j) =>
    i === null || j === null || original.target[i].text !== edited.target[j].text;
  const numbers = measures(effect).map(({ key, values, texts, most }) => ({
    head: say(labels, key),
    cells: pairs.map(([i]) => (i === null ? html("td") : measured(values[i] / most, texts[i], key))),
  }));
  return [
    { head: say(labels, "original"), cells: pairs.map(([i]) => word(original, i)) },
    { head: say(labels, "edited"), cells: pairs.map(([i, j]) => word(edited, j, changed(i, j))) },
    ...numbers,
  ];
}

/**
 * A bar and its number. Δ log p hangs down where the word became less probable.
 * @param {number} share −1 to 1
 * @param {string} text
 * @param {string} key
 * @returns {HTMLTableCellElement}
 */
function measured(share, text, key) {
  const bar = html("i", { class: share < 0 ? "what-down" : "" });
  bar.style.setProperty("--share", Math.abs(share).toFixed(3));
  return html("td", { class: `what-measure what-${key}` }, html("span", { class: "what-gauge", "aria-hidden": "true" }, bar), html("span", { class: "what-number" }, text));
}
