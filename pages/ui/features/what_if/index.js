/** What if: two translations with one step, and below them the edits and their effect. */

import { createActions, mountComponent } from "../../kit/mount.js";
import { html, setAll, setText } from "../../kit/dom.js";
import { bitsOf, noteOf, numberTurn, sceneOf, textMeasure } from "../../kit/scene.js";
import { say } from "../../kit/labels.js";
import { fontFor } from "../../kit/layout.js";
import { listenForKeys, watchSize, watchTheme } from "../../kit/listening.js";
import { PACKED } from "../../kit/packed.js";
import { createStepper, createTransport } from "../../kit/stepper.js";
import { reduce, START } from "../../kit/state.js";
import { createActiveEdits, createTree } from "./branches.js";
import { createEffect, differentPieces, differentSteps } from "./effect.js";
import { WORDS_OF_WHAT_IF } from "./labels.js";
import { createMenu } from "./menu.js";
import { createHeadline, createSide } from "./side.js";

/** Below this width the two sides are one above the other. */
const TWO_SIDES = 720;

/** The trace before and after, as they are drawn.
 * @typedef {{original: Scene, edited: Scene}} Scenes */
/** @typedef {ReturnType<typeof createParts>} Parts */

/** @param {ReportToPython} report */
function createWhatIf(report) {
  /** @type {WhatIfData | null} */
  let latest = null;
  let width = 0;
  /** @type {Scenes | null} */
  let scenes = null;

  /** @type {ReturnType<typeof createActions<WhatIfAction>>} */
  const actions = createActions((open) => report("actions", open));
  const stepper = createStepper({ start: START, reduce, stageOf: (state) => state, changed: paint, report });
  const parts = createParts(stepper.dispatch, ask);
  const { root } = parts;
  stepper.until(
    listenForKeys(root, stepper),
    listenForUndo(ask),
    watchSize(root, (size) => { width = size; draw(); }),
    watchTheme(root, draw),
  );

  /** Sends an action, after a changed bar that has not been reported yet, so that undo takes back that change. @param {WhatIfAction} action */
  function ask(action) {
    parts.right.flush();
    actions.send(action);
  }

  /** @param {WhatIfData} data */
  function build(data) {
    actions.confirm(data.answered);
    latest = { ...data, labels: { ...WORDS_OF_WHAT_IF, ...data.labels } };
    stepper.receive(reduce(stepper.state, receiveBoth(data)));
    width = root.clientWidth;
    draw();
  }

  function draw() {
    if (!latest || width === 0) return;
    const measure = textMeasure(getComputedStyle(root).fontFamily);
    const look = { labels: latest.labels, flipped: false, font: fontFor(width) * 0.92, measure };
    const original = sceneOf(latest.original, null, look);
    const both = { original, edited: latest.edited ? sceneOf(latest.edited, null, look) : original };
    const data = latest;
    scenes = both;
    keepFocusWhile(root, () => buildParts(parts, data, both, width));
    paint(null);
  }

  /** @param {StageState | null} before */
  function paint(before) {
    if (scenes) paintParts(parts, scenes, stepper.state, before?.step !== stepper.state.step);
  }

  return /** @satisfies {Part} */ ({ root, build, adopt: stepper.adopt, paint, dispose: stepper.dispose });
}

/** Puts all parts in their places. @param {Dispatch} dispatch @param {(action: WhatIfAction) => void} ask */
function createParts(dispatch, ask) {
  const [transport, menu, force, tree, effect] = [createTransport(dispatch), createMenu(ask), createActiveEdits(ask), createTree(ask), createEffect(dispatch)];
  const change = (/** @type {number} */ step, /** @type {number[]} */ weights) => ask({ kind: "change", edit: { kind: "replace_weights", weights, step } });
  const headlines = [createHeadline(dispatch, "left"), createHeadline(dispatch, "right")];
  const heads = html("div", { class: "what-sides" }, ...headlines.map((one) => one.root));
  const [left, right] = [createSide(dispatch, null), createSide(dispatch, change)];
  const note = html("p", { class: "gaze-note gaze-quiet" });
  const sides = html("div", { class: "what-sides" }, left.root, right.root);
  const tables = html("div", { class: "what-sides" }, left.table, right.table);
  const body = html("div", { class: "gaze-body-grid" }, transport.root, heads, sides, menu.root, force.root, tree.root, tables, note, effect.root);
  const root = html("section", { class: "gaze what", tabindex: 0, role: "region" }, body);
  return /** @satisfies {Part} */ ({ root, transport, headlines, menu, force, tree, note, left, right, effect });
}

/** @param {WhatIfData} data @returns {Action} */
function receiveBoth({ original, edited, opening, choices: { step } }) {
  const most = (/** @type {(trace: Trace) => number} */ count) => Math.max(count(original), count(edited ?? original));
  const [steps, sources] = [most(({ target }) => target.pieces.length), most(({ source }) => source.pieces.length)];
  return { type: "receive", text: original.text, step, opening, steps, sources, heads: 0 };
}

/** @param {Parts} parts @param {WhatIfData} data @param {Scenes} scenes @param {number} width */
function buildParts({ root, transport, headlines, menu, force, tree, note, left, right, effect }, data, { original, edited }, width) {
  const { labels, active, base } = data;
  setAll(root, { "aria-label": `${say(labels, "what_if")}. ${say(labels, "what_keys")}`, "data-fixed": edited.fixed });
  transport.build(labels);
  const [room, turn] = [width >= TWO_SIDES ? width / 2 - 32 : width, numberTurn(root)];
  const words = data.effect?.words ?? [];
  const [before, after] = [original.trace.source, edited.trace.source];
  const names = namesOf(data);
  headlines[0].build(original, names[0], differentPieces(before, after), differentSteps(words, "before"));
  headlines[1].build(edited, names[1], differentPieces(after, before), differentSteps(words, "after"));
  left.build(original, names[0], room, turn);
  right.build(edited, names[1], room, turn);
  for (const one of [headlines[1].root, right.root, right.table]) one.classList.toggle("what-void", active !== base && !data.effect);
  menu.build(data, edited);
  force.build(data, edited.fixed);
  tree.build(data);
  effect.build(data, original);
  setText(note, noteOf(edited));
}

/** @param {WhatIfData} data @returns {[string, string]} the names of the two sides */
function namesOf({ tree, active, base, labels }) {
  const nameOf = (/** @type {number} */ branch) => tree.find(({ number }) => number === branch)?.name ?? "";
  return [nameOf(base), active === 0 && base === 0 ? say(labels, "edited") : nameOf(active)];
}

/** @param {Parts} parts @param {Scenes} scenes @param {StageState} state @param {boolean} stepped */
function paintParts({ transport, headlines, menu, left, right, effect }, { edited }, state, stepped) {
  transport.paint(state, bitsOf(edited, Math.min(state.step, edited.weights.length - 1)));
  for (const side of [left, right]) side.paint(state, stepped);
  if (!stepped) return;
  for (const part of [...headlines, menu, effect]) part.paint(state.step);
}

/**
 * Draws a part again. If that removes the focused element, the new element with the same `data-focus` gets the focus.
 * @param {HTMLElement} root @param {() => void} draw
 */
function keepFocusWhile(root, draw) {
  const place = /** @type {Document | ShadowRoot} */ (root.getRootNode());
  const name = place.activeElement?.getAttribute("data-focus");
  draw();
  if (!name || place.activeElement?.getAttribute("data-focus") === name) return;
  const successor = root.querySelector(`[data-focus="${CSS.escape(name)}"]`);
  if (successor instanceof HTMLElement) successor.focus({ preventScroll: true });
  else root.focus({ preventScroll: true });
}

/**
 * Listens for undo and redo on the whole page, except in text fields, where these keys undo typing.
 * @param {Ask} ask @returns {() => void} stops listening
 */
function listenForUndo(ask) {
  /** @param {KeyboardEvent} event */
  const listen = (event) => {
    const [target] = event.composedPath();
    const typing = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    const key = event.key.toLowerCase();
    if (typing || !(event.ctrlKey || event.metaKey) || (key !== "z" && key !== "y")) return;
    event.preventDefault();
    ask({ kind: key === "y" || event.shiftKey ? "redo" : "undo" });
  };
  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
}

export default mountComponent(createWhatIf, PACKED);
