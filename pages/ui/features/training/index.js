/** The page Training: its state, the parts that draw it, and the input that changes it. */

import { PARTS, readChoices, writeChoices } from "../../kit/address.js";
import { html, pressable, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { listenForKeys, watchSize, watchTheme } from "../../kit/listening.js";
import { mountComponent } from "../../kit/mount.js";
import { PACKED } from "../../kit/packed.js";
import { createStepper, createTransport, debounce } from "../../kit/stepper.js";
import { createSaves } from "../../kit/picture.js";
import { textMeasure } from "../../kit/scene.js";
import { reduce, START } from "../../kit/state.js";
import { WORDS_OF_TRAINING } from "./labels.js";
import { createPictures, saveTraining } from "./pictures.js";
import { timeText } from "./timeline.js";

/** Milliseconds without a change before Python gets the look, and before the moment is read aloud. */
const [LOOK_DELAY, SPEECH_DELAY] = [120, 500];

/**
 * @param {ReportToPython} report
 */
export function createTraining(report) {
  /** @type {TrainingData | null} */
  let latest = null;
  let width = 0;
  /** @type {Measure | null} kept, since reading the font makes the browser lay out the page */
  let measure = null;

  const choice = createChoice(report, draw);
  const speech = debounce(() => announce(parts, drawn(), stepper.state), SPEECH_DELAY);
  const reportMoment = (/** @type {string} */ _, /** @type {unknown} */ moment) => report("moment", moment);
  const stepper = createStepper({ start: START, reduce, stageOf: (state) => state, changed: paint, report: reportMoment, reports: [choice.lookReport], led: false });
  const parts = createParts(stepper.dispatch, { choose: choice.choose, chooseRun: (name) => report("scorer", name), save: (format) => save(parts, drawn(), format) });
  const { root, pictures } = parts;
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
    stepper.receive(reduce(stepper.state, receiveMoments(data)));
    buildParts(parts, latest);
    draw();
  }

  /** @param {Partial<TrainingData["choices"]>} choices */
  function adopt({ history, moment }) {
    if (history !== undefined) choice.adopt(history);
    if (moment !== undefined) stepper.adopt({ step: moment });
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
    paintParts(parts, now, stepper.state);
    speech.schedule();
  }

  return /** @satisfies {Part} */ ({ root, build, adopt, paint, dispose: stepper.dispose });
}

/**
 * How the training is drawn, reported to Python once it has settled.
 * @param {ReportToPython} report
 * @param {() => void} changed
 */
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

/** @typedef {ReturnType<typeof createParts>} Parts */

/**
 * @param {Dispatch} dispatch
 * @param {{choose: (change: Partial<HistoryLook>) => void, chooseRun: (name: string) => void,
 *   save: (format: import("../../kit/picture.js").Format) => void}} commands
 */
function createParts(dispatch, { choose, chooseRun, save }) {
  const headline = html("output", { class: "gaze-moment" });
  const [transport, toolbar] = [createTransport(dispatch), createToolbar(choose, save)];
  const pictures = createPictures(chooseRun);
  const live = html("p", { "aria-live": "polite" });
  const root = html("section", { class: "gaze", tabindex: 0, role: "region" },
    html("div", { class: "gaze-body-grid" }, transport.root,
      html("div", { class: "gaze-headline" }, headline, toolbar.root), pictures.root, html("div", { class: "gaze-hidden" }, live)));
  return /** @satisfies {Part} */ ({ root, transport, headline, toolbar, pictures, live });
}

/**
 * @param {Parts} parts
 * @param {TrainingData} data
 * @returns {void}
 */
function buildParts({ root, transport, toolbar, pictures }, data) {
  const { labels } = data;
  setAll(root, { "aria-label": `${say(labels, "training")}. ${say(labels, "training_keys")}` });
  setAll(pictures.others, { "aria-label": say(labels, "others") });
  transport.build(labels);
  toolbar.build(labels);
  pictures.build(data);
}

/**
 * @param {Parts} parts
 * @param {import("./pictures.js").Drawn} drawn
 * @param {StageState} state
 * @returns {void}
 */
function paintParts({ transport, headline, toolbar, pictures }, drawn, state) {
  transport.paint(state, null);
  toolbar.paint(drawn.look);
  setText(headline, headlineOf(drawn.chosen, state.step, drawn.data.labels));
  pictures.paint(drawn, state.step);
}

/**
 * Has the moment and the rows of the chosen run read aloud.
 * @param {Parts} parts
 * @param {import("./pictures.js").Drawn | null} drawn
 * @param {StageState} state
 * @returns {void}
 */
function announce({ live, headline, pictures }, drawn, { step }) {
  if (drawn) setText(live, `${headline.value}. ${pictures.describe(drawn.chosen, step)}`);
}

/**
 * @param {Parts} parts
 * @param {import("./pictures.js").Drawn | null} drawn
 * @param {import("../../kit/picture.js").Format} format
 * @returns {void}
 */
function save({ root, headline, pictures }, drawn, format) {
  if (drawn) saveTraining(root, pictures.pictured(drawn.chosen), { ...drawn, headline: headline.value }, format);
}

/**
 * The steps of the state are the moments of the chosen run; those of another family begin where Python says.
 * @param {TrainingData} data
 * @returns {Action}
 */
function receiveMoments({ family, runs, chosen, choices: { moment } }) {
  const steps = runs.find(({ name }) => name === chosen)?.updates.length ?? 0;
  return { type: "receive", text: family, step: moment, steps, lengths: null, sources: 0, heads: 0 };
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
 * @param {number} moment
 * @param {Record<string, string>} labels
 * @returns {string}
 */
function headlineOf({ updates, seconds }, moment, labels) {
  const [unit, x] = timeText(seconds[moment]);
  const written = say(labels, "moment_time", { x: say(labels, unit, { x }) });
  return `${say(labels, "moment", { n: updates[moment].toLocaleString("en") })} · ${written}`;
}

// The row of choices: the axis of the curves, how the small panels are drawn, and buttons that save files.

const AXES = /** @type {const} */ (["updates", "seconds"]);
const DRAWN_AS = /** @type {const} */ (["matrix", "ribbons"]);

/**
 * @param {(change: Partial<HistoryLook>) => void} choose
 * @param {(format: import("../../kit/picture.js").Format) => void} save
 */
export function createToolbar(choose, save) {
  const axes = AXES.map((axis) => pressable({ class: "gaze-choice" }, () => choose({ axis })));
  const kinds = DRAWN_AS.map((draw) => pressable({ class: "gaze-choice" }, () => choose({ draw })));
  const groups = [axes, kinds].map((buttons) => html("div", { class: "gaze-group", role: "group" }, ...buttons));
  const saves = createSaves(["svg", "png", "csv"], save);
  const root = html("div", { class: "gaze-options", "data-zone": "button" }, ...groups, html("div", { class: "gaze-end-group" }, saves.root));

  /** @param {Record<string, string>} labels */
  function build(labels) {
    saves.build(labels);
    groups.forEach((group, i) => setAll(group, { "aria-label": say(labels, ["axis", "draw"][i]) }));
    axes.forEach((button, i) => setText(button, say(labels, `axis_${AXES[i]}`)));
    kinds.forEach((button, i) => setText(button, say(labels, `draw_${DRAWN_AS[i]}`)));
  }

  /** @param {HistoryLook} look */
  function paint(look) {
    axes.forEach((button, i) => setAll(button, { "aria-pressed": String(AXES[i] === look.axis) }));
    kinds.forEach((button, i) => setAll(button, { "aria-pressed": String(DRAWN_AS[i] === look.draw) }));
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

// The component that Streamlit mounts: a recorded training, moment by moment.

export default mountComponent(createTraining, PACKED);
