/** The tree: one state, the parts that show it, and the ways in that change it. */

import { watchSize, watchTheme } from "../../components/shared/listening.js";
import { composePicture } from "../../components/shared/picture.js";
import { createLater, createStepper } from "../../components/shared/player.js";
import { savePicture } from "../../components/shared/saves.js";
import { createActions } from "../../components/shared/actions.js";
import { listenToTree } from "./keyboard.js";
import { WORDS_OF_TREE } from "./labels.js";
import { createTreeParts } from "./parts.js";
import { shapeOf } from "./shape.js";
import { BARE, reduceTree } from "./state.js";

/** Milliseconds. */
const AFTER = 40;
/** State whose change needs another drawing, not just other marks. */
const DRAWN = /** @type {const} */ (["showing", "folded", "numbers"]);
/** @type {Shape} */
const NO_SHAPE = { nodes: [], roots: [], best: [], steps: 0 };

/**
 * @param {TellPython} report
 */
export function createTree(report) {
  /** @type {TreeScene | null} */
  let scene = null;
  let width = 0; // as the observer last reported it: reading it after a change makes the browser lay out everything

  const reduceHere = (/** @type {TreeState} */ state, /** @type {TreeAction} */ action) => reduceTree(state, action, scene?.shape ?? NO_SHAPE);
  /** @type {ReturnType<typeof createActions<TreeRequest>>} */
  const actions = createActions((open) => report("actions", open));
  const stepper = createStepper({ start: BARE, reduce: reduceHere, stageOf: ({ play }) => play, changed, report });
  const ways = waysBeside(actions.make, stepper.dispatch, () => drawing.focus(stepper.state.node));
  const parts = createTreeParts(stepper.dispatch, (format) => saveTree(parts, scene, stepper.state, format), ways);
  const { root, drawing, panel } = parts;
  const undo = () => scene?.data.prefix.length && actions.make({ kind: "undo" });
  const beside = createLater(paintBeside, AFTER);
  // What is pressed beside the tree speaks of the node that is looked at now.
  panel.root.addEventListener("click", paintBeside, true);
  stepper.until(
    listenToTree(root, (meaning) => actOn(meaning, { dispatch: stepper.dispatch, look: paintBeside, undo, panel })),
    watchSize(root, (size) => { width = size; draw(); }),
    watchTheme(root, draw),
    beside.stop,
  );

  /** @param {TreeState} before */
  function changed(before) {
    const { state } = stepper;
    if (DRAWN.some((name) => state[name] !== before[name])) draw();
    else drawing.keepingFocus(paint, state.node);
  }

  /** @param {TreeData} data */
  function build(data) {
    actions.answered(data.answered);
    const next = { data, shape: shapeOf(data.tree), labels: { ...WORDS_OF_TREE, ...data.labels } };
    stepper.receive(reduceTree(stepper.state, plantingOf(next, scene), next.shape), data.step);
    scene = next;
    parts.build(scene);
    draw();
  }

  function draw() {
    if (!scene || width === 0) return;
    const [seen, { state }] = [scene, stepper];
    drawing.keepingFocus(() => { parts.draw(seen, state, width); paint(); }, state.node);
  }

  function paint() {
    if (!scene) return;
    parts.paint(scene, stepper.state);
    beside.ask();
  }

  /** What is read and not watched comes a moment after the step, so that the step itself is painted at once. */
  function paintBeside() {
    beside.stop();
    if (scene) parts.paintBeside(scene, stepper.state);
  }

  return /** @satisfies {Part} */ ({ root, build, paint, dispose: stepper.dispose });
}

/**
 * @param {ReturnType<typeof createTreeParts>} parts
 * @param {TreeScene | null} scene
 * @param {TreeState} state
 * @param {import("../../components/shared/saves.js").Format} format
 * @returns {void}
 */
function saveTree({ root, drawing }, scene, { play }, format) {
  savePicture(composePicture([drawing.svg], root, scene?.data.caption ?? []), `tree-step-${play.step + 1}`, format);
}

/**
 * What a key has meant is done; what is done beside the tree speaks of the node that is looked at now.
 * @param {import("./keyboard.js").Meaning} meaning
 * @param {{dispatch: (action: TreeAction) => void, look: () => void, undo: () => void,
 *   panel: {openAlternatives: () => void, write: (letter: string) => void}}} ways
 * @returns {void}
 */
function actOn(meaning, { dispatch, look, undo, panel }) {
  if (meaning.kind === "act") return dispatch(meaning.action);
  look();
  if (meaning.kind === "alternatives") panel.openAlternatives();
  if (meaning.kind === "write") panel.write(meaning.letter);
  if (meaning.kind === "undo") undo();
}

/**
 * @param {(action: TreeRequest) => void} ask
 * @param {(action: TreeAction) => void} dispatch
 * @param {() => void} leave
 * @returns {import("./panel.js").Ways}
 */
function waysBeside(ask, dispatch, leave) {
  return {
    branch: (pieces, word) => ask({ kind: "branch", pieces, word }),
    undo: () => ask({ kind: "undo" }),
    send: (page, pieces) => ask({ kind: "send", page, pieces }),
    fold: () => dispatch({ type: "fold" }),
    leave,
  };
}

/**
 * @param {TreeScene} scene
 * @param {TreeScene | null} before
 * @returns {TreeAction} that of the same sentence says whether it begins otherwise, and how far a word was taken back
 */
function plantingOf({ data, shape }, before) {
  const old = before?.data.text === data.text ? before.data.prefix : data.prefix;
  const begun = old.join("\n") !== data.prefix.join("\n");
  const back = data.prefix.length < old.length ? data.prefix.length : null;
  return { type: "plant", shape, text: data.text, step: data.step, begun, back };
}
