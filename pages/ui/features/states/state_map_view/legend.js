/** The legend under the map: shapes and colours, the note on its axes, and buttons that save files. */

import { html, pressable, setAll, setText, vector } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { createSaves } from "../../../kit/saves.js";
import { kindName } from "./dots.js";
import { shapeOf } from "./shapes.js";
import { legendKey } from "./tints.js";

/**
 * @param {(format: import("../../../kit/saves.js").Format) => void} save
 * @param {() => void} toggleCloseUp
 */
export function createLegend(save, toggleCloseUp) {
  const key = html("ul", { class: "space-key" });
  const caption = html("p", { class: "gaze-quiet space-note" });
  const files = createSaves(["svg", "png", "csv"], save);
  const close = pressable({ class: "gaze-choice gaze-alone" }, toggleCloseUp);
  const saves = html("div", { class: "gaze-end-group", "data-zone": "button" }, close, files.root);
  const root = html("div", { class: "space-legend" }, html("div", { class: "space-row" }, key, saves), caption);

  /** @param {SpaceData} data @param {Dot[]} dots @param {string} note on what is shown of the sentence */
  function build(data, dots, note) {
    const { labels, paths, colour } = data;
    const kinds = Object.keys(paths[0].points).map((kind) => entry(shapeKey(kind), kindName(kind, labels)));
    const others = Object.values(data.cloud).some((places) => places.length) ? [entry(html("i", { class: "space-cloud-point" }), say(labels, "others"))] : [];
    const { hues, ends } = legendKey(dots, colour, labels);
    const swatches = hues.map(({ hue, text }) => entry(swatch(`var(--space-hue-${hue})`), text));
    const ramp = ends.length ? [html("li", {}, ends[0], html("i", { class: "space-ramp" }), ends[1])] : [];
    const names = paths.length > 1 ? paths.map(({ name }, path) => entry(html("i", { class: "space-stroke", "data-path": path }), name)) : [];
    key.replaceChildren(...names, ...kinds, ...others, ...swatches, ...ramp);
    setText(caption, [note, data.map.note].filter(Boolean).join(" "));
    setText(close, say(labels, "close_up"));
    setAll(close, { "aria-pressed": String(data.close), hidden: !paths[0].points.encoder });
    files.build(labels);
  }

  return /** @satisfies {Part} */ ({ root, build });
}

/**
 * @param {Node} sign
 * @param {string} text
 * @returns {HTMLLIElement}
 */
function entry(sign, text) {
  return html("li", {}, sign, text);
}

/**
 * @param {string} kind
 * @returns {SVGSVGElement}
 */
function shapeKey(kind) {
  return vector("svg", { viewBox: "-8 -8 16 16", width: 16, height: 16, class: "gaze-drawing", "aria-hidden": "true" },
    vector("g", { class: `space-mark space-past space-${kind}` }, shapeOf(kind, 5)));
}

/**
 * @param {string} colour
 * @returns {HTMLElement}
 */
function swatch(colour) {
  const sign = html("i", { class: "space-swatch" });
  sign.style.background = colour;
  return sign;
}
