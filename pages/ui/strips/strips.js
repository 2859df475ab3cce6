/** Gates and units: one state, the views that show it, and the ways in that change it. */

import { colourReader } from "../stage/colour.js";
import { html, setText } from "../stage/dom.js";
import { say } from "../stage/labels.js";
import { fontFor } from "../stage/layout.js";
import { listenForKeys, watchSize, watchTheme } from "../stage/listening.js";
import { composePicture } from "../stage/picture.js";
import { createLater, createLife } from "../stage/player.js";
import { createSaves, savePicture, saveTable } from "../stage/saves.js";
import { bitsOf, sceneOf, textMeasure } from "../stage/scene.js";
import { announcement } from "../stage/speech.js";
import { START, reduce, within } from "../stage/state.js";
import { createTransport } from "../stage/transport.js";
import { createDrivers } from "./drivers.js";
import { rasterOf, stripsTable, valueAt } from "./raster.js";
import { createSheet } from "./sheet.js";

const SETTLED_UNIT = 350;

/**
 * @param {HTMLElement | ShadowRoot} parent
 * @param {import("../stage/mount.js").Report} report
 */
export function createStrips(parent, report) {
  /** @type {StageState} */
  let state = START;
  /** @type {StripsData | null} */
  let data = null;
  let [unit, opened] = [0, 0];
  /** @type {Raster[]} */
  let rasters = [];
  /** @type {Scene | null} */
  let scene = null;

  const transport = createTransport(dispatch);
  const sheet = createSheet((column, row, pressed) => (pressed ? choose(row) : tell(row, column)));
  const drivers = createDrivers((text) => report("open", [text, ++opened]));
  const told = html("p", { class: "strips-told" }, "\u00a0");
  const saves = createSaves(["svg", "png", "csv"], save);
  const note = html("p", { class: "gaze-quiet strips-note" });
  const live = html("p", { class: "gaze-hidden", "aria-live": "polite" });
  const foot = html("div", { class: "strips-foot" }, told, html("div", { class: "gaze-end-group" }, saves.root));
  const root = html("section", { class: "gaze strips", tabindex: 0, role: "region" },
    html("div", { class: "gaze-body-grid" }, transport.root, html("div", { class: "gaze-scroll" }, sheet.svg), foot, drivers.root, note, live));
  const settled = createLater(() => report("unit", unit), SETTLED_UNIT);
  const { player, reporter, received, dispose } = createLife(parent, root, { dispatch, report }, [
    listenForKeys(root, { dispatch }),
    watchSize(root, draw),
    watchTheme(root, draw),
  ], [settled]);
  root.addEventListener("keydown", walk);

  /** @param {Action} action */
  function dispatch(action) {
    const before = state;
    state = reduce(before, action);
    if (state === before) return;
    player.follow(state);
    paint();
    reporter.follow(before, state);
  }

  /** @param {StripsData} given */
  function receive(given) {
    data = given;
    const { trace, labels } = given;
    state = reduce(state, { type: "receive", text: trace.text, step: given.step, steps: trace.target.pieces.length, sources: trace.source.pieces.length, heads: 0 });
    received(state, given.step);
    unit = within(given.unit, 0, given.units - 1);
    transport.label(labels);
    saves.label(labels);
    root.setAttribute("aria-label", `${say(labels, "strips_name")}. ${say(labels, "strips_keys")}`);
    setText(note, given.note);
    drivers.build(given);
    draw();
  }

  function draw() {
    if (!data || root.clientWidth === 0) return;
    const style = getComputedStyle(root);
    const read = colourReader();
    const rgb = (/** @type {string} */ name) => /** @type {import("../stage/colour.js").Rgb} */ (read(style.getPropertyValue(name)).slice(0, 3));
    const colours = ["--gaze-ground", "--gaze-attention", "--gaze-ink"].map(rgb);
    const [measure, font] = [textMeasure(style.fontFamily), fontFor(root.clientWidth) * 0.86];
    scene = sceneOf(data.trace, null, { labels: data.labels, flipped: false, font, measure });
    const pieces = scene[data.along].slice(0, data.trace[data.along].pieces.length);
    rasters = data.strips.map((strip) => rasterOf(strip, pieces.length));
    sheet.build(rasters, pieces, data.labels, { width: root.clientWidth, font, measure, colours });
    paint();
  }

  function paint() {
    if (!data || !scene) return;
    const bits = bitsOf(scene, state.step);
    const weights = data.along === "source" && !scene.fixed ? data.trace.weights[state.step] ?? [] : [];
    sheet.paint(data.labels, data.along === "target" ? state.step : null, weights);
    transport.paint(state, bits);
    tell(unit, data.along === "target" ? state.step : Math.max(0, weights.indexOf(Math.max(...weights))));
    setText(live, announcement(scene, state.step, bits));
  }

  /** Says what a unit does at a piece. @param {number} which @param {number} column */
  function tell(which, column) {
    if (!data || !scene) return;
    sheet.mark(which);
    const piece = scene[data.along][column]?.name ?? "";
    const values = rasters.map((raster) => valueAt(raster, column, which).toFixed(2).replace("-", "−")).join(" / ");
    setText(told, `${say(data.labels, "unit_n", { n: which + 1 })} · ${say(data.labels, "unit_value", { x: values, piece })}`);
  }

  /** @param {number} which */
  function choose(which) {
    unit = within(which, 0, (data?.units ?? 1) - 1);
    settled.ask();
    paint();
  }

  /** Up and down go from unit to unit. @param {KeyboardEvent} event */
  function walk(event) {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const field = event.target instanceof Element && event.target.closest('[data-zone="field"]');
    if (!by || field || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    choose(unit + by);
  }

  /** @param {import("../stage/saves.js").Format} format */
  function save(format) {
    if (!data || !scene) return;
    const pieces = scene[data.along].map((piece) => piece.name);
    if (format === "csv") saveTable(stripsTable(rasters, pieces), "strips");
    else savePicture(composePicture([sheet.svg], root, data.caption), "strips", format);
  }

  return { receive, dispose };
}
