/** The page Compare: its state, the parts that draw it, and the input that changes it. */

import { listenForKeys, watchSize, watchTheme, watchWindow } from "../../kit/listening.js";
import { debounce, createStepper } from "../../kit/player.js";
import { textMeasure } from "../../kit/scene.js";
import { START, reduce } from "../../kit/state.js";
import { createActions } from "../../kit/actions.js";
import { WORDS_OF_PANELS } from "./labels.js";
import { DEFAULT_LOOK, readLook, writeLook } from "./look.js";
import { arrangeParts, buildParts, createParts, paintParts } from "./parts.js";
import { savePanels } from "./saving.js";

/** Milliseconds without a change before Python gets the look. */
const LOOK_DELAY = 120;
/** Settings that change the drawings, not only their order and marks. */
const DRAWING_SETTINGS = /** @type {const} */ (["draw", "large", "offset"]);

/**
 * @param {ReportToPython} report
 */
export function createPanels(report) {
  /** @type {PanelsData | null} */
  let latest = null;
  let width = 0;
  /** @type {Measure | null} kept, since reading the font makes the browser lay out the page */
  let measure = null;

  const choice = createChoice(report, (redrawn) => (redrawn ? draw() : arrange()));
  /** @type {ReturnType<typeof createActions<PanelsAction>>} */
  const actions = createActions((open) => report("actions", open));
  const stepper = createStepper({ start: START, reduce, stageOf: (state) => state, changed: paint, report, reports: [choice.lookReport] });
  const parts = createParts(stepper.dispatch, { choose: choice.choose, ask: actions.send, link: (links) => report("links", links), save });
  const { root, grid } = parts;
  stepper.until(
    listenForKeys(root, stepper),
    watchSize(root, (size) => { width = size; draw(); }),
    watchTheme(root, () => { measure = null; draw(); }),
    watchWindow(() => { if (latest?.present) draw(); }),
    grid.dispose,
  );

  /** @param {PanelsData} data */
  function build(data) {
    latest = { ...data, labels: { ...WORDS_OF_PANELS, ...data.labels } };
    actions.confirm(data.answered);
    width ||= root.clientWidth;
    stepper.receive(reduce(stepper.state, receiveAll(data)));
    buildParts(parts, latest);
    draw();
    grid.offer(latest);
  }

  /** @param {Partial<PanelsData["choices"]>} choices */
  function adopt({ look, ...choices }) {
    if (look !== undefined) choice.adopt(look);
    stepper.adopt(choices);
  }

  function draw() {
    if (!latest || width === 0) return;
    measure ??= textMeasure(getComputedStyle(root).fontFamily);
    grid.draw({ data: latest, look: choice.look }, width, measure);
    arrange();
  }

  function arrange() {
    if (!latest || !measure) return;
    arrangeParts(parts, { data: latest, look: choice.look }, width, measure);
    paint();
  }

  function paint() {
    if (latest) paintParts(parts, { data: latest, look: choice.look }, stepper.state);
  }

  /** @param {import("./grid.js").Panel[]} panels @param {string} name @param {import("../../kit/saves.js").Format} format */
  function save(panels, name, format) {
    if (latest && measure) savePanels(root, panels, { columns: grid.columns(), measure, caption: latest.caption }, name, format);
  }

  return /** @satisfies {Part} */ ({ root, build, adopt, paint, dispose: stepper.dispose });
}

/**
 * The look of the panels, reported to Python once it has settled.
 * @param {ReportToPython} report
 * @param {(redrawn: boolean) => void} changed
 */
function createChoice(report, changed) {
  let look = DEFAULT_LOOK;
  const lookReport = debounce(() => report("look", writeLook(look)), LOOK_DELAY);

  /** @param {string} written as in the address */
  function adopt(written) {
    show(readLook(written));
  }

  /** @param {(look: Look) => Look} change */
  function choose(change) {
    show(change(look));
    lookReport.schedule();
  }

  /** @param {Look} next */
  function show(next) {
    const redrawn = DRAWING_SETTINGS.some((name) => look[name] !== next[name]);
    look = next;
    changed(redrawn);
  }

  return { get look() { return look; }, lookReport, adopt, choose };
}

/**
 * The steps of the longest translation; the rows of a step are those of the base panel.
 * @param {PanelsData} data
 * @returns {Action}
 */
function receiveAll({ panels, base, opening, choices: { step } }) {
  const steps = Math.max(0, ...panels.map(({ trace }) => trace?.target.pieces.length ?? 0));
  const text = [...new Set(panels.map((panel) => panel.text))].join("\n");
  const lengths = panels.find(({ name }) => name === base)?.trace?.words?.rows ?? null;
  return { type: "receive", text, step, opening, steps, lengths, sources: 0, heads: 0 };
}
