/** The held-out pairs of a lane: what the model now says, right or wrong. One of them is chosen for the picture. */

import { html, icon, pressable, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";

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
