/** What if: two translations with one step, and below them the edits and their effect. */

import { elementOf, setAll } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { fontFor } from "../../kit/layout.js";
import { listenForKeys, watchSize, watchTheme } from "../../kit/listening.js";
import { html } from "../../kit/lit.js";
import { createActions, mountComponent } from "../../kit/mount.js";
import { bitsOf, noteOf, numberTurn, sceneOf, textMeasure } from "../../kit/scene.js";
import { reduce, START } from "../../kit/state.js";
import { PACKED } from "../../kit/packed.js";
import { createStepper, createTransport } from "../../kit/stepper.js";
import { createActiveEdits, createTree } from "./branches.js";
import { createEffect, differentPieces, differentSteps } from "./effect.js";
import { WORDS_OF_WHAT_IF } from "./labels.js";
import { createMenu } from "./menu.js";
import { createHeadline, createSide } from "./side.js";

/** Below this width the two sides are one above the other. */
const TWO_SIDES = 720;

/** @param {ReportToPython} report */
function createWhatIf(report) {
  /** @type {WhatIfData | null} */
  let latest = null;
  let width = 0;
  /** The traces before and after, as they are drawn. @type {{original: Scene, edited: Scene} | null} */
  let scenes = null;

  /** @type {ReturnType<typeof createActions<WhatIfAction>>} */
  const actions = createActions((open) => report("actions", open));
  const stepper = createStepper({ start: START, reduce, stageOf: (state) => state, changed: paint, report });
  const { dispatch } = stepper;
  const [transport, menu, active, tree, effect] = [createTransport(dispatch), createMenu(ask), createActiveEdits(ask), createTree(ask), createEffect(dispatch)];
  const headlines = [createHeadline(dispatch, "left"), createHeadline(dispatch, "right")];
  const left = createSide(dispatch, null);
  const right = createSide(dispatch, (step, weights) => ask({ kind: "change", edit: { kind: "replace_weights", weights, step } }));
  const [heads, sides, tables] = [headlines.map((one) => one.root), [left.root, right.root], [left.table, right.table]].map((pair) => html`<div class="what-sides">${pair}</div>`);
  const note = elementOf(html`<p class="gaze-note gaze-quiet"></p>`);
  const root = elementOf(html`<section class="gaze what" tabindex="0" role="region"><div class="gaze-body-grid">${transport.root}${heads}${sides}${menu.root}${
    active.root}${tree.root}${tables}${note}${effect.root}</div></section>`);
  document.addEventListener("keydown", undoOnKey);
  stepper.until(
    listenForKeys(root, stepper),
    () => document.removeEventListener("keydown", undoOnKey),
    watchSize(root, (size) => { width = size; draw(); }),
    watchTheme(root, draw),
  );

  /** Sends an action, after a changed bar that has not been reported yet, so that undo takes back that change. @param {WhatIfAction} action */
  function ask(action) {
    right.flush();
    actions.send(action);
  }

  /** On the whole page, except in text fields, where these keys undo typing. @param {KeyboardEvent} event */
  function undoOnKey(event) {
    const [target] = event.composedPath();
    const typing = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    const key = event.key.toLowerCase();
    if (typing || !(event.ctrlKey || event.metaKey) || (key !== "z" && key !== "y")) return;
    event.preventDefault();
    ask({ kind: key === "y" || event.shiftKey ? "redo" : "undo" });
  }

  /** @param {WhatIfData} data */
  function build(data) {
    const { original, edited, opening, choices: { step }, answered, labels } = data;
    actions.confirm(answered);
    latest = { ...data, labels: { ...WORDS_OF_WHAT_IF, ...labels } };
    const most = (/** @type {(trace: Trace) => number} */ count) => Math.max(count(original), count(edited ?? original));
    const [steps, sources] = [most(({ target }) => target.pieces.length), most(({ source }) => source.pieces.length)];
    stepper.receive(reduce(stepper.state, { type: "receive", text: original.text, step, opening, steps, sources, heads: 0 }));
    width = root.clientWidth;
    draw();
  }

  function draw() {
    if (!latest || width === 0) return;
    const data = latest;
    const measure = textMeasure(getComputedStyle(root).fontFamily);
    const look = { labels: data.labels, flipped: false, font: fontFor(width) * 0.92, measure };
    const original = sceneOf(data.original, null, look);
    const edited = data.edited ? sceneOf(data.edited, null, look) : original;
    scenes = { original, edited };
    keepFocusWhile(root, () => buildAll(data, original, edited));
    paint(null);
  }

  /** @param {WhatIfData} data @param {Scene} original @param {Scene} edited */
  function buildAll(data, original, edited) {
    const { labels, active: shown, base, tree: branches, effect: changed } = data;
    setAll(root, { "aria-label": `${say(labels, "what_if")}. ${say(labels, "what_keys")}`, "data-fixed": edited.fixed });
    transport.build(labels);
    const nameOf = (/** @type {number} */ branch) => branches.find(({ number }) => number === branch)?.name ?? "";
    const names = [nameOf(base), shown === 0 && base === 0 ? say(labels, "edited") : nameOf(shown)];
    const words = changed?.words ?? [];
    const [before, after] = [original.trace.source, edited.trace.source];
    headlines[0].build(original, names[0], differentPieces(before, after), differentSteps(words, "before"));
    headlines[1].build(edited, names[1], differentPieces(after, before), differentSteps(words, "after"));
    const [room, turn] = [width >= TWO_SIDES ? width / 2 - 32 : width, numberTurn(root)];
    left.build(original, names[0], room, turn);
    right.build(edited, names[1], room, turn);
    for (const one of [headlines[1].root, right.root, right.table]) one.classList.toggle("what-void", shown !== base && !changed);
    menu.build(data, edited);
    active.build(data, edited.fixed);
    tree.build(data);
    effect.build(data, original);
    note.textContent = noteOf(edited);
  }

  /** @param {StageState | null} before */
  function paint(before) {
    if (!scenes) return;
    const { state } = stepper;
    const stepped = before?.step !== state.step;
    transport.paint(state, bitsOf(scenes.edited, Math.min(state.step, scenes.edited.weights.length - 1)));
    for (const side of [left, right]) side.paint(state, stepped);
    if (stepped) for (const part of [...headlines, menu, effect]) part.paint(state.step);
  }

  return /** @satisfies {Part} */ ({ root, build, adopt: stepper.adopt, paint, dispose: stepper.dispose });
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

export default mountComponent(createWhatIf, PACKED);
