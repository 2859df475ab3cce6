/** The settings: the attention type, the head, the temperature of the softmax, the scale of the scores. */

import { html, pressable, setAll, setName, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { headCount, headName } from "../../kit/reading.js";
import { factorText, temperatureAt, temperatureFor } from "./numbers.js";

const [COLDEST, HOTTEST] = [-5, 5];
/** @type {Asked[]} */
const SIDES = ["source", "encoder", "decoder"];

/**
 * @param {(action: Choice) => void} dispatch @param {() => void} reportTemperature called when a slider is released
 * @param {(asked: Asked) => void} reportAsked
 */
export function createSettings(dispatch, reportTemperature, reportAsked) {
  const askedButtons = SIDES.map((side) => pressable({ class: "gaze-choice" }, () => reportAsked(side)));
  const asking = html("div", { class: "gaze-group", role: "group", "data-zone": "button" }, ...askedButtons);
  const about = html("p", { class: "gaze-note gaze-quiet" });
  const heads = html("div", { class: "gaze-group gaze-heads", role: "group", "data-zone": "button" });
  const heat = createSlider(dispatch, reportTemperature, COLDEST, HOTTEST);
  const scaling = createSlider(dispatch, reportTemperature, -1, 0);
  const reset = pressable({ class: "gaze-choice gaze-reset" }, () => { dispatch({ type: "heat", temperature: 1 }); reportTemperature(); });
  const print = pressable({ class: "gaze-choice gaze-alone" }, () => window.print());
  const root = html("div", { class: "gaze-options gaze-settings" }, asking, heads, heat.root, scaling.root, reset, html("div", { class: "gaze-end-group", "data-zone": "button" }, print), about);

  /** @param {Drawn} drawn */
  function build({ data, labels }) {
    const { trace, explanation, asked, asking: sides } = data;
    setAll(asking, { hidden: sides.length < 2, "aria-label": say(labels, "asking") });
    askedButtons.forEach((button, i) => {
      setText(button, say(labels, `asked_${SIDES[i]}`));
      setAll(button, { hidden: !sides.includes(SIDES[i]), "aria-pressed": String(SIDES[i] === asked) });
    });
    setText(about, asked === "source" ? "" : say(labels, `asked_${asked}_about`));
    const count = headCount(trace);
    setAll(heads, { hidden: count === 0, "aria-label": say(labels, "head_choice") });
    heads.replaceChildren(html("span", { class: "gaze-quiet", "aria-hidden": true }, say(labels, "head_choice")), ...Array.from({ length: count }, (_, head) => {
      const { text, name } = headName(trace, head, labels);
      const button = pressable({ class: "gaze-choice" }, () => dispatch({ type: "pick", head }), text);
      setName(button, name);
      return button;
    }));
    const { scale } = explanation;
    for (const part of [heat.root, reset]) setAll(part, { hidden: Boolean(trace.fixed) || asked !== "source" });
    heat.build(say(labels, "heat"), temperatureAt, COLDEST);
    setAll(scaling.root, { hidden: scale === null });
    if (scale !== null) scaling.build(say(labels, "scaling"), (power) => temperatureFor(scale, 2 ** power), Math.log2(scale));
    setText(reset, say(labels, "reset"));
    setText(print, say(labels, "print"));
  }

  /** @param {Drawn} drawn @param {Decision} decision */
  function paint({ data: { explanation }, labels }, { head, temperature }) {
    heads.querySelectorAll("button").forEach((button, i) => setAll(button, { "aria-pressed": String(i === head) }));
    heat.paint(Math.log2(temperature), factorText(temperature));
    if (explanation.scale !== null) {
      const scale = temperatureFor(explanation.scale, temperature);
      const fraction = factorText(1 / temperature) + explanation.scale_symbol.slice(1); // 2/√K for twice 1/√K
      scaling.paint(Math.log2(scale), say(labels, "scaling_value", { x: factorText(scale), fraction }));
    }
    setAll(reset, { "aria-disabled": String(temperature === 1) });
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * A slider over powers of 2 that sets the temperature.
 * @param {(action: Choice) => void} dispatch @param {() => void} reportTemperature @param {number} low @param {number} high
 */
function createSlider(dispatch, reportTemperature, low, high) {
  const input = html("input", { type: "range", class: "gaze-range", min: low, max: high, step: 0.125, "data-zone": "field" });
  const [name, value] = [html("span"), html("output", { class: "gaze-value" })];
  const root = html("label", { class: "gaze-threshold" }, name, input, value);
  let temperature = (/** @type {number} */ power) => temperatureAt(power);
  input.addEventListener("input", () => dispatch({ type: "heat", temperature: temperature(Number(input.value)) }));
  input.addEventListener("change", reportTemperature);

  /** @param {string} label @param {(power: number) => number} to @param {number} from */
  function build(label, to, from) {
    setText(name, label);
    temperature = to;
    setAll(input, { min: from });
  }

  /** @param {number} power @param {string} text */
  function paint(power, text) {
    input.value = String(power);
    const [from, to] = [Number(input.min), Number(input.max)];
    input.style.setProperty("--gaze-done", `${(100 * (Number(input.value) - from)) / (to - from)}%`);
    setAll(input, { "aria-valuetext": text });
    setText(value, text);
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}
