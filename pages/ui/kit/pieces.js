/** Pieces as they are shown: by themselves, in a row, cut or broken to a width, and as the translation in large type. */

import { say } from "./labels.js";

const END_PIECE = "</s>";
const UNKNOWN_PIECE = "<unk>";
const WORD_MARK = "▁";
const JOINER = "￭";
const TIE = "‿";
const END_MARK = "↵";
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;
const SPACE_MARK = "␣";
// Characters that are invisible in a chip or reverse the direction of its text: control and format characters, lone
// surrogates, separators of lines.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Invisible characters written as their code point. @param {string} text @returns {string} */
export function visible(text) {
  return text.replace(INVISIBLE, (c) => `‹${(c.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}›`);
}

/**
 * Whether a piece begins with a space in running text: it begins a word, and neither it nor the one before joins.
 * @param {string} last the piece before
 * @param {string} piece
 * @returns {boolean}
 */
export function spaceBetween(last, piece) {
  const begins = piece === UNKNOWN_PIECE || piece.startsWith(WORD_MARK);
  return begins && !last.endsWith(JOINER) && !piece.startsWith(WORD_MARK + JOINER);
}

/** Pieces as running text, as `trace/pieces.py` has it in Python. @param {string[]} pieces @returns {string} */
export function joinPieces(pieces) {
  return pieces.map((piece, i) => textAfter(pieces[i - 1] ?? "", piece)).join("").trim();
}

/**
 * @param {string} last the piece before
 * @param {string} piece
 * @returns {string} what a piece adds to running text: a special one nothing, the unknown one its name
 */
function textAfter(last, piece) {
  if (piece !== UNKNOWN_PIECE && /^<.*>$/.test(piece)) return "";
  const space = spaceBetween(last, piece) ? " " : "";
  return space + withoutJoiners(withoutMark(piece)).replaceAll(WORD_MARK, " ");
}

/** @param {string} piece */
function withoutMark(piece) {
  return piece.startsWith(WORD_MARK) ? piece.slice(1) : piece;
}

/** @param {string} text */
function withoutJoiners(text) {
  return text.replace(/^￭?(.+?)￭?$/su, "$1");
}

/**
 * The elements or texts of pieces in a line, with spaces between words and before the end of sentence.
 * @template T
 * @param {T[]} bits one per piece
 * @param {string[]} pieces
 * @returns {(T | string)[]}
 */
export function withSpaces(bits, pieces) {
  return bits.flatMap((bit, i) => (i > 0 && (spaceBetween(pieces[i - 1] ?? "", pieces[i] ?? "") || pieces[i] === END_PIECE) ? [" ", bit] : [bit]));
}

/** @param {string} piece @param {boolean} unknown @param {Record<string, string>} labels @returns {Shown} */
export function shownPiece(piece, unknown, labels) {
  if (piece === END_PIECE) return { text: END_MARK, name: say(labels, "end"), end: true, unknown };
  const bare = visible(withoutJoiners(withoutMark(piece)));
  if (bare === "") return { text: SPACE_MARK, name: say(labels, "space"), end: false, unknown };
  return { text: bare, name: bare, end: false, unknown };
}

/**
 * A piece among others that could stand in its place: where it joins, it has a tie, as marks may differ in that alone.
 * @param {string} piece @param {Record<string, string>} labels @returns {Shown}
 */
export function shownAlone(piece, labels) {
  return shownPiece(withoutMark(piece).replace(/^￭(?=.)|(?<=.)￭$/gsu, TIE), false, labels);
}

/** @param {string[]} pieces @param {Record<string, string>} labels @param {boolean[]} [unknown] @returns {Shown[]} */
export function shownPieces(pieces, labels, unknown = []) {
  return pieces.map((piece, i) => shownPiece(piece, unknown[i] ?? false, labels));
}

/**
 * A name to put in a line of other text. A right-to-left name is wrapped in direction isolates, or numbers after it
 * would appear on its other side.
 * @param {string} name @returns {string}
 */
export function isolate(name) {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name;
}

/**
 * A text cut to a width, with an ellipsis where something is missing. Cuts between code points, never inside one.
 * @param {string} text @param {number} width @param {number} size @param {Measure} measure @returns {string}
 */
export function clipText(text, width, size, measure) {
  if (measure(text, size) <= width) return text;
  const points = [...text];
  while (points.length > 1 && measure(`${points.join("")}…`, size) > width) points.pop();
  return `${points.join("")}…`;
}

// -- Line breaks. Pure.

/** A line may break after a space and after a Chinese character. */
const BREAK = /(?<=\s|[\u2e80-\uffef])/u;

/**
 * A text in lines of at most this width; a line without a possible break may be longer.
 * @param {string} text @param {number} width @param {number} font @param {Measure} measure @returns {string[]}
 */
export function wrapLines(text, width, font, measure) {
  /** @type {string[]} */
  const lines = [];
  for (const part of text.split(BREAK)) {
    const longer = (lines[lines.length - 1] ?? "") + part;
    if (lines.length && measure(longer.trimEnd(), font) <= width) lines[lines.length - 1] = longer;
    else lines.push(part);
  }
  return lines.map((line) => line.trimEnd());
}

// -- The translation in large type above the view, revealed step by step; the page provides the element.

const PLACE = ".gaze-grown";

/** The translation up to a step. @param {string[]} pieces @param {number} step @returns {string} */
export function textUntil(pieces, step) {
  return visible(joinPieces(pieces.slice(0, step + 1)));
}

/** @param {string[]} pieces @param {StageState} state */
export function showTranslation(pieces, { reveal, step, steps }) {
  const place = document.querySelector(PLACE);
  const text = textUntil(pieces, reveal ? step : steps);
  if (place && place.textContent !== text) place.textContent = text;
}
