/** One step opened up: one state, the parts that show it, and the ways in that change it. */

import { html, setAll } from "../components/shared/dom.js";
import { showTranslation } from "../components/shared/translation.js";
import { say } from "../components/shared/labels.js";
import { listenForKeys, watchTheme, watchWindow } from "../components/shared/listening.js";
import { createStepper } from "../components/shared/player.js";
import { entropyBits } from "../components/shared/reading.js";
import { createTransport } from "../components/shared/transport.js";
import { createAnswer } from "./answer.js";
import { createArithmetic } from "./arithmetic.js";
import { BEGINNING, withExplanation, reduceDecision } from "./decision.js";
import { fitLetters } from "./fit.js";
import { EXPLANATION_WORDS } from "./labels.js";
import { drawnFrom, momentOf } from "./moment.js";
import { createOutput } from "./output.js";
import { rampOf } from "./ramp.js";
import { createSettings } from "./settings.js";
import { createTable } from "./table.js";
import { createValues } from "./values.js";
import { createWhole } from "./whole.js";
import { createEncoding } from "./encoding.js";

/** What is reported where nothing is open. */
const NONE = -1;

/**
 * @param {TellPython} report
 */
export function createExplanation(report) {
  /** @type {Sheets | null} */
  let folded = null;
  /** @type {Drawn | null} */
  let drawn = null;
  let moving = false;

  const stepper = createStepper({ start: BEGINNING, reduce: reduceDecision, stageOf: ({ stage }) => stage, changed, report });
  const parts = createParts(stepper.dispatch, settle);
  const { root } = parts;
  const fit = () => fitLetters(parts.flow, [parts.table.root, parts.answer.root], root.hasAttribute("data-present"));
  stepper.until(
    listenForKeys(root, stepper),
    watchTheme(root, recolour),
    watchWindow(fit),
    watchPaper((printing) => { root.classList.toggle("gaze-paper", printing); recolour(); }),
  );

  /** @param {Decision} before */
  function changed(before) {
    const { piece, head, temperature } = stepper.state;
    moving ||= temperature !== before.temperature;
    paint();
    if (piece !== before.piece) report("piece", piece ?? NONE);
    if (head !== before.head) report("head", head);
  }

  /** A slider was let go: time to decode anew. */
  function settle() {
    if (moving) report("temperature", stepper.state.temperature);
    moving = false;
  }

  /** @param {Sheets | null} sheets */
  function build(sheets) {
    if (!sheets) return;
    const known = sameSheet(sheets, folded) ? drawn : null;
    const data = unfolded(sheets, known?.data ?? null);
    folded = sheets;
    stepper.receive(withExplanation(stepper.state, data), data.step);
    drawn = builtFrom(parts, data, known);
    paint();
    fit();
  }

  /** The theme has changed, or a font has come, which changes nothing here. */
  function recolour() {
    if (!drawn) return;
    drawn = { ...drawn, ramp: rampOf(root) };
    for (const part of [parts.encoding, parts.whole]) part.build(drawn);
    paint();
  }

  function paint() {
    if (drawn?.target.length) paintParts(parts, drawn, stepper.state);
  }

  return /** @satisfies {Part} */ ({ root, build, paint, dispose: stepper.dispose });
}

/** @typedef {ReturnType<typeof createParts>} Parts */

/**
 * Whoever has opened a row keeps the focus on it: only what has changed is drawn anew.
 * @param {Parts} parts
 * @param {ExplanationData} data
 * @param {Drawn | null} known what is drawn of the same sheet
 * @returns {Drawn}
 */
function builtFrom(parts, data, known) {
  const drawn = known ? { ...known, data } : drawnFrom(data, rampOf(parts.root));
  if (known) parts.arithmetic.build(drawn);
  else buildParts(parts, drawn);
  return drawn;
}

/**
 * All parts in their places.
 * @param {(action: Action | Choice) => void} dispatch
 * @param {() => void} settle called when a slider is let go
 */
function createParts(dispatch, settle) {
  const [transport, output, settings] = [createTransport(dispatch), createOutput(dispatch), createSettings(dispatch, settle)];
  const [table, answer, arithmetic, encoding] = [createTable(dispatch), createAnswer(), createArithmetic(dispatch), createEncoding()];
  const whole = createWhole();
  const flow = html("div", { class: "gaze-flow" }, html("div", { class: "gaze-attending" }, whole.root, table.root, arithmetic.root), answer.root);
  const body = html("div", { class: "gaze-body-grid" }, transport.root, output.root, settings.root, flow, encoding.root);
  const root = html("section", { class: "gaze gaze-explanation", tabindex: 0, role: "region" }, body);
  createValues(root);
  return /** @satisfies {Part} */ ({ root, flow, transport, output, settings, whole, table, arithmetic, answer, encoding });
}

/**
 * @param {Parts} parts
 * @param {Drawn} drawn
 * @returns {void}
 */
function buildParts({ root, transport, output, settings, whole, table, arithmetic, answer, encoding }, drawn) {
  const { labels, data } = drawn;
  setAll(root, { "aria-label": `${say(labels, "explanation")}. ${say(labels, "explanation_keys")}` });
  transport.build(labels);
  for (const part of [output, settings, table, answer, arithmetic, encoding, whole]) part.build(drawn);
  for (const part of [table, arithmetic]) setAll(part.root, { hidden: Boolean(data.trace.fixed) });
}

/**
 * @param {Parts} parts
 * @param {Drawn} drawn
 * @param {Decision} decision
 * @returns {void}
 */
function paintParts({ transport, output, settings, table, answer, arithmetic }, drawn, decision) {
  const moment = momentOf(drawn.data, decision);
  transport.paint(decision.stage, drawn.data.trace.fixed ? null : entropyBits(moment.columns.weights));
  output.paint(moment.step, drawn.data.reveal);
  showTranslation(drawn.data.trace.target.pieces, { ...decision.stage, reveal: drawn.data.reveal });
  settings.paint(drawn, decision);
  table.paint(drawn, moment, decision);
  answer.paint(drawn, moment);
  arithmetic.paint(drawn, moment, decision);
}

/**
 * @param {Sheets} sheets
 * @param {Sheets | null} before
 * @returns {boolean} whether nothing but the arithmetic is another one
 */
function sameSheet(sheets, before) {
  const content = (/** @type {Sheets | null} */ sheets) => JSON.stringify([sheets?.sheet, sheets?.displayed, sheets?.labels]);
  return content(sheets) === content(before);
}

/**
 * Paper is white, whatever the theme.
 * @param {(printing: boolean) => void} turned
 * @returns {() => void}
 */
function watchPaper(turned) {
  const [begin, end] = [() => turned(true), () => turned(false)];
  addEventListener("beforeprint", begin);
  addEventListener("afterprint", end);
  return () => {
    removeEventListener("beforeprint", begin);
    removeEventListener("afterprint", end);
  };
}

/**
 * @param {Sheets} sheets
 * @param {ExplanationData | null} known the data of the same sheet
 * @returns {ExplanationData}
 */
function unfolded({ sheet, arithmetic, labels, fixed, ...rest }, known) {
  const { trace, explanation } = known ?? JSON.parse(sheet);
  return { trace: { ...trace, fixed }, explanation, arithmetic: arithmetic && JSON.parse(arithmetic), labels: { ...EXPLANATION_WORDS, ...labels }, ...rest };
}
