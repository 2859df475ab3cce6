/** The view of differences: the weights of two panels subtracted, their divergence row by row, their words aligned. */

import { html, setAll, setName, setText, vector } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { compactLayout, compactSize, drawSmall } from "../../kit/small.js";

/** @param {(change: Partial<Look>) => void} choose */
export function createDifference(choose) {
  const menus = [0, 1].map(() => html("select", { class: "gaze-select gaze-name", "data-zone": "field" }));
  const mean = html("span", { class: "gaze-quiet" });
  const words = html("p", { class: "gaze-output-line" });
  const place = html("div", { class: "gaze-scroll" });
  const root = html("div", { class: "gaze-difference" },
    html("div", { class: "gaze-options", "data-zone": "button" }, html("div", { class: "gaze-group" }, menus[0], html("span", {}, "−"), menus[1]), mean), words, place);
  for (const menu of menus) menu.addEventListener("change", () => choose({ pair: [menus[0].value, menus[1].value] }));
  /** @type {ReturnType<typeof drawSmall> | null} */
  let drawing = null;
  /** @type {number[]} */
  let steps = [];

  /** @param {PanelsData} data @param {Look} look @param {Map<string, Scene>} scenes @param {{width: number, font: number, measure: Measure}} room */
  function build(data, look, scenes, { width, font, measure }) {
    const { labels } = data;
    const chosen = chosenPair(data, look);
    const comparison = chosen && pairOf(data.pairs, ...chosen);
    root.hidden = !comparison;
    drawing = null;
    if (!chosen || !comparison) return;
    menus.forEach((menu, i) => {
      setName(menu, say(labels, i ? "less" : "whole"));
      menu.replaceChildren(...data.panels.filter(({ trace }) => trace && !trace.fixed).map(({ name, title }) =>
        html("option", { value: name, disabled: name === chosen[1 - i] }, title)));
      menu.value = chosen[i];
    });
    setText(mean, comparison.pair.mean === null ? say(labels, "no_common") : say(labels, "mean_distance", { x: comparison.pair.mean.toFixed(2) }));
    words.replaceChildren(...comparison.pair.words.map((run) => {
      const [own, against] = comparison.turned ? [run[1], run[0]] : run;
      if (own === against) return html("span", { class: "gaze-run" }, own);
      return html("span", { class: "gaze-run gaze-apart" }, html("ins", {}, own || "–"), html("del", {}, against || "–"));
    }));
    const [one, other] = chosen.map((name) => /** @type {Scene} */ (scenes.get(name)));
    const difference = subtractWeights(one.weights, other.weights, comparison.pair, comparison.turned);
    steps = difference.steps;
    const target = steps.map((step) => one.target[step]);
    const layout = compactLayout({ source: one.source.map(({ text }) => text), names: target.map(({ text }) => text), steps: target.length, width: width - font * 9, font, measure });
    const small = drawSmall({ source: one.source, target, strengths: difference.strengths, measure }, layout);
    addBars(small.svg, layout, comparison.pair.bits, one.source.length, font);
    const titles = chosen.map((name) => data.panels.find((panel) => panel.name === name)?.title ?? name);
    setAll(small.root, { "aria-label": `${titles.join(" − ")}. ${mean.textContent}` });
    place.replaceChildren(small.root);
    drawing = small;
  }

  /** @param {number} step */
  function paint(step) {
    const row = steps.indexOf(step);
    drawing?.paint(row < 0 ? steps.length : row);
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * Adds a bar beside each row: the divergence of the two panels there, from 0 to 1 bit.
 * @param {SVGSVGElement} svg @param {CompactLayout} layout @param {number[]} bits @param {number} sources @param {number} font
 */
function addBars(svg, layout, bits, sources, font) {
  const size = compactSize(layout, bits.length, sources);
  const width = size.width + font * 9;
  bits.forEach((value, row) => {
    const y = layout.top + layout.high * row;
    svg.append(vector("rect", { class: "gaze-bar", x: size.width + font, y: y + layout.high * 0.3, width: Math.max(1, value * font * 5), height: layout.high * 0.4 }),
      vector("text", { x: size.width + font * 1.4 + value * font * 5, y: y + layout.high / 2, "text-anchor": "start" }, value.toFixed(2)));
  });
  setAll(svg, { width, viewBox: `0 0 ${width} ${size.height}` });
}

/**
 * @param {Record<string, PairData> | null} pairs @param {string} one @param {string} other
 * @returns {{pair: PairData, turned: boolean} | null} `turned` if the data have the pair in the opposite order
 */
export function pairOf(pairs, one, other) {
  const [straight, turned] = [pairs?.[`${one}*${other}`], pairs?.[`${other}*${one}`]];
  if (straight) return { pair: straight, turned: false };
  return turned ? { pair: turned, turned: true } : null;
}

/**
 * The chosen pair if both panels are there; otherwise the base and the panel farthest from it; if the base has no weights,
 * the first two panels that have.
 * @param {PanelsData} data @param {Look} look @returns {[string, string] | null}
 */
export function chosenPair({ pairs, base, panels }, { pair }) {
  if (pair && pairOf(pairs, pair[0], pair[1])) return pair;
  const far = panels.map(({ name }) => ({ name, mean: pairOf(pairs, base, name)?.pair.mean ?? -1, known: pairOf(pairs, base, name) }));
  const best = far.filter(({ known }) => known).sort((a, b) => b.mean - a.mean)[0];
  const first = Object.keys(pairs ?? {})[0];
  if (best || !first) return best ? [base, best.name] : null;
  return /** @type {[string, string]} */ (first.split("*"));
}

/**
 * The weights of one panel minus those of the other at the steps where both output the same piece: rows of differences, from
 * −1 to 1, and the steps of the first panel.
 * @param {number[][]} one @param {number[][]} other @param {PairData} pair @param {boolean} turned
 * @returns {{steps: number[], strengths: number[][]}}
 */
export function subtractWeights(one, other, { steps }, turned) {
  const pairs = steps.map(([a, b]) => (turned ? [b, a] : [a, b]));
  return { steps: pairs.map(([a]) => a), strengths: pairs.map(([a, b]) => one[a].map((weight, j) => weight - other[b][j])) };
}
