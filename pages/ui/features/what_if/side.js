/** One of the two sides: the sentence in large type, the weights of the step as bars, and the whole matrix. */

import { html, pressable, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { scrollFor } from "../../kit/layout.js";
import { createMatrix } from "../../kit/matrix.js";
import { shownPieces, visible, withSpaces } from "../../kit/pieces.js";
import { weightText } from "../../kit/reading.js";

/** The largest number of characters of a short and of a medium sentence. */
const [SHORT, MEDIUM] = [60, 160];
const PULL_DELAY = 350;
/** @type {Record<string, number>} */
const PULLS = { ArrowUp: 0.05, ArrowDown: -0.05, PageUp: 0.2, PageDown: -0.2, Home: -1, End: 1 };

/** @typedef {{root: HTMLElement, track: HTMLElement, bar: HTMLElement, number: HTMLElement | HTMLInputElement}} Column */

/** @param {Dispatch} dispatch @param {string} side a prefix for `data-focus` */
export function createHeadline(dispatch, side) {
  const title = html("h3", { class: "what-title" });
  const read = html("p", { class: "what-read" });
  const line = html("div", { class: "what-line", role: "group" });
  const root = html("section", { class: "what-headline" }, title, read, line);
  /** @type {HTMLButtonElement[]} */
  let words = [];

  /** `lost` and `different` are the source pieces and the steps that the other side does not have.
   * @param {Scene} scene @param {string} name @param {Set<number>} lost @param {Set<number>} different */
  function build({ trace, labels }, name, lost, different) {
    setText(title, name);
    setAll(line, { "aria-label": say(labels, "target_row") });
    const { pieces, unknown, hidden } = trace.source;
    const source = shownPieces(pieces, labels, unknown).map((piece, j) => typedForm(piece, trace, j));
    const target = shownPieces(trace.target.pieces, labels); // as running text, without dots
    const letters = [...source, ...target].reduce((sum, { text }) => sum + text.length, 0) / 2;
    setAll(root, { "aria-label": name, "data-length": letters <= SHORT ? "short" : letters <= MEDIUM ? "middling" : "long" });
    read.replaceChildren(...withSpaces(source.map(({ text, end }, j) =>
      html("span", { "data-differs": lost.has(j), "data-hidden": hidden[j], "data-end": end }, html("bdi", {}, text))), pieces));
    words = target.map((piece, i) => {
      const look = { class: "what-word", "data-differs": different.has(i), "data-end": piece.end, "data-focus": `${side}-${i}`, title: piece.name };
      return pressable(look, () => dispatch({ type: "step", to: i }), html("bdi", {}, piece.text));
    });
    line.replaceChildren(...withSpaces(words, trace.target.pieces));
  }

  /** @param {number} step */
  function paint(step) {
    words.forEach((word, i) => setAll(word, { "aria-current": i === step ? "step" : false, class: i > step ? "what-word what-later" : "what-word" }));
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * A piece as it was typed, if the tokenizer has only normalised its characters: "，" becomes ",".
 * @param {Shown} piece @param {Pick<Trace, "text"> & {source: Pick<TraceSource, "spans">}} trace @param {number} j @returns {Shown}
 */
export function typedForm(piece, { text, source }, j) {
  const typed = visible([...text].slice(...source.spans[j]).join("").trim());
  return typed.normalize("NFKC") === piece.text ? { ...piece, text: typed } : piece;
}

/**
 * @param {Dispatch} dispatch
 * @param {((step: number, row: number[]) => void) | null} change called with changed weights; null if they cannot be changed
 */
export function createSide(dispatch, change) {
  const titles = [html("h3", { class: "what-title" }), html("h3", { class: "what-title" })];
  const ended = html("p", { class: "what-ended" });
  const [bars, matrix] = [createBars(change), createMatrix(dispatch)];
  const root = html("section", { class: "what-side" }, titles[0], bars.root, ended);
  const table = html("section", { class: "what-table" }, titles[1], matrix.root);
  /** @type {Scene | null} */
  let scene = null;

  /** @param {Scene} next @param {string} name @param {number} width @param {number} turn */
  function build(next, name, width, turn) {
    scene = next;
    for (const title of titles) setText(title, name);
    for (const part of [root, table]) setAll(part, { "aria-label": name });
    setText(ended, say(next.labels, "ended"));
    setAll(bars.root, { hidden: next.fixed });
    bars.build(next);
    matrix.build(next, { width, height: null }, false, turn);
  }

  /** @param {StageState} state @param {boolean} stepped whether the step, and so the row of the bars, has changed */
  function paint(state, stepped) {
    if (!scene) return;
    // The shared state is limited to this side, since the other side may have more steps or source pieces.
    const { hover } = state;
    const step = Math.min(state.step, scene.target.length - 1);
    const reached = !hover || ((hover.step ?? 0) < scene.target.length && (hover.source ?? 0) < scene.source.length);
    matrix.paint(scene, { ...state, step, hover: reached ? hover : null });
    if (!stepped) return;
    root.classList.toggle("what-over", state.step > step);
    bars.paint(scene.weights[step] ?? [], step);
  }

  return /** @satisfies {Part} */ ({ root, table, build, paint, flush: bars.flush });
}

/**
 * The weights of one step as bars. Those of a branch can be dragged, changed with keys, or typed; the changed row is reported after a
 * short pause.
 * @param {((step: number, row: number[]) => void) | null} change called with a changed row; null if bars are read-only
 */
function createBars(change) {
  const root = html("div", { class: "what-bars", role: "group", "data-zone": "field" });
  const scroll = html("div", { class: "gaze-scroll" }, root);
  /** @type {Column[]} */
  let columns = [];
  /** @type {Shown[]} */
  let pieces = [];
  /** @type {Record<string, string>} */
  let labels = {};
  /** @type {number[]} */
  let row = [];
  let step = 0;
  /** Runs while a changed row has not been reported yet. @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** Makes new bars only for other pieces, so that a bar of the same pieces keeps the focus. @param {Scene} scene */
  function build(scene) {
    labels = scene.labels;
    const same = pieces.length === scene.source.length && pieces.every(({ name }, j) => name === scene.source[j].name);
    pieces = scene.source;
    if (!same) {
      columns = pieces.map(drawColumn);
      root.replaceChildren(...columns.map((column) => column.root));
    }
    columns.forEach(({ root: column, track }, j) => {
      const hidden = scene.trace.source.hidden[j];
      setAll(column, { "data-hidden": hidden });
      if (change) setAll(track, { "aria-label": say(labels, hidden ? "bar_hidden" : "bar", { piece: pieces[j].name }) });
    });
  }

  /** @param {Shown} piece @param {number} at @returns {Column} */
  function drawColumn({ name, text }, at) {
    const bar = html("i");
    const label = html("bdi", { class: "what-piece", title: name }, text);
    if (!change) {
      const [number, track] = [html("span", { class: "what-number" }), html("div", { class: "what-track", "aria-hidden": "true" }, bar)];
      return { root: html("div", { class: "what-column" }, number, track, label), track, bar, number };
    }
    const number = html("input", { class: "what-number", type: "text", inputmode: "decimal", tabindex: -1, "aria-label": say(labels, "typed", { piece: name }) });
    const limits = { role: "slider", tabindex: at ? -1 : 0, "aria-orientation": "vertical", "aria-valuemin": 0, "aria-valuemax": 1, "data-focus": `bar-${at}` };
    const track = html("div", { class: "what-track", ...limits }, bar);
    listenToTrack(track, number, at);
    let before = "";
    number.addEventListener("focus", () => { before = number.value; number.select(); });
    number.addEventListener("change", () => {
      const weight = typedWeight(number.value);
      if (weight === null) show();
      else pull(at, weight, 0);
    });
    number.addEventListener("keydown", (event) => {
      if (event.key === "Escape") number.value = before;
      if (event.key === "Enter" || event.key === "Escape") track.focus();
    });
    return { root: html("div", { class: "what-column" }, number, track, label), track, bar, number };
  }

  /** @param {HTMLElement} track @param {HTMLInputElement} number @param {number} at */
  function listenToTrack(track, number, at) {
    /** @param {PointerEvent} event */
    const pullTo = ({ clientY }) => {
      const box = track.getBoundingClientRect();
      pull(at, (box.bottom - clientY) / box.height, 60_000);
    };
    track.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      track.focus({ preventScroll: true });
      track.setPointerCapture(event.pointerId);
      pullTo(event);
    });
    track.addEventListener("pointermove", (event) => { if (track.hasPointerCapture(event.pointerId)) pullTo(event); });
    for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) track.addEventListener(end, flush);
    track.addEventListener("keydown", (event) => {
      const by = PULLS[event.key];
      const aside = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (by !== undefined) pull(at, row[at] + by);
      else if (event.key === "Enter") number.focus();
      else if (aside) { // the whole row is one tab stop
        const to = Math.max(0, Math.min(columns.length - 1, at + aside));
        columns.forEach((column, j) => setAll(column.track, { tabindex: j === to ? 0 : -1 }));
        columns[to].track.focus();
      } else return;
      event.preventDefault();
    });
  }

  /** @param {number} at @param {number} weight @param {number} delay */
  function pull(at, weight, delay = PULL_DELAY) {
    row = withWeight(row, at, weight);
    show();
    clearTimeout(timer);
    timer = setTimeout(flush, delay);
  }

  /** Reports a changed row that has not been reported yet. */
  function flush() {
    if (timer === undefined) return;
    clearTimeout(timer);
    timer = undefined;
    change?.(step, roundRow(row));
  }

  /** @param {number[]} weights @param {number} at */
  function paint(weights, at) {
    flush();
    [row, step] = [[...weights], at];
    setAll(root, { "aria-label": `${say(labels, "bars", { n: step + 1 })}. ${change ? say(labels, "bars_keys") : ""}` });
    show();
    // A long sentence is scrolled to the piece with the largest weight.
    const heaviest = columns[row.indexOf(Math.max(...row))]?.root;
    if (!heaviest || scroll.scrollWidth <= scroll.clientWidth) return;
    const from = heaviest.offsetLeft - root.offsetLeft;
    scroll.scrollLeft = scrollFor({ from, to: from + heaviest.offsetWidth }, scroll.scrollLeft, scroll.clientWidth);
  }

  function show() {
    const most = Math.max(...row);
    columns.forEach(({ root: column, track, bar, number }, j) => {
      const weight = row[j] ?? 0;
      bar.style.transform = `scaleY(${weight.toFixed(4)})`;
      column.classList.toggle("what-most", row[j] === most);
      if (number instanceof HTMLInputElement) {
        number.value = weightText(weight);
        setAll(track, { "aria-valuenow": weight.toFixed(3), "aria-valuetext": weightText(weight) });
      } else setText(number, weightText(weight));
    });
  }

  return /** @satisfies {Part} */ ({ root: scroll, build, paint, flush });
}

/**
 * The row with one weight set; the others keep their proportions and share what is left.
 * @param {number[]} row @param {number} at @param {number} weight @returns {number[]}
 */
export function withWeight(row, at, weight) {
  const own = row.length === 1 ? 1 : Math.max(0, Math.min(1, weight));
  const others = row.reduce((sum, value, j) => (j === at ? sum : sum + value), 0);
  const share = (/** @type {number} */ value) => (others > 0 ? value / others : 1 / (row.length - 1));
  return row.map((value, j) => (j === at ? own : (1 - own) * share(value)));
}

/** Reads a typed weight such as 0.5, .5, 0,5 or 50%; null if it is not one. @param {string} text @returns {number | null} */
export function typedWeight(text) {
  const match = /^\s*(\d*[.,]?\d+|\d+[.,])\s*(%?)\s*$/.exec(text);
  if (!match) return null;
  const value = Number(match[1].replace(",", ".")) / (match[2] ? 100 : 1);
  return value <= 1 ? value : null;
}

/** The row rounded to three decimals, which are enough to see and keep the address short. @param {number[]} row @returns {number[]} */
export function roundRow(row) {
  return row.map((weight) => Math.round(weight * 1000) / 1000);
}
