/** SentencePiece pieces as they are shown. */

import { say } from "./labels.js";

export const END_PIECE = "</s>";
const WORD_MARK = "▁";
const END_MARK = "↵";
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const SPACE_MARK = "␣";
// Characters that are invisible in a chip or reverse the direction of its text: control and format characters, lone
// surrogates, separators of lines.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Invisible characters written as their code point.
 * @param {string} text
 * @returns {string}
 */
export function visible(text) {
  return text.replace(INVISIBLE, (c) => `‹${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}›`);
}

/**
 * @param {string} piece
 * @returns {boolean}
 */
export function beginsWord(piece) {
  return piece.startsWith(WORD_MARK);
}

/**
 * Pieces as running text: a word's start is a space, the end of sentence nothing.
 * @param {string[]} pieces
 * @returns {string}
 */
export function joinPieces(pieces) {
  return pieces.filter((piece) => piece !== END_PIECE).join("").replaceAll(WORD_MARK, " ").trim();
}

/**
 * The elements or texts of pieces in a line, with spaces between words and before the end of sentence.
 * @template T
 * @param {T[]} bits one per piece
 * @param {string[]} pieces
 * @returns {(T | string)[]}
 */
export function withSpaces(bits, pieces) {
  return bits.flatMap((bit, i) => (i > 0 && (beginsWord(pieces[i] ?? "") || pieces[i] === END_PIECE) ? [" ", bit] : [bit]));
}

/**
 * @param {string} piece
 * @param {boolean} unknown
 * @param {Record<string, string>} labels
 * @returns {Shown}
 */
export function shownPiece(piece, unknown, labels) {
  if (piece === END_PIECE) return { text: END_MARK, name: say(labels, "end"), end: true, unknown };
  const bare = visible(beginsWord(piece) ? piece.slice(1) : piece);
  if (bare === "") return { text: SPACE_MARK, name: say(labels, "space"), end: false, unknown };
  return { text: bare, name: bare, end: false, unknown };
}

/**
 * @param {string[]} pieces
 * @param {Record<string, string>} labels
 * @param {boolean[]} [unknown]
 * @returns {Shown[]}
 */
export function shownPieces(pieces, labels, unknown = []) {
  return pieces.map((piece, i) => shownPiece(piece, unknown[i] ?? false, labels));
}

/**
 * A name to put in a line of other text. A right-to-left name is wrapped in direction isolates, or numbers after it
 * would appear on its other side.
 * @param {string} name
 * @returns {string}
 */
export function isolate(name) {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}

/**
 * A text cut to a width, with an ellipsis where something is missing. Cuts between code points, never inside one.
 * @param {string} text
 * @param {number} width
 * @param {number} size
 * @param {Measure} measure
 * @returns {string}
 */
export function clipText(text, width, size, measure) {
  if (measure(text, size) <= width) return text;
  const points = [...text];
  while (points.length > 1 && measure(`${points.join("")}…`, size) > width) points.pop();
  return `${points.join("")}…`;
}
