/** The map of states: one state, the parts that draw it, and the input that changes it. */

import { elementOf, setText } from "../../../kit/dom.js";
import { bitsOf, noteOf, sceneOf, textMeasure } from "../../../kit/scene.js";
import { say } from "../../../kit/labels.js";
import { fontFor } from "../../../kit/layout.js";
import { listenForKeys, verticalStep, watchSize, watchTheme } from "../../../kit/listening.js";
import { html } from "../../../kit/lit.js";
import { mountComponent } from "../../../kit/mount.js";
import { PACKED } from "../../../kit/packed.js";
import { composePicture, savePicture, saveTable } from "../../../kit/picture.js";
import { createStepper, createTransport, debounce } from "../../../kit/stepper.js";
import { announcement } from "../../../kit/speech.js";
import { clamp, receiveAction, reduce, START } from "../../../kit/state.js";
import { dotOfStep, dotsOf, nextDot, tableOf, tintDots } from "./dots.js";
import { createTurning } from "./geometry.js";
import { createMap } from "./map.js";
import { createGap, createLegend, createPanel, summarize } from "./panel.js";

/** @param {ReportToPython} report */
function createSpace(report) {
  /** @type {SpaceData | null} */
  let data = null;
  let opened = 0;

  const stepper = createStepper({ start: START, reduce, stageOf: (state) => state, changed, report });
  const parts = createSpaceParts(dispatch, { now: () => stepper.state, open: (text) => report("open", [text, ++opened]), toggleCloseUp });
  const { root } = parts;
  stepper.until(listenForKeys(root, { dispatch }), watchSize(root, draw), watchTheme(root, draw), parts.dispose);

  /** @param {Action} action */
  function dispatch(action) {
    if (action.type === "leave") parts.look(null);
    stepper.dispatch(action);
  }

  /** @param {StageState} before */
  function changed(before) {
    if (stepper.state.step !== before.step) parts.forget();
    paint();
  }

  /** @param {SpaceData} next */
  function build(next) {
    data = { ...next, close: next.choices.close };
    const { labels, paths } = next;
    stepper.receive(reduce(stepper.state, receiveAction(paths[0].trace, next)));
    root.setAttribute("aria-label", `${say(labels, "space_name")}. ${say(labels, "space_keys")}`);
    parts.forget();
    draw();
  }

  function draw() {
    if (!data || root.clientWidth === 0) return;
    parts.build(data);
    paint();
  }

  function paint() {
    parts.paint(stepper.state);
  }

  /** @param {Partial<SpaceData["choices"]>} choices */
  function adopt({ close, ...choices }) {
    if (close !== undefined) showCloseUp(close);
    stepper.adopt(choices);
  }

  function toggleCloseUp() {
    if (!data) return;
    report("close", !data.close);
    showCloseUp(!data.close);
  }

  /** Switches between the whole map and a close-up of the sentence's own encoder states. @param {boolean} close */
  function showCloseUp(close) {
    if (!data || data.close === close) return;
    data = { ...data, close };
    draw();
  }

  return /** @satisfies {Part} */ ({ root, build, adopt, paint, dispose: stepper.dispose });
}

// All parts of the component, and the point that has the focus.

/** Milliseconds until texts follow a step. */
const READOUT_DELAY = 40;
/** The height of the map as a share of the window's; when presenting, no controls stand above it. */
const SHARE = { page: 0.42, wall: 0.58 };
const LOWEST = 300;

/** What is drawn: a scene for each path, a dot for each state, and the width of the map.
 * @typedef {{data: SpaceData, scenes: Scene[], dots: Dot[], font: number, width: number}} MapData */

/** @param {Dispatch} dispatch @param {{now: () => StageState, open: (text: string) => void, toggleCloseUp: () => void}} commands */
function createSpaceParts(dispatch, { now, open, toggleCloseUp }) {
  /** @type {MapData | null} */
  let drawn = null;
  /** @type {Dot | null} */
  let focus = null;
  const [transport, map, panel, gap] = [createTransport(dispatch), createMap(look, look), createPanel(open), createGap()];
  const legend = createLegend((format) => drawn && saveMap(drawn, root, map.svg, gap.svg, now().step, format), toggleCloseUp);
  const [summary, live] = [html`<p class="space-summary"></p>`, html`<p class="gaze-hidden" aria-live="polite"></p>`].map(elementOf);
  const root = elementOf(html`<section class="gaze space" tabindex="0" role="region"><div class="gaze-body-grid">${transport.root}
    <div class="space-upper">${map.root}${panel.root}</div>${summary}${gap.root}${legend.root}${live}</div></section>`);
  const turning = createTurning(root, map.root, () => drawn?.data.dims === "3", place);
  // Texts are updated a moment after the step, so that the step itself is painted at once.
  const texts = debounce(() => drawn?.dots.length && paintTexts({ summary, panel, live }, drawn, now().step, focused(drawn.dots)), READOUT_DELAY);
  const focused = (/** @type {Dot[]} */ dots) => focus ?? dotOfStep(dots, now().step);
  root.addEventListener("keydown", moveFocus);

  /** @param {SpaceData} data */
  function build(data) {
    drawn = measureMap(data, root, map.root);
    const { dots, scenes, font, width } = drawn;
    transport.build(data.labels);
    map.build(data, dots, tintDots(dots, data.colour, data.paths.map(({ trace }) => trace)), font);
    legend.build(data, dots, noteOf(scenes[0]));
    gap.build(data, width);
    place();
  }

  function place() {
    if (!drawn) return;
    map.place(drawn.data, turning.look(), sizeFor(drawn.width, root.hasAttribute("data-present")), drawn.scenes[0].measure);
    map.paint(drawn.data, now().step, focus);
  }

  /** @param {StageState} state */
  function paint(state) {
    if (!drawn?.dots.length) return;
    map.paint(drawn.data, state.step, focus);
    texts.schedule();
    gap.paint(state.step, drawn.data.labels);
    transport.paint(state, bitsOf(drawn.scenes[0], state.step));
  }

  /** @param {Dot | null} dot */
  function look(dot) {
    if (dot === focus) return;
    focus = dot;
    paint(now());
  }

  /** Moves the focus with the up and down keys. @param {KeyboardEvent} event */
  function moveFocus(event) {
    const by = event.shiftKey ? undefined : verticalStep(event);
    if (by && drawn) look(nextDot(drawn.dots, focused(drawn.dots), by));
  }

  return /** @satisfies {Part} */ ({ root, build, paint, look, forget: () => { focus = null; }, dispose: texts.stop });
}

/**
 * @param {{summary: HTMLElement, panel: ReturnType<typeof createPanel>, live: HTMLElement}} parts
 * @param {MapData} drawn
 * @param {number} step
 * @param {Dot | null} dot
 * @returns {void}
 */
function paintTexts({ summary, panel, live }, { data, dots, scenes: [scene] }, step, dot) {
  setText(summary, summarize(data, dots, step));
  panel.paint(data, dot);
  setText(live, announcement(scene, step, bitsOf(scene, step)));
}

/** @param {number} width @param {boolean} wall @returns {{width: number, height: number}} */
function sizeFor(width, wall) {
  const most = Math.max(LOWEST, innerHeight * (wall ? SHARE.wall : SHARE.page));
  return { width, height: Math.round(clamp(width * 0.6, LOWEST, most)) };
}

/**
 * Reads all widths before anything is changed, since each reading makes the browser lay out the page.
 * @param {SpaceData} data
 * @param {HTMLElement} root
 * @param {HTMLElement} field where the map stands
 * @returns {MapData}
 */
function measureMap(data, root, field) {
  const { labels, paths } = data;
  const measure = textMeasure(getComputedStyle(root).fontFamily);
  const font = fontFor(root.clientWidth) * 0.86;
  const scenes = paths.map(({ trace }) => sceneOf(trace, null, { labels, flipped: false, font, measure }));
  return { data, scenes, dots: dotsOf(paths, scenes), font, width: field.clientWidth };
}

/**
 * @param {MapData} drawn
 * @param {HTMLElement} root
 * @param {SVGSVGElement} map
 * @param {SVGSVGElement | null} gap
 * @param {number} step
 * @param {import("../../../kit/picture.js").Format} format
 * @returns {void}
 */
function saveMap({ data, dots }, root, map, gap, step, format) {
  const name = `states-step-${step + 1}`;
  if (format === "csv") return saveTable(tableOf(dots, data.paths.map((path) => path.name)), name);
  map.toggleAttribute("data-saved", data.dims === "3"); // a saved picture has no hint on dragging
  const picture = composePicture(data.gap.values.length && gap ? [map, gap] : [map], root, data.caption);
  map.removeAttribute("data-saved");
  savePicture(picture, name, format);
}

// The component that Streamlit mounts: the map of the states of a sentence.

export default mountComponent(createSpace, PACKED);
