/** The row of options: the views, how they are drawn, the attention head, and buttons that save a picture. */

import { html, icon, pressable, setAll, setName, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { headCount, headName, weightText } from "../../kit/reading.js";
import { createSaves } from "../../kit/saves.js";

const ICONS_OF_CHOICE = {
  flip: "M4 9h14M14 5l4 4-4 4M20 16H6M10 12l-4 4 4 4",
};
/** @type {View[]} */
const VIEWS = ["both", "ribbons", "matrix"];

/**
 * @param {Dispatch} dispatch
 * @param {(format: import("../../kit/saves.js").Format) => void} save
 * @param {() => boolean} isFlipped
 */
export function createOptions(dispatch, save, isFlipped) {
  const views = VIEWS.map((view) => pressable({ class: "gaze-choice" }, () => dispatch({ type: "view", to: view })));
  const viewGroup = html("div", { class: "gaze-group", role: "group" }, ...views);
  const heads = html("div", { class: "gaze-group gaze-heads", role: "group" });
  const slider = html("input", { type: "range", class: "gaze-range", min: 0, max: 0.5, step: 0.01, "data-zone": "field" });
  slider.addEventListener("input", () => dispatch({ type: "threshold", to: Number(slider.value) }));
  const [word, value] = [html("span"), html("span", { class: "gaze-value", "aria-hidden": "true" })];
  const threshold = html("label", { class: "gaze-threshold" }, word, slider, value);
  const flip = pressable({ class: "gaze-button" }, () => dispatch({ type: "flip", to: !isFlipped() }), icon(ICONS_OF_CHOICE.flip));
  const numbers = pressable({ class: "gaze-choice gaze-alone" }, () => dispatch({ type: "numbers" }));
  const saves = createSaves(["svg", "png"], save);
  const end = html("div", { class: "gaze-end-group" }, flip, numbers, saves.root);
  const root = html("div", { class: "gaze-options", "data-zone": "button" }, viewGroup, heads, threshold, end);

  /** @param {Record<string, string>} labels @param {Trace} trace */
  function build(labels, trace) {
    const count = headCount(trace);
    setAll(viewGroup, { "aria-label": say(labels, "view") });
    views.forEach((button, i) => setText(button, say(labels, VIEWS[i])));
    setText(word, say(labels, "threshold"));
    setName(flip, say(labels, "flip"));
    setText(numbers, say(labels, "numbers"));
    saves.build(labels);
    setAll(heads, { "aria-label": say(labels, "head"), hidden: count === 0 });
    heads.replaceChildren(html("span", { class: "gaze-quiet", "aria-hidden": "true" }, say(labels, "head")), ...headButtons(labels, trace, count));
  }

  /** @param {Record<string, string>} labels @param {Trace} trace @param {number} count */
  function headButtons(labels, trace, count) {
    const all = count === 0 ? [] : [null, ...Array(count).keys()];
    return all.map((head) => {
      const button = pressable({ class: "gaze-choice" }, () => dispatch({ type: "head", to: head }));
      const named = head === null ? null : headName(trace, head, labels);
      setText(button, named ? named.text : say(labels, "head_mean"));
      if (named) setName(button, named.name);
      return button;
    });
  }

  /** @param {StageState} state */
  function paint(state) {
    views.forEach((button, i) => setAll(button, { "aria-pressed": String(VIEWS[i] === state.view) }));
    heads.querySelectorAll("button").forEach((button, i) =>
      setAll(button, { "aria-pressed": String((state.head ?? -1) === i - 1) }));
    slider.value = String(state.threshold);
    slider.style.setProperty("--gaze-done", `${state.threshold * 200}%`);
    setText(value, weightText(state.threshold));
    setAll(slider, { "aria-valuetext": weightText(state.threshold) });
    setAll(flip, { "aria-pressed": String(isFlipped()) });
    setAll(numbers, { "aria-pressed": String(state.numbers) });
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}
