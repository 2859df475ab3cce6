/** What is read and what it became, in large type. The words of what it became are the steps. */

import { html, pressable, setAll, setText } from "../components/shared/dom.js";
import { say } from "../components/shared/labels.js";
import { shownPieces, spaced, visible } from "../components/shared/pieces.js";

/** Letters up to which a sentence is short, and up to which it is not yet long. */
const [SHORT, MIDDLING] = [60, 160];

/**
 * @param {Dispatch} dispatch
 * @param {string} side its name among the places of focus
 */
export function createHeadline(dispatch, side) {
  const title = html("h3", { class: "what-title" });
  const read = html("p", { class: "what-read" });
  const line = html("div", { class: "what-line", role: "group" });
  const root = html("section", { class: "what-headline" }, title, read, line);
  /** @type {HTMLButtonElement[]} */
  let words = [];

  /** `lost` and `different` are what the other side has not: of the pieces read, and of the steps.
   * @param {Scene} scene @param {string} name @param {Set<number>} lost @param {Set<number>} different */
  function build({ trace, labels }, name, lost, different) {
    setText(title, name);
    setAll(line, { "aria-label": say(labels, "target_row") });
    const { pieces, unknown, hidden } = trace.source;
    const source = shownPieces(pieces, labels, unknown).map((piece, j) => asTyped(piece, trace, j));
    const target = shownPieces(trace.target.pieces, labels); // read as a line, without dots
    setAll(root, { "aria-label": name, "data-length": lengthOf([...source, ...target]) });
    read.replaceChildren(...spaced(source.map((piece, j) => readBit(piece, lost.has(j), hidden[j])), pieces));
    words = target.map((piece, i) => {
      const look = { class: "what-word", "data-differs": different.has(i), "data-end": piece.end, "data-focus": `${side}-${i}`, title: piece.name };
      return pressable(look, () => dispatch({ type: "step", to: i }), html("bdi", {}, piece.text));
    });
    line.replaceChildren(...spaced(words, trace.target.pieces));
  }

  /** @param {number} step */
  function paint(step) {
    words.forEach((word, i) => setAll(word, { "aria-current": i === step ? "step" : false, class: i > step ? "what-word what-later" : "what-word" }));
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * A piece as it was typed, where the tokenizer has only given its characters their common form: "，" is read as ",".
 * @param {Shown} piece
 * @param {Pick<Trace, "text"> & {source: Pick<TraceSource, "spans">}} trace
 * @param {number} j
 * @returns {Shown}
 */
export function asTyped(piece, { text, source }, j) {
  const typed = visible([...text].slice(...source.spans[j]).join("").trim());
  return typed.normalize("NFKC") === piece.text ? { ...piece, text: typed } : piece;
}

/**
 * @param {Shown} piece
 * @param {boolean} lost
 * @param {boolean} hidden
 * @returns {HTMLElement}
 */
function readBit({ text, end }, lost, hidden) {
  return html("span", { "data-differs": lost, "data-hidden": hidden, "data-end": end }, html("bdi", {}, text));
}

/**
 * @param {Shown[]} pieces
 * @returns {"short" | "middling" | "long"}
 */
function lengthOf(pieces) {
  const letters = pieces.reduce((sum, { text }) => sum + text.length, 0) / 2;
  return letters <= SHORT ? "short" : letters <= MIDDLING ? "middling" : "long";
}
