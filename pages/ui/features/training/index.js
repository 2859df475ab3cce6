/** The page Training: its state, the parts that draw it, and the input that changes it. */

import { PARTS, readChoices, writeChoices } from "../../kit/address.js";
import { elementOf, setAll } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { listenForKeys, watchSize, watchTheme } from "../../kit/listening.js";
import { html, render } from "../../kit/lit.js";
import { mountComponent } from "../../kit/mount.js";
import { PACKED } from "../../kit/packed.js";
import { createStepper, createTransport, debounce } from "../../kit/stepper.js";
import { createSaves } from "../../kit/picture.js";
import { textMeasure } from "../../kit/scene.js";
import { reduce, START } from "../../kit/state.js";
import { WORDS_OF_TRAINING } from "./labels.js";
import { createPictures, saveTraining } from "./pictures.js";
import { timeText } from "./timeline.js";

/** Milliseconds without a change before Python gets the look, and before the update is read aloud. */
const [LOOK_DELAY, SPEECH_DELAY] = [120, 500];

const AXES = /** @type {const} */ (["updates", "seconds"]);
const DRAWN_AS = /** @type {const} */ (["matrix", "ribbons"]);

/** @param {ReportToPython} report */
function createTraining(report) {
  /** @type {TrainingData | null} */
  let latest = null;
  let width = 0;
  /** @type {Measure | null} kept, since reading the font makes the browser lay out the page */
  let measure = null;

  const root = elementOf(html`<section class="gaze" tabindex="0" role="region"></section>`);
  /** The recorded update in words, and what is read aloud. */
  let [headline, spoken] = ["", ""];
  const choice = createChoice(report, draw);
  const speech = debounce(announce, SPEECH_DELAY);
  const reportUpdate = (/** @type {string} */ _, /** @type {unknown} */ index) => report("recorded_update", index);
  const stepper = createStepper({ start: START, reduce, stageOf: (state) => state, changed: paint, report: reportUpdate, reports: [choice.lookReport], led: false });
  const [transport, saves, pictures] = [createTransport(stepper.dispatch), createSaves(["svg", "png", "csv"], save), createPictures((name) => report("scorer", name))];
  stepper.until(
    listenForKeys(root, stepper),
    watchSize(root, (size) => { width = size; draw(); }),
    watchTheme(root, () => { measure = null; draw(); }),
    speech.stop,
    pictures.dispose,
  );

  /** @param {TrainingData} data */
  function build(data) {
    latest = { ...data, labels: { ...WORDS_OF_TRAINING, ...data.labels } };
    width ||= root.clientWidth;
    stepper.receive(reduce(stepper.state, receiveUpdates(data)));
    const { labels } = latest;
    setAll(root, { "aria-label": `${say(labels, "training")}. ${say(labels, "training_keys")}` });
    for (const part of [transport, saves]) part.build(labels);
    pictures.build(latest);
    draw();
  }

  /** @param {Partial<TrainingData["choices"]>} choices */
  function adopt({ history, recorded_update: update }) {
    if (history !== undefined) choice.adopt(history);
    if (update !== undefined) stepper.adopt({ step: update });
  }

  function drawn() {
    const chosen = latest?.runs.find(({ name }) => name === latest?.chosen);
    if (!latest || !chosen || width === 0) return null;
    measure ??= textMeasure(getComputedStyle(root).fontFamily);
    return { data: latest, chosen, look: choice.look, width, measure };
  }

  function draw() {
    const now = drawn();
    if (now) pictures.draw(now);
    paint();
  }

  function paint() {
    const now = drawn();
    if (!now) return;
    const { state } = stepper;
    headline = headlineOf(now.chosen, state.step, now.data.labels);
    transport.paint(state, null);
    show(now);
    pictures.paint(now, state.step);
    speech.schedule();
  }

  /** @param {import("./pictures.js").Drawn} drawn */
  function show({ data: { labels }, look }) {
    /** @param {"axis" | "draw"} key @param {readonly (HistoryLook["axis"] | HistoryLook["draw"])[]} values */
    const group = (key, values) => html`<div class="gaze-group" role="group" aria-label=${say(labels, key)}>${values.map((value) => html`<button type="button"
      class="gaze-choice" aria-pressed=${look[key] === value} @click=${() => choice.choose({ [key]: value })}>${say(labels, `${key}_${value}`)}</button>`)}</div>`;
    render(html`<div class="gaze-body-grid">${transport.root}
      <div class="gaze-headline"><output class="gaze-update">${headline}</output><div class="gaze-options" data-zone="button">${group("axis", AXES)}${group("draw", DRAWN_AS)}
        <div class="gaze-end-group">${saves.root}</div></div></div>
      ${pictures.root}<div class="gaze-hidden"><p aria-live="polite">${spoken}</p></div></div>`, root);
  }

  /** Has the recorded update and the rows of the chosen run read aloud. */
  function announce() {
    const now = drawn();
    if (!now) return;
    spoken = `${headline}. ${pictures.describe(now.chosen, stepper.state.step)}`;
    show(now);
  }

  /** @param {import("../../kit/picture.js").Format} format */
  function save(format) {
    const now = drawn();
    if (now) saveTraining(root, pictures.pictured(now.chosen), { ...now, headline }, format);
  }

  return /** @satisfies {Part} */ ({ root, build, adopt, paint, dispose: stepper.dispose });
}

/** How the training is drawn, reported to Python once it has settled. @param {ReportToPython} report @param {() => void} changed */
function createChoice(report, changed) {
  let look = readLook("");
  const lookReport = debounce(() => report("history", writeChoices(PARTS.history, look)), LOOK_DELAY);

  /** @param {string} written as in the address */
  function adopt(written) {
    look = readLook(written);
    changed();
  }

  /** @param {Partial<HistoryLook>} change */
  function choose(change) {
    look = { ...look, ...change };
    lookReport.schedule();
    changed();
  }

  return { get look() { return look; }, lookReport, adopt, choose };
}

/**
 * The steps of the state are the recorded updates of the chosen run; those of another family begin where Python says.
 * @param {TrainingData} data @returns {Action}
 */
function receiveUpdates({ family, runs, chosen, choices: { recorded_update: step } }) {
  const steps = runs.find(({ name }) => name === chosen)?.updates.length ?? 0;
  return { type: "receive", text: family, step, steps, lengths: null, sources: 0, heads: 0 };
}

/**
 * @param {string} written as in the address
 * @returns {HistoryLook}
 */
function readLook(written) {
  return /** @type {HistoryLook} */ (readChoices(PARTS.history, written));
}

/**
 * "Update 461 · after 68 s"
 * @param {TrainingRun} run
 * @param {number} at index of the recorded update
 * @param {Record<string, string>} labels
 * @returns {string}
 */
function headlineOf({ updates, seconds }, at, labels) {
  const [unit, x] = timeText(seconds[at]);
  const written = say(labels, "update_time", { x: say(labels, unit, { x }) });
  return `${say(labels, "update", { n: updates[at].toLocaleString("en") })} · ${written}`;
}

// The component that Streamlit mounts: a recorded training, update by update.

export default mountComponent(createTraining, PACKED);
