/** The settings: the attention type, the head, the temperature of the softmax, the scale of the scores. */

import { say } from "../../kit/labels.js";
import { html, live, nothing } from "../../kit/lit.js";
import { headCount, headName } from "../../kit/reading.js";
import { clamp } from "../../kit/state.js";
import { factorText, temperatureAt, temperatureFor } from "./numbers.js";

const [COLDEST, HOTTEST] = [-5, 5];
const STEP = 0.125;
/** @type {Asked[]} */
const SIDES = ["source", "encoder", "decoder"];

/**
 * @param {Drawn} drawn @param {Decision} decision
 * @param {{dispatch: (action: Choice) => void, reportTemperature: () => void, chooseAsked: (asked: Asked) => void}} ways `reportTemperature`
 *   is called when a slider is released
 */
export function settings({ data: { trace, explanation, asked, asking }, labels }, { head, temperature }, { dispatch, reportTemperature, chooseAsked }) {
  const { scale, scale_symbol } = explanation;
  const [count, cools] = [headCount(trace), !trace.fixed && asked === "source"];
  const reset = () => {
    dispatch({ type: "heat", temperature: 1 });
    reportTemperature();
  };

  /**
   * A slider over powers of 2 that sets the temperature.
   * @param {string} name @param {number} low @param {number} high @param {(power: number) => number} temperatureOf @param {number} power @param {string} text
   */
  const slider = (name, low, high, temperatureOf, power, text) => {
    const shown = clamp(low + Math.round((power - low) / STEP) * STEP, low, high);
    const slide = (/** @type {InputEvent} */ { currentTarget }) =>
      dispatch({ type: "heat", temperature: temperatureOf(Number(/** @type {HTMLInputElement} */ (currentTarget).value)) });
    return html`<label class="gaze-threshold"><span>${name}</span><input type="range" class="gaze-range" min=${low} max=${high} step=${STEP} data-zone="field"
      .value=${live(String(power))} style="--gaze-done: ${(100 * (shown - low)) / (high - low)}%" aria-valuetext=${text}
      @input=${slide} @change=${reportTemperature} /><output class="gaze-value">${text}</output></label>`;
  };

  const scaling = (/** @type {number} */ own) => {
    const now = temperatureFor(own, temperature);
    const fraction = factorText(1 / temperature) + scale_symbol.slice(1); // 2/√K for twice 1/√K
    return slider(say(labels, "scaling"), Math.log2(own), 0, (power) => temperatureFor(own, 2 ** power), Math.log2(now), say(labels, "scaling_value", { x: factorText(now), fraction }));
  };

  return html`<div class="gaze-options gaze-settings">
    <div class="gaze-group" role="group" data-zone="button" ?hidden=${asking.length < 2} aria-label=${say(labels, "asking")}>${SIDES.map((side) => html`
      <button type="button" class="gaze-choice" ?hidden=${!asking.includes(side)} aria-pressed=${side === asked} @click=${() => chooseAsked(side)}>${say(labels, `asked_${side}`)}</button>`)}</div>
    <div class="gaze-group gaze-heads" role="group" data-zone="button" ?hidden=${count === 0} aria-label=${say(labels, "head_choice")}>
      <span class="gaze-quiet" aria-hidden="true">${say(labels, "head_choice")}</span>${Array.from({ length: count }, (_, i) => {
        const { text, name } = headName(trace, i, labels);
        return html`<button type="button" class="gaze-choice" aria-label=${name} title=${name} aria-pressed=${i === head} @click=${() => dispatch({ type: "pick", head: i })}>${text}</button>`;
      })}</div>
    ${cools ? slider(say(labels, "heat"), COLDEST, HOTTEST, temperatureAt, Math.log2(temperature), factorText(temperature)) : nothing}
    ${scale === null ? nothing : scaling(scale)}
    <button type="button" class="gaze-choice gaze-reset" ?hidden=${!cools} aria-disabled=${temperature === 1} @click=${reset}>${say(labels, "reset")}</button>
    <div class="gaze-end-group" data-zone="button"><button type="button" class="gaze-choice gaze-alone" @click=${() => window.print()}>${say(labels, "print")}</button></div>
    <p class="gaze-note gaze-quiet">${asked === "source" ? "" : say(labels, `asked_${asked}_about`)}</p>
  </div>`;
}
