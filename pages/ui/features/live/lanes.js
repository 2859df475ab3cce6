/** One column for each lane: its title, how far it is, the picture of the chosen sentence, the phases of an update, what it says. */

import { glyph } from "../../kit/buttons.js";
import { elementOf, setAll } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { html, render, svg } from "../../kit/lit.js";
import { drawSmall } from "../../kit/small.js";
import { figuresText, numberText, progressText, stateText } from "./state.js";

/** The widest picture of a sentence. */
const WIDEST = 360;

/** @param {(index: number) => void} choose */
export function createLanes(choose) {
  const root = elementOf(html`<div class="gaze-lanes"></div>`);
  /** @type {ReturnType<typeof createHeatmap>[]} */
  const heatmaps = [];

  /** @param {LiveState} state @param {import("./index.js").Look} look */
  function paint({ lanes, probe }, look) {
    while (heatmaps.length < lanes.length) heatmaps.push(createHeatmap());
    const marks = lanes.map((_, i) => look.lanes[i % look.lanes.length]);
    render(lanes.map((lane, i) => laneView(lane, probe, marks[i], heatmaps[i].root, look.labels, choose)), root);
    lanes.forEach((lane, i) => {
      const all = lane.news?.sentences ?? [];
      const shown = all[Math.min(probe, all.length - 1)];
      if (shown) heatmaps[i].paint(shown, lane, { ...look, mark: marks[i], width: Math.min(root.children[i].clientWidth, WIDEST * look.scale) });
    });
  }

  return /** @satisfies {Part} */ ({ root, paint });
}

/**
 * @param {Lane} lane
 * @param {number} probe
 * @param {string} mark
 * @param {HTMLElement} heatmap
 * @param {Record<string, string>} labels
 * @param {(index: number) => void} choose
 */
function laneView(lane, probe, mark, heatmap, labels, choose) {
  return html`<article class="gaze-lane">
    <header><i class="gaze-key" style="background: ${mark}"></i><h3>${lane.title}</h3></header>
    <p class="gaze-facts-line"><span>${progressText(lane, labels)}</span> <span class="gaze-computing" ?hidden=${!lane.news?.computing}>${say(labels, "computing")}</span></p>
    <p class="gaze-facts-line">${figuresText(lane, labels)}</p>
    <p class="gaze-facts-line gaze-status">${stateText(lane, labels)}</p>
    <p class="gaze-broken" ?hidden=${!lane.broken}><strong>${lane.broken}</strong> <span>${lane.sign}</span></p>
    <div class="gaze-lane-body">
      <div>${heatmap}<p class="gaze-facts-line gaze-fixed">${lane.fixed}</p></div>
      <ol class="gaze-said">${(lane.news?.sentences ?? []).map((sentence, i) => sentenceView(sentence, i === probe, labels, () => choose(i)))}</ol>
      ${phasesView(lane.news?.phase ?? null, labels)}
    </div>
  </article>`;
}

const CHECK = "M5 13l4 4 10-11";
const CROSS = "M6 6l12 12M18 6L6 18";

/**
 * A held-out pair: what the model now says, right or wrong. One of them is chosen for the picture.
 * @param {LiveSentence} sentence @param {boolean} chosen @param {Record<string, string>} labels @param {() => void} choose
 */
function sentenceView(sentence, chosen, labels, choose) {
  const right = sentence.said.join() === sentence.target.join();
  const [source, said, target] = [written(sentence.source), written(sentence.said) || "–", written(sentence.target)];
  const name = say(labels, right ? "says_right" : "says_wrong", { source, said, target });
  return html`<li><button type="button" class="gaze-choice" aria-pressed=${chosen} ?data-right=${right} aria-label=${name} title=${name}
    @click=${choose}>${glyph(right ? CHECK : CROSS)}<bdi>${source}</bdi> → <bdi>${said}</bdi></button></li>`;
}

/** Letters are written together, words apart. @param {string[]} pieces @returns {string} */
export function written(pieces) {
  return pieces.join(pieces.some((piece) => piece.length > 1) ? " " : "");
}

const PARTS = ["source_embedding", "encoder", "attention", "decoder", "target_embedding", "output"];
const PHASES = ["forward", "backward", "step"];

/**
 * The phases of an update: the loss, the norm of each part's gradient, and how far each part's weights have moved.
 * @param {PhaseReport | null} phase @param {Record<string, string>} labels
 */
function phasesView(phase, labels) {
  if (!phase) return html`<div class="gaze-phases" hidden></div>`;
  const most = Math.max(...PARTS.map((part) => phase.gradients[part] ?? 0), 1e-9);
  return html`<div class="gaze-phases">
    <ol class="gaze-phase-names">${PHASES.map((name, i) => html`<li ?data-done=${PHASES.indexOf(phase.name) >= i}>${say(labels, `about_${name}`)}</li>`)}</ol>
    <p class="gaze-facts-line">${lossText(phase, labels)}</p>
    <table ?hidden=${phase.name === "forward"}><tbody>
      <tr><th></th><th scope="col">${say(labels, "gradient_norm")}</th><th scope="col">${say(labels, "moved")}</th></tr>
      ${PARTS.map((part) => html`<tr><th scope="row">${say(labels, `part_${part}`)}</th>
        <td><span class="gaze-bar"><i style="width: ${(((phase.gradients[part] ?? 0) / most) * 100).toFixed(1)}%"></i></span>${
          phase.gradients[part] === undefined ? say(labels, "untrained") : numberText(phase.gradients[part])}</td>
        <td>${phase.name === "step" ? percent(phase.moves[part]) : ""}</td></tr>`)}
    </tbody></table>
  </div>`;
}

/** @param {PhaseReport} phase @param {Record<string, string>} labels @returns {string} */
function lossText({ loss, norm, factor }, labels) {
  const words = [say(labels, "batch_loss", { x: numberText(loss) })];
  if (norm !== null) words.push(say(labels, "whole_norm", { x: numberText(norm) }));
  if (factor !== null) words.push(factor < 1 ? say(labels, "clipped", { x: numberText(factor) }) : say(labels, "not_clipped"));
  return words.join(" · ");
}

/** @param {number | null | undefined} share @returns {string} */
function percent(share) {
  return share === null || share === undefined ? "–" : `${numberText(share * 100)} %`;
}

// The weights of the chosen sentence, with its exact links framed.

const [LARGEST, SMALLEST] = [34, 12];
/** The size of a letter beside a cell, and the widths of a letter and of the mark of the end beside one of size 1. */
const [LETTER, ACROSS, MARK] = [0.46, 0.7, 1.1];
/** The most that a picture takes of the height of the window, less where all is larger: the buttons above it stay in view. */
const TALLEST = 0.6;
const END = "↵";
const PADDING = "·";
/** The column of the fixed vector of a model without attention. */
const FIXED = "c";

function createHeatmap() {
  const root = elementOf(html`<div class="gaze-place"></div>`);
  /** @type {ReturnType<typeof drawSmall> | null} */
  let drawing = null;
  let drawn = "";

  /** @param {LiveSentence} sentence @param {LaneData} lane @param {import("./index.js").Look & {mark: string}} look */
  function paint(sentence, { chooses, attends }, { width, height, scale, mark, measure, labels }) {
    const { columns, weights } = shownOf(sentence, attends);
    const rows = [...sentence.target, END];
    const largest = LARGEST * LETTER * scale;
    const left = Math.ceil(Math.max(widest(rows) * ACROSS, MARK) * largest) + 8;
    const top = widest(columns) > 1 ? widest(columns) * ACROSS * largest + 10 : 20 * scale;
    const across = Math.floor((width - left) / columns.length), down = Math.floor((height * TALLEST / scale - top) / rows.length);
    const cell = Math.max(SMALLEST, Math.min(LARGEST * scale, across, down));
    const strengths = weights.map((row) => row.map((percent) => percent / 100));
    const now = JSON.stringify([columns, rows, sentence.links, chooses, left, top, cell, mark]);
    if (now === drawn) return drawing?.fill(strengths);
    drawn = now;
    const [source, target] = [columns, rows].map((pieces) => pieces.map((text) => ({ text, name: text, end: false, unknown: false })));
    const links = (chooses ? sentence.links : []).map(([t, s]) =>
      svg`<rect class="gaze-sure" style="stroke: ${mark}" x=${left + s * cell + 1} y=${top + t * cell + 1} width=${cell - 2} height=${cell - 2} />`);
    drawing = drawSmall({ source, target, strengths, measure }, { left, top, cell, high: cell, font: cell * LETTER, named: true, headed: true }, links);
    drawing.paint(rows.length);
    const name = say(labels, attends ? "heatmap" : "heatmap_fixed", { source: sentence.source.join(" "), target: sentence.target.join(" ") });
    setAll(drawing.root, { class: "gaze-small gaze-weights", "aria-label": name });
    drawing.root.querySelector("svg")?.setAttribute("aria-hidden", "true"); // one image to a reader of screens
    root.replaceChildren(drawing.root);
  }

  return /** @satisfies {Part} */ ({ root, paint });
}

/**
 * The columns with their weights: source pieces, the mark of the end, and padding where it can be seen. Without attention there are
 * no weights on these, and every row has the same fixed vector.
 * @param {Pick<LiveSentence, "source" | "weights">} sentence @param {boolean} attends @returns {{columns: string[], weights: number[][]}}
 */
export function shownOf({ source, weights }, attends) {
  const width = weights[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, i) => source[i] ?? (i === source.length ? END : PADDING));
  return attends ? { columns, weights } : { columns: [...columns, FIXED], weights: weights.map((row) => [...row.map(() => 0), 100]) };
}

/** @param {string[]} pieces @returns {number} */
function widest(pieces) {
  return Math.max(...pieces.map((piece) => piece.length));
}
