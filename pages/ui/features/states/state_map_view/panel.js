/** The panel beside the map: the point that has the focus, and the nearest states of other sentences. */

import { html, pressable, setAll, setText } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { isolate, shownPiece, spaceBetween } from "../../../kit/pieces.js";
import { sideOf, describeDot } from "./dots.js";

/** The number of pieces shown on either side of a neighbour's piece. */
const AROUND = 4;

/**
 * @param {(text: string) => void} open
 */
export function createPanel(open) {
  const piece = html("p", { class: "space-piece" });
  const what = html("p", { class: "gaze-quiet space-what" });
  const title = html("h3", { class: "gaze-title" });
  const note = html("p", { class: "gaze-quiet" });
  const list = html("ol", { class: "space-list" });
  const root = html("aside", { class: "space-panel", "data-zone": "button" }, piece, what, title, note, list);

  /** @param {SpaceData} data @param {Dot | null} dot */
  function paint(data, dot) {
    const { labels } = data;
    const near = dot ? data.paths[dot.path].near[dot.kind]?.[dot.i] ?? [] : [];
    setText(piece, dot?.piece.text ?? "\u00a0");
    setText(what, dot ? describeDot(dot, data.paths[dot.path].points[dot.kind].length, labels) : "\u00a0");
    setText(title, say(labels, "neighbours_of"));
    setText(note, near.length || !dot ? "" : data.waiting || say(labels, "no_neighbours"));
    setAll(note, { hidden: near.length > 0 || !dot });
    list.replaceChildren(...near.map((one) => rowOf(one, dot?.kind ?? "", data)));
  }

  /** @param {Near} near @param {string} kind @param {SpaceData} data */
  function rowOf([number, position, distance], kind, { sentences, labels }) {
    const sentence = sentences[String(number)];
    const pieces = sentence[sideOf(kind)];
    const [from, to] = [Math.max(0, position - AROUND), position + 1 + AROUND];
    const part = (/** @type {number} */ a, /** @type {number} */ b) =>
      pieces.slice(a, b).map((piece, i) => spaceBefore(pieces, i + a, from) + inLine(piece, labels)).join("");
    const here = html("mark", {}, isolate(shownPiece(pieces[position], false, labels).text));
    const words = html("span", { class: "space-words" },
      from > 0 ? "…" : "", part(from, position), spaceBefore(pieces, position, from), here, part(position + 1, to), to < pieces.length ? "…" : "");
    const away = html("span", { class: "space-away" }, distance.toFixed(1));
    const name = say(labels, "open_sentence", { text: sentence.text, x: distance.toFixed(1) });
    return html("li", {}, pressable({ class: "space-near", "aria-label": name, title: sentence.text }, () => open(sentence.text), words, away));
  }

  return /** @satisfies {Part} */ ({ root, paint });
}

/**
 * A piece as part of a text; one that is only a space is left out.
 * @param {string} piece
 * @param {Record<string, string>} labels
 * @returns {string}
 */
function inLine(piece, labels) {
  return piece === "▁" ? "" : isolate(shownPiece(piece, false, labels).text);
}

/**
 * @param {string[]} pieces
 * @param {number} at
 * @param {number} from the first of them that is shown
 * @returns {string} the space before a piece, if there is one, except at the start
 */
function spaceBefore(pieces, at, from) {
  return at > from && spaceBetween(pieces[at - 1], pieces[at]) ? " " : "";
}
