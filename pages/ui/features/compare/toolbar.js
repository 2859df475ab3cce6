/** The row of choices above the panels: how many there are, how they are drawn and sorted; and buttons that save files. */

import { say } from "../../kit/labels.js";
import { html, live, nothing } from "../../kit/lit.js";

const LINEUPS = /** @type {const} */ (["few", "all", "readers"]);
const DRAWN_AS = /** @type {const} */ (["matrix", "ribbons"]);

/**
 * @param {PanelsData} data @param {string[]} facts by which one can sort @param {Look} look @param {HTMLElement} saves
 * @param {{change: (change: Partial<Look>) => void, ask: (kind: "few" | "all" | "readers") => void}} ways
 */
export function toolbar({ labels, lineups, offered }, facts, look, saves, { change, ask }) {
  const sort = facts.includes(look.sort) ? look.sort : "menu";
  const pick = (/** @type {Event} */ { target }) => change({ sort: /** @type {HTMLSelectElement} */ (target).value });
  return html`<div class="gaze-options" data-zone="button">
    <div class="gaze-group" role="group" aria-label=${say(labels, "which")} ?hidden=${!Object.keys(lineups).length}>${LINEUPS.map((kind) => html`
      <button type="button" class="gaze-choice" title=${kind === "readers" ? say(labels, "about_readers") : nothing} ?hidden=${!(kind in lineups)}
        aria-pressed=${Boolean(lineups[kind])} @click=${() => ask(kind)}>${say(labels, kind, { n: offered.length })}</button>`)}</div>
    <div class="gaze-group" role="group" aria-label=${say(labels, "draw")}>${DRAWN_AS.map((draw) => html`
      <button type="button" class="gaze-choice" aria-pressed=${draw === look.draw} @click=${() => change({ draw })}>${say(labels, `draw_${draw}`)}</button>`)}</div>
    <div class="gaze-group"><span class="gaze-quiet" aria-hidden="true">${say(labels, "sort")}</span><select class="gaze-select" data-zone="field"
      aria-label=${say(labels, "sort")} title=${say(labels, "sort")} @change=${pick}>${["menu", ...facts].map((fact) => html`
      <option value=${fact} .selected=${live(fact === sort)}>${say(labels, `sort_${fact}`)}</option>`)}</select></div>
    <div class="gaze-end-group">${saves}</div>
  </div>`;
}
