/** The effect of the edits: both translations as words, and what changed at each step. */

import { elementOf, setAll } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { html, nothing, render } from "../../kit/lit.js";
import { visible } from "../../kit/pieces.js";
import { createScroller } from "../../kit/scrolling.js";

/** @typedef {{step: number | null, pair: Pair | null, width: number}} EffectColumn a `width` of 0 belongs to the word before it */
/** The source pieces, and the position of each before any edit.
 * @typedef {{pieces: string[], origin: number[]}} Source */
/** @typedef {{key: string, values: number[], texts: string[], most: number, by?: string[]}} Measured by: the piece that a value is due to; "" is the row of another sentence */

/** A row of the table: its cells by column, null where a word before it reaches this far.
 * @typedef {{head: string, cells: ({look?: string, width?: number, shown: unknown} | null)[]}} EffectRow */

/** @param {Dispatch} dispatch */
export function createEffect(dispatch) {
  const [root, scroller] = [html`<section class="what-effect"></section>`, html`<div class="gaze-scroll" tabindex="0" role="group" data-zone="stage"></div>`].map(elementOf);
  const view = createScroller(scroller);
  /** @type {EffectColumn[]} */
  let columns = [];
  /** @type {EffectRow[]} */
  let rows = [];
  /** The columns of the steps, and the table, as measured. @type {{x: number, y: number, width: number, height: number}[]} */
  let places = [];
  let whole = { width: 0, height: 0 };
  let marked = -1;

  /** @param {WhatIfData} data @param {Scene} original */
  function build(data, original) {
    const { effect, labels } = data;
    const title = say(labels, effect ? "effect" : "mattered_title");
    root.hidden = original.fixed && !effect;
    setAll(scroller, { "aria-label": title });
    render(html`<h3 class="what-title">${title}</h3><p class="what-summary" aria-live="polite">${effect?.summary ?? data.matters}</p>
      ${scroller}<p class="what-hint">${say(labels, effect ? "effect_help" : "mattered_help")}</p>`, root);
    // Without edits the pieces of the original are its words.
    const pieces = original.target.filter(({ end }) => !end).map(({ text }, i) => ({ before: { text, begin: i, end: i + 1 }, after: null, same: true }));
    columns = effectColumns(effect?.words ?? pieces, original.target.length);
    rows = [...wordRows(data, original), ...measures(data).map((one) => measureRow(one, columns, labels))];
    marked = -1;
    draw();
    // Measured once per table, since measuring at each step would force a layout of the page.
    const table = /** @type {HTMLTableElement} */ (scroller.firstElementChild);
    const [head, ...words] = table.rows[0].cells;
    places = original.target.map((_, step) => {
      const before = rows[0].cells.slice(0, columnOf(step) + 1).filter((cell) => cell !== null);
      const { offsetLeft, offsetWidth } = words[before.length - 1];
      return { x: offsetLeft - head.offsetWidth, y: 0, width: offsetWidth, height: 0 };
    });
    whole = { width: table.offsetWidth - head.offsetWidth, height: 0 };
    view.fit({ width: scroller.clientWidth - head.offsetWidth, height: 0 });
    follow(largest(effect?.kl ?? data.reliance?.most ?? []));
  }

  /** @param {number} step @returns {number} */
  function columnOf(step) {
    return columns.findIndex((column) => column.step === step);
  }

  /** Marks in each row the cell that reaches over the column of the step. */
  function draw() {
    const at = columnOf(marked);
    render(html`<table class="what-table">${rows.map(({ head, cells }) => {
      const now = cells.findLastIndex((cell, i) => cell !== null && i <= at);
      return html`<tr><th scope="row">${head}</th>${cells.map((cell, i) => cell && html`<td class="${cell.look ?? ""} ${i === now ? "what-now" : ""}"
        colspan=${cell.width ?? nothing}>${cell.shown}</td>`)}</tr>`;
    })}</table>`, scroller);
  }

  /** Brings the column of a step into view, beside the fixed headings. @param {number} step */
  function follow(step) {
    if (places[step]) view.follow(places[step], whole);
  }

  /** Both translations, or the original alone, with a button for each word. @param {WhatIfData} data @param {Scene} original @returns {EffectRow[]} */
  function wordRows({ effect, base, labels }, original) {
    /** @param {"before" | "after"} side @param {EffectColumn} column */
    const cell = (side, { step, pair, width }) => {
      if (!width) return null;
      const word = pair?.[side];
      if (pair && !word) return { look: "what-quiet", width, shown: "–" };
      const [text, at] = word ? [visible(word.text), word.begin] : [original.target[step ?? 0].text, step ?? 0];
      return { width, shown: html`<button type="button" class="what-word" ?data-differs=${side === "after" && pair?.same === false}
        @click=${() => dispatch({ type: "step", to: at })}><bdi>${text}</bdi></button>` };
    };
    const before = { head: say(labels, base ? "left_side" : "original"), cells: columns.map((column) => cell("before", column)) };
    return effect ? [before, { head: say(labels, "edited"), cells: columns.map((column) => cell("after", column)) }] : [before];
  }

  /** @param {number} step */
  function paint(step) {
    if (step === marked) return;
    if (marked >= 0) follow(step); // a new table stays at the largest effect
    marked = step;
    draw();
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/** @param {(number | null)[]} values null is infinite @returns {number} the position of the largest */
function largest(values) {
  const finite = values.map((value) => value ?? Infinity);
  return finite.indexOf(Math.max(...finite));
}

/**
 * A bar and its number for each step, below them what the number is due to. Δ log p points down if the word became less probable.
 * @param {Measured} one @param {EffectColumn[]} columns @param {Record<string, string>} labels @returns {EffectRow}
 */
function measureRow({ key, values, texts, most, by }, columns, labels) {
  const cells = columns.map(({ step }) => (step === null ? { shown: nothing } : {
    look: `what-measure what-${key}`,
    shown: html`<span class="what-gauge" aria-hidden="true"><i class=${values[step] < 0 ? "what-down" : ""} style="--share: ${Math.abs(values[step] / most).toFixed(3)}"></i></span><span
      class="what-number">${texts[step]}</span>${by ? html`<bdi class="what-by">${by[step] || say(labels, "other_row")}</bdi>` : nothing}`,
  }));
  return { head: say(labels, key), cells };
}

/** @param {Pair[]} pairs @param {number} steps @returns {EffectColumn[]} */
export function effectColumns(pairs, steps) {
  const columns = pairs.flatMap(/** @returns {EffectColumn[]} */ (pair) => {
    if (!pair.before) return [{ step: null, pair, width: 1 }];
    const { begin, end } = pair.before;
    return Array.from({ length: end - begin }, (_, i) => ({ step: begin + i, pair, width: i ? 0 : end - begin }));
  });
  const last = Math.max(-1, ...columns.map(({ step }) => step ?? -1));
  // The steps that no word covers are the end of the sentence.
  return [...columns, ...Array.from({ length: steps - last - 1 }, (_, i) => ({ step: last + 1 + i, pair: null, width: 1 }))];
}

/**
 * The steps of one output whose words differ from those of the other.
 * @param {Pair[]} pairs @param {"before" | "after"} side @returns {Set<number>}
 */
export function differentSteps(pairs, side) {
  const steps = pairs.flatMap(({ same, [side]: word }) => (same || !word ? [] : Array.from({ length: word.end - word.begin }, (_, i) => word.begin + i)));
  return new Set(steps);
}

/**
 * The positions of the source pieces that the first side has and the other does not.
 * @param {Source} one @param {Source} other @returns {Set<number>}
 */
export function differentPieces(one, other) {
  const known = new Set(other.pieces.map((piece, j) => `${other.origin[j]} ${piece}`));
  return new Set(one.pieces.flatMap((piece, j) => (known.has(`${one.origin[j]} ${piece}`) ? [] : [j])));
}

/**
 * The effect of the edits, if there are any, and how far the original relies on its attention.
 * @param {Pick<WhatIfData, "effect" | "reliance">} data @returns {Measured[]}
 */
export function measures({ effect, reliance }) {
  const endless = (/** @type {(number | null)[]} */ values, /** @type {number} */ sign) => values.map((value) => value ?? sign * Infinity);
  const relied = reliance
    ? [
        { ...measure("mattered", endless(reliance.most, 1), plainText, 0.5), by: reliance.by },
        measure("evened", endless(reliance.uniform, 1), plainText, 0.5),
      ]
    : [];
  if (!effect) return relied;
  return [measure("delta", endless(effect.delta, -1), signedText, 1), measure("kl", endless(effect.kl, 1), plainText, 0.5), ...relied];
}

/**
 * Bars of one measure have the same scale, which has a minimum, so that negligible differences stay small.
 * @param {string} key @param {number[]} values @param {(value: number) => string} write @param {number} least @returns {Measured}
 */
function measure(key, values, write, least) {
  const finite = values.filter(Number.isFinite).map(Math.abs);
  const most = Math.max(least, ...finite);
  return { key, most, texts: values.map(write), values: values.map((value) => Math.max(-most, Math.min(most, value))) };
}

/** @param {number} value @returns {string} with its sign; minus infinity for a word that became impossible */
export function signedText(value) {
  if (value === -Infinity) return "−∞";
  const text = Math.abs(value).toFixed(2);
  return text === "0.00" ? "0" : `${value < 0 ? "−" : "+"}${text}`;
}

/** @param {number} value @returns {string} */
export function plainText(value) {
  if (value === Infinity) return "∞";
  return value < 0.005 ? "0" : value.toFixed(2);
}
