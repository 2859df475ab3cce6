/** Gates and units: one state, the parts that draw it, and the input that changes it. */

import { rampOf } from "../../../kit/cells.js";
import { elementOf, setAll, setText } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { fontFor } from "../../../kit/layout.js";
import { listenForKeys, verticalStep, watchSize, watchTheme } from "../../../kit/listening.js";
import { html, render } from "../../../kit/lit.js";
import { mountComponent } from "../../../kit/mount.js";
import { PACKED } from "../../../kit/packed.js";
import { composePicture, createSaves, savePicture, saveTable } from "../../../kit/picture.js";
import { shownPiece, spaceBetween } from "../../../kit/pieces.js";
import { createStepper, createTransport, debounce } from "../../../kit/stepper.js";
import { bitsOf, sceneOf, textMeasure } from "../../../kit/scene.js";
import { announcement } from "../../../kit/speech.js";
import { clamp, receiveAction, reduce, START } from "../../../kit/state.js";
import { createSheet, readRaster, stripsTable, valueAt } from "./sheet.js";

const UNIT_DELAY = 350;

/** @typedef {import("../../../kit/picture.js").Format} Format */

/** What is drawn.
 * @typedef {{data: StripsData, scene: Scene, rasters: Raster[]}} Gates */

/** @param {ReportToPython} report */
function createStrips(report) {
  /** @type {StripsData | null} */
  let data = null;
  /** @type {Gates | null} */
  let drawn = null;
  let [unit, opened] = [0, 0];

  const unitReport = debounce(() => report("unit", unit), UNIT_DELAY);
  const stepper = createStepper({ start: START, reduce, stageOf: (state) => state, changed: paint, report, reports: [unitReport] });
  const parts = createParts(stepper.dispatch, {
    point: (column, row, pressed) => (pressed ? choose(row) : drawn && pointAt(parts, drawn, row, column)),
    open: (text) => report("open", [text, ++opened]),
    save: (format) => drawn && save(parts, drawn, format),
    walk: (by) => choose(unit + by),
  });
  const { root } = parts;
  stepper.until(listenForKeys(root, stepper), watchSize(root, draw), watchTheme(root, draw));

  /** @param {StripsData} next */
  function build(next) {
    data = next;
    stepper.receive(reduce(stepper.state, receiveAction(next.trace, next)));
    unit = clamp(unit, 0, next.units - 1);
    parts.build(next);
    draw();
  }

  /** @param {Partial<StripsData["choices"]>} choices */
  function adopt({ unit: which, ...choices }) {
    if (which !== undefined) show(which);
    stepper.adopt(choices);
  }

  function draw() {
    if (!data || root.clientWidth === 0) return;
    drawn = drawStrips(parts, data);
    paint();
  }

  function paint() {
    if (drawn) paintParts(parts, drawn, stepper.state, unit);
  }

  /** @param {number} which */
  function choose(which) {
    show(which);
    unitReport.schedule();
  }

  /** @param {number} which */
  function show(which) {
    unit = clamp(which, 0, (data?.units ?? 1) - 1);
    paint();
  }

  return /** @satisfies {Part} */ ({ root, build, adopt, paint, dispose: stepper.dispose });
}

/** @typedef {ReturnType<typeof createParts>} Parts */

/**
 * All parts of the component. The up and down keys change the unit.
 * @param {Dispatch} dispatch
 * @param {{point: (column: number, row: number, pressed: boolean) => void, open: (text: string) => void,
 *   save: (format: Format) => void, walk: (by: number) => void}} ways
 */
function createParts(dispatch, { point, open, save, walk }) {
  const [transport, sheet, saves] = [createTransport(dispatch), createSheet(point), createSaves(["svg", "png", "csv"], save)];
  const [readout, live] = [html`<p class="strips-readout">\u00a0</p>`, html`<p class="gaze-hidden" aria-live="polite"></p>`].map(elementOf);
  const root = elementOf(html`<section class="gaze strips" tabindex="0" role="region"></section>`);
  root.addEventListener("keydown", (event) => {
    const by = verticalStep(event);
    if (by) walk(by);
  });

  /** @param {StripsData} data */
  function build(data) {
    const { labels, note } = data;
    transport.build(labels);
    saves.build(labels);
    setAll(root, { "aria-label": `${say(labels, "strips_name")}. ${say(labels, "strips_keys")}` });
    render(html`<div class="gaze-body-grid">${transport.root}<div class="gaze-scroll">${sheet.root}</div>
      <div class="strips-foot">${readout}<div class="gaze-end-group">${saves.root}</div></div>
      ${driversView(data, open)}<p class="gaze-quiet strips-note">${note}</p>${live}</div>`, root);
  }

  return /** @satisfies {Part} */ ({ root, build, transport, sheet, readout, live });
}

/** @param {Parts} parts @param {StripsData} data @returns {Gates} */
function drawStrips({ root, sheet }, data) {
  const ramp = rampOf(root, { minus: "--gaze-ink", plus: "--gaze-attention" });
  const [measure, font] = [textMeasure(getComputedStyle(root).fontFamily), fontFor(root.clientWidth) * 0.86];
  const scene = sceneOf(data.trace, null, { labels: data.labels, flipped: false, font, measure });
  const pieces = scene[data.along].slice(0, data.trace[data.along].pieces.length);
  const rasters = data.strips.map((strip) => readRaster(strip, pieces.length));
  sheet.build(rasters, pieces, data.labels, { width: root.clientWidth, font, measure, ramp });
  return { data, scene, rasters };
}

/** @param {Parts} parts @param {Gates} drawn @param {StageState} state @param {number} unit @returns {void} */
function paintParts(parts, drawn, state, unit) {
  const { data, scene } = drawn;
  const bits = bitsOf(scene, state.step);
  const along = data.along === "target" ? state.step : null;
  const weights = data.along === "source" && !scene.fixed ? data.trace.weights[state.step] ?? [] : [];
  parts.sheet.paint({ now: along, weights, unit });
  parts.transport.paint(state, bits);
  writeReadout(parts, drawn, unit, along ?? Math.max(0, weights.indexOf(Math.max(...weights))));
  setText(parts.live, announcement(scene, state.step, bits));
}

/** @param {Parts} parts @param {Gates} drawn @param {number} unit @param {number} column */
function pointAt(parts, drawn, unit, column) {
  parts.sheet.paint({ unit });
  writeReadout(parts, drawn, unit, column);
}

/** The value of a unit at a piece. @param {Parts} parts @param {Gates} drawn @param {number} unit @param {number} column @returns {void} */
function writeReadout({ readout }, { data, scene, rasters }, unit, column) {
  const piece = scene[data.along][column]?.name ?? "";
  const values = rasters.map((raster) => valueAt(raster, column, unit).toFixed(2).replace("-", "−")).join(" / ");
  setText(readout, `${say(data.labels, "unit_n", { n: unit + 1 })} · ${say(data.labels, "unit_value", { x: values, piece })}`);
}

/** @param {Parts} parts @param {Gates} drawn @param {Format} format @returns {void} */
function save({ root, sheet }, { data, scene, rasters }, format) {
  const pieces = scene[data.along].map((piece) => piece.name);
  if (format === "csv") saveTable(stripsTable(rasters, pieces), "strips");
  else savePicture(composePicture([sheet.root], root, data.caption), "strips", format);
}

// The sentences in which a unit is most active, each piece tinted by the unit's value there.

const SIDES_OF_UNIT = ["drives_up", "drives_down"];

/** @param {StripsData} data @param {(text: string) => void} open */
function driversView({ drivers, labels, waiting }, open) {
  const most = Math.max(1e-9, ...(drivers ?? []).flat().flatMap(({ values }) => values.map(Math.abs)));

  /** @param {Driver} driver */
  function driverButton({ text, pieces, values, position }) {
    const value = values[position].toFixed(2).replace("-", "−");
    const words = pieces.map((piece, i) => {
      const share = `${(55 * Math.abs(values[i]) / most).toFixed(0)}%`; // the largest value gets the full colour
      return html`<span class="${i === position ? "strips-peak" : ""}${spaceBetween(pieces[i - 1] ?? "", piece) ? " strips-start" : ""}"
        style="background: color-mix(in oklab, var(${values[i] < 0 ? "--gaze-ink" : "--gaze-attention"}) ${share}, var(--gaze-ground))">${shownPiece(piece, false, labels).text}</span>`;
    });
    return html`<button type="button" class="strips-driver" aria-label=${say(labels, "open_driver", { text, x: value })} title=${text} @click=${() => open(text)}><span
      class="strips-words">${words}</span><span class="strips-value">${value}</span></button>`;
  }

  return html`<div class="strips-drivers" data-zone="button" ?hidden=${drivers === null}>
    <p class="gaze-quiet" ?hidden=${!waiting}>${waiting}</p>
    <div class="strips-columns">${(drivers ?? []).map((rows, side) => html`<div><h3 class="gaze-title">${say(labels, SIDES_OF_UNIT[side])}</h3>
      <ol class="strips-list">${rows.map((row) => html`<li>${driverButton(row)}</li>`)}</ol></div>`)}</div>
  </div>`;
}

// The component that Streamlit mounts: gates and single units over time.

export default mountComponent(createStrips, PACKED);
