/** The attention view: one sentence, step by step. Its state, the views that show it, and the input that changes it. */

import { createCandidates } from "../../kit/candidates.js";
import { html, icon, pressable, setAll, setName, setText } from "../../kit/dom.js";
import { readDrawing, writeDrawing } from "../../kit/address.js";
import { bitsOf, noteOf, numberTurn, sceneOf, textMeasure } from "../../kit/scene.js";
import { say } from "../../kit/labels.js";
import { fontFor } from "../../kit/layout.js";
import { listenForKeys, watchSize, watchTheme, watchWindow } from "../../kit/listening.js";
import { createMatrix } from "../../kit/matrix.js";
import { mountComponent } from "../../kit/mount.js";
import { PACKED } from "../../kit/packed.js";
import { composePicture, createSaves, savePicture } from "../../kit/picture.js";
import { createStepper, createTransport, debounce } from "../../kit/stepper.js";
import { headCount, headName, weightText } from "../../kit/reading.js";
import { announcement, readingOf } from "../../kit/speech.js";
import { isHidden, receiveAction, reduce, START } from "../../kit/state.js";
import { showTranslation } from "../../kit/pieces.js";
import { fittedPlaces, placesOf } from "./fit.js";
import { createRibbons, standsInColumns } from "./ribbons.js";

/** The parts of the state that need a new drawing when they change; the others only change marks. */
const DRAWN = /** @type {const} */ (["flip", "head", "view", "numbers"]);
/** Milliseconds without a change before Python gets how the view is drawn. */
const DRAWING_DELAY = 120;
/** @type {Record<string, Action>} */
const LETTERS = { v: { type: "reveal" } };
const ICONS_OF_CHOICE = {
  flip: "M4 9h14M14 5l4 4-4 4M20 16H6M10 12l-4 4 4 4",
};
/** @type {View[]} */
const VIEWS = ["both", "ribbons", "matrix"];
const EYE = "M3 12s3.3-6 9-6 9 6 9 6-3.3 6-9 6-9-6-9-6zM12 9.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 1 0 0-5z";
/** Class of a mark → the label that explains it. */
const OF_COPYING = { "gaze-generated": "legend_generated", "gaze-pointed": "legend_copied", "gaze-copied-piece": "legend_piece" };
const OF_COVERAGE = { "gaze-covered": "legend_read", "gaze-reread": "legend_reread" };

/** @typedef {ReturnType<typeof createViews>} Views */

/** @param {ReportToPython} report */
function createStage(report) {
  /** @type {StageData | null} */
  let latest = null;
  /** @type {Scene | null} */
  let scene = null;
  let width = 0;

  const drawingReport = debounce(() => report("drawing", writeDrawing(stepper.state)), DRAWING_DELAY);
  const stepper = createStepper({ start: START, reduce, stageOf: (state) => state, changed, report, reports: [drawingReport] });
  const isFlipped = () => scene?.flipped ?? false;
  const views = createViews(stepper.dispatch, save, isFlipped);
  const { root } = views;
  stepper.until(
    listenForKeys(root, { dispatch: stepper.dispatch, isFlipped, letters: LETTERS }),
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
    if (action.type === "inspect" && !action.cell) views.ribbons.focusSource(state.hover?.source ?? 0);
  }

  /** @param {StageData | null} data */
  function build(data) {
    latest = data;
    root.hidden = !data?.trace;
    if (!data?.trace) return;
    const { trace, labels = {} } = data;
    stepper.receive(reduce(stepper.state, receiveAction(trace, data, headCount(trace), trace.words?.rows ?? null)));
    views.build(labels, trace);
    width = root.clientWidth;
    draw();
  }

  /** @param {Partial<StageData["choices"]>} choices */
  function adopt({ drawing, ...choices }) {
    stepper.adopt({ ...choices, ...(drawing === undefined ? {} : readDrawing(drawing)) });
  }

  function draw() {
    if (!latest?.trace || width === 0) return;
    scene = drawScene(latest, latest.trace, views, stepper.state, width);
    paint(null);
  }

  /** @param {StageState | null} before */
  function paint(before) {
    if (scene) paintViews(views, scene, stepper.state, before);
  }

  /** @param {import("../../kit/picture.js").Format} format */
  function save(format) {
    saveViews(views, stepper.state, latest?.caption ?? [], format);
  }

  return /** @satisfies {Part} */ ({ root, build, adopt, paint, dispose: stepper.dispose });
}

/**
 * @param {StageData} data @param {Trace} trace @param {Views} views @param {StageState} state @param {number} width
 * @returns {Scene} the drawn scene
 */
function drawScene({ labels = {}, present = false }, trace, views, state, width) {
  const measure = textMeasure(getComputedStyle(views.root).fontFamily);
  const upright = sceneOf(trace, state.head, { labels, flipped: false, font: fontFor(width, present), measure });
  const places = present ? placesOnWall(upright, state, width, views) : placesOnPage(upright, state, width);
  const scene = { ...upright, flipped: places.flipped, font: places.font };
  views.draw(scene, state, places, numberTurn(views.root));
  return scene;
}

/** @param {Views} views @param {Scene} scene @param {StageState} state @param {StageState | null} before */
function paintViews(views, scene, state, before) {
  views.paint(scene, state);
  showTranslation(scene.trace.target.pieces, state);
  if (before?.threshold !== state.threshold) views.ribbons.hideBelow(state.threshold);
  if (before && before.step !== state.step) views.followFocus(state.step);
}

/** @param {Views} views @param {StageState} state @param {string[]} caption @param {import("../../kit/picture.js").Format} format */
function saveViews(views, { view, step }, caption, format) {
  savePicture(composePicture(views.drawings(view), views.root, caption), `attention-step-${step + 1}`, format);
}

/** @param {Scene} upright @param {StageState} state @param {number} width */
function placesOnPage(upright, { flip }, width) {
  return placesOf({ width, tall: innerHeight, font: upright.font, flipped: flip ?? standsInColumns(upright, width) });
}

/** @param {Scene} upright @param {StageState} state @param {number} width @param {Views} views */
function placesOnWall({ source, target, font, measure }, { view, numbers, flip }, width, { root, body }) {
  const texts = { source: source.map(({ text }) => text), target: target.map(({ text }) => text) };
  const small = Number.parseFloat(getComputedStyle(body).fontSize);
  return fittedPlaces({ ...texts, width, height: root.clientHeight, font, small, view, numbers, measure }, flip);
}

/**
 * Puts the views in their places.
 * @param {Dispatch} dispatch @param {(format: import("../../kit/picture.js").Format) => void} save @param {() => boolean} isFlipped
 */
function createViews(dispatch, save, isFlipped) {
  const reveal = createReveal(dispatch);
  const [transport, options] = [createTransport(dispatch, [reveal.root]), createOptions(dispatch, save, isFlipped)];
  const [ribbons, matrix, candidates] = [createRibbons(dispatch), createMatrix(dispatch), createCandidates()];
  const [legend, text] = [createLegend(), createTextForm()];
  const note = html("p", { class: "gaze-note gaze-quiet" });
  const lower = html("div", { class: "gaze-lower" }, matrix.root, candidates.root);
  const body = html("div", { class: "gaze-body-grid" }, transport.root, ribbons.root, legend.root, note, lower, options.root, ...text.nodes);
  const root = html("section", { class: "gaze gaze-whole", tabindex: 0, role: "region" }, body);

  /** @param {Record<string, string>} labels @param {Trace} trace */
  function build(labels, trace) {
    root.setAttribute("aria-label", `${say(labels, "stage")}. ${say(labels, "keys")}`);
    transport.build(labels);
    reveal.build(labels);
    options.build(labels, trace);
  }

  /** @param {Scene} scene @param {StageState} state @param {import("./fit.js").Places} places @param {number} turn */
  function draw(scene, state, places, turn) {
    setAll(root, { "data-view": state.view, "data-fixed": scene.fixed, "data-beside": places.flipped });
    setText(note, noteOf(scene));
    setAll(ribbons.root, { hidden: state.view === "matrix" });
    setAll(matrix.root, { hidden: state.view === "ribbons" });
    ribbons.build(scene, places.ribbons);
    matrix.build(scene, places.matrix, state.numbers, turn);
    candidates.build(scene);
    legend.build(scene);
    text.build(scene);
  }

  /** @param {Scene} scene @param {StageState} state */
  function paint(scene, state) {
    const bits = bitsOf(scene, state.step);
    ribbons.paint(scene, state);
    matrix.paint(scene, state);
    candidates.paint(scene, state.step);
    transport.paint(state, bits);
    reveal.paint(state);
    options.paint(state);
    text.paint(scene, state, bits);
  }

  /** Moves the focus to the current step if it is on the output row. @param {number} step */
  function followFocus(step) {
    if (ribbons.svg.querySelector("[data-target]:focus")) ribbons.focusStep(step);
  }

  /** @param {View} view */
  function drawings(view) {
    return [view !== "matrix" && ribbons.svg, view !== "ribbons" && matrix.svg].filter((svg) => svg !== false);
  }

  return /** @satisfies {Part} */ ({ root, body, ribbons, build, draw, paint, followFocus, drawings });
}

/** The text form for screen readers: all steps as a list, and an announcement of the current one. */
function createTextForm() {
  const title = html("h3");
  const list = html("ol", {});
  const live = html("p", { "aria-live": "polite" });
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

/** @param {Dispatch} dispatch @param {(format: import("../../kit/picture.js").Format) => void} save @param {() => boolean} isFlipped */
function createOptions(dispatch, save, isFlipped) {
  const views = VIEWS.map((view) => pressable({ class: "gaze-choice" }, () => dispatch({ type: "view", to: view })));
  const viewGroup = html("div", { class: "gaze-group", role: "group" }, ...views);
  const heads = html("div", { class: "gaze-group gaze-heads", role: "group" });
  const slider = html("input", { type: "range", class: "gaze-range", min: 0, max: 0.5, step: 0.01, "data-zone": "field" });
  slider.addEventListener("input", () => dispatch({ type: "threshold", to: Number(slider.value) }));
  const [word, value] = [html("span"), html("span", { class: "gaze-value", "aria-hidden": "true" })];
  const threshold = html("label", { class: "gaze-threshold" }, word, slider, value);
  const flip = pressable({ class: "gaze-button" }, () => dispatch({ type: "flip", to: !isFlipped() }), icon(ICONS_OF_CHOICE.flip));
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
    heads.replaceChildren(html("span", { class: "gaze-quiet", "aria-hidden": "true" }, say(labels, "head")), ...headButtons(labels, trace, count));
  }

  /** @param {Record<string, string>} labels @param {Trace} trace @param {number} count */
  function headButtons(labels, trace, count) {
    const all = count === 0 ? [] : [null, ...Array(count).keys()];
    return all.map((head) => {
      const button = pressable({ class: "gaze-choice" }, () => dispatch({ type: "head", to: head }));
      const named = head === null ? null : headName(trace, head, labels);
      setText(button, named ? named.text : say(labels, "head_mean"));
      if (named) setName(button, named.name);
      return button;
    });
  }

  /** @param {StageState} state */
  function paint(state) {
    views.forEach((button, i) => setAll(button, { "aria-pressed": String(VIEWS[i] === state.view) }));
    heads.querySelectorAll("button").forEach((button, i) =>
      setAll(button, { "aria-pressed": String((state.head ?? -1) === i - 1) }));
    slider.value = String(state.threshold);
    slider.style.setProperty("--gaze-done", `${state.threshold * 200}%`);
    setText(value, weightText(state.threshold));
    setAll(slider, { "aria-valuetext": weightText(state.threshold) });
    setAll(flip, { "aria-pressed": String(isFlipped()) });
    setAll(numbers, { "aria-pressed": String(state.numbers) });
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/** @param {Dispatch} dispatch */
function createReveal(dispatch) {
  const word = html("span");
  const root = pressable({ class: "gaze-choice gaze-reveal", "data-zone": "button" }, () => dispatch({ type: "reveal" }), icon(EYE), word);

  /** @param {Record<string, string>} labels */
  function build(labels) {
    setText(word, say(labels, "reveal"));
    setAll(root, { title: say(labels, "reveal_help"), "aria-label": say(labels, "reveal_help"), "aria-keyshortcuts": "V" });
  }

  /** @param {StageState} state */
  function paint({ reveal }) {
    setAll(root, { "aria-pressed": String(reveal) });
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

function createLegend() {
  const root = html("ul", { class: "gaze-legend gaze-quiet" });

  /** @param {Scene} scene */
  function build({ trace, labels }) {
    const marks = { ...(trace.generate ? OF_COPYING : {}), ...(trace.covers ? OF_COVERAGE : {}) };
    root.replaceChildren(...Object.entries(marks).map(([mark, label]) =>
      html("li", {}, html("i", { class: mark, "aria-hidden": "true" }), say(labels, label))));
    setAll(root, { hidden: root.childElementCount === 0 });
  }

  return /** @satisfies {Part} */ ({ root, build });
}

export default mountComponent(createStage, PACKED);
