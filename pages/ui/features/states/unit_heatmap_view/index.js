/** Gates and units: one state, the parts that draw it, and the input that changes it. */

import { colourReader } from "../../../kit/colour.js";
import { html, pressable, setAll, setText } from "../../../kit/dom.js";
import { say } from "../../../kit/labels.js";
import { fontFor } from "../../../kit/layout.js";
import { listenForKeys, verticalStep, watchSize, watchTheme } from "../../../kit/listening.js";
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

/**
 * @param {ReportToPython} report
 */
export function createStrips(report) {
  /** @type {StripsData | null} */
  let data = null;
  /** @type {Gates | null} */
  let drawn = null;
  let [unit, opened] = [0, 0];

  const unitReport = debounce(() => report("unit", unit), UNIT_DELAY);
  const stepper = createStepper({ start: START, reduce, stageOf: (state) => state, changed: paint, report, reports: [unitReport] });
  const parts = createParts(stepper.dispatch, {
    point: (column, row, pressed) => (pressed ? choose(row) : drawn && paintReadout(parts, drawn, row, column)),
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
    buildParts(parts, next);
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
  const [transport, sheet, drivers] = [createTransport(dispatch), createSheet(point), createDrivers(open)];
  const readout = html("p", { class: "strips-readout" }, "\u00a0");
  const saves = createSaves(["svg", "png", "csv"], save);
  const note = html("p", { class: "gaze-quiet strips-note" });
  const live = html("p", { class: "gaze-hidden", "aria-live": "polite" });
  const foot = html("div", { class: "strips-foot" }, readout, html("div", { class: "gaze-end-group" }, saves.root));
  const root = html("section", { class: "gaze strips", tabindex: 0, role: "region" },
    html("div", { class: "gaze-body-grid" }, transport.root, html("div", { class: "gaze-scroll" }, sheet.root), foot, drivers.root, note, live));
  root.addEventListener("keydown", (event) => {
    const by = verticalStep(event);
    if (by) walk(by);
  });
  return /** @satisfies {Part} */ ({ root, transport, sheet, drivers, readout, saves, note, live });
}

/**
 * @param {Parts} parts
 * @param {StripsData} data
 * @returns {void}
 */
function buildParts({ root, transport, drivers, saves, note }, data) {
  const { labels } = data;
  transport.build(labels);
  saves.build(labels);
  root.setAttribute("aria-label", `${say(labels, "strips_name")}. ${say(labels, "strips_keys")}`);
  setText(note, data.note);
  drivers.build(data);
}

/**
 * @param {Parts} parts
 * @param {StripsData} data
 * @returns {Gates}
 */
function drawStrips({ root, sheet }, data) {
  const style = getComputedStyle(root);
  const read = colourReader();
  const rgb = (/** @type {string} */ name) => /** @type {import("../../../kit/colour.js").Rgb} */ (read(style.getPropertyValue(name)).slice(0, 3));
  const colours = ["--gaze-ground", "--gaze-attention", "--gaze-ink"].map(rgb);
  const [measure, font] = [textMeasure(style.fontFamily), fontFor(root.clientWidth) * 0.86];
  const scene = sceneOf(data.trace, null, { labels: data.labels, flipped: false, font, measure });
  const pieces = scene[data.along].slice(0, data.trace[data.along].pieces.length);
  const rasters = data.strips.map((strip) => readRaster(strip, pieces.length));
  sheet.build(rasters, pieces, data.labels, { width: root.clientWidth, font, measure, colours });
  return { data, scene, rasters };
}

/**
 * @param {Parts} parts
 * @param {Gates} drawn
 * @param {StageState} state
 * @param {number} unit
 * @returns {void}
 */
function paintParts(parts, drawn, state, unit) {
  const { data, scene } = drawn;
  const bits = bitsOf(scene, state.step);
  const along = data.along === "target" ? state.step : null;
  const weights = data.along === "source" && !scene.fixed ? data.trace.weights[state.step] ?? [] : [];
  parts.sheet.paint(data.labels, along, weights);
  parts.transport.paint(state, bits);
  paintReadout(parts, drawn, unit, along ?? Math.max(0, weights.indexOf(Math.max(...weights))));
  setText(parts.live, announcement(scene, state.step, bits));
}

/**
 * Marks a unit and writes its value at a piece.
 * @param {Parts} parts
 * @param {Gates} drawn
 * @param {number} unit
 * @param {number} column
 * @returns {void}
 */
function paintReadout({ sheet, readout }, { data, scene, rasters }, unit, column) {
  sheet.mark(unit);
  const piece = scene[data.along][column]?.name ?? "";
  const values = rasters.map((raster) => valueAt(raster, column, unit).toFixed(2).replace("-", "−")).join(" / ");
  setText(readout, `${say(data.labels, "unit_n", { n: unit + 1 })} · ${say(data.labels, "unit_value", { x: values, piece })}`);
}

/**
 * @param {Parts} parts
 * @param {Gates} drawn
 * @param {Format} format
 * @returns {void}
 */
function save({ root, sheet }, { data, scene, rasters }, format) {
  const pieces = scene[data.along].map((piece) => piece.name);
  if (format === "csv") saveTable(stripsTable(rasters, pieces), "strips");
  else savePicture(composePicture([sheet.root], root, data.caption), "strips", format);
}

// The sentences in which a unit is most active, each piece tinted by the unit's value there.

const SIDES_OF_UNIT = ["drives_up", "drives_down"];

/**
 * @param {(text: string) => void} open
 */
export function createDrivers(open) {
  const note = html("p", { class: "gaze-quiet" });
  const columns = html("div", { class: "strips-columns" });
  const root = html("div", { class: "strips-drivers", "data-zone": "button" }, note, columns);

  /** @param {StripsData} data */
  function build({ drivers, labels, waiting }) {
    setAll(root, { hidden: drivers === null });
    setText(note, waiting);
    setAll(note, { hidden: !waiting });
    const most = Math.max(1e-9, ...(drivers ?? []).flat().flatMap(({ values }) => values.map(Math.abs)));
    columns.replaceChildren(...(drivers ?? []).map((rows, side) => html("div", {},
      html("h3", { class: "gaze-title" }, say(labels, SIDES_OF_UNIT[side])),
      html("ol", { class: "strips-list" }, ...rows.map((row) => html("li", {}, driverButton(row, most, labels, open)))))));
  }

  return /** @satisfies {Part} */ ({ root, build });
}

/**
 * @param {Driver} driver
 * @param {number} most the largest value, which gets the full colour
 * @param {Record<string, string>} labels
 * @param {(text: string) => void} open
 * @returns {HTMLButtonElement}
 */
function driverButton({ text, pieces, values, position }, most, labels, open) {
  const words = pieces.map((piece, i) => {
    const part = html("span", { class: `${i === position ? "strips-peak" : ""}${spaceBetween(pieces[i - 1] ?? "", piece) ? " strips-start" : ""}` }, shownPiece(piece, false, labels).text);
    const hue = values[i] < 0 ? "--gaze-ink" : "--gaze-attention";
    part.style.background = `color-mix(in oklab, var(${hue}) ${(55 * Math.abs(values[i]) / most).toFixed(0)}%, var(--gaze-ground))`;
    return part;
  });
  const value = values[position].toFixed(2).replace("-", "−");
  const name = say(labels, "open_driver", { text, x: value });
  return pressable({ class: "strips-driver", "aria-label": name, title: text }, () => open(text),
    html("span", { class: "strips-words" }, ...words), html("span", { class: "strips-value" }, value));
}

// The component that Streamlit mounts: gates and single units over time.

export default mountComponent(createStrips, PACKED);
