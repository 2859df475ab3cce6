/** Text ⇄ pieces ⇄ ids, as sentencepiece reads and writes them with a unigram model (Kudo 2018). Pure. */

import { bytesOf } from "./tensors.js";

/** What `Tokenizer.tables` has in Python; `charsmap` is base64, as are all bytes in JSON.
 * @typedef {{pieces: string[], scores: number[], charsmap: string, spaced: boolean, folds_case: boolean}} TokenizerTables */
/** @typedef {{pieces: string[], ids: number[]}} Encoded */

export const UNK = 1;
export const BOS = 2;
export const EOS = 3;
/** The id of the first piece that stands for text. */
const FIRST = 4;
const WORD_START = "▁";
/** How much less likely than the unlikeliest piece an unknown character is. */
const UNKNOWN_PENALTY = 10;

/** @param {TokenizerTables} tables */
export function createTokenizer({ pieces, scores, charsmap, spaced, folds_case }) {
  const ids = new Map(pieces.map((piece, id) => /** @type {const} */ ([piece, id])).slice(FIRST));
  const longest = Math.max(...[...ids.keys()].map((piece) => [...piece].length));
  const unknownScore = Math.fround(Math.min(...scores.slice(FIRST)) - UNKNOWN_PENALTY);
  const replacements = createReplacements(bytesOf(charsmap));

  /** The text that is cut into pieces: NFKC, without more than single spaces, each written as a mark. @param {string} text */
  function normalized(text) {
    let [written, afterSpace] = ["", true];
    for (const part of replacements(folds_case ? folded(text) : text)) {
      const rest = afterSpace ? part.replace(/^ +/, "") : part;
      if (!rest) continue;
      written += rest;
      afterSpace = rest.endsWith(" ");
    }
    const marked = written.replaceAll(" ", WORD_START).replace(/▁+$/, "");
    return marked && spaced ? WORD_START + marked : marked;
  }

  /** The likeliest way to cut a text into pieces: Viterbi 1967, over the scores in float32, as sentencepiece adds them. @param {string} text @returns {Encoded} */
  function encode(text) {
    const chars = [...normalized(text)];
    /** @type {{total: number, from: number, id: number}[]} the best way to each place */
    const best = [{ total: 0, from: 0, id: 0 }];
    const offer = (/** @type {number} */ to, /** @type {number} */ from, /** @type {number} */ id, /** @type {number} */ score) => {
      const total = Math.fround(score + best[from].total);
      if (!best[to] || total > best[to].total) best[to] = { total, from, id };
    };
    for (let from = 0; from < chars.length; from++) {
      if (!best[from]) continue;
      let piece = "";
      for (let to = from + 1; to <= Math.min(chars.length, from + longest); to++) {
        piece += chars[to - 1];
        const id = ids.get(piece);
        if (id !== undefined) offer(to, from, id, scores[id]);
      }
      if (!ids.has(chars[from])) offer(from + 1, from, UNK, unknownScore);
    }
    return withUnknownsJoined(chars, best);
  }

  /** @param {number[]} given @returns {string} the text of some ids, without special ones */
  function decode(given) {
    return given.filter((id) => id >= FIRST).map((id) => pieces[id]).join("").replaceAll(WORD_START, " ").trim();
  }

  return { encode, decode, pieceOf: (/** @type {number} */ id) => pieces[id] };
}

/** Unknown characters in a row are one piece. @param {string[]} chars @param {{from: number, id: number}[]} best @returns {Encoded} */
function withUnknownsJoined(chars, best) {
  /** @type {Encoded} */
  const encoded = { pieces: [], ids: [] };
  for (let to = chars.length; to > 0; to = best[to].from) {
    const { from, id } = best[to];
    const piece = chars.slice(from, to).join("");
    if (id === UNK && encoded.ids[0] === UNK) encoded.pieces[0] = piece + encoded.pieces[0];
    else {
      encoded.pieces.unshift(piece);
      encoded.ids.unshift(id);
    }
  }
  return encoded;
}

/** The text in small letters, where these have as many bytes. @param {string} text */
function folded(text) {
  const size = (/** @type {string} */ char) => new TextEncoder().encode(char).length;
  return [...text].map((char) => (size(char.toLowerCase()) === size(char) ? char.toLowerCase() : char)).join("");
}

/**
 * A function that cuts a text into the longest parts that have a replacement, or single characters, and gives what takes
 * their place. The map is a double-array trie of Darts (Aoe 1989) over bytes of UTF-8, behind its size, and the
 * replacements, each behind a zero.
 * @param {Uint8Array<ArrayBuffer>} charsmap empty: every character stays
 * @returns {(text: string) => string[]}
 */
function createReplacements(charsmap) {
  if (!charsmap.length) return (text) => [...text];
  const size = new DataView(charsmap.buffer).getUint32(0, true);
  const units = new Uint32Array(charsmap.slice(4, 4 + size).buffer);
  const texts = charsmap.subarray(4 + size);
  const offset = (/** @type {number} */ unit) => (unit >>> 10) << ((unit & 512) >>> 6);

  /** @param {Uint8Array} bytes @param {number} begin @returns {{end: number, at: number} | null} */
  function longestMatch(bytes, begin) {
    let found = null;
    let node = offset(units[0]);
    for (let i = begin; i < bytes.length; i++) {
      node ^= bytes[i];
      const unit = units[node];
      if (unit === undefined || (unit & 0x800000ff) !== bytes[i]) break;
      node ^= offset(unit);
      if (unit & 256) found = { end: i + 1, at: units[node] & 0x7fffffff };
    }
    return found;
  }

  return (text) => {
    const [bytes, decoder] = [new TextEncoder().encode(text), new TextDecoder()];
    const parts = [];
    for (let begin = 0; begin < bytes.length; ) {
      const match = longestMatch(bytes, begin);
      const end = match?.end ?? endOfCharacter(bytes, begin);
      parts.push(decoder.decode(match ? texts.subarray(match.at, texts.indexOf(0, match.at)) : bytes.subarray(begin, end)));
      begin = end;
    }
    return parts;
  };
}

/** @param {Uint8Array} bytes of UTF-8 @param {number} begin */
function endOfCharacter(bytes, begin) {
  let end = begin + 1;
  while (end < bytes.length && (bytes[end] & 0xc0) === 0x80) end++;
  return end;
}
