/** The distance between two paths over time, with a mark at the current step. */

import { html, setAll, setText, vector } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";

const HEIGHT = 64;
const INSET = 10;

export function createGap() {
  const line = vector("path", { class: "space-gap-line" });
  const cursor = vector("line", { class: "space-gap-now", y1: 0, y2: HEIGHT });
  const knob = vector("circle", { class: "space-gap-knob", r: 5 });
  const svg = vector("svg", { class: "gaze-drawing", "aria-hidden": "true" }, line, cursor, knob);
  const [title, value] = [html("span", { class: "gaze-quiet" }), html("span", { class: "gaze-value" })];
  const root = html("div", { class: "space-gap" }, html("p", {}, title, " ", value), svg);
  /** @type {number[]} */
  let gaps = [];
  let width = 0;

  /** @param {SpaceData} data @param {number} room */
  function build({ gap }, room) {
    gaps = gap.values;
    width = room;
    setAll(root, { hidden: gaps.length === 0 });
    setAll(svg, { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}` });
    setText(title, gap.title);
    setAll(line, { d: gaps.map((_, t) => `${t ? "L" : "M"}${spot(t).x.toFixed(1)} ${spot(t).y.toFixed(1)}`).join("") });
  }

  /** @param {number} t */
  function spot(t) {
    const most = Math.max(...gaps, 1e-9);
    const across = gaps.length > 1 ? t / (gaps.length - 1) : 0.5;
    return { x: INSET + across * (width - 2 * INSET), y: HEIGHT - INSET - (gaps[t] / most) * (HEIGHT - 2 * INSET) };
  }

  /** @param {number} step @param {Record<string, string>} labels */
  function paint(step, labels) {
    if (!gaps.length) return;
    const t = Math.min(step, gaps.length - 1);
    const { x, y } = spot(t);
    setAll(cursor, { x1: x, x2: x });
    setAll(knob, { cx: x, cy: y });
    setText(value, say(labels, "gap_now", { x: gaps[t].toFixed(2) }));
  }

  return /** @satisfies {Part} */ ({ root, svg, build, paint });
}
