/** The attention view: its state, the views that show it, and the input (keys, timer, size) that changes it. */

import { readDrawing, writeDrawing } from "../../kit/drawing.js";
import { fittedPlaces, placesOf } from "./fit.js";
import { showTranslation } from "../../kit/translation.js";
import { fontFor } from "../../kit/layout.js";
import { listenForKeys, watchSize, watchTheme, watchWindow } from "../../kit/listening.js";
import { composePicture } from "../../kit/picture.js";
import { debounce, createStepper } from "../../kit/player.js";
import { headCount } from "../../kit/reading.js";
import { standsInColumns } from "./ribbons.js";
import { savePicture } from "../../kit/saves.js";
import { numberTurn, sceneOf, textMeasure } from "../../kit/scene.js";
import { START, receiveAction, reduce } from "../../kit/state.js";
import { createViews } from "./views.js";

/** The parts of the state that need a new drawing when they change; the others only change marks. */
const DRAWN = /** @type {const} */ (["flip", "head", "view", "numbers"]);
/** Milliseconds without a change before Python gets how the view is drawn. */
const DRAWING_DELAY = 120;
/** @type {Record<string, Action>} */
const LETTERS = { v: { type: "reveal" } };

/**
 * @param {ReportToPython} report
 */
export function createStage(report) {
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

  /** @param {import("../../kit/saves.js").Format} format */
  function save(format) {
    saveViews(views, stepper.state, latest?.caption ?? [], format);
  }

  return /** @satisfies {Part} */ ({ root, build, adopt, paint, dispose: stepper.dispose });
}

/** @typedef {ReturnType<typeof createViews>} Views */

/**
 * @param {StageData} data
 * @param {Trace} trace
 * @param {Views} views
 * @param {StageState} state
 * @param {number} width
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

/**
 * @param {Views} views
 * @param {Scene} scene
 * @param {StageState} state
 * @param {StageState | null} before
 * @returns {void}
 */
function paintViews(views, scene, state, before) {
  views.paint(scene, state);
  showTranslation(scene.trace.target.pieces, state);
  if (before?.threshold !== state.threshold) views.ribbons.hideBelow(state.threshold);
  if (before && before.step !== state.step) views.followFocus(state.step);
}

/**
 * @param {Views} views
 * @param {StageState} state
 * @param {string[]} caption
 * @param {import("../../kit/saves.js").Format} format
 * @returns {void}
 */
function saveViews(views, { view, step }, caption, format) {
  savePicture(composePicture(views.drawings(view), views.root, caption), `attention-step-${step + 1}`, format);
}

/**
 * @param {Scene} upright
 * @param {StageState} state
 * @param {number} width
 */
function placesOnPage(upright, { flip }, width) {
  return placesOf({ width, tall: innerHeight, font: upright.font, flipped: flip ?? standsInColumns(upright, width) });
}

/**
 * @param {Scene} upright
 * @param {StageState} state
 * @param {number} width
 * @param {Views} views
 */
function placesOnWall({ source, target, font, measure }, { view, numbers, flip }, width, { root, body }) {
  const texts = { source: source.map(({ text }) => text), target: target.map(({ text }) => text) };
  const small = Number.parseFloat(getComputedStyle(body).fontSize);
  return fittedPlaces({ ...texts, width, height: root.clientHeight, font, small, view, numbers, measure }, flip);
}
