/** The views of the attention view, built and painted together. */

import { createCandidates } from "../../kit/candidates.js";
import { html, setAll, setText } from "../../kit/dom.js";
import { noteOf } from "../../kit/fixed.js";
import { say } from "../../kit/labels.js";
import { createLegend } from "./legend.js";
import { createMatrix } from "../../kit/matrix.js";
import { createOptions } from "./options.js";
import { createReveal } from "./reveal.js";
import { createRibbons } from "./ribbons.js";
import { bitsOf } from "../../kit/scene.js";
import { announcement, readingOf } from "../../kit/speech.js";
import { isHidden } from "../../kit/state.js";
import { createTransport } from "../../kit/transport.js";

/**
 * Puts the views in their places.
 * @param {Dispatch} dispatch
 * @param {(format: import("../../kit/saves.js").Format) => void} save
 * @param {() => boolean} isFlipped
 */
export function createViews(dispatch, save, isFlipped) {
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

/**
 * The text form for screen readers: all steps as a list, and an announcement of the current one.
 */
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
