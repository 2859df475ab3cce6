/** One panel: its name and buttons, what it says, its drawing, and its numbers. */

import { html, icon, pressable, setAll, setName, setText } from "../stage/dom.js";
import { say } from "../stage/labels.js";
import { shownPiece } from "../stage/pieces.js";
import { readingOf } from "../stage/speech.js";
import { addressOf } from "./leading.js";
import { factText } from "./ordering.js";

const ICONS_OF_PANEL = {
  pin: "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
  enlarge: "M14 5h5v5M19 5l-6 6M10 19H5v-5M5 19l6-6",
  lead: "M6 12h.01M12 12h.01M18 12h.01",
};
const PLACES = /** @type {const} */ ([["open_translate", "."], ["open_step", "step"], ["open_what_if", "what-if"]]);

/** @typedef {{pin: (name: string) => void, enlarge: (name: string) => void, goTo: (step: number) => void}} Presses */

/**
 * @param {PanelData} data
 * @param {{labels: Record<string, string>, base: string, press: Presses}} around
 */
export function createPanel(data, { labels, base, press }) {
  const { name, title, trace } = data;
  const pin = pressable({ class: "gaze-button" }, () => press.pin(name), icon(ICONS_OF_PANEL.pin));
  const enlarge = pressable({ class: "gaze-button" }, () => press.enlarge(name), icon(ICONS_OF_PANEL.enlarge));
  setName(pin, say(labels, "pin", { title }));
  setName(enlarge, say(labels, "enlarge", { title }));
  const tools = html("div", { class: "gaze-tools", "data-zone": "button" }, pin, enlarge, leads(data, labels));
  const head = html("header", {}, html("h3", {}, html("bdi", {}, title)), tools);
  const root = html("article", { class: "gaze-panel", "aria-label": title, "data-name": name, "data-base": name === base }, head);
  const shown = trace && sceneOfPanel(trace, labels);
  // There is little room: marks and short words stand for what has a longer name.
  const marks = (/** @type {Shown[]} */ pieces) => pieces.map((piece) => ({ ...piece, name: piece.end ? say(labels, "end_mark") : piece.text }));
  const brief = shown && { ...shown, source: marks(shown.source), target: marks(shown.target) };
  if (!shown) {
    root.append(html("p", { class: "gaze-quiet" }, data.problem));
    return { data, root, shown, show: () => {}, mark: () => {}, tell: () => {}, paint: () => {} };
  }
  const pieces = shown.target.map((piece, i) => drawPiece(piece, data.differs?.[i] ?? false, () => press.goTo(i)));
  const said = html("p", { class: "gaze-said" });
  pieces.forEach((bit, i) => said.append(...(i > 0 && startsWord(trace.target.pieces[i], shown.target[i]) ? [" "] : []), bit));
  const place = html("div", { class: "gaze-place" });
  const readout = html("p", { class: "gaze-readout" }, "\u00a0");
  const facts = html("dl", { class: "gaze-facts-row" });
  root.append(said, place, readout, facts);
  /** @type {Drawing | null} */
  let drawing = null;
  let now = -1;

  /** @param {Drawing} made */
  function show(made) {
    drawing = made;
    place.replaceChildren(made.svg);
  }

  /** @param {Look} look */
  function mark(look) {
    setAll(pin, { "aria-pressed": String(look.pins.includes(name)) });
    setAll(enlarge, { "aria-pressed": String(look.large === name) });
    setAll(root, { "data-large": look.large === name, "data-kept": look.large === name || look.pins.includes(name) });
  }

  /** @param {string[]} known @param {Record<string, number>} values @param {string} sort @param {string} against @param {Element[]} more */
  function tell(known, values, sort, against, more) {
    facts.replaceChildren(...known.map((fact) => {
      const x = values[fact] === undefined ? "–" : factText(fact, values[fact]);
      const about = say(labels, `about_${fact}`, { title: against });
      return html("div", { title: about, "data-sorted": fact === sort },
        html("dt", { class: "gaze-hidden" }, about), html("dd", {}, say(labels, `fact_${fact}`, { x })));
    }), ...more);
  }

  /** Whoever has ended waits at its end. @param {number} to */
  function paint(to) {
    const step = Math.min(to, pieces.length - 1);
    drawing?.paint(step);
    pieces[now]?.classList.remove("gaze-now");
    pieces[step].classList.add("gaze-now");
    now = step;
    if (brief) setText(readout, readingOf(brief, step));
  }

  return { data, root, shown, show, mark, tell, paint };
}

/**
 * What the stage's speech needs of a trace, with its pieces made presentable.
 * @param {SlimTrace} trace
 * @param {Record<string, string>} labels
 */
function sceneOfPanel({ source, target, weights }, labels) {
  return /** @type {Scene} */ ({
    labels,
    source: source.pieces.map((piece, j) => shownPiece(piece, source.unknown[j], labels)),
    target: target.pieces.map((piece) => shownPiece(piece, false, labels)),
    weights,
  });
}

/**
 * A piece of the translation; pressing it goes to its step.
 * @param {Shown} shown
 * @param {boolean} differs
 * @param {() => void} goTo
 * @returns {HTMLElement}
 */
function drawPiece({ text, end }, differs, goTo) {
  const bit = html("span", { class: `gaze-bit${differs ? " gaze-differs" : ""}${end ? " gaze-quiet" : ""}` }, text);
  bit.addEventListener("click", goTo);
  return bit;
}

/**
 * @param {string} piece
 * @param {Shown} shown
 * @returns {boolean} whether a space stands before it
 */
function startsWord(piece, { end }) {
  return end || piece.startsWith("▁");
}

/**
 * The ways to other pages, which open with this panel's model and sentence.
 * @param {PanelData} data
 * @param {Record<string, string>} labels
 * @returns {HTMLElement}
 */
function leads({ title, scorer, text }, labels) {
  const summary = html("summary", { class: "gaze-button" }, icon(ICONS_OF_PANEL.lead));
  setName(summary, say(labels, "lead", { title }));
  const ways = PLACES.map(([label, page]) => {
    const link = html("a", { href: "#" }, say(labels, label));
    // Only now, since the address follows what is chosen meanwhile.
    const point = () => setAll(link, { href: addressOf(page, location.href, scorer, text) });
    for (const type of /** @type {const} */ (["pointerenter", "focus", "click"])) link.addEventListener(type, point);
    return link;
  });
  return html("details", { class: "gaze-lead" }, summary, html("nav", {}, ...ways));
}
