/** The attention view: one sentence, step by step. Its state, the views that show it, and the input that changes it. */

import { readDrawing, writeDrawing } from "../../kit/address.js";
import { createCandidates } from "../../kit/candidates.js";
import { html, icon, pressable, setAll, setName, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { fontFor, prefersColumns } from "../../kit/layout.js";
import { listenForKeys, watchSize, watchTheme, watchWindow } from "../../kit/listening.js";
import { createMatrix } from "../../kit/matrix.js";
import { mountComponent } from "../../kit/mount.js";
import { composePicture, createSaves, savePicture } from "../../kit/picture.js";
import { showTranslation } from "../../kit/pieces.js";
import { headCount, headName, weightText } from "../../kit/reading.js";
import { bitsOf, noteOf, numberTurn, sceneOf, textMeasure } from "../../kit/scene.js";
import { announcement, readingOf } from "../../kit/speech.js";
import { isHidden, receiveAction, reduce, START } from "../../kit/state.js";
import { PACKED } from "../../kit/packed.js";
import { createStepper, createTransport, debounce } from "../../kit/stepper.js";
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

  const revealWord = html("span");
  const reveal = pressable({ class: "gaze-choice gaze-reveal", "data-zone": "button" }, () => dispatch({ type: "reveal" }), icon(EYE), revealWord);
  const [transport, options, text] = [createTransport(dispatch, [reveal]), createOptions(dispatch, save, isFlipped), createTextForm()];
  const [ribbons, matrix, candidates] = [createRibbons(dispatch), createMatrix(dispatch), createCandidates()];
  const legend = html("ul", { class: "gaze-legend gaze-quiet" });
  const note = html("p", { class: "gaze-note gaze-quiet" });
  const lower = html("div", { class: "gaze-lower" }, matrix.root, candidates.root);
  const body = html("div", { class: "gaze-body-grid" }, transport.root, ribbons.root, legend, note, lower, options.root, ...text.nodes);
  const root = html("section", { class: "gaze gaze-whole", tabindex: 0, role: "region" }, body);
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
    setAll(root, { "aria-label": `${say(labels, "stage")}. ${say(labels, "keys")}` });
    setText(revealWord, say(labels, "reveal"));
    setAll(reveal, { title: say(labels, "reveal_help"), "aria-label": say(labels, "reveal_help"), "aria-keyshortcuts": "V" });
    transport.build(labels);
    options.build(labels, trace);
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
    setAll(root, { "data-view": state.view, "data-fixed": scene.fixed, "data-beside": places.flipped });
    setText(note, noteOf(scene));
    setAll(ribbons.root, { hidden: state.view === "matrix" });
    setAll(matrix.root, { hidden: state.view === "ribbons" });
    ribbons.build(scene, places.ribbons);
    matrix.build(scene, places.matrix, state.numbers, numberTurn(root));
    candidates.build(scene);
    const marks = Object.entries({ ...(trace.generate ? OF_COPYING : {}), ...(trace.covers ? OF_COVERAGE : {}) });
    legend.replaceChildren(...marks.map(([mark, label]) => html("li", {}, html("i", { class: mark, "aria-hidden": "true" }), say(labels, label))));
    setAll(legend, { hidden: marks.length === 0 });
    text.build(scene);
    paint(null);
  }

  /** @param {StageState | null} before */
  function paint(before) {
    if (!scene) return;
    const { state } = stepper;
    const bits = bitsOf(scene, state.step);
    ribbons.paint(scene, state);
    matrix.paint(scene, state);
    candidates.paint(scene, state.step);
    transport.paint(state, bits);
    setAll(reveal, { "aria-pressed": String(state.reveal) });
    options.paint(state);
    text.paint(scene, state, bits);
    showTranslation(scene.trace.target.pieces, state);
    if (before?.threshold !== state.threshold) ribbons.hideBelow(state.threshold);
    // The focus follows the step if it is on the output row.
    if (before && before.step !== state.step && ribbons.svg.querySelector("[data-target]:focus")) ribbons.focusStep(state.step);
  }

  /** @param {import("../../kit/picture.js").Format} format */
  function save(format) {
    const { view, step } = stepper.state;
    const drawings = [view !== "matrix" && ribbons.svg, view !== "ribbons" && matrix.svg].filter((svg) => svg !== false);
    savePicture(composePicture(drawings, root, latest?.caption ?? []), `attention-step-${step + 1}`, format);
  }

  return /** @satisfies {Part} */ ({ root, build, adopt, paint, dispose: stepper.dispose });
}

/**
 * The row of options: the views, how they are drawn, the attention head, and buttons that save a picture.
 * @param {Dispatch} dispatch @param {(format: import("../../kit/picture.js").Format) => void} save @param {() => boolean} isFlipped
 */
function createOptions(dispatch, save, isFlipped) {
  const views = VIEWS.map((view) => pressable({ class: "gaze-choice" }, () => dispatch({ type: "view", to: view })));
  const viewGroup = html("div", { class: "gaze-group", role: "group" }, ...views);
  const heads = html("div", { class: "gaze-group gaze-heads", role: "group" });
  const slider = html("input", { type: "range", class: "gaze-range", min: 0, max: 0.5, step: 0.01, "data-zone": "field" });
  slider.addEventListener("input", () => dispatch({ type: "threshold", to: Number(slider.value) }));
  const [word, value] = [html("span"), html("span", { class: "gaze-value", "aria-hidden": "true" })];
  const threshold = html("label", { class: "gaze-threshold" }, word, slider, value);
  const flip = pressable({ class: "gaze-button" }, () => dispatch({ type: "flip", to: !isFlipped() }), icon(FLIP));
  const numbers = pressable({ class: "gaze-choice gaze-alone" }, () => dispatch({ type: "numbers" }));
  const saves = createSaves(["svg", "png"], save);
  const end = html("div", { class: "gaze-end-group" }, flip, numbers, saves.root);
  const root = html("div", { class: "gaze-options", "data-zone": "button" }, viewGroup, heads, threshold, end);

  /** @param {Record<string, string>} labels @param {Trace} trace */
  function build(labels, trace) {
    const count = headCount(trace);
    setAll(viewGroup, { "aria-label": say(labels, "view") });
    views.forEach((button, i) => setText(button, say(labels, VIEWS[i])));
    setText(word, say(labels, "threshold"));
    setName(flip, say(labels, "flip"));
    setText(numbers, say(labels, "numbers"));
    saves.build(labels);
    setAll(heads, { "aria-label": say(labels, "head"), hidden: count === 0 });
    const all = count === 0 ? [] : [null, ...Array(count).keys()]; // null is the mean of all heads
    heads.replaceChildren(html("span", { class: "gaze-quiet", "aria-hidden": "true" }, say(labels, "head")), ...all.map((head) => {
      const button = pressable({ class: "gaze-choice" }, () => dispatch({ type: "head", to: head }));
      const named = head === null ? null : headName(trace, head, labels);
      setText(button, named ? named.text : say(labels, "head_mean"));
      if (named) setName(button, named.name);
      return button;
    }));
  }

  /** @param {StageState} state */
  function paint(state) {
    views.forEach((button, i) => setAll(button, { "aria-pressed": String(VIEWS[i] === state.view) }));
    heads.querySelectorAll("button").forEach((button, i) => setAll(button, { "aria-pressed": String((state.head ?? -1) === i - 1) }));
    slider.value = String(state.threshold);
    slider.style.setProperty("--gaze-done", `${state.threshold * 200}%`);
    setText(value, weightText(state.threshold));
    setAll(slider, { "aria-valuetext": weightText(state.threshold) });
    setAll(flip, { "aria-pressed": String(isFlipped()) });
    setAll(numbers, { "aria-pressed": String(state.numbers) });
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/** The text form for screen readers: all steps as a list, and an announcement of the current one. */
function createTextForm() {
  const [title, list, live] = [html("h3"), html("ol", {}), html("p", { "aria-live": "polite" })];
  const nodes = [html("div", { class: "gaze-hidden" }, title, list), html("div", { class: "gaze-hidden" }, live)];

  /** @param {Scene} scene */
  function build(scene) {
    setText(title, say(scene.labels, "readings"));
    list.replaceChildren(...scene.target.map((_, step) => html("li", {}, readingOf(scene, step))));
  }

  /** @param {Scene} scene @param {StageState} state @param {number | null} bits */
  function paint(scene, state, bits) {
    [...list.children].forEach((line, step) => setAll(line, { hidden: isHidden(state, step) }));
    if (scene.target.length) setText(live, announcement(scene, state.step, bits));
  }

  return { nodes, build, paint };
}

export default mountComponent(createStage, PACKED);
