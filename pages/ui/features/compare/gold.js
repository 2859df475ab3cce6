/** The lens of word alignment: which row and which weights count as links, and the curve of the error. */

import { html, pressable, setAll, setText, vector } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { curvePoints } from "./goldlinks.js";

const OFFSETS = [-1, 0, 1];
const [SMALL_CURVE, LARGE_CURVE] = [{ width: 96, height: 26 }, { width: 300, height: 96 }];

/**
 * @param {Score[]} curve
 * @param {number | null} threshold percent
 * @param {string} name
 * @param {boolean} large with numbers at its sides
 * @returns {SVGSVGElement}
 */
export function goldCurve(curve, threshold, name, large) {
  const { width, height } = large ? LARGE_CURVE : SMALL_CURVE;
  const [left, below] = large ? [14, 16] : [0, 0];
  const box = { width: width + left, height: height + below + 2, viewBox: `${-left} -1 ${width + left} ${height + below + 2}` };
  const svg = vector("svg", { class: "gaze-curve", ...box, role: "img", "aria-label": name },
    vector("title", {}, name), vector("line", { x1: 0, x2: width, y1: height, y2: height }),
    vector("polyline", { points: curvePoints(curve, width, height) }));
  if (threshold !== null) svg.append(vector("line", { class: "gaze-here", x1: (threshold / 100) * width, x2: (threshold / 100) * width, y1: 0, y2: height }));
  if (large) svg.append(...curveTicks(width, height));
  return svg;
}

/**
 * @param {number} width
 * @param {number} height
 * @returns {SVGElement[]}
 */
function curveTicks(width, height) {
  const at = (/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ text) => vector("text", { x, y, "text-anchor": x < 0 ? "start" : "middle" }, text);
  const across = [0, 0.25, 0.5, 0.75].map((share) => at(share * width, height + 12, String(share)));
  return [vector("line", { x1: 0, x2: width, y1: 0, y2: 0 }), at(-14, 6, "1"), at(-14, height, "0"), ...across,
    vector("text", { x: width, y: height + 12, "text-anchor": "end" }, "1")];
}

/**
 * Controls: which row is read for a piece, and from which weight on a link counts.
 * @param {(change: Partial<Look>) => void} choose
 */
export function createGoldBar(choose) {
  const rows = OFFSETS.map((offset) => pressable({ class: "gaze-choice" }, () => choose({ offset })));
  const [rowWord, word, value] = [html("span", { class: "gaze-quiet" }), html("span"), html("span", { class: "gaze-value" })];
  const row = html("div", { class: "gaze-group", role: "group" }, rowWord, ...rows);
  const heaviest = pressable({ class: "gaze-choice" }, () => choose({ threshold: null }));
  const slider = html("input", { type: "range", class: "gaze-range", min: 0, max: 100, step: 2, "data-zone": "field" });
  slider.addEventListener("input", () => choose({ threshold: Number(slider.value) }));
  const from = html("label", { class: "gaze-threshold" }, word, slider, value);
  const hint = html("p", { class: "gaze-quiet gaze-hint" });
  const root = html("div", { class: "gaze-gold" }, html("div", { class: "gaze-options", "data-zone": "button" }, row, heaviest, from), hint);

  /** By drawing. */
  let hints = { matrix: "", ribbons: "" };

  /** @param {Record<string, string>} labels @param {boolean} all whether every panel says the reference */
  function build(labels, all) {
    setText(rowWord, `${say(labels, "offset")}\u00a0`);
    setAll(row, { "aria-label": say(labels, "offset") });
    rows.forEach((button, i) => setText(button, ["t − 1", "t", "t + 1"][i]));
    setText(heaviest, say(labels, "heaviest"));
    setText(word, say(labels, "from_weight"));
    setAll(slider, { "aria-label": say(labels, "from_weight") });
    hints = { matrix: say(labels, all ? "gold_hint" : "gold_elsewhere"), ribbons: say(labels, "gold_ribbons") };
  }

  /** @param {Look} look */
  function paint({ draw, offset, threshold }) {
    setText(hint, hints[draw]);
    rows.forEach((button, i) => setAll(button, { "aria-pressed": String(OFFSETS[i] === offset) }));
    setAll(heaviest, { "aria-pressed": String(threshold === null) });
    slider.value = String(threshold ?? 50);
    slider.style.setProperty("--gaze-done", `${threshold ?? 50}%`);
    setText(value, threshold === null ? "" : (threshold / 100).toFixed(2));
    setAll(from, { "data-idle": threshold === null });
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}
