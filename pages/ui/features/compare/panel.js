/** One panel: its name and buttons, the translation, the drawing, and the numbers. */

import { glyph, iconButton } from "../../kit/buttons.js";
import { elementOf } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { guard, html, live, nothing, render } from "../../kit/lit.js";
import { createSaves } from "../../kit/picture.js";
import { shownPieces, withSpaces } from "../../kit/pieces.js";
import { shownTarget, withFixed } from "../../kit/scene.js";
import { compactLayout, compactSize, drawSmall, drawSmallRibbons, rowUnder, smallRibbonLayout } from "../../kit/small.js";
import { readingOf } from "../../kit/speech.js";
import { pairOf } from "./difference.js";
import { alignmentScores, goldCurve, goldMarks, readLinks } from "./gold.js";
import { DEFAULT_LOOK, factText, pageAddress } from "./look.js";

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

/** @typedef {{look: Look, base: string, known: string[], facts: Record<string, number>, against: string, curve: unknown}} PanelFrame */

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
  /** @type {DrawingPlan | null} */
  let planned = null;
  /** @type {Drawing | null} */
  let drawing = null;
  let [paintedStep, height] = [-1, 0];
  /** @type {Look | null} */
  let paintedLook = null;
  /** What depends on all panels: the numbers, what else may be chosen, and which panel the others are compared with.
   * @type {PanelFrame} */
  let framed = { look: DEFAULT_LOOK, base: "", known: [], facts: {}, against: "", curve: nothing };
  /** @type {[string, string][]} */
  let offered = [];
  const saves = createSaves(["svg", "png", "csv"], (format) => press.save(name, format));
  saves.build(labels);
  const root = elementOf(html`<article class="gaze-panel" aria-label=${title} data-name=${name}></article>`);

  /** @param {PanelData} next */
  function build(next) {
    data = next;
    const { trace } = next;
    shown = trace && sceneOfPanel(trace, labels);
    const named = (/** @type {Shown[]} */ pieces) => pieces.map((piece) => ({ ...piece, name: piece.end ? say(labels, "end_mark") : piece.text }));
    brief = shown && { ...shown, source: named(shown.source), target: named(shown.target) };
    [planned, drawing, paintedStep] = [null, null, -1];
  }

  /** @param {DrawingPlan} drawn */
  function plan(drawn) {
    [planned, drawing, height] = [drawn, null, drawn.height];
  }

  /** @param {PanelFrame} next */
  function frame(next) {
    framed = next;
    const large = next.look.large === name;
    const marks = { "data-base": name === next.base, "data-large": large, "data-fixed": shown?.fixed ?? false, "data-kept": large || next.look.pins.includes(name) };
    for (const [mark, on] of Object.entries(marks)) root.toggleAttribute(mark, on);
    draw();
  }

  /** Makes the drawing if there is none yet. A translation that is shorter stays at its last step. @param {number} to @param {Look} look */
  function paint(to, look) {
    const step = Math.min(to, (shown?.target.length ?? 0) - 1);
    if (!planned && step === paintedStep && look === paintedLook) return;
    if (planned) {
      drawing = planned.make();
      drawing.root.setAttribute("aria-label", inWords());
    }
    [planned, paintedLook, paintedStep] = [null, look, step];
    drawing?.paint(step, look);
    draw();
  }

  function draw() {
    render(html`
      ${heading()}
      ${shown ? html`
        <p class="gaze-output-line" lang=${data.trace?.languages?.[1] || nothing}>${output(shown.target)}</p>
        <div class="gaze-place" style="height: ${height}px">${drawing?.root}</div>
        <p class="gaze-readout">${brief && paintedStep >= 0 ? readingOf(brief, paintedStep) : ""}</p>
        <div>${facts()}</div>` : html`<p class="gaze-quiet">${data.problem}</p>`}`, root);
  }

  /** The pieces of the translation in a line. A click on a piece goes to its step. @param {Shown[]} target */
  function output(target) {
    const bits = target.map(({ text, name: full, copied = false }, i) => {
      const mark = text !== full; // stands for the piece, whose name is the tooltip
      const look = `gaze-bit${data.differs?.[i] ? " gaze-differs" : ""}${copied ? " gaze-pointed" : ""}${mark ? " gaze-quiet" : ""}${i === paintedStep ? " gaze-now" : ""}`;
      return html`<span class=${look} title=${mark ? full : nothing} @click=${() => press.goTo(i)}>${text}</span>`;
    });
    return withSpaces(bits, data.trace?.target.pieces ?? []);
  }

  /** The name, or the sentence, which is also the menu of what may be chosen in its place; buttons, and links with its model and sentence. */
  function heading() {
    const { look } = framed;
    const pick = (/** @type {Event} */ { target }) => press.replace(name, /** @type {HTMLSelectElement} */ (target).value);
    const runs = data.runs ?? [];
    // On use, since the address changes with every choice.
    const updateAddress = (/** @type {string} */ page) => (/** @type {Event} */ { currentTarget }) => {
      /** @type {HTMLAnchorElement} */ (currentTarget).href = pageAddress(page, location.href, data.scorer, data.text);
    };
    const link = (/** @type {readonly [string, string]} */ [label, page]) => html`<a href="#" @pointerenter=${updateAddress(page)} @focus=${updateAddress(page)} @click=${updateAddress(page)}>${say(labels, label)}</a>`;
    return html`<header>
      <div class="gaze-titled" ?data-read=${runs.length > 0} ?data-only=${offered.length < 2}>
        <h3><bdi>${runs.length ? runs.map(([text, differs]) => html`<span class=${differs ? "gaze-differs" : ""}>${text}</span>`) : title}</bdi></h3>${glyph(ICONS.open)}
        <select data-zone="field" aria-label=${say(labels, "replace", { title })} title=${say(labels, "replace", { title })} ?hidden=${offered.length < 2} @change=${pick}>${
          offered.map(([value, text]) => html`<option value=${value} .selected=${live(value === name)}>${text}</option>`)}</select></div>
      <div class="gaze-tools" data-zone="button">
        ${iconButton("gaze-button", say(labels, "pin", { title }), ICONS.pin, () => press.pin(name), { pressed: look.pins.includes(name) })}
        ${iconButton("gaze-button gaze-enlarge", say(labels, "enlarge", { title }), ICONS.enlarge, () => press.enlarge(name), { pressed: look.large === name })}
        ${guard([], () => html`<details class="gaze-lead"><summary class="gaze-button" aria-label=${say(labels, "lead", { title })} title=${say(labels, "lead", { title })}>${glyph(ICONS.lead)}</summary>
          <nav>${PLACES.map(link)}<div>${saves.root}</div></nav></details>`)}
      </div></header>`;
  }

  function facts() {
    const { known, facts: values, look, against, curve } = framed;
    return html`<dl class="gaze-facts-row">${known.map((fact) => {
      const about = say(labels, `about_${fact}`, { title: against });
      const x = values[fact] === undefined ? "–" : factText(fact, values[fact]);
      return html`<div title=${about} ?data-sorted=${fact === look.sort}><dt class="gaze-hidden">${about}</dt><dd>${say(labels, `fact_${fact}`, { x })}</dd></div>`;
    })}</dl><div>${curve}</div>`;
  }

  /** The drawing for screen readers. */
  function inWords() {
    if (!brief) return title;
    const { target, source } = brief;
    const rows = target.map((_, step) => readingOf(/** @type {Scene} */ (brief), step));
    return `${title}. ${say(labels, "matrix_summary", { steps: target.length, sources: source.length })}. ${rows.join("; ")}`;
  }

  /** What may be chosen in its place; with one thing there is no menu. @param {[string, string][]} choices @param {string[]} others */
  function offer(choices, others) {
    offered = choices.filter(([other]) => other === name || !others.includes(other));
    draw();
  }

  /** @returns {import("../../kit/picture.js").Pictured | null} */
  function pictured() {
    const svg = root.querySelector(".gaze-place svg");
    const words = root.querySelector(".gaze-output-line")?.textContent ?? "";
    return svg instanceof SVGSVGElement && shown ? { title, output: words, fixed: shown.fixed, svg, font: parseFloat(getComputedStyle(svg).fontSize) } : null;
  }

  return /** @satisfies {Part} */ ({ root, name, title, build, plan, frame, paint, offer, pictured, focus: () => root.querySelector("select")?.focus(), data: () => data, scene: () => shown });
}

/** What the readout needs of a trace, with pieces as they are shown. @param {SlimTrace} trace @param {Record<string, string>} labels */
function sceneOfPanel(trace, labels) {
  const { source, weights, fixed } = trace;
  const scene = /** @type {Scene} */ ({ labels, trace, fixed: false, source: shownPieces(source.pieces, labels, source.unknown), target: shownTarget(trace, labels), weights });
  return fixed ? withFixed(scene) : scene;
}

/** @param {Compared} compared @param {PanelData} panel @returns {Record<string, number>} */
export function factsOf({ data, look }, { name, facts, gold }) {
  const mean = pairOf(data.pairs, data.base, name)?.pair.mean;
  /** @type {Record<string, number>} */
  const apart = typeof mean === "number" ? { distance: mean } : {};
  return { ...facts, ...apart, ...alignmentScores(gold, look, data.thresholds) };
}

/** The curve of the alignment error, if there is one. @param {Compared} compared @param {PanelData} panel */
export function curveOf({ data, look }, { name, gold }) {
  const curve = gold?.readings[String(look.offset)]?.curve;
  return curve ? goldCurve(curve, look.threshold, say(data.labels, "about_curve"), name === look.large) : nothing;
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
    const links = data.gold && readLinks(data.gold.links);
    const { root, paint } = drawSmall(content, layout);
    root.addEventListener("click", (event) => {
      const to = rowUnder(layout, event.clientY - root.getBoundingClientRect().top, steps);
      if (to !== null) goTo(to);
    });
    const marks = (/** @type {Look} */ shown) => (gold && links ? goldMarks(layout, gold, links, read, shown) : nothing);
    return /** @satisfies {Part} */ ({ root, paint: (/** @type {number} */ step, /** @type {Look} */ shown) => paint(step, guard([shown], () => marks(shown))) });
  };
  return { height: compactSize(layout, steps, source.length).height, make };
}
