/** One panel: its name and buttons, what it says, its drawing, and its numbers. */

import { html, icon, pressable, setAll, setName, setText } from "../stage/dom.js";
import { withFixed } from "../stage/fixed.js";
import { say } from "../stage/labels.js";
import { shownPiece } from "../stage/pieces.js";
import { createSaves } from "../stage/saves.js";
import { readingOf } from "../stage/speech.js";
import { addressOf } from "./leading.js";
import { factText } from "./ordering.js";
import { createTitle } from "./title.js";

const ICONS_OF_PANEL = {
  pin: "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
  enlarge: "M14 5h5v5M19 5l-6 6M10 19H5v-5M5 19l6-6",
  lead: "M6 12h.01M12 12h.01M18 12h.01",
};
const PLACES = /** @type {const} */ ([["open_translate", "."], ["open_step", "step"], ["open_what_if", "what-if"]]);

/** @typedef {import("../stage/saves.js").Format} Format */
/** @typedef {{pin: (name: string) => void, enlarge: (name: string) => void, replace: (name: string, by: string) => void, save: (name: string, format: Format) => void, goTo: (step: number) => void}} Presses */

/**
 * A panel lives as long as its name is among those that are shown; what it shows is filled in anew.
 * @param {PanelData} data
 * @param {Record<string, string>} labels
 * @param {Presses} press
 */
export function createPanel({ name, title }, labels, press) {
  let data = /** @type {PanelData} */ ({});
  /** @type {Scene | null} */
  let shown = null;
  /** @type {Scene | null} */
  let brief = null;
  /** @type {Drawing | null} */
  let drawing = null;
  /** @type {(() => Drawing) | null} */
  let planned = null;
  /** @type {HTMLElement[]} */
  let bits = [];
  let now = -1;
  /** @type {Look | null} */
  let seen = null;
  const pin = pressable({ class: "gaze-button" }, () => press.pin(name), icon(ICONS_OF_PANEL.pin));
  const enlarge = pressable({ class: "gaze-button gaze-enlarge" }, () => press.enlarge(name), icon(ICONS_OF_PANEL.enlarge));
  setName(pin, say(labels, "pin", { title }));
  setName(enlarge, say(labels, "enlarge", { title }));
  const more = leads(title, labels, () => data, (format) => press.save(name, format));
  const tools = html("div", { class: "gaze-tools", "data-zone": "button" }, pin, enlarge, more);
  const heading = createTitle(title, labels, (by) => press.replace(name, by));
  const head = html("header", {}, heading.root, tools);
  const problem = html("p", { class: "gaze-quiet" });
  const said = html("p", { class: "gaze-said" });
  const place = html("div", { class: "gaze-place" });
  const readout = html("p", { class: "gaze-readout" });
  const facts = html("dl", { class: "gaze-facts-row" });
  const extra = html("div");
  const numbers = html("div", {}, facts, extra);
  const root = html("article", { class: "gaze-panel", "aria-label": title, "data-name": name }, head);
  said.addEventListener("click", ({ target }) => {
    const to = bits.indexOf(/** @type {HTMLElement} */ (target));
    if (to >= 0) press.goTo(to);
  });

  /** @param {PanelData} given */
  function fill(given) {
    data = given;
    if (given.runs?.length) heading.write(given.runs);
    [planned, drawing, now] = [null, null, -1];
    const { trace } = given;
    shown = trace && sceneOfPanel(trace, labels);
    // There is little room: marks and short words stand for what has a longer name.
    const marks = (/** @type {Shown[]} */ pieces) => pieces.map((piece) => ({ ...piece, name: piece.end ? say(labels, "end_mark") : piece.text }));
    brief = shown && { ...shown, source: marks(shown.source), target: marks(shown.target) };
    bits = (shown?.target ?? []).map((piece, i) => drawPiece(piece, given.differs?.[i] ?? false));
    said.replaceChildren(...bits.flatMap((bit, i) => (i > 0 && startsWord(trace?.target.pieces[i] ?? "", shown?.target[i]) ? [" ", bit] : [bit])));
    setText(problem, given.problem);
    const inside = shown ? [said, place, readout, numbers] : [problem];
    if (inside[0].parentNode !== root) root.replaceChildren(head, ...inside);
  }

  /** @param {Planned} drawn */
  function plan({ height, make }) {
    [planned, drawing] = [make, null];
    place.style.height = `${height}px`;
  }

  /** @param {Look} look @param {string} base */
  function mark(look, base) {
    setAll(pin, { "aria-pressed": String(look.pins.includes(name)) });
    setAll(enlarge, { "aria-pressed": String(look.large === name) });
    setAll(root, { "data-base": name === base, "data-large": look.large === name, "data-fixed": shown?.fixed ?? false, "data-kept": look.large === name || look.pins.includes(name) });
  }

  /** @param {string[]} known @param {Record<string, number>} values @param {string} sort @param {string} against @param {Element[]} more */
  function tell(known, values, sort, against, more) {
    const names = known.map((fact) => say(labels, `about_${fact}`, { title: against }));
    if (names.join() !== [...facts.querySelectorAll("dt")].map(({ textContent }) => textContent).join()) {
      facts.replaceChildren(...names.map((about) => html("div", { title: about }, html("dt", { class: "gaze-hidden" }, about), html("dd"))));
    }
    known.forEach((fact, i) => {
      const x = values[fact] === undefined ? "–" : factText(fact, values[fact]);
      setAll(facts.children[i], { "data-sorted": fact === sort });
      setText(/** @type {Element} */ (facts.children[i].lastChild), say(labels, `fact_${fact}`, { x }));
    });
    extra.replaceChildren(...more);
  }

  /** Makes the drawing if that is still to be done. Whoever has ended waits at its end. @param {number} to @param {Look} look */
  function paint(to, look) {
    const step = Math.min(to, bits.length - 1);
    if (planned) {
      drawing = planned();
      setAll(drawing.root, { "aria-label": described() });
      place.replaceChildren(drawing.root);
    } else if (step === now && look === seen) return;
    [planned, seen] = [null, look];
    drawing?.paint(step, look);
    bits[now]?.classList.remove("gaze-now");
    bits[step]?.classList.add("gaze-now");
    now = step;
    if (brief) setText(readout, readingOf(brief, step));
  }

  /** The drawing in words. */
  function described() {
    if (!brief) return title;
    const [steps, sources] = [brief.target.length, brief.source.length];
    const rows = brief.target.map((_, step) => readingOf(/** @type {Scene} */ (brief), step));
    return `${title}. ${say(labels, "matrix_summary", { steps, sources })}. ${rows.join("; ")}`;
  }

  /** @param {[string, string][]} offered @param {string[]} shown */
  function offer(offered, shown) {
    heading.offer(name, offered.filter(([each]) => each === name || !shown.includes(each)));
  }

  /** @returns {import("./saving.js").Pictured | null} */
  function pictured() {
    const svg = place.querySelector("svg");
    return svg && shown && { title, said: said.textContent ?? "", fixed: shown.fixed, svg, font: parseFloat(getComputedStyle(svg).fontSize) };
  }

  return { root, name, title, offer, pictured, focus: heading.focus, fill, plan, mark, tell, paint, data: () => data, scene: () => shown };
}

/**
 * What the stage's speech needs of a trace, with its pieces made presentable.
 * @param {SlimTrace} trace
 * @param {Record<string, string>} labels
 */
function sceneOfPanel(trace, labels) {
  const { source, target, weights } = trace;
  const scene = /** @type {Scene} */ ({
    labels,
    trace,
    fixed: false,
    source: source.pieces.map((piece, j) => shownPiece(piece, source.unknown[j], labels)),
    target: target.pieces.map((piece) => shownPiece(piece, false, labels)),
    weights,
  });
  return trace.fixed ? withFixed(scene) : scene;
}

/**
 * A piece of the translation. A mark that stands for one says which.
 * @param {Shown} shown
 * @param {boolean} differs
 * @returns {HTMLElement}
 */
function drawPiece({ text, name }, differs) {
  const mark = text !== name;
  const look = `gaze-bit${differs ? " gaze-differs" : ""}${mark ? " gaze-quiet" : ""}`;
  return html("span", { class: look, ...(mark ? { title: name } : {}) }, text);
}

/**
 * @param {string} piece
 * @param {Shown | undefined} shown
 * @returns {boolean} whether a space stands before it
 */
function startsWord(piece, shown) {
  return shown?.end || piece.startsWith("▁");
}

/**
 * The ways to other pages, which open with this panel's model and sentence, and files to take home.
 * @param {string} title
 * @param {Record<string, string>} labels
 * @param {() => PanelData} data
 * @param {(format: Format) => void} save
 * @returns {HTMLElement}
 */
function leads(title, labels, data, save) {
  const summary = html("summary", { class: "gaze-button" }, icon(ICONS_OF_PANEL.lead));
  setName(summary, say(labels, "lead", { title }));
  const ways = PLACES.map(([label, page]) => {
    const link = html("a", { href: "#" }, say(labels, label));
    // Only now, since the address follows what is chosen meanwhile.
    const point = () => setAll(link, { href: addressOf(page, location.href, data().scorer, data().text) });
    for (const type of /** @type {const} */ (["pointerenter", "focus", "click"])) link.addEventListener(type, point);
    return link;
  });
  const files = createSaves(["svg", "png", "csv"], save);
  files.label(labels);
  return html("details", { class: "gaze-lead" }, summary, html("nav", {}, ...ways, html("div", {}, files.root)));
}
