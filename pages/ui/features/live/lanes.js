/** One column for each lane: its title, how far it is, the picture of the chosen sentence, the phases of an update, what it says. */

import { html, icon, pressable, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { figuresText, numberText, progressText, stateText } from "./state.js";

/**
 * @param {(index: number) => void} choose
 */
export function createLanes(choose) {
  const root = html("div", { class: "gaze-lanes" });
  /** @type {ReturnType<typeof createLane>[]} */
  let lanes = [];

  /** @param {LaneData[]} data @param {Record<string, string>} labels */
  function build(data, labels) {
    lanes = data.map(() => createLane(choose));
    root.replaceChildren(...lanes.map((lane) => lane.root));
    lanes.forEach((lane, i) => lane.build(data[i], labels));
  }

  /** @param {LiveState} state @param {import("./index.js").Look} look */
  function paint(state, look) {
    lanes.forEach((lane, i) => state.lanes[i] && lane.paint(state.lanes[i], state.probe, { ...look, mark: look.lanes[i % look.lanes.length] }));
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * @param {(index: number) => void} choose
 */
function createLane(choose) {
  const [key, title] = [html("i", { class: "gaze-key" }), html("h3")];
  const [figures, status] = ["", " gaze-status"].map((name) => html("p", { class: `gaze-facts-line${name}` }));
  const [progress, computing] = [html("span"), html("span", { class: "gaze-computing" })];
  const [broken, sign] = [html("strong"), html("span")];
  const warning = html("p", { class: "gaze-broken" }, broken, " ", sign);
  const [heatmap, phase, sentences, fixed] = [createHeatmap(), createPhases(), createSentences(choose), html("p", { class: "gaze-facts-line gaze-fixed" })];
  const root = html("article", { class: "gaze-lane" }, html("header", {}, key, title), html("p", { class: "gaze-facts-line" }, progress, " ", computing), figures, status, warning,
    html("div", { class: "gaze-lane-body" }, html("div", {}, heatmap.root, fixed), sentences.root, phase.root));

  /** @param {LaneData} data @param {Record<string, string>} labels */
  function build(data, labels) {
    setText(title, data.title);
    setText(broken, data.broken);
    setText(sign, data.sign);
    setAll(warning, { hidden: !data.broken });
    setText(fixed, data.fixed);
    setText(computing, say(labels, "computing"));
    phase.build(labels);
  }

  /** @param {Lane} lane @param {number} probe @param {import("./index.js").Look & {mark: string}} look */
  function paint(lane, probe, look) {
    key.style.background = look.mark;
    setText(progress, progressText(lane, look.labels));
    setAll(computing, { hidden: !lane.news?.computing });
    setText(figures, figuresText(lane, look.labels));
    setText(status, stateText(lane, look.labels));
    const all = lane.news?.sentences ?? [];
    const shown = all[Math.min(probe, all.length - 1)];
    if (shown) heatmap.paint(shown, lane, { ...look, width: Math.min(root.clientWidth, 360 * look.scale) });
    sentences.paint(all, probe, look.labels);
    phase.paint(lane.news?.phase ?? null, look.labels);
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

// The held-out pairs of a lane: what the model now says, right or wrong. One of them is chosen for the picture.

const CHECK = "M5 13l4 4 10-11";
const CROSS = "M6 6l12 12M18 6L6 18";

/**
 * @param {(index: number) => void} choose
 */
export function createSentences(choose) {
  const root = html("ol", { class: "gaze-said" });
  /** @type {ReturnType<typeof createRow>[]} */
  let rows = [];

  /** @param {LiveSentence[]} sentences @param {number} probe @param {Record<string, string>} labels */
  function paint(sentences, probe, labels) {
    if (rows.length !== sentences.length) {
      rows = sentences.map((_, i) => createRow(() => choose(i)));
      root.replaceChildren(...rows.map((row) => row.root));
    }
    rows.forEach((row, i) => row.paint(sentences[i], i === probe, labels));
  }

  return /** @satisfies {Part} */ ({ root, paint });
}

/**
 * @param {() => void} press
 */
function createRow(press) {
  const [source, said] = [html("bdi"), html("bdi")];
  const marks = [icon(CHECK), icon(CROSS)];
  const button = pressable({ class: "gaze-choice" }, press, ...marks, source, " → ", said);
  const root = html("li", {}, button);

  /** @param {LiveSentence} sentence @param {boolean} chosen @param {Record<string, string>} labels */
  function paint(sentence, chosen, labels) {
    const right = sentence.said.join() === sentence.target.join();
    setText(source, written(sentence.source));
    setText(said, written(sentence.said) || "–");
    const name = say(labels, right ? "says_right" : "says_wrong", { source: written(sentence.source), said: written(sentence.said) || "–", target: written(sentence.target) });
    setAll(button, { "aria-pressed": String(chosen), "data-right": right, "aria-label": name, title: name });
    setAll(marks[0], { class: right ? "gaze-icon" : "gaze-icon gaze-hidden" });
    setAll(marks[1], { class: right ? "gaze-icon gaze-hidden" : "gaze-icon" });
  }

  return /** @satisfies {Part} */ ({ root, paint });
}

/**
 * Letters are written together, words apart.
 * @param {string[]} pieces
 * @returns {string}
 */
export function written(pieces) {
  return pieces.join(pieces.some((piece) => piece.length > 1) ? " " : "");
}

// The phases of an update: the loss, the norm of each part's gradient, and how far each part's weights have moved.

const PARTS = ["source_embedding", "encoder", "attention", "decoder", "target_embedding", "output"];
const PHASES = ["forward", "backward", "step"];

/**
 */
export function createPhases() {
  const names = PHASES.map(() => html("li"));
  const loss = html("p", { class: "gaze-facts-line" });
  const rows = PARTS.map(() => ({ name: html("th", { scope: "row" }), bar: html("i"), norm: html("td"), move: html("td") }));
  const heads = [html("th"), html("th", { scope: "col" }), html("th", { scope: "col" })];
  const table = html("table", {}, html("tr", {}, ...heads),
    ...rows.map(({ name, bar, norm, move }) => html("tr", {}, name, html("td", {}, html("span", { class: "gaze-bar" }, bar), norm), move)));
  const root = html("div", { class: "gaze-phases" }, html("ol", { class: "gaze-phase-names" }, ...names), loss, table);

  /** @param {Record<string, string>} labels */
  function build(labels) {
    names.forEach((name, i) => setText(name, say(labels, `about_${PHASES[i]}`)));
    rows.forEach(({ name }, i) => setText(name, say(labels, `part_${PARTS[i]}`)));
    setText(heads[1], say(labels, "gradient_norm"));
    setText(heads[2], say(labels, "moved"));
  }

  /** @param {PhaseReport | null} phase @param {Record<string, string>} labels */
  function paint(phase, labels) {
    setAll(root, { hidden: phase === null });
    if (!phase) return;
    names.forEach((name, i) => setAll(name, { "data-done": PHASES.indexOf(phase.name) >= i }));
    setText(loss, lossText(phase, labels));
    setAll(table, { hidden: phase.name === "forward" });
    const most = Math.max(...PARTS.map((part) => phase.gradients[part] ?? 0), 1e-9);
    rows.forEach(({ bar, norm, move }, i) => {
      const gradient = phase.gradients[PARTS[i]];
      bar.style.width = `${(((gradient ?? 0) / most) * 100).toFixed(1)}%`;
      setText(norm, gradient === undefined ? say(labels, "untrained") : numberText(gradient));
      setText(move, phase.name === "step" ? percent(phase.moves[PARTS[i]]) : "");
    });
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * @param {PhaseReport} phase
 * @param {Record<string, string>} labels
 * @returns {string}
 */
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

// The weights of the chosen sentence on a canvas, with its exact links framed.

const [LARGEST, SMALLEST, GAP] = [34, 12, 1];
/** The size of a letter beside a cell, and the widths of a letter and of the mark of the end beside one of size 1. */
const [LETTER, ACROSS, MARK] = [0.46, 0.7, 1.1];
/** The most that a picture takes of the height of the window, less where all is larger: the buttons above it stay in view. */
const TALLEST = 0.6;
const END = "↵";
const PADDING = "·";
/** The column of the fixed vector of a model without attention. */
const FIXED = "c";

/**
 */
export function createHeatmap() {
  const canvas = html("canvas", { class: "gaze-weights", role: "img" });
  const root = html("div", { class: "gaze-place" }, canvas);

  /** @param {LiveSentence} sentence @param {LaneData} lane @param {{width: number, height: number, scale: number, ink: string, accent: string, mark: string, font: string, labels: Record<string, string>}} look */
  function paint(sentence, { chooses, attends }, look) {
    const { columns, weights } = shownOf(sentence, attends);
    const rows = [...sentence.target, END];
    const largest = LARGEST * LETTER * look.scale;
    const left = Math.ceil(Math.max(widest(rows) * ACROSS, MARK) * largest) + 8;
    const top = widest(columns) > 1 ? widest(columns) * largest / 2 + 10 : 20 * look.scale;
    const across = Math.floor((look.width - left) / columns.length), down = Math.floor((look.height * TALLEST / look.scale - top) / rows.length);
    const cell = Math.max(SMALLEST, Math.min(LARGEST * look.scale, across, down));
    const pen = sized(canvas, left + cell * columns.length + 2, top + cell * rows.length + 2);
    drawLabels(pen, rows, columns, { left, top, cell }, look);
    drawWeights(pen, weights, { left, top, cell }, look);
    if (chooses) drawLinks(pen, sentence, { left, top, cell }, look.mark);
    setAll(canvas, { "aria-label": say(look.labels, attends ? "heatmap" : "heatmap_fixed", { source: sentence.source.join(" "), target: sentence.target.join(" ") }) });
  }

  return /** @satisfies {Part} */ ({ root, paint });
}

/** @typedef {{left: number, top: number, cell: number}} Place */

/**
 * The columns with their weights: source pieces, the mark of the end, and padding where it can be seen. Without attention there are
 * no weights on these, and every row has the same fixed vector.
 * @param {Pick<LiveSentence, "source" | "weights">} sentence
 * @param {boolean} attends
 * @returns {{columns: string[], weights: number[][]}}
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

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {string[]} rows
 * @param {string[]} columns
 * @param {Place} place
 * @param {{ink: string, font: string}} look
 * @returns {void}
 */
function drawLabels(pen, rows, columns, { left, top, cell }, { ink, font }) {
  pen.font = `${cell * LETTER}px ${font}`;
  pen.fillStyle = ink;
  pen.textBaseline = "middle";
  pen.textAlign = "right";
  rows.forEach((piece, t) => pen.fillText(piece, left - 6, top + (t + 0.5) * cell));
  const slanted = widest(columns) > 1;
  columns.forEach((piece, s) => {
    pen.save();
    pen.translate(left + (s + 0.5) * cell, top - 8);
    pen.textAlign = slanted ? "left" : "center";
    if (slanted) pen.rotate(-Math.PI / 3);
    pen.fillText(piece, 0, 0);
    pen.restore();
  });
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number[][]} weights
 * @param {Place} place
 * @param {{accent: string, ink: string}} look
 * @returns {void}
 */
function drawWeights(pen, weights, { left, top, cell }, { accent, ink }) {
  weights.forEach((row, t) => row.forEach((percent, s) => {
    const [x, y, side] = [left + s * cell, top + t * cell, cell - GAP];
    pen.globalAlpha = 0.05;
    pen.fillStyle = ink;
    pen.fillRect(x, y, side, side);
    pen.globalAlpha = percent / 100;
    pen.fillStyle = accent;
    pen.fillRect(x, y, side, side);
  }));
  pen.globalAlpha = 1;
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {LiveSentence} sentence
 * @param {Place} place
 * @param {string} mark
 * @returns {void}
 */
function drawLinks(pen, { links }, { left, top, cell }, mark) {
  pen.strokeStyle = mark;
  pen.lineWidth = 1.5;
  for (const [t, s] of links) pen.strokeRect(left + s * cell + 1, top + t * cell + 1, cell - GAP - 2, cell - GAP - 2);
}

/**
 * The context of a canvas of this size in CSS pixels, wiped clean.
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 * @returns {CanvasRenderingContext2D}
 */
function sized(canvas, width, height) {
  const scale = window.devicePixelRatio || 1;
  const [across, down] = [Math.round(width * scale), Math.round(height * scale)];
  if (canvas.width !== across || canvas.height !== down) {
    [canvas.width, canvas.height] = [across, down];
    setAll(canvas, { style: `width:${width}px;height:${height}px` });
  }
  const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}
