/** The tree of a beam search: its state, the parts that show it, and the input that changes it. */

import { elementOf, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { actionOf, watchSize, watchTheme, watchWindow, zoneOfPage } from "../../kit/listening.js";
import { html, nothing, render } from "../../kit/lit.js";
import { createActions, mountComponent } from "../../kit/mount.js";
import { PACKED } from "../../kit/packed.js";
import { composePicture, createSaves, savePicture } from "../../kit/picture.js";
import { joinPieces, shownPiece } from "../../kit/pieces.js";
import { entropyBits } from "../../kit/reading.js";
import { textMeasure } from "../../kit/scene.js";
import { createStepper, createTransport, debounce } from "../../kit/stepper.js";
import { createDrawing } from "./drawing.js";
import { WORDS_OF_TREE } from "./labels.js";
import { countsText, createPanel, nameOf, statusText } from "./panel.js";
import { piecesTo, shapeOf } from "./shape.js";
import { reduceTree, TREE_START } from "./state.js";

/** Milliseconds after a step until the texts beside the tree follow. */
const PANEL_DELAY = 40;
/** The parts of the state that need a new drawing when they change; the others only change marks. */
const DRAWN = /** @type {const} */ (["showing", "folded", "numbers"]);
/** @type {Shape} */
const NO_SHAPE = { nodes: [], roots: [], best: [], steps: 0 };
/** For an audience the tree has this share of the window's height, in letters of at most so many pixels. */
const [ON_THE_WALL, LARGEST] = [0.5, 44];
const SHOWINGS = /** @type {const} */ (["all", "kept", "best"]);
const ARROWS = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"];

/** @typedef {{kind: "act", action: TreeAction} | {kind: "alternatives"} | {kind: "write", letter: string} | {kind: "undo"}} Meaning */

/** @param {ReportToPython} report */
function createTree(report) {
  /** @type {TreeScene | null} */
  let scene = null;
  let width = 0; // as the observer last reported it, because reading it from the page after a change forces a layout

  const reduceHere = (/** @type {TreeState} */ state, /** @type {TreeAction} */ action) => reduceTree(state, action, scene?.shape ?? NO_SHAPE);
  /** @type {ReturnType<typeof createActions<TreeRequest>>} */
  const actions = createActions((open) => report("actions", open));
  const stepper = createStepper({ start: TREE_START, reduce: reduceHere, stageOf: ({ play }) => play, changed, report });
  const { dispatch } = stepper;
  const [drawing, transport, ranking, options] = [createDrawing(dispatch), createTransport(dispatch), createRanking(dispatch), createOptions(dispatch, save)];
  const panel = createPanel({
    branch: (pieces, word) => actions.send({ kind: "branch", pieces, word }),
    undo: () => actions.send({ kind: "undo" }),
    send: (page, pieces) => actions.send({ kind: "send", page, pieces }),
    fold: () => dispatch({ type: "fold" }),
    leave: () => drawing.focus(stepper.state.node),
  });
  const hint = elementOf(html`<span class="gaze-hidden" id="gaze-tree-keys"></span>`);
  const live = elementOf(html`<p class="gaze-hidden" aria-live="polite"></p>`);
  const root = elementOf(html`<section class="gaze gaze-beam">${hint}${live}<div class="gaze-body-grid">${transport.root}${drawing.root}${options.root}${panel.root}${ranking.root}</div></section>`);
  setAll(drawing.svg, { "aria-describedby": hint.id });
  const panelLater = debounce(paintPanel, PANEL_DELAY);
  // A button beside the tree acts on the current node, so the texts there must be up to date before the click.
  panel.root.addEventListener("click", paintPanel, true);
  stepper.until(
    listenToTree(root, obey),
    watchSize(root, (size) => { width = size; draw(); }),
    watchTheme(root, draw),
    watchWindow(() => { if (scene?.data.present) draw(); }),
    panelLater.stop,
  );

  /** Keys that act beside the tree first bring the texts there up to date. @param {Meaning} meaning */
  function obey(meaning) {
    if (meaning.kind === "act") return dispatch(meaning.action);
    paintPanel();
    if (meaning.kind === "alternatives") panel.openAlternatives();
    if (meaning.kind === "write") panel.write(meaning.letter);
    if (meaning.kind === "undo" && scene?.data.prefix.length) actions.send({ kind: "undo" });
  }

  /** @param {TreeState} before */
  function changed(before) {
    const { state } = stepper;
    if (DRAWN.some((name) => state[name] !== before[name])) draw();
    else drawing.keepFocusWhile(paint, state.node);
  }

  /** @param {TreeData} data */
  function build(data) {
    const { text, prefix, choices: { step } } = data;
    actions.confirm(data.answered);
    const [shape, labels] = [shapeOf(data.tree), { ...WORDS_OF_TREE, ...data.labels }];
    // For the same sentence: whether its forced prefix has changed, and to which length it was shortened.
    const old = scene?.data.text === text ? scene.data.prefix : prefix;
    const prefixChanged = old.join("\n") !== prefix.join("\n");
    const shortenedTo = prefix.length < old.length ? prefix.length : null;
    stepper.receive(reduceTree(stepper.state, { type: "load", shape, text, step, prefixChanged, shortenedTo }, shape));
    scene = { data, shape, labels };
    setAll(root, { "aria-label": say(labels, "tree") });
    setText(hint, say(labels, "tree_keys"));
    for (const part of [transport, options]) part.build(labels);
    draw();
  }

  function draw() {
    if (!scene || width === 0) return;
    const { data, shape, labels } = scene;
    const show = (/** @type {string} */ piece) => shownPiece(piece, false, labels).text;
    const measure = textMeasure(getComputedStyle(root).fontFamily);
    const wall = data.present ? { tall: innerHeight * ON_THE_WALL, font: LARGEST } : { font: Math.max(13, Math.min(20, 10 + width / 260)) };
    drawing.keepFocusWhile(() => {
      drawing.build(shape, stepper.state, { width, ...wall, measure, show, name: say(labels, "tree"), lang: data.languages[1] });
      paint();
    }, stepper.state.node);
  }

  function paint() {
    if (!scene) return;
    const [{ data, shape }, { state }, shown] = [scene, stepper, scene];
    const node = shape.nodes[state.hover ?? state.node ?? -1];
    transport.paint(state.play, node && !data.fixed ? entropyBits(data.tree.weights[node.reading] ?? []) : null);
    options.paint(state, countsText(scene, state.play.step), scene.labels);
    ranking.paint(state, scene);
    // Last, because it may scroll, and a change after that would need a second layout.
    drawing.paint(state, (at, step) => nameOf(shown, at, step));
    panelLater.schedule();
  }

  /** Paints the texts beside the tree. They follow a moment after the step, so that the step itself is painted at once. */
  function paintPanel() {
    panelLater.stop();
    const { state } = stepper;
    const node = scene?.shape.nodes[state.hover ?? state.node ?? -1];
    if (!scene || !node) return;
    const { data, shape, labels } = scene;
    const { step } = state.play;
    panel.paint(data, shape, node, { labels, status: statusText(scene, node, step), folded: state.folded.has(node.number) });
    if (state.hover === null) setText(live, say(labels, "tree_now", { n: step + 1, total: shape.steps, name: nameOf(scene, node, step), text: joinPieces(piecesTo(shape, node.number)) }));
  }

  /** @param {import("../../kit/picture.js").Format} format */
  function save(format) {
    savePicture(composePicture([drawing.svg], root, scene?.data.caption ?? []), `tree-step-${stepper.state.play.step + 1}`, format);
  }

  return /** @satisfies {Part} */ ({ root, build, adopt: stepper.adopt, paint, dispose: stepper.dispose });
}

/**
 * Show all nodes, those kept in the beam, or those of the best hypotheses; print log p on the edges.
 * @param {(action: TreeAction) => void} dispatch @param {(format: import("../../kit/picture.js").Format) => void} save
 */
function createOptions(dispatch, save) {
  const root = elementOf(html`<div class="gaze-options"></div>`);
  const saves = createSaves(["svg", "png"], save);

  /** @param {TreeState} state @param {string} counts @param {Record<string, string>} labels */
  function paint({ showing, numbers }, counts, labels) {
    const choice = (/** @type {string} */ word, /** @type {boolean} */ on, /** @type {TreeAction} */ action) =>
      html`<button type="button" class="gaze-choice" aria-pressed=${on} @click=${() => dispatch(action)}>${say(labels, word)}</button>`;
    render(html`<div class="gaze-group" role="group" aria-label=${say(labels, "show")}><span class="gaze-quiet">${say(labels, "show")} </span>${
        SHOWINGS.map((to) => choice(`show_${to}`, to === showing, { type: "showing", to }))}</div>
      ${choice("edge_numbers", numbers, { type: "edges" })}
      <div class="gaze-end-group"><span class="gaze-quiet gaze-counts">${counts}</span>${saves.root}</div>`, root);
  }

  return /** @satisfies {Part} */ ({ root, build: saves.build, paint });
}

/** The best hypotheses with their scores; a click on one moves the cursor to it. @param {(action: TreeAction) => void} dispatch */
function createRanking(dispatch) {
  const root = elementOf(html`<div class="gaze-ranked"></div>`);

  /** @param {TreeState} state @param {TreeScene} scene */
  function paint(state, { shape, labels, data: { languages: [, lang] } }) {
    render(html`<h3 class="gaze-title">${say(labels, "ranking")}</h3><ol class="gaze-ranking">${shape.best.map((number, rank) => {
      const node = shape.nodes[number];
      const [logprob, score] = [node.total, node.score].map((value) => value.toFixed(2).replace("-", "−"));
      const text = joinPieces(piecesTo(shape, number)) || say(labels, "empty");
      return html`<li><button type="button" class="gaze-ranked-row" data-zone="field" aria-label=${say(labels, "rank_row", { n: rank + 1, text, logprob, score })}
        aria-current=${number === (state.hover ?? state.node) ? "true" : nothing} @click=${() => dispatch({ type: "to", node: number })}
        @pointerenter=${() => dispatch({ type: "point", node: number })} @pointerleave=${() => dispatch({ type: "point", node: null })}><span
        class="gaze-rank">${rank + 1}</span><bdi class="gaze-ranked-text" lang=${lang || nothing}>${text}</bdi><span class="gaze-figure">${say(labels, "log_p")} ${logprob}</span><span
        class="gaze-figure">${say(labels, "score_word")} ${score}</span></button></li>`;
    })}</ol>`, root);
  }

  return /** @satisfies {Part} */ ({ root, paint });
}

/** What a key means in the tree. @param {string} key @returns {Meaning | null} */
export function meaningOf(key) {
  if (ARROWS.includes(key)) return { kind: "act", action: { type: "walk", key } };
  if (key === "Home") return { kind: "act", action: { type: "first" } };
  if (key === "End") return { kind: "act", action: { type: "last" } };
  if (key === " ") return { kind: "act", action: { type: "play" } };
  if (key === "Enter") return { kind: "alternatives" };
  if (key === "Backspace") return { kind: "undo" };
  return /^[\p{L}\p{N}\p{P}]$/u.test(key) ? { kind: "write", letter: key } : null;
}

/**
 * Listens on the window in the capture phase, before Streamlit, which has r and c as shortcuts.
 * @param {HTMLElement} root @param {(meaning: Meaning) => void} act @returns {() => void} stops listening
 */
function listenToTree(root, act) {
  /** What a key means outside of the tree: the same as on every page. @param {string} key @param {EventTarget} target @returns {Meaning | null} */
  const meaningOnPage = (key, target) => {
    const action = actionOf(key, zoneOfPage(target), false);
    return action && { kind: "act", action: /** @type {TreeAction} */ (action) };
  };
  /** Whether a field or a button of the tree needs the key. @param {EventTarget[]} path @param {string} key */
  const isTaken = (path, key) => path.some((element) => element instanceof Element && element.matches('[data-zone="field"]'))
    || (path[0] instanceof HTMLButtonElement && [" ", "Enter"].includes(key));
  /** @param {KeyboardEvent} event */
  const pressed = (event) => {
    const { key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const path = event.composedPath();
    const inside = path.includes(root);
    if (!inside && root.clientWidth === 0) return;
    if (inside && /^[rc]$/i.test(key)) event.stopPropagation();
    if (event.type === "keyup" || (inside && isTaken(path, key))) return;
    const meaning = inside ? meaningOf(key) : meaningOnPage(key, path[0]);
    if (!meaning) return;
    event.preventDefault();
    event.stopPropagation();
    act(meaning);
  };
  addEventListener("keydown", pressed, true);
  addEventListener("keyup", pressed, true);
  return () => {
    removeEventListener("keydown", pressed, true);
    removeEventListener("keyup", pressed, true);
  };
}

export default mountComponent(createTree, PACKED);
