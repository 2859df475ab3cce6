/** The tree: one state, the views that show it, and the ways in that change it. */

import { html, setAll, setText } from "../stage/dom.js";
import { say } from "../stage/labels.js";
import { watchSize, watchTheme } from "../stage/listening.js";
import { shownPiece } from "../stage/pieces.js";
import { composePicture } from "../stage/picture.js";
import { createLater, createLife } from "../stage/player.js";
import { entropyBits, percentText } from "../stage/reading.js";
import { savePicture } from "../stage/saves.js";
import { textMeasure } from "../stage/scene.js";
import { createTransport } from "../stage/transport.js";
import { createWishes } from "../stage/wishes.js";
import { createDrawing } from "./drawing.js";
import { listenToTree } from "./keyboard.js";
import { WORDS_OF_TREE } from "./labels.js";
import { createSight } from "./options.js";
import { createPanel } from "./panel.js";
import { createRanking } from "./ranking.js";
import { countsAt, lotAt, piecesTo, shapeOf, textOf } from "./shape.js";
import { BARE, reduceTree } from "./state.js";

/** Milliseconds. */
const AFTER = 40;

/**
 * @param {HTMLElement | ShadowRoot} parent
 * @param {import("../stage/mount.js").Report} report
 */
export function createTree(parent, report) {
  let state = BARE;
  /** @type {Shape} */
  let shape = { nodes: [], roots: [], best: [], steps: 0 };
  /** @type {TreeData | null} */
  let given = null;
  /** @type {Record<string, string>} */
  let labels = WORDS_OF_TREE;
  // As the observer last told it: asking for it after a change makes the browser lay out everything at once.
  let width = 0;

  /** @type {ReturnType<typeof createWishes<TreeWish>>} */
  const wishes = createWishes((open) => report("wishes", open));

  const drawing = createDrawing(dispatch);
  const transport = createTransport(dispatch);
  const sight = createSight(dispatch, save);
  const ranking = createRanking(dispatch);
  const panel = createPanel({
    branch: (pieces, word) => wishes.make({ kind: "branch", pieces, word }),
    undo: () => wishes.make({ kind: "undo" }),
    send: (page, pieces) => wishes.make({ kind: "send", page, pieces }),
    fold: () => dispatch({ type: "fold" }),
    leave: () => drawing.focus(state.node),
  });
  const hint = html("span", { class: "gaze-hidden", id: "gaze-tree-keys" });
  const live = html("p", { class: "gaze-hidden", "aria-live": "polite" });
  const grid = html("div", { class: "gaze-body-grid" }, transport.root, drawing.root, sight.root, panel.root, ranking.root);
  const root = html("section", { class: "gaze gaze-beam" }, hint, live, grid);
  setAll(drawing.svg, { "aria-describedby": "gaze-tree-keys" });
  const beside = createLater(paintBeside, AFTER);
  // What is pressed beside the tree speaks of the node that is looked at now.
  panel.root.addEventListener("click", paintBeside, true);
  const { player, reporter, received, dispose } = createLife(parent, root, { dispatch, report }, [
    listenToTree(root, mean),
    watchSize(root, (size) => { width = size; draw(); }),
    watchTheme(root, draw),
    () => beside.stop(),
  ]);

  /** @param {TreeAction} action */
  function dispatch(action) {
    const before = state;
    state = reduceTree(before, action, shape);
    if (state === before) return;
    // Asked before anything is painted: a node that is hidden loses the focus.
    const onNode = hasFocus();
    player.follow(state.play);
    if (state.showing !== before.showing || state.folded !== before.folded || state.numbers !== before.numbers) draw();
    else paint();
    reporter.follow(before.play, state.play);
    if (onNode && state.node !== before.node) drawing.focus(state.node);
  }

  /** @param {import("./keyboard.js").Meaning} meaning */
  function mean(meaning) {
    if (meaning.kind === "act") dispatch(meaning.action);
    else paintBeside();
    if (meaning.kind === "alternatives") panel.openAlternatives();
    if (meaning.kind === "write") panel.write(meaning.letter);
    if (meaning.kind === "undo" && given?.prefix.length) wishes.make({ kind: "undo" });
  }

  /** @param {TreeData} data */
  function receive(data) {
    wishes.answered(data.answered);
    const before = given?.text === data.text ? given.prefix : data.prefix;
    const begun = before.join("\n") !== data.prefix.join("\n");
    const back = data.prefix.length < before.length ? data.prefix.length : null;
    given = data;
    labels = { ...WORDS_OF_TREE, ...data.labels };
    shape = shapeOf(data.tree);
    state = reduceTree(state, { type: "plant", shape, text: data.text, step: data.step, begun, back }, shape);
    received(state.play, data.step);
    setAll(root, { "aria-label": say(labels, "tree") });
    setText(hint, say(labels, "tree_keys"));
    transport.label(labels);
    sight.label(labels);
    panel.build(data, labels);
    ranking.build(shape, labels);
    draw();
  }

  function draw() {
    if (!given || width === 0) return;
    const onNode = hasFocus();
    const show = (/** @type {string} */ piece) => shownPiece(piece, false, labels).text;
    const measure = textMeasure(getComputedStyle(root).fontFamily);
    const font = Math.max(13, Math.min(20, 10 + width / 260));
    drawing.build(shape, state, { width, font, measure, show, name: say(labels, "tree") });
    paint();
    if (onNode) drawing.focus(state.node);
  }

  /** Whether one of the nodes has the focus. */
  function hasFocus() {
    return /** @type {ShadowRoot | Document} */ (root.getRootNode()).activeElement?.hasAttribute("data-node");
  }

  function paint() {
    if (!given) return;
    const node = shape.nodes[state.hover ?? state.node ?? -1];
    const { step } = state.play;
    transport.paint(state.play, node && !given.fixed ? entropyBits(given.tree.weights[node.reading] ?? []) : null);
    sight.paint(state, counted(step));
    ranking.paint(state);
    drawing.paint(state, nameOf); // the last, since it may scroll, and what changes after that is laid out twice
    beside.ask();
  }

  /** What is read and not watched comes a moment after the step, so that the step itself is painted at once. */
  function paintBeside() {
    beside.stop();
    const node = shape.nodes[state.hover ?? state.node ?? -1];
    if (!given || !node) return;
    const { step } = state.play;
    panel.paint(given, shape, node, { labels, lot: lotOf(node, step), folded: state.folded.has(node.number) });
    if (state.hover !== null) return;
    setText(live, say(labels, "tree_now", { n: step + 1, total: shape.steps, name: nameOf(node, step), text: textOf(piecesTo(shape, node.number)) }));
  }

  /** @param {TreeNode} node @param {number} step */
  function nameOf(node, step) {
    const percent = percentText(Math.exp(node.logprob));
    return say(labels, "node_name", { piece: shownPiece(node.piece, false, labels).name, percent, lot: lotOf(node, step) });
  }

  /** @param {TreeNode} node @param {number} step */
  function lotOf(node, step) {
    if (node.step < (given?.prefix.length ?? 0)) return say(labels, "lot_forced");
    if (node.rank >= 0) return say(labels, node.status === "finished" ? "lot_rank" : "lot_standing", { n: node.rank + 1 });
    const lot = lotAt(node, step);
    if (node.status === "finished") return say(labels, "lot_finished");
    if (lot === "fallen") return say(labels, "lot_fell", { n: node.decided + 1 });
    return say(labels, lot === "pruned" ? "lot_pruned" : "lot_kept");
  }

  /** @param {number} step */
  function counted(step) {
    const values = { n: step + 1, ...countsAt(shape, step) };
    const dropped = given?.tree.dropped[step];
    if (dropped === undefined) return say(labels, "dropped_unknown", values);
    return say(labels, "dropped", { ...values, dropped: dropped.toLocaleString() });
  }

  /** @param {import("../stage/saves.js").Format} format */
  function save(format) {
    savePicture(composePicture([drawing.svg], root, given?.caption ?? []), `tree-step-${state.play.step + 1}`, format);
  }

  return { receive, dispose };
}
