/** The view of differences: the weights of two panels subtracted, their divergence row by row, their words aligned. */

import { elementOf } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { html, live, render, svg } from "../../kit/lit.js";
import { compactLayout, compactSize, drawSmall } from "../../kit/small.js";

/** @param {(change: Partial<Look>) => void} choose */
export function createDifference(choose) {
  const root = elementOf(html`<div class="gaze-difference" hidden></div>`);
  /** @type {ReturnType<typeof drawSmall> | null} */
  let drawing = null;
  /** @type {number[]} */
  let steps = [];

  /** @param {PanelsData} data @param {Look} look @param {Map<string, Scene>} scenes @param {{width: number, font: number, measure: Measure}} room */
  function build(data, look, scenes, { width, font, measure }) {
    const { labels, panels } = data;
    const chosen = chosenPair(data, look);
    const comparison = chosen && pairOf(data.pairs, ...chosen);
    root.hidden = !comparison;
    drawing = null;
    if (!chosen || !comparison) return;
    const { pair: { mean, words, bits }, turned } = comparison;
    const [one, other] = chosen.map((name) => /** @type {Scene} */ (scenes.get(name)));
    const difference = subtractWeights(one.weights, other.weights, comparison.pair, turned);
    steps = difference.steps;
    const target = steps.map((step) => one.target[step]);
    const layout = compactLayout({ source: one.source.map(({ text }) => text), names: target.map(({ text }) => text), steps: target.length, width: width - font * 9, font, measure });
    const bars = { width: font * 9, drawn: barsOf(layout, bits, one.source.length, font) };
    drawing = drawSmall({ source: one.source, target, strengths: difference.strengths, measure }, layout, undefined, bars);
    const distance = mean === null ? say(labels, "no_common") : say(labels, "mean_distance", { x: mean.toFixed(2) });
    const titles = chosen.map((name) => panels.find((panel) => panel.name === name)?.title ?? name);
    drawing.root.setAttribute("aria-label", `${titles.join(" − ")}. ${distance}`);

    const menu = (/** @type {0 | 1} */ i) => {
      const pick = (/** @type {{target: HTMLSelectElement}} */ { target: { value } }) => choose({ pair: i ? [chosen[0], value] : [value, chosen[1]] });
      return html`<select class="gaze-select gaze-name" data-zone="field" aria-label=${say(labels, i ? "less" : "whole")} title=${say(labels, i ? "less" : "whole")} @change=${pick}>${
        panels.filter(({ trace }) => trace && !trace.fixed).map(({ name, title }) => html`
          <option value=${name} ?disabled=${name === chosen[1 - i]} .selected=${live(name === chosen[i])}>${title}</option>`)}</select>`;
    };
    render(html`
      <div class="gaze-options" data-zone="button"><div class="gaze-group">${menu(0)}<span>−</span>${menu(1)}</div><span class="gaze-quiet">${distance}</span></div>
      <p class="gaze-output-line">${words.map((run) => {
        const [own, against] = turned ? [run[1], run[0]] : run;
        return own === against ? html`<span class="gaze-run">${own}</span>` : html`<span class="gaze-run gaze-apart"><ins>${own || "–"}</ins><del>${against || "–"}</del></span>`;
      })}</p>
      <div class="gaze-scroll">${drawing.root}</div>`, root);
  }

  /** @param {number} step */
  function paint(step) {
    const row = steps.indexOf(step);
    drawing?.paint(row < 0 ? steps.length : row);
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * A bar beside each row: the divergence of the two panels there, from 0 to 1 bit.
 * @param {CompactLayout} layout @param {number[]} bits @param {number} sources @param {number} font
 */
function barsOf(layout, bits, sources, font) {
  const { width } = compactSize(layout, bits.length, sources);
  return bits.map((value, row) => {
    const y = layout.top + layout.high * row;
    return svg`<rect class="gaze-bar" x=${width + font} y=${y + layout.high * 0.3} width=${Math.max(1, value * font * 5)} height=${layout.high * 0.4} />
      <text x=${width + font * 1.4 + value * font * 5} y=${y + layout.high / 2} text-anchor="start">${value.toFixed(2)}</text>`;
  });
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
