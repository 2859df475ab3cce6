/** The source and its translation in large type. A click on a piece of the translation goes to its step. */

import { html, pressable, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { shownPieces, withSpaces, visible } from "../../kit/pieces.js";

/** The largest number of characters of a short and of a medium sentence. */
const [SHORT, MEDIUM] = [60, 160];

/**
 * @param {Dispatch} dispatch
 * @param {string} side a prefix for `data-focus`
 */
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
    setAll(root, { "aria-label": name, "data-length": lengthOf([...source, ...target]) });
    read.replaceChildren(...withSpaces(source.map((piece, j) => drawSourcePiece(piece, lost.has(j), hidden[j])), pieces));
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
 * @param {Shown} piece
 * @param {Pick<Trace, "text"> & {source: Pick<TraceSource, "spans">}} trace
 * @param {number} j
 * @returns {Shown}
 */
export function typedForm(piece, { text, source }, j) {
  const typed = visible([...text].slice(...source.spans[j]).join("").trim());
  return typed.normalize("NFKC") === piece.text ? { ...piece, text: typed } : piece;
}

/**
 * @param {Shown} piece
 * @param {boolean} lost
 * @param {boolean} hidden
 * @returns {HTMLElement}
 */
function drawSourcePiece({ text, end }, lost, hidden) {
  return html("span", { "data-differs": lost, "data-hidden": hidden, "data-end": end }, html("bdi", {}, text));
}

/**
 * @param {Shown[]} pieces
 * @returns {"short" | "middling" | "long"}
 */
function lengthOf(pieces) {
  const letters = pieces.reduce((sum, { text }) => sum + text.length, 0) / 2;
  return letters <= SHORT ? "short" : letters <= MEDIUM ? "middling" : "long";
}
