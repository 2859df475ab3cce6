/** One of the two sides: the sentence in large type, the weights of the step as bars, and the whole matrix. */

import { elementOf, setAll } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { scrollFor } from "../../kit/layout.js";
import { html, live, nothing, render } from "../../kit/lit.js";
import { createMatrix } from "../../kit/matrix.js";
import { shownPieces, visible, withSpaces } from "../../kit/pieces.js";
import { weightText } from "../../kit/reading.js";

/** The largest number of characters of a short and of a medium sentence. */
const [SHORT, MEDIUM] = [60, 160];
const PULL_DELAY = 350;
/** @type {Record<string, number>} */
const PULLS = { ArrowUp: 0.05, ArrowDown: -0.05, PageUp: 0.2, PageDown: -0.2, Home: -1, End: 1 };

/** @param {Dispatch} dispatch @param {string} side a prefix for `data-focus` */
export function createHeadline(dispatch, side) {
  const root = elementOf(html`<section class="what-headline"></section>`);
  /** @type {(step: number) => void} */
  let paint = () => {};
  let now = 0;

  /** `lost` and `different` are the source pieces and the steps that the other side does not have.
   * @param {Scene} scene @param {string} name @param {Set<number>} lost @param {Set<number>} different */
  function build({ trace, labels }, name, lost, different) {
    const { pieces, unknown, hidden } = trace.source;
    const source = shownPieces(pieces, labels, unknown).map((piece, j) => typedForm(piece, trace, j));
    const target = shownPieces(trace.target.pieces, labels); // as running text, without dots
    const letters = [...source, ...target].reduce((sum, { text }) => sum + text.length, 0) / 2;
    setAll(root, { "aria-label": name, "data-length": letters <= SHORT ? "short" : letters <= MEDIUM ? "middling" : "long" });
    const read = withSpaces(source.map(({ text, end }, j) =>
      html`<span ?data-differs=${lost.has(j)} ?data-hidden=${hidden[j]} ?data-end=${end}><bdi>${text}</bdi></span>`), pieces);
    const word = (/** @type {Shown} */ piece, /** @type {number} */ i) => html`<button type="button" class=${i > now ? "what-word what-later" : "what-word"}
      aria-current=${i === now ? "step" : nothing} ?data-differs=${different.has(i)} ?data-end=${piece.end} data-focus="${side}-${i}" title=${piece.name}
      @click=${() => dispatch({ type: "step", to: i })}><bdi>${piece.text}</bdi></button>`;
    paint = (step) => {
      now = step;
      render(html`<h3 class="what-title">${name}</h3><p class="what-read">${read}</p>
        <div class="what-line" role="group" aria-label=${say(labels, "target_row")}>${withSpaces(target.map(word), trace.target.pieces)}</div>`, root);
    };
    paint(now);
  }

  return /** @satisfies {Part} */ ({ root, build, paint: (/** @type {number} */ step) => paint(step) });
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
  const [bars, matrix] = [createBars(change), createMatrix(dispatch)];
  const [root, table] = ["what-side", "what-table"].map((kind) => elementOf(html`<section class=${kind}></section>`));
  /** @type {Scene | null} */
  let scene = null;

  /** @param {Scene} next @param {string} name @param {number} width @param {number} turn */
  function build(next, name, width, turn) {
    scene = next;
    for (const part of [root, table]) setAll(part, { "aria-label": name });
    render(html`<h3 class="what-title">${name}</h3>${bars.root}<p class="what-ended">${say(next.labels, "ended")}</p>`, root);
    render(html`<h3 class="what-title">${name}</h3>${matrix.root}`, table);
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
  const root = elementOf(html`<div class="what-bars" role="group" data-zone="field"></div>`);
  const scroll = elementOf(html`<div class="gaze-scroll">${root}</div>`);
  /** @type {Scene | null} */
  let scene = null;
  /** @type {number[]} */
  let row = [];
  /** The step, and the bar that is the one tab stop of all. */
  let [step, stop] = [0, 0];
  let before = "";
  /** Runs while a changed row has not been reported yet. @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {Scene} next */
  function build(next) {
    if (scene?.source.map(({ name }) => name).join("\n") !== next.source.map(({ name }) => name).join("\n")) stop = 0;
    scene = next;
    show();
  }

  function show() {
    if (!scene) return;
    const { source, trace, labels } = scene;
    const most = Math.max(...row);
    render(source.map(({ name, text }, at) => {
      const [weight, hidden] = [row[at] ?? 0, trace.source.hidden[at]];
      const bar = html`<i style="transform: scaleY(${weight.toFixed(4)})"></i>`;
      return html`<div class=${row[at] === most ? "what-column what-most" : "what-column"} ?data-hidden=${hidden}>${change
        ? html`<input class="what-number" type="text" inputmode="decimal" tabindex="-1" aria-label=${say(labels, "typed", { piece: name })} .value=${live(weightText(weight))}
            @focus=${(/** @type {any} */ { target }) => { before = target.value; target.select(); }} @change=${(/** @type {any} */ { target }) => take(at, typedWeight(target.value))}
            @keydown=${leaveNumber} /><div class="what-track" role="slider" tabindex=${at === stop ? 0 : -1} aria-orientation="vertical" aria-valuemin="0" aria-valuemax="1"
            aria-label=${say(labels, hidden ? "bar_hidden" : "bar", { piece: name })} aria-valuenow=${weight.toFixed(3)} aria-valuetext=${weightText(weight)} data-focus="bar-${at}"
            @pointerdown=${(/** @type {any} */ event) => grasp(event, at)} @pointermove=${(/** @type {any} */ event) => drag(event, at)} @pointerup=${flush} @pointercancel=${flush}
            @keydown=${(/** @type {any} */ event) => press(event, at)}>${bar}</div>`
        : html`<span class="what-number">${weightText(weight)}</span><div class="what-track" aria-hidden="true">${bar}</div>`}<bdi class="what-piece" title=${name}>${text}</bdi></div>`;
    }), root);
  }

  /** @param {number} at @param {number | null} weight as typed; null if it is none */
  function take(at, weight) {
    if (weight === null) show();
    else pull(at, weight, 0);
  }

  /** @param {any} event a key in a number */
  function leaveNumber({ key, target }) {
    if (key === "Escape") target.value = before;
    if (key === "Enter" || key === "Escape") target.nextElementSibling.focus();
  }

  /** @param {any} event @param {number} at */
  function grasp(event, at) {
    const track = event.currentTarget;
    if (event.button !== 0) return;
    event.preventDefault();
    track.focus({ preventScroll: true });
    track.setPointerCapture(event.pointerId);
    drag(event, at);
  }

  /** @param {any} event @param {number} at */
  function drag({ currentTarget: track, pointerId, clientY }, at) {
    if (!track.hasPointerCapture(pointerId)) return;
    const box = track.getBoundingClientRect();
    pull(at, (box.bottom - clientY) / box.height, 60_000);
  }

  /** @param {any} event a key on a bar @param {number} at */
  function press(event, at) {
    const by = PULLS[event.key];
    const aside = { ArrowLeft: -1, ArrowRight: 1 }[/** @type {string} */ (event.key)];
    if (by !== undefined) pull(at, row[at] + by);
    else if (event.key === "Enter") event.currentTarget.previousElementSibling.focus();
    else if (aside) {
      stop = Math.max(0, Math.min(row.length - 1, at + aside));
      show();
      /** @type {HTMLElement | undefined} */ (root.querySelectorAll(".what-track")[stop])?.focus();
    } else return;
    event.preventDefault();
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
    const labels = scene?.labels ?? {};
    setAll(root, { "aria-label": `${say(labels, "bars", { n: step + 1 })}. ${change ? say(labels, "bars_keys") : ""}` });
    show();
    // A long sentence is scrolled to the piece with the largest weight.
    const heaviest = /** @type {HTMLElement | undefined} */ (root.children[row.indexOf(Math.max(...row))]);
    if (!heaviest || scroll.scrollWidth <= scroll.clientWidth) return;
    const from = heaviest.offsetLeft - root.offsetLeft;
    scroll.scrollLeft = scrollFor({ from, to: from + heaviest.offsetWidth }, scroll.scrollLeft, scroll.clientWidth);
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
