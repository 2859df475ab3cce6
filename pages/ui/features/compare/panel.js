/** One panel: its name and buttons, the translation, the drawing, and the numbers. */

import { html, icon, pressable, setAll, setName, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { createSaves } from "../../kit/picture.js";
import { shownPieces, withSpaces } from "../../kit/pieces.js";
import { shownTarget, withFixed } from "../../kit/scene.js";
import { compactLayout, compactSize, drawSmall, drawSmallRibbons, rowUnder, smallRibbonLayout } from "../../kit/small.js";
import { readingOf } from "../../kit/speech.js";
import { pairOf } from "./difference.js";
import { alignmentScores, createGoldMarks, goldCurve, readLinks } from "./gold.js";
import { factText, pageAddress } from "./look.js";

const ICONS = {
  open: "M7 10l5 5 5-5",
  pin: "M9 4h6l-1 6 3 3H7l3-3zM12 13v7",
  enlarge: "M14 5h5v5M19 5l-6 6M10 19H5v-5M5 19l6-6",
  lead: "M6 12h.01M12 12h.01M18 12h.01",
};
const PLACES = /** @type {const} */ ([["open_translate", "."], ["open_step", "step"], ["open_what_if", "what-if"]]);

/** @typedef {import("../../kit/picture.js").Format} Format */
/** @typedef {{pin: (name: string) => void, enlarge: (name: string) => void, replace: (name: string, by: string) => void,
 *   save: (name: string, format: Format) => void, goTo: (step: number) => void}} HeadingActions */

/**
 * A panel is kept as long as its name is shown; new data fill it in place. Its drawing has its final height at once, and is made when the
 * panel is first painted, since most panels are not visible at first.
 * @param {PanelData} data @param {Record<string, string>} labels @param {HeadingActions} press
 */
export function createPanel({ name, title }, labels, press) {
  let data = /** @type {PanelData} */ ({});
  /** @type {Scene | null} */
  let shown = null;
  /** With short names, as a panel has little space. @type {Scene | null} */
  let brief = null;
  /** @type {(() => Drawing) | null} */
  let planned = null;
  /** @type {Drawing | null} */
  let drawing = null;
  let paintedStep = -1;
  /** @type {Look | null} */
  let paintedLook = null;

  const [heading, output, facts] = [createHeading({ name, title }, labels, press, () => data), createOutput(press.goTo), createFacts(labels)];
  const place = html("div", { class: "gaze-place" });
  const [problem, readout] = [html("p", { class: "gaze-quiet" }), html("p", { class: "gaze-readout" })];
  const root = html("article", { class: "gaze-panel", "aria-label": title, "data-name": name }, heading.root);

  /** @param {PanelData} next */
  function build(next) {
    data = next;
    const { trace, runs = [], differs = [] } = next;
    if (runs.length) heading.write(runs);
    shown = trace && sceneOfPanel(trace, labels);
    const named = (/** @type {Shown[]} */ pieces) => pieces.map((piece) => ({ ...piece, name: piece.end ? say(labels, "end_mark") : piece.text }));
    brief = shown && { ...shown, source: named(shown.source), target: named(shown.target) };
    setAll(output.root, { lang: trace?.languages?.[1] || false });
    output.build(trace?.target.pieces ?? [], shown?.target ?? [], differs);
    [planned, drawing, paintedStep] = [null, null, -1];
    setText(problem, next.problem);
    const inside = shown ? [output.root, place, readout, facts.root] : [problem];
    if (inside[0].parentNode !== root) root.replaceChildren(heading.root, ...inside);
  }

  /** @param {DrawingPlan} drawn */
  function plan({ height, make }) {
    [planned, drawing] = [make, null];
    place.style.height = `${height}px`;
  }

  /** @param {Look} look @param {string} base */
  function mark(look, base) {
    const large = look.large === name;
    heading.paint(look);
    setAll(root, { "data-base": name === base, "data-large": large, "data-fixed": shown?.fixed ?? false, "data-kept": large || look.pins.includes(name) });
  }

  /** Makes the drawing if there is none yet. A translation that is shorter stays at its last step. @param {number} to @param {Look} look */
  function paint(to, look) {
    const step = Math.min(to, (shown?.target.length ?? 0) - 1);
    if (!planned && step === paintedStep && look === paintedLook) return;
    if (planned) {
      drawing = planned();
      setAll(drawing.root, { "aria-label": inWords() });
      place.replaceChildren(drawing.root);
    }
    [planned, paintedLook, paintedStep] = [null, look, step];
    drawing?.paint(step, look);
    output.paint(step);
    if (brief) setText(readout, readingOf(brief, step));
  }

  /** The drawing for screen readers. */
  function inWords() {
    if (!brief) return title;
    const { target, source } = brief;
    const rows = target.map((_, step) => readingOf(/** @type {Scene} */ (brief), step));
    return `${title}. ${say(labels, "matrix_summary", { steps: target.length, sources: source.length })}. ${rows.join("; ")}`;
  }

  /** @param {[string, string][]} offered @param {string[]} others */
  function offer(offered, others) {
    heading.offer(offered.filter(([other]) => other === name || !others.includes(other)));
  }

  /** @returns {import("../../kit/picture.js").Pictured | null} */
  function pictured() {
    const svg = place.querySelector("svg");
    return svg && shown && { title, output: output.root.textContent ?? "", fixed: shown.fixed, svg, font: parseFloat(getComputedStyle(svg).fontSize) };
  }

  return /** @satisfies {Part} */ ({ root, name, title, build, plan, mark, buildFacts: facts.build, paint, offer, pictured, focus: heading.focus, data: () => data, scene: () => shown });
}

/** What the readout needs of a trace, with pieces as they are shown. @param {SlimTrace} trace @param {Record<string, string>} labels */
function sceneOfPanel(trace, labels) {
  const { source, weights, fixed } = trace;
  const scene = /** @type {Scene} */ ({ labels, trace, fixed: false, source: shownPieces(source.pieces, labels, source.unknown), target: shownTarget(trace, labels), weights });
  return fixed ? withFixed(scene) : scene;
}

/**
 * The name of a panel, which is also the menu of scoring functions to choose in its place; buttons to pin and enlarge it; links to other
 * pages with its model and sentence, and buttons that save files.
 * @param {{name: string, title: string}} panel @param {Record<string, string>} labels @param {HeadingActions} press
 * @param {() => PanelData} data the current data of the panel
 */
function createHeading({ name, title }, labels, press, data) {
  const [menu, shownName] = [html("select", { "data-zone": "field" }), html("bdi", {}, title)];
  const titled = html("div", { class: "gaze-titled" }, html("h3", {}, shownName), icon(ICONS.open), menu);
  setName(menu, say(labels, "replace", { title }));
  menu.addEventListener("change", () => press.replace(name, menu.value));

  const pin = pressable({ class: "gaze-button" }, () => press.pin(name), icon(ICONS.pin));
  const enlarge = pressable({ class: "gaze-button gaze-enlarge" }, () => press.enlarge(name), icon(ICONS.enlarge));
  const summary = html("summary", { class: "gaze-button" }, icon(ICONS.lead));
  setName(pin, say(labels, "pin", { title }));
  setName(enlarge, say(labels, "enlarge", { title }));
  setName(summary, say(labels, "lead", { title }));
  const links = PLACES.map(([label, page]) => {
    const link = html("a", { href: "#" }, say(labels, label));
    // On use, since the address changes with every choice.
    const updateAddress = () => setAll(link, { href: pageAddress(page, location.href, data().scorer, data().text) });
    for (const type of /** @type {const} */ (["pointerenter", "focus", "click"])) link.addEventListener(type, updateAddress);
    return link;
  });
  const files = createSaves(["svg", "png", "csv"], (format) => press.save(name, format));
  files.build(labels);
  const more = html("details", { class: "gaze-lead" }, summary, html("nav", {}, ...links, html("div", {}, files.root)));
  const root = html("header", {}, titled, html("div", { class: "gaze-tools", "data-zone": "button" }, pin, enlarge, more));

  /** Writes a sentence instead of a name; marks the characters that the other sentence lacks. @param {[string, boolean][]} runs */
  function write(runs) {
    setAll(titled, { "data-read": true });
    shownName.replaceChildren(...runs.map(([text, differs]) => html("span", { class: differs ? "gaze-differs" : "" }, text)));
  }

  /** Fills the menu, which is hidden if there is nothing else to choose. @param {[string, string][]} offered */
  function offer(offered) {
    setAll(titled, { "data-only": offered.length < 2 });
    setAll(menu, { hidden: offered.length < 2 });
    menu.replaceChildren(...offered.map(([value, text]) => html("option", { value }, text)));
    menu.value = name;
  }

  /** @param {Look} look */
  function paint(look) {
    setAll(pin, { "aria-pressed": String(look.pins.includes(name)) });
    setAll(enlarge, { "aria-pressed": String(look.large === name) });
  }

  return /** @satisfies {Part} */ ({ root, paint, write, offer, focus: () => menu.focus() });
}

/** The translation in a panel: its pieces in a line. A click on a piece goes to its step. @param {(step: number) => void} goTo */
function createOutput(goTo) {
  const root = html("p", { class: "gaze-output-line" });
  /** @type {HTMLElement[]} */
  let bits = [];
  let now = -1;
  root.addEventListener("click", ({ target }) => {
    const to = bits.indexOf(/** @type {HTMLElement} */ (target));
    if (to >= 0) goTo(to);
  });

  /** @param {string[]} pieces @param {Shown[]} shown @param {boolean[]} differs */
  function build(pieces, shown, differs) {
    now = -1;
    bits = shown.map(({ text, name, copied = false }, i) => {
      const mark = text !== name; // stands for the piece, whose name is the tooltip
      const look = `gaze-bit${differs[i] ? " gaze-differs" : ""}${copied ? " gaze-pointed" : ""}${mark ? " gaze-quiet" : ""}`;
      return html("span", { class: look, ...(mark ? { title: name } : {}) }, text);
    });
    root.replaceChildren(...withSpaces(bits, pieces));
  }

  /** @param {number} step */
  function paint(step) {
    bits[now]?.classList.remove("gaze-now");
    bits[step]?.classList.add("gaze-now");
    now = step;
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/** @param {Compared} compared @param {PanelData} panel @returns {Record<string, number>} */
export function factsOf({ data, look }, { name, facts, gold }) {
  const mean = pairOf(data.pairs, data.base, name)?.pair.mean;
  /** @type {Record<string, number>} */
  const apart = typeof mean === "number" ? { distance: mean } : {};
  return { ...facts, ...apart, ...alignmentScores(gold, look, data.thresholds) };
}

/** @param {Compared} compared @param {PanelData} panel @returns {Element[]} the curve of the alignment error, if there is one */
export function curveOf({ data, look }, { name, gold }) {
  const curve = gold?.readings[String(look.offset)]?.curve;
  return curve ? [goldCurve(curve, look.threshold, say(data.labels, "about_curve"), name === look.large)] : [];
}

/** @param {Record<string, string>} labels */
function createFacts(labels) {
  const [list, extra] = [html("dl", { class: "gaze-facts-row" }), html("div")];
  const root = html("div", {}, list, extra);

  /** @param {string[]} known @param {Record<string, number>} values @param {string} sort @param {string} against @param {Element[]} more */
  function build(known, values, sort, against, more) {
    const names = known.map((fact) => say(labels, `about_${fact}`, { title: against }));
    if (names.join() !== [...list.querySelectorAll("dt")].map(({ textContent }) => textContent).join()) {
      list.replaceChildren(...names.map((about) => html("div", { title: about }, html("dt", { class: "gaze-hidden" }, about), html("dd"))));
    }
    known.forEach((fact, i) => {
      const x = values[fact] === undefined ? "–" : factText(fact, values[fact]);
      setAll(list.children[i], { "data-sorted": fact === sort });
      setText(/** @type {Element} */ (list.children[i].lastChild), say(labels, `fact_${fact}`, { x }));
    });
    extra.replaceChildren(...more);
  }

  return /** @satisfies {Part} */ ({ root, build });
}

/**
 * How a panel will be drawn: its height is known before the drawing is made.
 * @param {Compared} content @param {PanelData} panel @param {Scene} scene
 * @param {{wide: number, font: number, tall?: number | undefined, measure: Measure}} room
 * @param {string[]} names of the rows of all panels @param {(step: number) => void} goTo @returns {DrawingPlan}
 */
export function planDrawing({ data, look }, { gold }, { source, target, weights }, { wide, font, tall, measure }, names, goTo) {
  const [steps, content] = [target.length, { source, target, strengths: weights, measure }];
  if (look.draw === "ribbons") {
    const ribbons = smallRibbonLayout(source.length, steps, wide, font);
    return { height: ribbons.height, make: () => drawSmallRibbons(content, ribbons) };
  }
  const layout = compactLayout({ source: source.map(({ text }) => text), names, steps, width: wide, font, measure, tall });
  const make = () => {
    const read = { offset: look.offset, steps, thresholds: data.thresholds };
    const marks = gold && data.gold ? createGoldMarks(layout, gold, readLinks(data.gold.links), read) : null;
    const { root, paint } = drawSmall(content, layout, marks?.over);
    root.addEventListener("click", (event) => {
      const to = rowUnder(layout, event.clientY - root.getBoundingClientRect().top, steps);
      if (to !== null) goTo(to);
    });
    return /** @satisfies {Part} */ ({ root, paint: (/** @type {number} */ step, /** @type {Look} */ shown) => { paint(step); marks?.paint(shown); } });
  };
  return { height: compactSize(layout, steps, source.length).height, make };
}
