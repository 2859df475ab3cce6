/** The stage: one state, the views that show it, and the ways in (keys, timers, sizes) that change it. */

import { readDrawing, writeDrawing } from "./drawing.js";
import { fittedPlaces, placesOf } from "./fit.js";
import { grow } from "./growing.js";
import { fontFor } from "./layout.js";
import { listenForKeys, watchSize, watchTheme, watchWindow } from "./listening.js";
import { composePicture } from "./picture.js";
import { createLater, createLife } from "./player.js";
import { headCount } from "./reading.js";
import { standsInColumns } from "./ribbons.js";
import { savePicture } from "./saves.js";
import { numberTurn, sceneOf, textMeasure } from "./scene.js";
import { START, reduce } from "./state.js";
import { createViews } from "./views.js";

/** State whose change needs another drawing, not just other marks. */
const DRAWN = /** @type {const} */ (["flip", "head", "view", "numbers"]);
/** Milliseconds that nobody waits. */
const BRIEFLY = 120;
/** @type {Record<string, Action>} */
const LETTERS = { v: { type: "reveal" } };

/**
 * @param {HTMLElement | ShadowRoot} parent
 * @param {import("./mount.js").Report} report
 */
export function createStage(parent, report) {
  /** @type {StageState} */
  let state = START;
  /** @type {StageData | null} */
  let given = null;
  /** @type {Scene | null} */
  let scene = null;
  let width = 0;
  let flipped = false;

  const views = createViews(dispatch, save, () => flipped);
  const { root } = views;
  const settled = createLater(() => report("drawing", writeDrawing(state)), BRIEFLY);
  const { player, reporter, received, dispose } = createLife(parent, root, { dispatch, report }, [
    listenForKeys(root, { dispatch, isFlipped: () => flipped, letters: LETTERS, takesPageKeys: () => given?.options?.pageKeys ?? true }),
    watchSize(root, (size) => { width = size; draw(); }),
    watchTheme(root, draw),
    watchWindow(() => { if (given?.present) draw(); }),
  ], [settled]);

  /** @param {Action} action */
  function dispatch(action) {
    const before = state;
    state = reduce(before, action);
    if (state === before) return;
    player.follow(state);
    if (DRAWN.some((name) => state[name] !== before[name])) draw();
    else paint(before);
    reporter.follow(before, state);
    if (writeDrawing(state) !== writeDrawing(before)) settled.ask();
    if (state.reveal !== before.reveal) report("reveal", state.reveal ? "1" : "");
    if (action.type === "inspect" && !action.cell) views.ribbons.focusSource(state.hover?.source ?? 0);
  }

  /** @param {StageData | null} data */
  function receive(data) {
    given = data;
    root.hidden = !data?.trace;
    if (!data?.trace) return;
    const { trace, step = null, labels = {}, options = {}, drawing = "" } = data;
    if (state.text === null) state = { ...START, ...readDrawing(drawing), reveal: options.reveal ?? START.reveal };
    const counts = { steps: trace.target.pieces.length, sources: trace.source.pieces.length, heads: headCount(trace) };
    state = reduce(state, { type: "receive", text: trace.text, step, lengths: trace.words?.rows ?? null, ...counts });
    received(state, step);
    views.label(labels, counts.heads);
    width = root.clientWidth;
    draw();
  }

  function draw() {
    if (!given?.trace || width === 0) return;
    const measure = textMeasure(getComputedStyle(root).fontFamily);
    const look = { labels: given.labels ?? {}, flipped: false, font: fontFor(width, given.present), measure };
    const upright = sceneOf(given.trace, state.head, look);
    const places = given.present ? onTheWall(upright) : onThePage(upright);
    flipped = places.flipped;
    scene = { ...upright, flipped, font: places.font };
    views.build(scene, state, places, numberTurn(root));
    paint(null);
  }

  /** @param {Scene} upright */
  function onThePage(upright) {
    return placesOf({ width, font: upright.font, flipped: state.flip ?? standsInColumns(upright, width) });
  }

  /** @param {Scene} upright */
  function onTheWall({ source, target, font, measure }) {
    const texts = { source: source.map(({ text }) => text), target: target.map(({ text }) => text) };
    const { view, numbers, flip } = state;
    const small = Number.parseFloat(getComputedStyle(views.body).fontSize);
    return fittedPlaces({ ...texts, width, height: root.clientHeight, font, small, view, numbers, measure }, flip);
  }

  /** @param {StageState | null} before */
  function paint(before) {
    if (!scene) return;
    views.paint(scene, state);
    grow(scene.trace.target.pieces, state);
    if (before?.threshold !== state.threshold) views.ribbons.hideBelow(state.threshold);
    if (before && before.step !== state.step) views.followFocus(state.step);
  }

  /** @param {import("./saves.js").Format} format */
  function save(format) {
    const picture = composePicture(views.drawings(state.view), root, given?.caption ?? []);
    savePicture(picture, `attention-step-${state.step + 1}`, format);
  }

  return { receive, dispose };
}
