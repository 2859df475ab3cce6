/** The page Predict: its state, the parts that show it, and the input that changes it. */

import { asked, handIn } from "../../kit/classroom.js";
import { html, pressable, setAll, setText } from "../../kit/dom.js";
import { showTranslation } from "../../kit/translation.js";
import { guardShortcuts, zoneOfPage } from "../../kit/keys.js";
import { say } from "../../kit/labels.js";
import { createCandidates } from "../../kit/candidates.js";
import { createStepper } from "../../kit/player.js";
import { sceneOf } from "../../kit/scene.js";
import { scrollToSight } from "../../kit/scrolling.js";
import { createBoard } from "./board.js";
import { keyMove } from "./keyboard.js";
import { streakOf, weightsOf } from "./scoring.js";
import { BEGINNING, withDecoding, reducePrediction, guessOf, isAsked, isOnlyRead, isShown, madeGuesses, nextGuess } from "./state.js";
import { hintOf, outcomeAt, questionOf } from "./texts.js";
import { createTurns } from "./turns.js";

/** What enters an answer. @type {(Action | Move)["type"][]} */
const ENTERS = ["level", "raise", "levels"];
/** Milliseconds until the page has made room for what a room says of an answer. */
const PANEL_OPENS = 300;
/** @type {Question[]} */
const ASKS = ["row", "piece"];

/**
 * @param {ReportToPython} report
 */
export function createPrediction(report) {
  /** @type {Scene | null} */
  let scene = null;
  const stepper = createStepper({ start: BEGINNING, reduce: reducePrediction, stageOf: ({ stage }) => stage, changed, report });
  const parts = createParts(play, continueTurn, () => stepper.state.levels);
  const { root, field } = parts;
  stepper.until(guardShortcuts(root), listenOnPage(root, act), asked.hear(hearClass), parts.board.dispose);
  root.addEventListener("keydown", (event) => act(event, event.target === field));
  field.addEventListener("input", paint);

  /** Where a class answers on its own screens, nothing is entered in this one. @param {Action | Move} action */
  function play(action) {
    if (ENTERS.includes(action.type) && isOnlyRead(stepper.state, asked.get())) return;
    stepper.dispatch(action);
  }

  /** What a teacher has revealed is shown once, also to who comes late or comes back to the step. */
  function hearClass() {
    const question = asked.get();
    if (question?.revealed && isAsked(stepper.state, question) && !stepper.state.revealed) {
      const { mean, own } = question.revealed;
      const typed = stepper.state.ask === "row" || field.value.trim() ? nextGuess(stepper.state, field.value) : null;
      stepper.dispatch({ type: "reveal_class", ofClass: mean, guess: own ?? typed });
      setTimeout(() => parts.board.root.scrollIntoView({ block: "nearest" }), PANEL_OPENS);
    } else paint();
  }

  /** @param {Prediction} before */
  function changed(before) {
    const { ask, stage } = stepper.state;
    if (ask !== before.ask) report("ask", ask);
    if (madeGuesses(stepper.state) !== madeGuesses(before)) report("guesses", madeGuesses(stepper.state));
    if (ask !== before.ask || stage.step !== before.stage.step) field.value = "";
    hearClass();
    if (root.getRootNode() instanceof ShadowRoot && root.matches(":focus-within") && !field.matches(":focus")) parts.board.focus(stepper.state.cursor);
  }

  /** Submits the guess, which shows the answer, or hands it in where a teacher will; after the answer, goes to the next step. */
  function continueTurn() {
    const { state } = stepper;
    if (isOnlyRead(state, asked.get())) return;
    if (isShown(state)) return stepper.dispatch({ type: "move", by: 1 });
    const guess = nextGuess(state, field.value);
    if (!guess) setText(parts.result, scene ? say(scene.labels, "paint_first") : "");
    else if (isAsked(state, asked.get())) handIn(guess);
    else stepper.dispatch({ type: "guess", guess });
  }

  /** @param {KeyboardEvent} event @param {boolean} typing */
  function act(event, typing) {
    const move = keyMove(event, typing, stepper.state);
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    if (move === "go on") continueTurn();
    else play(move);
    if (!typing && stepper.state.ask === "row") parts.board.focus(stepper.state.cursor);
  }

  /** @param {PredictData} data */
  function build(data) {
    const known = scene && sameDecoding(scene.trace, data.trace);
    scene = sceneOf(data.trace, null, { labels: data.labels, flipped: false, font: 0, measure: () => 0 });
    stepper.receive(withDecoding(stepper.state, data, Boolean(known)));
    buildParts(parts, scene);
    hearClass();
  }

  /** Where words are asked for now, the next one can be typed. @param {Partial<PredictData["choices"]>} choices */
  function adopt(choices) {
    const { ask } = stepper.state;
    stepper.adopt(choices);
    if (stepper.state.ask === "piece" && ask === "row") showField();
  }

  function showField() {
    field.focus({ preventScroll: true });
    scrollToSight(field);
  }

  function paint() {
    if (scene) paintParts(parts, scene, stepper.state, nextGuess(stepper.state, field.value) !== null);
  }

  return /** @satisfies {Part} */ ({ root, build, adopt, paint, dispose: stepper.dispose });
}

/** @typedef {ReturnType<typeof createParts>} PredictionParts */

/**
 * @param {(action: Action | Move) => void} dispatch
 * @param {() => void} continueTurn
 * @param {() => number[]} levels
 */
function createParts(dispatch, continueTurn, levels) {
  const asks = ASKS.map((to) => pressable({ class: "gaze-choice" }, () => dispatch({ type: "ask", to })));
  const chosen = html("div", { class: "gaze-group", role: "group", "data-zone": "button" }, ...asks);
  const question = html("p", { class: "gaze-question" });
  const field = html("input", { class: "gaze-field", type: "text", autocomplete: "off", autocapitalize: "off", maxlength: 80, "data-zone": "field" });
  const [board, candidates, turns] = [createBoard(dispatch, levels), createCandidates(), createTurns({ reveal: continueTurn, dispatch })];
  const result = html("p", { class: "gaze-result" });
  const status = html("div", { class: "gaze-told", role: "status", "aria-live": "polite" }, question, result);
  const note = html("p", { class: "gaze-note gaze-quiet" });
  const head = html("div", { class: "gaze-head" }, chosen, turns.root);
  const body = html("div", { class: "gaze-body-grid" }, head, status, board.root, field, candidates.root, note);
  const root = html("section", { class: "gaze gaze-prediction", tabindex: -1, role: "region" }, body);
  return /** @satisfies {Part} */ ({ root, asks, chosen, question, result, field, board, candidates, turns, note });
}

/**
 * @param {PredictionParts} parts
 * @param {Scene} scene
 * @returns {void}
 */
function buildParts({ root, asks, chosen, field, board, candidates, turns, note }, scene) {
  const { labels, fixed } = scene;
  setAll(root, { "aria-label": say(labels, "prediction") });
  setAll(chosen, { "aria-label": say(labels, "ask"), hidden: fixed });
  asks.forEach((button, i) => setText(button, say(labels, `ask_${ASKS[i]}`)));
  setAll(field, { "aria-label": say(labels, "your_word"), placeholder: say(labels, "your_word_hint") });
  setText(note, fixed ? say(labels, "no_row") : "");
  for (const part of [board, candidates]) part.build(scene);
  turns.build(labels);
}

/**
 * @param {PredictionParts} parts
 * @param {Scene} scene
 * @param {Prediction} prediction
 * @param {boolean} ready whether a guess has been entered
 * @returns {void}
 */
function paintParts({ asks, question, result, field, board, candidates, turns }, scene, prediction, ready) {
  const { ask, stage, cursor, levels } = prediction;
  const [ofClass, shown] = [asked.get(), isShown(prediction)];
  const [handing, reads] = [isAsked(prediction, ofClass) && ofClass !== null && ofClass.answers, isOnlyRead(prediction, ofClass)];
  asks.forEach((button, i) => setAll(button, { "aria-pressed": String(ASKS[i] === ask) }));
  setText(question, questionOf(scene, prediction));
  setText(result, hintOf(scene, prediction, { handing, reads }));
  board.paint(scene, rowsOf(scene, prediction), cursor, levels);
  setAll(board.root, { hidden: ask === "piece", "data-locked": shown || reads });
  setAll(field, { hidden: ask === "row" || reads, readonly: shown });
  setAll(candidates.root, { hidden: ask === "row" || !shown });
  candidates.paint(scene, stage.step);
  const hits = prediction.guesses.map((_, step) => outcomeAt(scene, prediction, step)?.hit ?? null);
  const handed = handing && ofClass !== null && ofClass.handed;
  turns.paint(scene.labels, { shown, ready, handing, handed, reads, step: stage.step, steps: stage.steps, hits, streak: streakOf(hits, stage.step) });
  showTranslation(scene.trace.target.pieces, { ...stage, step: ask === "piece" && !shown ? stage.step - 1 : stage.step, reveal: true });
}

/**
 * The rows to draw: the painted one, or after the guess the guessed one and that of the model; that of a class once it is revealed.
 * @param {Scene} scene
 * @param {Prediction} prediction
 * @returns {DrawnRow[]}
 */
function rowsOf({ weights }, prediction) {
  const guess = guessOf(prediction);
  const row = weights[prediction.stage.step] ?? [];
  const painted = guess?.kind === "row" ? guess.weights : weightsOf(prediction.levels);
  const ofClass = prediction.ofClass.length === row.length ? prediction.ofClass : null;
  return [
    ...rowOfWhom("mine", painted),
    ...rowOfWhom("class", ofClass),
    ...rowOfWhom("model", prediction.revealed || guess?.kind === "row" ? row : null),
  ];
}

/**
 * @param {DrawnRow["whose"]} whose
 * @param {number[] | null} weights
 * @returns {DrawnRow[]} none without weights
 */
function rowOfWhom(whose, weights) {
  return weights ? [{ whose, weights }] : [];
}

/**
 * @param {Trace} one
 * @param {Trace} other
 * @returns {boolean}
 */
function sameDecoding(one, other) {
  const looks = (/** @type {Trace} */ { text, target, weights }) => JSON.stringify([text, target, weights]);
  return looks(one) === looks(other);
}

/**
 * Listens for keys on the whole page, so that nobody must click first; keys that a control needs are left to it.
 * @param {HTMLElement} root
 * @param {(event: KeyboardEvent, typing: boolean) => void} act
 * @returns {() => void} stops listening
 */
function listenOnPage(root, act) {
  /** @param {KeyboardEvent} event */
  const onPage = (event) => {
    const vertical = event.key === "ArrowUp" || event.key === "ArrowDown"; // these scroll the page
    if (zoneOfPage(event.composedPath()[0]) === "page" && !event.composedPath().includes(root) && !vertical) act(event, false);
  };
  document.addEventListener("keydown", onPage);
  return () => document.removeEventListener("keydown", onPage);
}
