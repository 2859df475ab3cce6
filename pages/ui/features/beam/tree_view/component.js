/** The tree view: its state, the parts that show it, and the input that changes it. */

import { watchSize, watchTheme, watchWindow } from "../../../kit/listening.js";
import { composePicture } from "../../../kit/picture.js";
import { debounce, createStepper } from "../../../kit/player.js";
import { savePicture } from "../../../kit/saves.js";
import { createActions } from "../../../kit/actions.js";
import { listenToTree } from "./keyboard.js";
import { WORDS_OF_TREE } from "./labels.js";
import { createTreeParts } from "./parts.js";
import { shapeOf } from "./shape.js";
import { TREE_START, reduceTree } from "./state.js";

/** Milliseconds after a step until the texts beside the tree follow. */
const PANEL_DELAY = 40;
/** The parts of the state that need a new drawing when they change; the others only change marks. */
const DRAWN = /** @type {const} */ (["showing", "folded", "numbers"]);
/** @type {Shape} */
const NO_SHAPE = { nodes: [], roots: [], best: [], steps: 0 };

/**
 * @param {ReportToPython} report
 */
export function createTree(report) {
  /** @type {TreeScene | null} */
  let scene = null;
  let width = 0; // as the observer last reported it, because reading it from the page after a change forces a layout

  const reduceHere = (/** @type {TreeState} */ state, /** @type {TreeAction} */ action) => reduceTree(state, action, scene?.shape ?? NO_SHAPE);
  /** @type {ReturnType<typeof createActions<TreeRequest>>} */
  const actions = createActions((open) => report("actions", open));
  const stepper = createStepper({ start: TREE_START, reduce: reduceHere, stageOf: ({ play }) => play, changed, report });
  const commands = panelCommands(actions.send, stepper.dispatch, () => drawing.focus(stepper.state.node));
  const parts = createTreeParts(stepper.dispatch, (format) => saveTree(parts, scene, stepper.state, format), commands);
  const { root, drawing, panel } = parts;
  const undo = () => scene?.data.prefix.length && actions.send({ kind: "undo" });
  const panelLater = debounce(paintPanel, PANEL_DELAY);
  // A button beside the tree acts on the current node, so the texts there must be up to date before the click.
  panel.root.addEventListener("click", paintPanel, true);
  stepper.until(
    listenToTree(root, (meaning) => obeyKey(meaning, { dispatch: stepper.dispatch, look: paintPanel, undo, panel })),
    watchSize(root, (size) => { width = size; draw(); }),
    watchTheme(root, draw),
    watchWindow(() => { if (scene?.data.present) draw(); }),
    panelLater.stop,
  );

  /** @param {TreeState} before */
  function changed(before) {
    const { state } = stepper;
    if (DRAWN.some((name) => state[name] !== before[name])) draw();
    else drawing.keepFocusWhile(paint, state.node);
  }

  /** @param {TreeData} data */
  function build(data) {
    actions.confirm(data.answered);
    const next = { data, shape: shapeOf(data.tree), labels: { ...WORDS_OF_TREE, ...data.labels } };
    stepper.receive(reduceTree(stepper.state, loadAction(next, scene), next.shape));
    scene = next;
    parts.build(scene);
    draw();
  }

  function draw() {
    if (!scene || width === 0) return;
    const [shown, { state }] = [scene, stepper];
    drawing.keepFocusWhile(() => { parts.draw(shown, state, width); paint(); }, state.node);
  }

  function paint() {
    if (!scene) return;
    parts.paint(scene, stepper.state);
    panelLater.schedule();
  }

  /** Paints the texts beside the tree. They follow a moment after the step, so that the step itself is painted at once. */
  function paintPanel() {
    panelLater.stop();
    if (scene) parts.paintPanel(scene, stepper.state);
  }

  return /** @satisfies {Part} */ ({ root, build, adopt: stepper.adopt, paint, dispose: stepper.dispose });
}

/**
 * @param {ReturnType<typeof createTreeParts>} parts
 * @param {TreeScene | null} scene
 * @param {TreeState} state
 * @param {import("../../../kit/saves.js").Format} format
 * @returns {void}
 */
function saveTree({ root, drawing }, scene, { play }, format) {
  savePicture(composePicture([drawing.svg], root, scene?.data.caption ?? []), `tree-step-${play.step + 1}`, format);
}

/**
 * Carries out what a key means. Keys that act beside the tree first bring the texts there up to date.
 * @param {import("./keyboard.js").Meaning} meaning
 * @param {{dispatch: (action: TreeAction) => void, look: () => void, undo: () => void,
 *   panel: {openAlternatives: () => void, write: (letter: string) => void}}} commands
 * @returns {void}
 */
function obeyKey(meaning, { dispatch, look, undo, panel }) {
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
 * @returns {import("./panel.js").PanelCommands}
 */
function panelCommands(ask, dispatch, leave) {
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
 * @returns {TreeAction} for the same sentence, with whether its chosen beginning has changed, and to which length it was shortened
 */
function loadAction({ data, shape }, before) {
  const old = before?.data.text === data.text ? before.data.prefix : data.prefix;
  const prefixChanged = old.join("\n") !== data.prefix.join("\n");
  const shortenedTo = data.prefix.length < old.length ? data.prefix.length : null;
  return { type: "load", shape, text: data.text, step: data.choices.step, prefixChanged, shortenedTo };
}
