/** Gold links between tokens: which weights count as links, the scores of a panel against them, marks, and an editor. */

import { elementOf } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { html, live, nothing, render, svg } from "../../kit/lit.js";
import { visible } from "../../kit/pieces.js";
import { clamp } from "../../kit/state.js";

const OFFSETS = [-1, 0, 1];
const [SMALL_CURVE, LARGE_CURVE] = [{ width: 96, height: 26 }, { width: 300, height: 96 }];
const MOVES = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] });
const MOST_TOKENS = 40;

/** @typedef {"" | "sure" | "possible"} LinkMark */

/**
 * The alignment error by weight threshold, as a line.
 * @param {Score[]} curve @param {number | null} threshold percent @param {string} name
 * @param {boolean} large with numbers at its sides
 */
export function goldCurve(curve, threshold, name, large) {
  const { width, height } = large ? LARGE_CURVE : SMALL_CURVE;
  const [wide, tall] = large ? [width + 14, height + 18] : [width, height + 2];
  const text = (/** @type {number} */ x, /** @type {number} */ y, /** @type {string} */ anchor, /** @type {unknown} */ written) => svg`<text x=${x} y=${y} text-anchor=${anchor}>${written}</text>`;
  const line = (/** @type {number} */ y) => svg`<line x1="0" x2=${width} y1=${y} y2=${y} />`;
  const here = (/** @type {number} */ x) => svg`<line class="gaze-here" x1=${x} x2=${x} y1="0" y2=${height} />`;
  return html`<svg class="gaze-curve" width=${wide} height=${tall} viewBox="${large ? -14 : 0} -1 ${wide} ${tall}" role="img" aria-label=${name}>
    <title>${name}</title>${line(height)}<polyline points=${curvePoints(curve, width, height)} />${threshold === null ? nothing : here((threshold / 100) * width)}
    ${large ? [line(0), text(-14, 6, "start", 1), text(-14, height, "start", 0),
      ...[0, 0.25, 0.5, 0.75].map((share) => text(share * width, height + 12, "middle", share)), text(width, height + 12, "end", 1)] : nothing}</svg>`;
}

/**
 * Controls: which row is read for a piece, and from which weight on a link counts.
 * @param {Record<string, string>} labels @param {Look} look @param {boolean} all whether every panel outputs the reference
 * @param {(change: Partial<Look>) => void} choose
 */
export function goldBar(labels, { draw, offset, threshold }, all, choose) {
  const slide = (/** @type {Event} */ { target }) => choose({ threshold: Number(/** @type {HTMLInputElement} */ (target).value) });
  return html`<div class="gaze-gold">
    <div class="gaze-options" data-zone="button">
      <div class="gaze-group" role="group" aria-label=${say(labels, "offset")}><span class="gaze-quiet">${say(labels, "offset")}\u00a0</span>${OFFSETS.map((each, i) => html`
        <button type="button" class="gaze-choice" aria-pressed=${each === offset} @click=${() => choose({ offset: each })}>${["t − 1", "t", "t + 1"][i]}</button>`)}</div>
      <button type="button" class="gaze-choice" aria-pressed=${threshold === null} @click=${() => choose({ threshold: null })}>${say(labels, "heaviest")}</button>
      <label class="gaze-threshold" ?data-idle=${threshold === null}><span>${say(labels, "from_weight")}</span><input type="range" class="gaze-range" min="0" max="100" step="2"
        data-zone="field" aria-label=${say(labels, "from_weight")} .value=${live(String(threshold ?? 50))} style="--gaze-done: ${threshold ?? 50}%" @input=${slide} /><span
        class="gaze-value">${threshold === null ? "" : (threshold / 100).toFixed(2)}</span></label>
    </div>
    <p class="gaze-quiet gaze-hint">${say(labels, draw === "ribbons" ? "gold_ribbons" : all ? "gold_hint" : "gold_elsewhere")}</p>
  </div>`;
}

/**
 * Over the cells of a matrix: the gold links as boxes, and those that the weights predict, as dots where they are gold and as rings elsewhere.
 * @param {CompactLayout} layout @param {PanelGold} gold @param {Map<string, LinkMark>} links
 * @param {{offset: number, steps: number, thresholds: number[]}} read @param {Look} look
 */
export function goldMarks({ left, top, cell, high }, gold, links, { offset, steps, thresholds }, look) {
  const radius = clamp(Math.min(cell, high) * 0.2, 1.5, 5);
  const circle = (/** @type {Link} */ link) => {
    const cells = linkCells(gold, link, offset, steps);
    if (!cells) return "";
    const x = left + cell * (cells.x + cells.width / 2) - radius;
    const y = top + high * (cells.y + cells.height / 2);
    return `M${x.toFixed(1)} ${y.toFixed(1)}${[1, -1].map((way) => `a${radius} ${radius} 0 1 0 ${way * 2 * radius} 0`).join("")}z`;
  };
  const predicted = predictedLinks(gold, look, thresholds);
  const path = (/** @type {boolean} */ isGold) => predicted.filter((link) => links.has(link.join()) === isGold).map(circle).join("");
  const boxes = [...links].map(([at, mark]) => {
    const cells = linkCells(gold, /** @type {Link} */ (at.split(",").map(Number)), offset, steps);
    return cells ? svg`<rect class="gaze-${mark}" x=${left + cell * cells.x + 1} y=${top + high * cells.y + 1}
      width=${cell * cells.width - 2} height=${high * cells.height - 2} />` : nothing;
  });
  return svg`${boxes}<path class="gaze-ring" d=${path(false)} /><path class="gaze-dot" d=${path(true)} />`;
}

/** A table of buttons, with a row per output token and a column per source token. @param {(links: string) => void} report */
export function createEditor(report) {
  const root = elementOf(html`<details class="gaze-editing" data-zone="field" hidden></details>`);
  /** The button that Tab reaches. @type {[t: number, s: number]} */
  let at = [0, 0];
  let links = readLinks("");

  /** @param {GoldData} gold @param {Record<string, string>} labels */
  function build(gold, labels) {
    links = readLinks(gold.links);
    draw(gold, labels);
  }

  /** @param {GoldData} gold @param {Record<string, string>} labels */
  function draw(gold, labels) {
    const [source, target] = [gold.source, gold.target].map((tokens) => tokens.slice(0, MOST_TOKENS));
    if (at[0] >= target.length || at[1] >= source.length) at = [0, 0];
    const press = (/** @type {string} */ link) => {
      links.set(link, nextMark(links.get(link) ?? ""));
      draw(gold, labels);
      report(writeLinks(links));
    };
    const move = (/** @type {KeyboardEvent} */ event) => {
      const by = MOVES[event.key];
      const held = /** @type {HTMLElement} */ (event.target).closest("td")?.querySelector("button");
      if (!by || !held) return;
      event.preventDefault();
      const buttons = [...root.querySelectorAll("button")];
      const [t, s] = [Math.floor(buttons.indexOf(held) / source.length) + by[0], (buttons.indexOf(held) % source.length) + by[1]];
      if (t < 0 || s < 0 || t >= target.length || s >= source.length) return;
      at = [t, s];
      draw(gold, labels);
      buttons[t * source.length + s].focus();
    };
    const head = (/** @type {string} */ token, /** @type {"row" | "col"} */ scope) => html`<th scope=${scope}><bdi>${visible(token)}</bdi></th>`;
    const button = (/** @type {number} */ s, /** @type {number} */ t) => {
      const mark = links.get(`${s},${t}`) ?? "";
      const name = `${source[s]} – ${target[t]}: ${say(labels, mark || "unlinked")}`;
      return html`<td><button type="button" tabindex=${t === at[0] && s === at[1] ? 0 : -1} class=${mark ? `gaze-${mark}` : ""} aria-label=${name} title=${name}
        @click=${() => press(`${s},${t}`)}></button></td>`;
    };
    render(html`
      <summary>${say(labels, "edit_links")}</summary><p class="gaze-quiet">${say(labels, "edit_keys")}</p>
      <div class="gaze-scroll"><table class="gaze-editor" @keydown=${move}><tbody>
        <tr><td></td>${source.map((token) => head(token, "col"))}</tr>${target.map((token, t) => html`
        <tr>${head(token, "row")}${source.map((_, s) => button(s, t))}</tr>`)}
      </tbody></table></div>`, root);
  }

  return /** @satisfies {Part} */ ({ root, build });
}

/** Reads links such as `0-0 1?2` into marks by `source,target`. @param {string} written @returns {Map<string, LinkMark>} */
export function readLinks(written) {
  return new Map([...written.matchAll(/(\d+)([-?])(\d+)/g)].map(([, source, mark, target]) =>
    [`${Number(source)},${Number(target)}`, mark === "-" ? "sure" : "possible"]));
}

/** @param {Map<string, LinkMark>} links @returns {string} in the order of the source, as Python writes them */
export function writeLinks(links) {
  const known = [...links].filter(([, mark]) => mark).map(([at, mark]) => ({ at: at.split(",").map(Number), mark }));
  known.sort((a, b) => a.at[0] - b.at[0] || a.at[1] - b.at[1]);
  return known.map(({ at, mark }) => at.join(mark === "sure" ? "-" : "?")).join(" ");
}

/** The mark after a click: none becomes sure, sure possible, possible none. @param {LinkMark} mark @returns {LinkMark} */
export function nextMark(mark) {
  return mark === "" ? "sure" : mark === "sure" ? "possible" : "";
}

/**
 * Error rate, precision and recall of a panel against the gold links, at the chosen offset and threshold.
 * @param {PanelGold | null | undefined} gold @param {Look} look @param {number[]} thresholds @returns {Record<string, number>}
 */
export function alignmentScores(gold, { offset, threshold }, thresholds) {
  const reading = gold?.readings[String(offset)];
  if (!reading) return {};
  const [aer, precision, recall] = threshold === null ? reading.best : reading.curve[thresholdIndex(threshold, thresholds)];
  return { aer, precision, recall };
}

/**
 * The links that the weights predict at the chosen offset and threshold.
 * @param {PanelGold} gold @param {Look} look @param {number[]} thresholds @returns {Link[]}
 */
export function predictedLinks({ readings }, { offset, threshold }, thresholds) {
  const { heaviest, reach } = readings[String(offset)];
  if (threshold === null) return heaviest;
  const at = thresholdIndex(threshold, thresholds);
  return reach.flatMap((row, target) => row.flatMap((most, source) => (most > at ? [/** @type {Link} */ ([source, target])] : [])));
}

/** @param {number} threshold percent @param {number[]} thresholds @returns {number} the index of the first threshold that is as high */
function thresholdIndex(threshold, thresholds) {
  return thresholds.findIndex((share) => share * 100 >= threshold - 0.5);
}

/**
 * The cells of a link's tokens, its rows shifted by the offset; null if a token has no pieces.
 * @param {PanelGold} gold @param {Link} link @param {number} offset @param {number} steps @returns {Cells | null}
 */
export function linkCells({ rows, columns }, [source, target], offset, steps) {
  const [down, across] = [rows[target], columns[source]];
  if (!down || !across) return null;
  const [first, last] = down.map((row) => clamp(row + offset, 0, steps - 1));
  return { x: across[0], y: first, width: across[1] - across[0] + 1, height: last - first + 1 };
}

/**
 * The error over all thresholds as the points of a line in a box.
 * @param {Score[]} curve @param {number} width @param {number} height @returns {string}
 */
export function curvePoints(curve, width, height) {
  const r = (/** @type {number} */ value) => Math.round(value * 10) / 10;
  return curve.map(([aer], at) => `${r((at / (curve.length - 1)) * width)},${r((1 - aer) * height)}`).join(" ");
}
