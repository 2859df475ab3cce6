/** What if: one cursor, two sides, what to change above them and what it did beneath. */

import { html, setAll, setText } from "../stage/dom.js";
import { noteOf } from "../stage/fixed.js";
import { say } from "../stage/labels.js";
import { fontFor } from "../stage/layout.js";
import { listenForKeys, watchSize, watchTheme } from "../stage/listening.js";
import { createLife } from "../stage/player.js";
import { bitsOf, numberTurn, sceneOf, textMeasure } from "../stage/scene.js";
import { START, reduce } from "../stage/state.js";
import { createTransport } from "../stage/transport.js";
import { createWishes } from "../stage/wishes.js";
import { differentPieces, differentSteps } from "./columns.js";
import { createEffect } from "./effect.js";
import { createForce } from "./force.js";
import { WORDS_OF_WHAT_IF } from "./labels.js";
import { createMenu } from "./menu.js";
import { createHeadline } from "./headline.js";
import { createSide } from "./side.js";
import { createTree } from "./tree.js";
import { keepingFocus, listenForUndo } from "./focus.js";

/** Below this width the two sides stand one above the other. */
const TWO_SIDES = 720;

/**
 * @param {HTMLElement | ShadowRoot} parent
 * @param {import("../stage/mount.js").Report} report
 */
export function createWhatIf(parent, report) {
  let state = START;
  /** @type {WhatIfData | null} */
  let given = null;
  let width = 0;
  /** @type {{original: Scene, edited: Scene} | null} */
  let scenes = null;

  /** @type {ReturnType<typeof createWishes<Wish>>} */
  const wishes = createWishes((open) => report("wishes", open));
  // A bar may have been pulled and not reported yet: that came first, and undo takes back just that.
  const ask = (/** @type {Wish} */ wish) => {
    right.settle();
    wishes.make(wish);
  };
  const [transport, menu, force, tree, effect] = [createTransport(dispatch), createMenu(ask), createForce(ask), createTree(ask), createEffect(dispatch)];
  const change = (/** @type {number} */ step, /** @type {number[]} */ weights) => ask({ type: "change", edit: { kind: "replace_weights", weights, step } });
  const headlines = [createHeadline(dispatch, "left"), createHeadline(dispatch, "right")];
  const heads = html("div", { class: "what-sides" }, ...headlines.map((one) => one.root));
  const [left, right] = [createSide(dispatch, null), createSide(dispatch, change)];
  const note = html("p", { class: "gaze-note gaze-quiet" });
  const sides = html("div", { class: "what-sides" }, left.root, right.root);
  const body = html("div", { class: "gaze-body-grid" }, transport.root, heads, menu.root, force.root, tree.root, note, sides, effect.root);
  const root = html("section", { class: "gaze what", tabindex: 0, role: "region" }, body);
  const { player, reporter, received, dispose } = createLife(parent, root, { dispatch, report }, [
    listenForKeys(root, { dispatch }),
    listenForUndo(ask),
    watchSize(root, (size) => { width = size; draw(); }),
    watchTheme(root, draw),
  ]);

  /** @param {Action} action */
  function dispatch(action) {
    const before = state;
    state = reduce(before, action);
    if (state === before) return;
    player.follow(state);
    paint(before);
    reporter.follow(before, state);
  }

  /** @param {WhatIfData} data */
  function receive(data) {
    wishes.answered(data.answered);
    given = { ...data, labels: { ...WORDS_OF_WHAT_IF, ...data.labels } };
    const { original, edited, step, labels } = given;
    const both = [original, edited ?? original];
    const most = (/** @type {(trace: Trace) => number} */ count) => Math.max(...both.map(count));
    const counts = { steps: most((trace) => trace.target.pieces.length), sources: most((trace) => trace.source.pieces.length), heads: 0 };
    state = reduce(state, { type: "receive", text: original.text, step, ...counts });
    received(state, step);
    transport.label(labels);
    setAll(root, { "aria-label": `${say(labels, "what_if")}. ${say(labels, "what_keys")}` });
    width = root.clientWidth;
    draw();
  }

  function draw() {
    if (!given || width === 0) return;
    const measure = textMeasure(getComputedStyle(root).fontFamily);
    const look = { labels: given.labels, flipped: false, font: fontFor(width) * 0.92, measure };
    const original = sceneOf(given.original, null, look);
    scenes = { original, edited: given.edited ? sceneOf(given.edited, null, look) : original };
    keepingFocus(root, build);
    paint(null);
  }

  function build() {
    if (!given || !scenes) return;
    const { original, edited } = scenes;
    const room = width >= TWO_SIDES ? width / 2 - 32 : width;
    const turn = numberTurn(root);
    const words = given.effect?.words ?? [];
    const [before, after] = [original.trace.source, edited.trace.source];
    const nameOf = (/** @type {number} */ wanted) => given?.tree.find(({ number }) => number === wanted)?.name ?? "";
    const untouched = given.active === 0 && given.base === 0;
    const names = [nameOf(given.base), untouched ? say(given.labels, "edited") : nameOf(given.active)];
    headlines[0].build(original, names[0], differentPieces(before, after), differentSteps(words, "before"));
    headlines[1].build(edited, names[1], differentPieces(after, before), differentSteps(words, "after"));
    left.build(original, names[0], room, turn);
    right.build(edited, names[1], room, turn);
    for (const one of [headlines[1].root, right.root]) one.classList.toggle("what-void", given.active !== given.base && !given.effect);
    menu.build(given, edited);
    force.build(given);
    tree.build(given);
    effect.build(given, original);
    setText(note, noteOf(edited));
  }

  /** @param {StageState | null} before */
  function paint(before) {
    if (!scenes) return;
    const stepped = before?.step !== state.step;
    transport.paint(state, bitsOf(scenes.edited, Math.min(state.step, scenes.edited.weights.length - 1)));
    left.paint(state, stepped);
    right.paint(state, stepped);
    if (!stepped) return;
    for (const one of headlines) one.paint(state.step);
    menu.paint(state.step);
    effect.paint(state.step);
  }

  return { receive, dispose };
}
