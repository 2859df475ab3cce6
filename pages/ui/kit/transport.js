/** The transport: buttons, a slider for the step, the speed, and the numbers of the step. */

import { html, icon, pressable, setAll, setName, setText } from "./dom.js";
import { say } from "./labels.js";
import { SPEEDS } from "./state.js";

const ICONS = {
  first: "M17 6l-6 6 6 6M7.5 6v12",
  back: "M14.5 6l-6 6 6 6",
  play: "M8.5 5.5v13l10-6.5z",
  pause: "M9 6v12M15 6v12",
  forward: "M9.5 6l6 6-6 6",
  last: "M7 6l6 6-6 6M16.5 6v12",
};

/**
 * @param {Dispatch} dispatch
 * @param {HTMLElement[]} more elements beside the buttons
 */
export function createTransport(dispatch, more = []) {
  /** @param {"first" | "back" | "play" | "forward" | "last"} name @param {Action} action */
  const press = (name, action) => pressable({ class: `gaze-button gaze-${name}` }, () => dispatch(action), icon(ICONS[name]));
  const buttons = {
    first: press("first", { type: "first" }),
    back: press("back", { type: "move", by: -1 }),
    play: press("play", { type: "play" }),
    forward: press("forward", { type: "move", by: 1 }),
    last: press("last", { type: "last" }),
  };
  const scrub = html("input", { type: "range", class: "gaze-scrub", min: 0, step: 1, "data-zone": "field" });
  scrub.addEventListener("input", () => dispatch({ type: "step", to: Number(scrub.value) }));
  const count = html("output", { class: "gaze-count" });
  const [word, bits] = [html("span", { class: "gaze-quiet" }), html("span", { class: "gaze-bits" })];
  const spread = html("span", { class: "gaze-entropy" }, word, " ", bits);
  const speed = speedMenu(dispatch);
  const keys = html("div", { class: "gaze-buttons", "data-zone": "button" }, ...Object.values(buttons));
  const facts = html("div", { class: "gaze-facts" }, count, spread, speed);
  const root = html("div", { class: "gaze-transport", role: "group" }, keys, ...more, scrub, facts);
  const sign = /** @type {SVGPathElement} */ (buttons.play.querySelector("path"));
  /** @type {Record<string, string>} */
  let labels = {};

  /** @param {Record<string, string>} translated */
  function build(translated) {
    labels = translated;
    root.setAttribute("aria-label", say(labels, "transport"));
    for (const [name, button] of Object.entries(buttons)) setName(button, say(labels, name));
    setAll(scrub, { "aria-label": say(labels, "scrub") });
    setName(speed, say(labels, "speed"));
    setText(word, say(labels, "entropy"));
    [...speed.options].forEach((option, i) => setText(option, say(labels, "speed_value", { x: SPEEDS[i] })));
  }

  /** @param {StageState} state @param {number | null} entropy of the row in bits, if there is one */
  function paint(state, entropy) {
    const last = Math.max(0, state.steps - 1);
    setAll(scrub, { max: last, "aria-valuetext": say(labels, "count", { n: state.step + 1, total: state.steps }) });
    scrub.value = String(state.step);
    scrub.style.setProperty("--gaze-done", last ? `${(100 * state.step) / last}%` : "0%");
    setText(count, say(labels, "count", { n: Math.min(state.step + 1, state.steps), total: state.steps }));
    setAll(spread, { hidden: entropy === null });
    if (entropy !== null) setText(bits, say(labels, "bits", { x: entropy.toFixed(2) }));
    speed.value = String(state.speed);
    setName(buttons.play, say(labels, state.playing ? "pause" : "play"));
    setAll(sign, { d: state.playing ? ICONS.pause : ICONS.play });
    buttons.play.classList.toggle("gaze-playing", state.playing);
    for (const name of /** @type {const} */ (["first", "back"])) setAll(buttons[name], { "aria-disabled": String(state.step === 0) });
    for (const name of /** @type {const} */ (["forward", "last"])) setAll(buttons[name], { "aria-disabled": String(state.step >= last) });
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * @param {Dispatch} dispatch
 * @returns {HTMLSelectElement}
 */
function speedMenu(dispatch) {
  const menu = html("select", { class: "gaze-select", "data-zone": "field" });
  menu.append(...SPEEDS.map((speed) => html("option", { value: speed })));
  menu.addEventListener("change", () => dispatch({ type: "speed", to: Number(menu.value) }));
  return menu;
}
