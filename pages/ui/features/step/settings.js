/** The settings: the attention type, the head, the temperature of the softmax, the scale of the scores. */

import { say } from "../../kit/labels.js";
import { html, live, nothing } from "../../kit/lit.js";
import { headCount, headName } from "../../kit/reading.js";
import { clamp } from "../../kit/state.js";
import { constantOf, factorText, temperatureAt, temperatureFor } from "./numbers.js";

const [COLDEST, HOTTEST] = [-5, 5];
const STEP = 0.125;
/** @type {Asked[]} */
const SIDES = ["source", "encoder", "decoder"];

/** Where the slider of a constant ends, in powers of 2 but for the window. @type {Record<ConstantName, [low: number, high: number]>} */
const REACH = { window: [1, 16], sigma: [-2, 4], beta: [-1, 7] };

/**
 * @param {Drawn} drawn @param {Decision} decision
 * @param {{dispatch: (action: Choice) => void, reportSliders: () => void, chooseAsked: (asked: Asked) => void}} ways `reportSliders` is called
 *   when a slider is released
 */
export function settings({ data: { trace, explanation, asked, asking }, labels }, decision, { dispatch, reportSliders, chooseAsked }) {
  const { head, temperature } = decision;
  const { scale, scale_symbol, constants } = explanation;
  const [count, cools] = [headCount(trace), !trace.fixed && asked === "source"];
  const moved = temperature !== 1 || constants.some((constant) => constantOf(constant, decision) !== constant.own);
  const reset = () => {
    dispatch({ type: "heat", temperature: 1 });
    for (const { code } of constants) dispatch({ type: "set", constant: /** @type {ConstantName} */ (code), value: null });
    reportSliders();
  };

  /** @param {string} name @param {[low: number, high: number]} reach @param {number} at @param {string} text @param {(at: number) => void} slide @param {number} [step] */
  const slider = (name, [low, high], at, text, slide, step = STEP) => {
    const shown = clamp(low + Math.round((at - low) / step) * step, low, high);
    return html`<label class="gaze-threshold"><span>${name}</span><input type="range" class="gaze-range" min=${low} max=${high} step=${step} data-zone="field"
      .value=${live(String(at))} style="--gaze-done: ${(100 * (shown - low)) / (high - low)}%" aria-valuetext=${text}
      @input=${(/** @type {InputEvent} */ { currentTarget }) => slide(Number(/** @type {HTMLInputElement} */ (currentTarget).value))} @change=${reportSliders} /><output
      class="gaze-value">${text}</output></label>`;
  };
  const heat = (/** @type {number} */ to) => dispatch({ type: "heat", temperature: to });

  const scaling = (/** @type {number} */ own) => {
    const now = temperatureFor(own, temperature);
    const fraction = factorText(1 / temperature) + scale_symbol.slice(1); // 2/√K for twice 1/√K
    return slider(say(labels, "scaling"), [Math.log2(own), 0], Math.log2(now), say(labels, "scaling_value", { x: factorText(now), fraction }), (power) => heat(temperatureFor(own, 2 ** power)));
  };

  const constant = (/** @type {Constant} */ each) => {
    const code = /** @type {ConstantName} */ (each.code);
    const [now, whole] = [constantOf(each, decision), code === "window"];
    const set = (/** @type {number} */ value) => dispatch({ type: "set", constant: code, value: value === each.own ? null : value });
    return slider(say(labels, `constant_${code}`), REACH[code], whole ? now : Math.log2(now), factorText(now), (at) => set(whole ? at : temperatureAt(at)), whole ? 1 : STEP);
  };

  return html`<div class="gaze-options gaze-settings">
    <div class="gaze-group" role="group" data-zone="button" ?hidden=${asking.length < 2} aria-label=${say(labels, "asking")}>${SIDES.map((side) => html`
      <button type="button" class="gaze-choice" ?hidden=${!asking.includes(side)} aria-pressed=${side === asked} @click=${() => chooseAsked(side)}>${say(labels, `asked_${side}`)}</button>`)}</div>
    <div class="gaze-group gaze-heads" role="group" data-zone="button" ?hidden=${count === 0} aria-label=${say(labels, "head_choice")}>
      <span class="gaze-quiet" aria-hidden="true">${say(labels, "head_choice")}</span>${Array.from({ length: count }, (_, i) => {
        const { text, name } = headName(trace, i, labels);
        return html`<button type="button" class="gaze-choice" aria-label=${name} title=${name} aria-pressed=${i === head} @click=${() => dispatch({ type: "pick", head: i })}>${text}</button>`;
      })}</div>
    ${cools ? slider(say(labels, "heat"), [COLDEST, HOTTEST], Math.log2(temperature), factorText(temperature), (power) => heat(temperatureAt(power))) : nothing}
    ${scale === null ? nothing : scaling(scale)}
    ${constants.map(constant)}
    <button type="button" class="gaze-choice gaze-reset" ?hidden=${!cools} aria-disabled=${!moved} @click=${reset}>${say(labels, "reset")}</button>
    <div class="gaze-end-group" data-zone="button"><button type="button" class="gaze-choice gaze-alone" @click=${() => window.print()}>${say(labels, "print")}</button></div>
    <p class="gaze-note gaze-quiet">${asked === "source" ? "" : say(labels, `asked_${asked}_about`)}</p>
  </div>`;
}
