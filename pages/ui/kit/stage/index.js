/** The attention view: one sentence, step by step. Its state, the views that show it, and the input that changes it. */

import { readDrawing, writeDrawing } from "../address.js";
import { glyph, iconButton } from "../buttons.js";
import { createCandidates } from "../candidates.js";
import { elementOf } from "../dom.js";
import { say } from "../labels.js";
import { fontFor, prefersColumns } from "../layout.js";
import { listenForKeys, watchSize, watchTheme, watchWindow } from "../listening.js";
import { html, live, nothing, render } from "../lit.js";
import { createMatrix } from "../matrix.js";
import { mountComponent } from "../mount.js";
import { composePicture, createSaves, savePicture } from "../picture.js";
import { showTranslation } from "../pieces.js";
import { headCount, headName, weightText } from "../reading.js";
import { bitsOf, noteOf, numberTurn, sceneOf, textMeasure } from "../scene.js";
import { announcement, readingOf } from "../speech.js";
import { isHidden, receiveAction, reduce, START } from "../state.js";
import { PACKED } from "../packed.js";
import { createStepper, createTransport, debounce } from "../stepper.js";
import { fittedPlaces, placesOf } from "./fit.js";
import { createRibbons } from "./ribbons.js";

/** The parts of the state that need a new drawing when they change; the others only change marks. */
const DRAWN = /** @type {const} */ (["flip", "head", "view", "numbers"]);
/** Milliseconds without a change before Python gets how the view is drawn. */
const DRAWING_DELAY = 120;
/** @type {Record<string, Action>} */
const LETTERS = { v: { type: "reveal" } };
/** @type {View[]} */
const VIEWS = ["both", "ribbons", "matrix"];
const FLIP = "M4 9h14M14 5l4 4-4 4M20 16H6M10 12l-4 4 4 4";
const EYE = "M3 12s3.3-6 9-6 9 6 9 6-3.3 6-9 6-9-6-9-6zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 1 0 0-5z";
/** Marks that only some models have: class of the mark → the label that explains it. */
const OF_COPYING = { "gaze-generated": "legend_generated", "gaze-pointed": "legend_copied", "gaze-copied-piece": "legend_piece" };
const OF_COVERAGE = { "gaze-covered": "legend_read", "gaze-reread": "legend_reread" };

/** @param {ReportToPython} report */
function createStage(report) {
  /** @type {StageData | null} */
  let latest = null;
  /** @type {Scene | null} */
  let scene = null;
  let width = 0;

  const drawingReport = debounce(() => report("drawing", writeDrawing(stepper.state)), DRAWING_DELAY);
  const stepper = createStepper({ start: START, reduce, stageOf: (state) => state, changed, report, reports: [drawingReport] });
  const { dispatch } = stepper;
  const isFlipped = () => scene?.flipped ?? false;

  const [transport, ribbons, matrix, candidates] = [createTransport(dispatch), createRibbons(dispatch), createMatrix(dispatch), createCandidates()];
  const saves = createSaves(["svg", "png"], save);
  const root = elementOf(html`<section class="gaze gaze-whole" tabindex="0" role="region"><div class="gaze-body-grid"></div></section>`);
  const body = /** @type {HTMLElement} */ (root.firstElementChild);
  /** All steps as text, for screen readers. @type {string[]} */
  let readings = [];
  stepper.until(
    listenForKeys(root, { dispatch, isFlipped, letters: LETTERS }),
    watchSize(root, (size) => { width = size; draw(); }),
    watchTheme(root, draw),
    watchWindow(() => { if (latest?.present) draw(); }),
  );

  /** @param {StageState} before @param {Action} action */
  function changed(before, action) {
    const { state } = stepper;
    if (DRAWN.some((name) => state[name] !== before[name])) draw();
    else paint(before);
    if (writeDrawing(state) !== writeDrawing(before)) drawingReport.schedule();
    if (state.reveal !== before.reveal) report("reveal", state.reveal);
    if (action.type === "inspect" && !action.cell) ribbons.focusSource(state.hover?.source ?? 0);
  }

  /** @param {StageData | null} data */
  function build(data) {
    latest = data;
    root.hidden = !data?.trace;
    if (!data?.trace) return;
    const { trace, labels = {} } = data;
    stepper.receive(reduce(stepper.state, receiveAction(trace, data, headCount(trace), trace.words?.rows ?? null)));
    root.setAttribute("aria-label", `${say(labels, "stage")}. ${say(labels, "keys")}`);
    transport.build(labels);
    saves.build(labels);
    width = root.clientWidth;
    draw();
  }

  /** @param {Partial<StageData["choices"]>} choices */
  function adopt({ drawing, ...choices }) {
    stepper.adopt({ ...choices, ...(drawing === undefined ? {} : readDrawing(drawing)) });
  }

  function draw() {
    if (!latest?.trace || width === 0) return;
    const { trace, labels = {}, present = false } = latest;
    const { state } = stepper;
    const measure = textMeasure(getComputedStyle(root).fontFamily);
    const upright = sceneOf(trace, state.head, { labels, flipped: false, font: fontFor(width, present), measure });
    const texts = { source: upright.source.map((piece) => piece.text), target: upright.target.map((piece) => piece.text) };
    const { font } = upright;
    const places = present
      ? fittedPlaces({ ...texts, width, height: root.clientHeight, font, small: parseFloat(getComputedStyle(body).fontSize), view: state.view, numbers: state.numbers, measure }, state.flip)
      : placesOf({ width, tall: innerHeight, font, flipped: state.flip ?? prefersColumns({ ...texts, width, font, measure }) });
    scene = { ...upright, flipped: places.flipped, font: places.font };
    root.setAttribute("data-view", state.view);
    root.toggleAttribute("data-fixed", scene.fixed);
    root.toggleAttribute("data-beside", places.flipped);
    ribbons.root.hidden = state.view === "matrix";
    matrix.root.hidden = state.view === "ribbons";
    ribbons.build(scene, places.ribbons);
    matrix.build(scene, places.matrix, state.numbers, numberTurn(root));
    candidates.build(scene);
    candidates.root.hidden = trace.candidates.length === 0;
    readings = scene.target.map((_, step) => readingOf(/** @type {Scene} */ (scene), step));
    paint(null);
  }

  /** @param {StageState | null} before */
  function paint(before) {
    if (!scene) return;
    const { state } = stepper;
    const { labels, trace } = scene;
    const bits = bitsOf(scene, state.step);
    const marks = Object.entries({ ...(trace.generate ? OF_COPYING : {}), ...(trace.covers ? OF_COVERAGE : {}) });
    transport.paint(state, bits, html`<button type="button" class="gaze-choice gaze-reveal" data-zone="button" title=${say(labels, "reveal_help")} aria-label=${say(labels, "reveal_help")}
      aria-keyshortcuts="V" aria-pressed=${state.reveal} @click=${() => dispatch({ type: "reveal" })}>${glyph(EYE)}<span>${say(labels, "reveal")}</span></button>`);
    render(html`
      ${transport.root}${ribbons.root}
      <ul class="gaze-legend gaze-quiet" ?hidden=${!marks.length}>${marks.map(([mark, label]) => html`<li><i class=${mark} aria-hidden="true"></i>${say(labels, label)}</li>`)}</ul>
      <p class="gaze-note gaze-quiet">${noteOf(scene)}</p>
      <div class="gaze-lower">${matrix.root}${candidates.root}</div>
      ${options(scene, state)}
      <div class="gaze-hidden"><h3>${say(labels, "readings")}</h3><ol>${readings.map((reading, step) => html`<li ?hidden=${isHidden(state, step)}>${reading}</li>`)}</ol></div>
      <div class="gaze-hidden"><p aria-live="polite">${readings.length ? announcement(scene, state.step, bits) : ""}</p></div>`, body);
    ribbons.paint(scene, state);
    matrix.paint(scene, state);
    candidates.paint(scene, state.step);
    showTranslation(trace.target.pieces, state);
    // The focus follows the step if it is on the output row.
    if (before && before.step !== state.step && ribbons.root.querySelector("[data-target]:focus")) ribbons.focusStep(state.step);
  }

  /** The row of options: the views, how they are drawn, the attention head, and buttons that save a picture. @param {Scene} scene @param {StageState} state */
  function options({ labels, trace, flipped }, { view, head, threshold, numbers }) {
    const count = headCount(trace);
    const heads = count === 0 ? [] : [null, ...Array(count).keys()]; // null is the mean of all heads
    return html`<div class="gaze-options" data-zone="button">
      <div class="gaze-group" role="group" aria-label=${say(labels, "view")}>${VIEWS.map((to) => html`
        <button type="button" class="gaze-choice" aria-pressed=${to === view} @click=${() => dispatch({ type: "view", to })}>${say(labels, to)}</button>`)}</div>
      <div class="gaze-group gaze-heads" role="group" aria-label=${say(labels, "head")} ?hidden=${count === 0}>
        <span class="gaze-quiet" aria-hidden="true">${say(labels, "head")}</span>${heads.map((to) => {
          const { text, name } = to === null ? { text: say(labels, "head_mean"), name: nothing } : headName(trace, to, labels);
          return html`<button type="button" class="gaze-choice" aria-label=${name} title=${name} aria-pressed=${to === head} @click=${() => dispatch({ type: "head", to })}>${text}</button>`;
        })}</div>
      <label class="gaze-threshold"><span>${say(labels, "threshold")}</span><input type="range" class="gaze-range" min="0" max="0.5" step="0.01" data-zone="field"
        .value=${live(String(threshold))} style="--gaze-done: ${threshold * 200}%" aria-valuetext=${weightText(threshold)}
        @input=${(/** @type {InputEvent} */ event) => dispatch({ type: "threshold", to: Number(/** @type {HTMLInputElement} */ (event.target).value) })} /><span
        class="gaze-value" aria-hidden="true">${weightText(threshold)}</span></label>
      <div class="gaze-end-group">${iconButton("gaze-button", say(labels, "flip"), FLIP, () => dispatch({ type: "flip", to: !isFlipped() }), { pressed: flipped })}<button
        type="button" class="gaze-choice gaze-alone" aria-pressed=${numbers} @click=${() => dispatch({ type: "numbers" })}>${say(labels, "numbers")}</button>${saves.root}</div>
    </div>`;
  }

  /** @param {import("../picture.js").Format} format */
  function save(format) {
    const { view, step } = stepper.state;
    const drawings = [view !== "matrix" && ribbons.svg, view !== "ribbons" && matrix.svg].filter((svg) => svg !== false);
    savePicture(composePicture(drawings, root, latest?.caption ?? []), `attention-step-${step + 1}`, format);
  }

  return /** @satisfies {Part} */ ({ root, build, adopt, paint, dispose: stepper.dispose });
}

export default mountComponent(createStage, PACKED);
