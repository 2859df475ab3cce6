/** What could replace the last piece of a hypothesis: the candidates of the model, and a field for any other word. */

import { html, pressable, setAll, setName, setText } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { shownAlone } from "../../../kit/pieces.js";
import { percentText, probabilityOf, unknownText } from "../../../kit/reading.js";

/** @typedef {{row: HTMLLIElement, button: HTMLButtonElement, piece: HTMLElement, bar: HTMLElement, percent: HTMLElement}} Choice */

/**
 * @param {Pick<import("./panel.js").PanelCommands, "branch" | "undo">} commands
 */
export function createAlternatives({ branch, undo }) {
  const title = html("h3", { class: "gaze-title" });
  const list = html("ol", { class: "gaze-bars gaze-alternatives", "data-zone": "field" });
  const unknown = html("p", { class: "gaze-quiet" });
  const word = html("input", { type: "text", class: "gaze-field gaze-word", maxlength: 60, autocomplete: "off", "data-zone": "field" });
  const back = pressable({ class: "gaze-choice", hidden: true }, undo);
  const own = html("form", { class: "gaze-own" }, word, back);
  const notice = html("p", { class: "gaze-notice", role: "status" });
  const root = html("div", {}, title, list, unknown, own, notice);
  /** @type {Choice[]} */
  let choices = [];
  /** @type {string[]} */
  let before = [];
  /** @type {string[]} */
  let offered = [];

  own.addEventListener("submit", (event) => {
    event.preventDefault();
    if (word.value.trim()) branch(before, word.value.trim());
    word.value = "";
  });
  root.addEventListener("keydown", (event) => {
    if (event.key === "Backspace" && event.target === word && !word.value && !back.hidden) undo();
    const at = choices.findIndex(({ button }) => button === event.target);
    const next = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (at < 0 || next === 0) return;
    event.preventDefault();
    choices[at + next]?.button.focus();
  });

  /** @param {TreeData} data @param {Record<string, string>} labels */
  function build({ tree, prefix, notice: text, languages: [, written] }, labels) {
    setText(notice, text);
    setText(title, say(labels, "alternatives"));
    setName(word, say(labels, "own_word"));
    setAll(word, { placeholder: `${say(labels, "own_word")} …` });
    setText(back, say(labels, "take_back"));
    back.hidden = prefix.length === 0;
    const most = Math.max(0, ...tree.candidates.map((candidate) => candidate.length));
    choices = Array.from({ length: most }, (_, i) => drawChoice(() => branch([...before, offered[i]], "")));
    for (const { piece } of choices) setAll(piece, { lang: written || false });
    list.replaceChildren(...choices.map((choice) => choice.row));
  }

  /** @param {TreeData} data @param {number} reading @param {string[]} here the pieces up to the hypothesis @param {Record<string, string>} labels */
  function paint({ tree, request }, reading, here, labels) {
    const candidates = tree.candidates[reading] ?? [];
    before = here.slice(0, -1);
    offered = candidates.map(([piece]) => piece);
    setText(unknown, unknownText({ unknown: tree.unknown, request }, reading, labels));
    choices.forEach((choice, i) => fillChoice(choice, candidates[i], here[here.length - 1], labels));
  }

  /** @param {string} letter */
  function write(letter) {
    word.value += letter;
    word.focus();
  }

  return /** @satisfies {Part} */ ({ root, build, paint, open: () => choices[0]?.button.focus(), write });
}

/**
 * @param {() => void} press
 * @returns {Choice}
 */
function drawChoice(press) {
  const [piece, bar, percent] = [html("bdi", { class: "gaze-piece" }), html("i"), html("span", { class: "gaze-percent" })];
  const track = html("span", { class: "gaze-track", "aria-hidden": "true" }, bar);
  const button = pressable({ class: "gaze-alternative", "data-zone": "field" }, press, piece, track, percent);
  return { row: html("li", {}, button), button, piece, bar, percent };
}

/**
 * @param {Choice} choice
 * @param {TraceCandidate | undefined} candidate
 * @param {string} present
 * @param {Record<string, string>} labels
 * @returns {void}
 */
function fillChoice({ row, button, piece, bar, percent }, candidate, present, labels) {
  setAll(row, { "data-empty": !candidate, class: candidate?.[0] === present ? "gaze-now" : "" });
  if (!candidate) return;
  const shown = shownAlone(candidate[0], labels);
  const probability = probabilityOf(candidate[1]);
  setText(piece, shown.text);
  setText(percent, percentText(probability));
  setAll(button, { "aria-label": say(labels, "alternative", { piece: shown.name, percent: percentText(probability) }) });
  bar.style.transform = `scaleX(${probability.toFixed(4)})`;
}
