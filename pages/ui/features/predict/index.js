/** The page Predict: its state, the parts that show it, and the input that changes it. */

import { tellAnswer } from "../../kit/answers.js";
import { glyph, iconButton } from "../../kit/buttons.js";
import { createCandidates } from "../../kit/candidates.js";
import { asked, handIn } from "../../kit/classroom.js";
import { elementOf, setAll } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { guardShortcuts, zoneOfPage } from "../../kit/listening.js";
import { html, render } from "../../kit/lit.js";
import { mountComponent } from "../../kit/mount.js";
import { showTranslation } from "../../kit/pieces.js";
import { sceneOf } from "../../kit/scene.js";
import { scrollToSight } from "../../kit/scrolling.js";
import { PACKED } from "../../kit/packed.js";
import { createStepper } from "../../kit/stepper.js";
import { createBoard } from "./board.js";
import { hintOf, outcomeAt, questionOf, streakOf, weightsOf } from "./scoring.js";
import { BEGINNING, guessOf, isAsked, isOnlyRead, isShown, madeGuesses, nextGuess, reducePrediction, withDecoding } from "./state.js";

/** What enters an answer. @type {(Action | Move)["type"][]} */
const ENTERS = ["level", "raise", "levels"];
/** Milliseconds until the page has made room for the results of a class. */
const PANEL_OPENS = 300;
/** @type {Question[]} */
const ASKS = ["row", "piece"];
const BACK = "M14.5 6l-6 6 6 6";
const FORWARD = "M9.5 6l6 6-6 6";
const TICK = "M5 12.5l4.5 4.5L19 7.5";

/** @param {ReportToPython} report */
function createPrediction(report) {
  /** @type {Scene | null} */
  let scene = null;
  const stepper = createStepper({ start: BEGINNING, reduce: reducePrediction, stageOf: ({ stage }) => stage, changed, report });

  const root = elementOf(html`<section class="gaze gaze-prediction" tabindex="-1" role="region"></section>`);
  const field = /** @type {HTMLInputElement} */ (elementOf(html`<input class="gaze-field" type="text" autocomplete="off" autocapitalize="off" maxlength="80" data-zone="field"
    @input=${() => paint()} />`));
  const [board, candidates] = [createBoard(play, () => stepper.state.levels), createCandidates()];

  root.addEventListener("keydown", (event) => act(event, event.target === field));
  document.addEventListener("keydown", actOnPage);
  stepper.until(guardShortcuts(root), () => document.removeEventListener("keydown", actOnPage), asked.hear(hearClass), board.dispose);

  /** Keys work on the whole page, so that nobody must click first; those that a control needs are left to it. @param {KeyboardEvent} event */
  function actOnPage(event) {
    const path = event.composedPath();
    const vertical = event.key === "ArrowUp" || event.key === "ArrowDown"; // these scroll the page
    if (zoneOfPage(path[0]) === "page" && !path.includes(root) && !vertical) act(event, false);
  }

  /** Where a class answers on its own screens, nothing is entered in this one. @param {Action | Move} action */
  function play(action) {
    if (ENTERS.includes(action.type) && isOnlyRead(stepper.state, asked.get())) return;
    stepper.dispatch(action);
  }

  /** What a teacher has revealed is shown once, also to latecomers and after a return to the step. */
  function hearClass() {
    const asking = asked.get();
    if (asking?.revealed && isAsked(stepper.state, asking) && !stepper.state.revealed) {
      const { mean, own } = asking.revealed;
      const typed = stepper.state.ask === "row" || field.value.trim() ? nextGuess(stepper.state, field.value) : null;
      stepper.dispatch({ type: "reveal_class", ofClass: mean, guess: own ?? typed });
      setTimeout(() => board.root.scrollIntoView({ block: "nearest" }), PANEL_OPENS);
    } else paint();
  }

  /** @param {Prediction} before */
  function changed(before) {
    const { ask, stage, cursor } = stepper.state;
    if (ask !== before.ask) report("ask", ask);
    if (madeGuesses(stepper.state) !== madeGuesses(before)) report("guesses", madeGuesses(stepper.state));
    if (ask !== before.ask || stage.step !== before.stage.step) field.value = "";
    hearClass();
    if (root.getRootNode() instanceof ShadowRoot && root.matches(":focus-within") && !field.matches(":focus")) board.focus(cursor);
  }

  /** Submits the guess, which shows the answer, or hands it in where a teacher will; after the answer, goes to the next step. */
  function continueTurn() {
    const { state } = stepper;
    if (isOnlyRead(state, asked.get())) return;
    if (isShown(state)) return stepper.dispatch({ type: "move", by: 1 });
    const guess = nextGuess(state, field.value);
    if (!guess) paint(scene ? say(scene.labels, "paint_first") : "");
    else if (isAsked(state, asked.get())) handIn(guess);
    else {
      stepper.dispatch({ type: "guess", guess });
      if (state.assigned) tellAnswer(guess);
    }
  }

  /** @param {KeyboardEvent} event @param {boolean} typing */
  function act(event, typing) {
    const move = keyMove(event, typing, stepper.state);
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    if (move === "go on") continueTurn();
    else play(move);
    if (!typing && stepper.state.ask === "row") board.focus(stepper.state.cursor);
  }

  /** @param {PredictData} data */
  function build(data) {
    const decoding = (/** @type {Trace} */ { text, target, weights }) => JSON.stringify([text, target, weights]);
    const same = scene !== null && decoding(scene.trace) === decoding(data.trace);
    scene = sceneOf(data.trace, null, { labels: data.labels, flipped: false, font: 0, measure: () => 0 });
    stepper.receive(withDecoding(stepper.state, data, same));
    const { labels } = scene;
    setAll(root, { "aria-label": say(labels, "prediction") });
    setAll(field, { "aria-label": say(labels, "your_word"), placeholder: say(labels, "your_word_hint") });
    for (const part of [board, candidates]) part.build(scene);
    hearClass();
  }

  /** If the question is now the next word, its field gets the focus. @param {Partial<PredictData["choices"]>} choices */
  function adopt(choices) {
    const { ask } = stepper.state;
    stepper.adopt(choices);
    if (stepper.state.ask !== "piece" || ask !== "row") return;
    field.focus({ preventScroll: true });
    scrollToSight(field);
  }

  /** @param {string} [told] about what was entered, if it is not what the state says */
  function paint(told) {
    if (!scene) return;
    const { state } = stepper;
    const { ask, stage, cursor, levels, assigned } = state;
    const [ofClass, shown, shownScene, { labels, fixed }] = [asked.get(), isShown(state), scene, scene];
    const [handing, reads] = [isAsked(state, ofClass) && ofClass !== null && ofClass.answers, isOnlyRead(state, ofClass)];
    board.paint(scene, rowsOf(scene, state), cursor, levels);
    setAll(board.root, { hidden: ask === "piece", "data-locked": shown || reads });
    setAll(field, { hidden: ask === "row" || reads, readonly: shown });
    setAll(candidates.root, { hidden: ask === "row" || !shown });
    candidates.paint(scene, stage.step);
    const hits = state.guesses.map((_, step) => outcomeAt(shownScene, state, step)?.hit ?? null);
    const [ready, handed] = [nextGuess(state, field.value) !== null, handing && ofClass !== null && ofClass.handed];
    const turns = turnsView(labels, { shown, ready, handing, handed, reads, assigned, step: stage.step, steps: stage.steps, hits }, continueTurn, play);
    render(html`<div class="gaze-body-grid">
      <div class="gaze-head"><div class="gaze-group" role="group" data-zone="button" aria-label=${say(labels, "ask")} ?hidden=${fixed || assigned}>${ASKS.map((to) => html`
        <button type="button" class="gaze-choice" aria-pressed=${to === ask} @click=${() => play({ type: "ask", to })}>${say(labels, `ask_${to}`)}</button>`)}</div>${turns}</div>
      <div class="gaze-told" role="status" aria-live="polite"><p class="gaze-question">${questionOf(scene, state)}</p><p class="gaze-result">${
        told ?? hintOf(scene, state, { handing, reads })}</p></div>
      ${board.root}${field}${candidates.root}<p class="gaze-note gaze-quiet">${fixed ? say(labels, "no_row") : ""}</p></div>`, root);
    showTranslation(scene.trace.target.pieces, { ...stage, step: ask === "piece" && !shown ? stage.step - 1 : stage.step, reveal: true });
  }

  return /** @satisfies {Part} */ ({ root, build, adopt, paint, dispose: stepper.dispose });
}

/**
 * The rows to draw: the painted one, or after the guess the guessed one and that of the model; that of a class once it is revealed.
 * @param {Scene} scene @param {Prediction} prediction @returns {DrawnRow[]}
 */
function rowsOf({ weights }, prediction) {
  const guess = guessOf(prediction);
  const row = weights[prediction.stage.step] ?? [];
  const mine = guess?.kind === "row" ? guess.weights : weightsOf(prediction.levels);
  return [
    ...(mine ? [{ whose: /** @type {const} */ ("mine"), weights: mine }] : []),
    ...(prediction.ofClass.length === row.length ? [{ whose: /** @type {const} */ ("class"), weights: prediction.ofClass }] : []),
    ...(prediction.revealed || guess?.kind === "row" ? [{ whose: /** @type {const} */ ("model"), weights: row }] : []),
  ];
}

/**
 * The step in the sentence, the results so far, and the buttons to continue. `handing`: a class is asked this, and its teacher reveals;
 * `handed`: this window has answered; `ready`: a guess has been entered; an
 * `assigned` question has no other step.
 * @param {Record<string, string>} labels
 * @param {{shown: boolean, ready: boolean, handing: boolean, handed: boolean, reads: boolean, assigned: boolean, step: number, steps: number, hits: (boolean | null)[]}} turn
 * @param {() => void} proceed @param {(action: Action | Move) => void} dispatch
 */
function turnsView(labels, { shown, ready, handing, handed, reads, assigned, step, steps, hits }, proceed, dispatch) {
  if (assigned) {
    return html`<div class="gaze-turns" data-zone="button"><button type="button" class="gaze-main" aria-disabled=${!ready} ?hidden=${shown || reads} @click=${proceed}>${say(labels, "give")}</button></div>`;
  }
  const last = step >= steps - 1;
  const streak = streakOf(hits, step);
  const move = (/** @type {string} */ word, /** @type {string} */ shape, /** @type {number} */ by, /** @type {boolean} */ disabled) =>
    iconButton("gaze-button", say(labels, word), shape, () => dispatch({ type: "move", by }), { disabled });
  return html`<div class="gaze-turns" data-zone="button">
    ${move("back", BACK, -1, step === 0)}<span class="gaze-count">${say(labels, "count", { n: step + 1, total: steps })}</span>${move("forward", FORWARD, 1, last)}
    <button type="button" class="gaze-main" aria-disabled=${shown ? last : !ready} ?hidden=${reads} @click=${proceed}>${
      say(labels, shown ? "next" : !handing ? "reveal_row" : handed ? "hand_in_again" : "hand_in")}</button>
    <span class="gaze-handed" ?hidden=${!handed}>${glyph(TICK)}<span>${say(labels, "handed")}</span></span>
    <span>${streak ? say(labels, "streak", { n: streak }) : ""}</span>
    <ol class="gaze-dots" aria-hidden="true">${hits.map((hit, i) => html`<li class=${hit === null ? "" : hit ? "gaze-hit" : "gaze-miss"} ?data-now=${i === step}></li>`)}</ol>
    <button type="button" class="gaze-choice" ?hidden=${hits.every((hit) => hit === null)} @click=${() => dispatch({ type: "again" })}>${say(labels, "again")}</button>
  </div>`;
}

/**
 * What a key does.
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "isComposing" | "target">} event
 * @param {boolean} typing whether in the field @param {Pick<Prediction, "ask" | "cursor">} state
 * @returns {Move | "go on" | null} null where the key is not ours
 */
export function keyMove({ key, ctrlKey, metaKey, altKey, isComposing, target }, typing, { ask, cursor }) {
  if (ctrlKey || metaKey || altKey || isComposing) return null;
  const presses = typeof Element !== "undefined" && target instanceof Element && target.matches("button");
  if (key === "Enter") return presses ? null : "go on";
  if (typing || ask === "piece") return null;
  const by = { ArrowLeft: -1, ArrowRight: 1 }[key];
  if (by) return { type: "cursor", by };
  const raise = { ArrowDown: -1, ArrowUp: 1 }[key];
  if (raise) return { type: "raise", by: raise };
  return /^\d$/.test(key) ? { type: "level", source: cursor, to: Number(key) } : null;
}

export default mountComponent(createPrediction, PACKED);
