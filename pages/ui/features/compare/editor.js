/** The editor of gold links: a table of buttons, with a row per output token and a column per source token. */

import { html, pressable, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { visible } from "../../kit/pieces.js";
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

  /** @param {GoldData} next @param {Record<string, string>} words */
  function build(next, words) {
    [gold, labels, links] = [next, words, readLinks(next.links)];
    setText(title, say(labels, "edit_links"));
    setText(about, say(labels, "edit_keys"));
    const mark = JSON.stringify([next.source, next.target, words.sure]);
    if (mark !== built) draw();
    built = mark;
    buttons.forEach((row, t) => row.forEach((_, s) => show(s, t)));
  }

  function draw() {
    const [source, target] = [gold.source.slice(0, MOST_TOKENS), gold.target.slice(0, MOST_TOKENS)];
    buttons = target.map((_, t) => source.map((_token, s) => pressable({ tabindex: s + t === 0 ? 0 : -1 }, () => press(s, t))));
    table.replaceChildren(html("tr", {}, html("td"), ...source.map((token) => tokenCell(token, "col"))),
      ...target.map((token, t) => html("tr", {}, tokenCell(token, "row"), ...buttons[t].map((button) => html("td", {}, button)))));
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
    const pressed = /** @type {HTMLButtonElement} */ (event.target);
    const t = buttons.findIndex((row) => row.includes(pressed));
    if (!by || t < 0) return;
    event.preventDefault();
    const next = buttons[t + by[0]]?.[buttons[t].indexOf(pressed) + by[1]];
    if (next) passFocus(pressed, next);
  }

  return /** @satisfies {Part} */ ({ root, build });
}

/**
 * @param {HTMLElement} from
 * @param {HTMLElement} to
 * @returns {void}
 */
function passFocus(from, to) {
  setAll(from, { tabindex: -1 });
  setAll(to, { tabindex: 0 });
  to.focus();
}

/**
 * @param {string} token
 * @param {"row" | "col"} scope
 * @returns {HTMLTableCellElement}
 */
function tokenCell(token, scope) {
  return html("th", { scope }, html("bdi", {}, visible(token)));
}
