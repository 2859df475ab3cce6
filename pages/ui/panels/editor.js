/** Where one clicks alignments in: output tokens down, source tokens across, a button where they cross. */

import { html, setAll, setText } from "../stage/dom.js";
import { say } from "../stage/labels.js";
import { visible } from "../stage/pieces.js";
import { nextMark, readLinks, writeLinks } from "./goldlinks.js";

const MOVES = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] });
const MOST_TOKENS = 40;

/**
 * @param {(links: string) => void} report
 */
export function createEditor(report) {
  const title = html("summary", {});
  const about = html("p", { class: "gaze-quiet" });
  const table = html("table", { class: "gaze-editor" });
  const root = html("details", { class: "gaze-editing", "data-zone": "field" }, title, about, html("div", { class: "gaze-scroll" }, table));
  /** @type {HTMLButtonElement[][]} */
  let buttons = [];
  /** @type {GoldData} */
  let gold = { source: [], target: [], links: "" };
  /** @type {Record<string, string>} */
  let labels = {};
  let links = readLinks("");
  let built = "";
  table.addEventListener("keydown", move);

  /** @param {GoldData} given @param {Record<string, string>} words */
  function build(given, words) {
    [gold, labels, links] = [given, words, readLinks(given.links)];
    setText(title, say(labels, "edit_links"));
    setText(about, say(labels, "edit_keys"));
    const mark = JSON.stringify([given.source, given.target, words.sure]);
    if (mark !== built) draw();
    built = mark;
    buttons.forEach((row, t) => row.forEach((_, s) => show(s, t)));
  }

  function draw() {
    const [source, target] = [gold.source.slice(0, MOST_TOKENS), gold.target.slice(0, MOST_TOKENS)];
    const names = source.map((token) => html("th", { scope: "col" }, html("bdi", {}, visible(token))));
    buttons = target.map((_, t) => source.map((_token, s) => {
      const button = html("button", { type: "button", tabindex: s + t === 0 ? 0 : -1 });
      button.addEventListener("click", () => press(s, t));
      return button;
    }));
    table.replaceChildren(html("tr", {}, html("td"), ...names), ...target.map((token, t) =>
      html("tr", {}, html("th", { scope: "row" }, html("bdi", {}, visible(token))), ...buttons[t].map((button) => html("td", {}, button)))));
  }

  /** @param {number} s @param {number} t */
  function press(s, t) {
    links.set(`${s},${t}`, nextMark(links.get(`${s},${t}`) ?? ""));
    show(s, t);
    report(writeLinks(links));
  }

  /** @param {number} s @param {number} t */
  function show(s, t) {
    const mark = links.get(`${s},${t}`) ?? "";
    const name = `${gold.source[s]} – ${gold.target[t]}: ${say(labels, mark || "unlinked")}`;
    setAll(buttons[t][s], { class: mark ? `gaze-${mark}` : "", "aria-label": name, title: name });
  }

  /** @param {KeyboardEvent} event */
  function move(event) {
    const by = MOVES[event.key];
    const t = buttons.findIndex((row) => row.includes(/** @type {HTMLButtonElement} */ (event.target)));
    if (!by || t < 0) return;
    const s = buttons[t].indexOf(/** @type {HTMLButtonElement} */ (event.target));
    const next = buttons[t + by[0]]?.[s + by[1]];
    event.preventDefault();
    if (!next) return;
    setAll(buttons[t][s], { tabindex: -1 });
    setAll(next, { tabindex: 0 });
    next.focus();
  }

  return { root, build };
}
