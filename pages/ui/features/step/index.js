/** The computation of one step of a decoding: its state, the parts that show it, and the input that changes it. */

import { html, pressable, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { listenForKeys, watchTheme, watchWindow } from "../../kit/listening.js";
import { mountComponent } from "../../kit/mount.js";
import { PACKED } from "../../kit/packed.js";
import { isolate, shownPiece, showTranslation } from "../../kit/pieces.js";
import { createStepper, createTransport } from "../../kit/stepper.js";
import { entropyBits } from "../../kit/reading.js";
import { scrollToSight } from "../../kit/scrolling.js";
import { createAnswer, createFixedVector } from "./answer.js";
import { createArithmetic } from "./arithmetic.js";
import { createEncoding } from "./encoding.js";
import { EXPLANATION_WORDS } from "./labels.js";
import { momentOf, prepareSentence } from "./numbers.js";
import { createSettings } from "./settings.js";
import { BEGINNING, reduceDecision, withExplanation } from "./state.js";
import { createValues, rampOf } from "./strip.js";
import { createTable } from "./table.js";

/** The font sizes to try, as shares of the usual one. */
const SHARES = Array.from({ length: 14 }, (_, i) => 0.95 ** i);

/** @typedef {ReturnType<typeof createParts>} Parts */

/** @param {ReportToPython} report */
function createExplanation(report) {
  /** @type {Sheets | null} */
  let lastSheets = null;
  /** @type {Drawn | null} */
  let drawn = null;
  let temperatureChanged = false;
  /** Whether all is as the address says, and whether arithmetic that was opened since has yet to be shown. */
  let [settled, opening] = [false, false];

  const stepper = createStepper({ start: BEGINNING, reduce: reduceDecision, stageOf: ({ stage }) => stage, changed, report });
  const parts = createParts(stepper.dispatch, reportTemperature, report);
  const { root } = parts;
  const fit = () => fitLetters(parts.flow, [parts.table.root, parts.answer.root], root.hasAttribute("data-present"));
  stepper.until(
    listenForKeys(root, stepper),
    watchTheme(root, recolour),
    watchWindow(fit),
    watchPrinting((printing) => { root.classList.toggle("gaze-paper", printing); recolour(); }),
  );

  /** @param {Decision} before */
  function changed(before) {
    const { piece, head, temperature } = stepper.state;
    temperatureChanged ||= temperature !== before.temperature;
    if (piece !== before.piece) opening = settled && piece !== null;
    paint();
    if (piece !== before.piece) report("piece", piece);
    if (head !== before.head) report("head", head);
  }

  /** Reports a changed temperature when its slider is released, since Python then decodes again. */
  function reportTemperature() {
    if (temperatureChanged) report("temperature", stepper.state.temperature);
    temperatureChanged = false;
  }

  /** @param {Sheets | null} sheets */
  function build(sheets) {
    if (!sheets) return;
    const known = sameSheet(sheets, lastSheets) ? drawn : null;
    const data = parseSheets(sheets, known?.data ?? null);
    lastSheets = sheets;
    stepper.receive(withExplanation(stepper.state, data));
    drawn = buildChanged(parts, data, known);
    paint();
    fit();
  }

  /** Paints in the colours of a changed theme. */
  function recolour() {
    if (!drawn) return;
    drawn = { ...drawn, ramp: rampOf(root) };
    for (const part of partsOf(parts, drawn.data).still) part.build(drawn);
    paint();
  }

  /** @param {Partial<ExplanationData["choices"]>} choices */
  function adopt(choices) {
    stepper.adopt(choices);
    settled = true;
  }

  function paint() {
    if (!drawn?.target.length) return;
    paintParts(parts, drawn, stepper.state);
    if (!opening || !parts.arithmetic.root.hasAttribute("data-ready")) return;
    opening = false;
    scrollToSight(parts.arithmetic.root);
  }

  return /** @satisfies {Part} */ ({ root, build, adopt, paint, dispose: stepper.dispose });
}

/**
 * Draws only what has changed, so that an opened row keeps the focus.
 * @param {Parts} parts @param {ExplanationData} data @param {Drawn | null} known what is drawn, if it is of the same sheet
 * @returns {Drawn}
 */
function buildChanged(parts, data, known) {
  const drawn = known ? { ...known, data } : prepareSentence(data, rampOf(parts.root));
  if (known) parts.arithmetic.build(drawn);
  else buildParts(parts, drawn);
  return drawn;
}

/**
 * Puts all parts in their places.
 * @param {(action: Action | Choice) => void} dispatch @param {() => void} reportTemperature called when a slider is released
 * @param {ReportToPython} report
 */
function createParts(dispatch, reportTemperature, report) {
  /** Another matrix has other rows: an opened one is closed. @param {Asked} asked */
  const reportAsked = (asked) => { dispatch({ type: "open", piece: null }); report("asked", asked); };
  const [transport, output] = [createTransport(dispatch), createOutput(dispatch)];
  const settings = createSettings(dispatch, reportTemperature, reportAsked);
  const [table, answer, arithmetic, encoding] = [createTable(dispatch), createAnswer(), createArithmetic(dispatch), createEncoding()];
  const whole = createFixedVector();
  const flow = html("div", { class: "gaze-flow" }, html("div", { class: "gaze-attending" }, whole.root, table.root, arithmetic.root), answer.root);
  const body = html("div", { class: "gaze-body-grid" }, transport.root, output.root, settings.root, flow, encoding.root);
  const root = html("section", { class: "gaze gaze-explanation", tabindex: 0, role: "region" }, body);
  createValues(root);
  return /** @satisfies {Part} */ ({ root, flow, transport, output, settings, whole, table, arithmetic, answer, encoding });
}

/** @param {Parts} parts @param {Drawn} drawn */
function buildParts(parts, drawn) {
  const { root, transport, output, settings, table, arithmetic, answer, encoding } = parts;
  const { labels, data } = drawn;
  const { still, lively } = partsOf(parts, data);
  setAll(root, { "aria-label": `${say(labels, "explanation")}. ${say(labels, "explanation_keys")}` });
  transport.build(labels);
  for (const part of [output, settings, table, arithmetic, ...lively, ...still]) part.build(drawn);
  for (const part of [answer, encoding]) setAll(part.root, { hidden: data.asked !== "source" });
  for (const part of [table, arithmetic]) setAll(part.root, { hidden: Boolean(data.trace.fixed) });
}

/**
 * The parts on what comes before and after the source is asked, which self-attention does not have: those that stand still, and
 * those that a step changes.
 * @param {Parts} parts @param {ExplanationData} data
 */
function partsOf({ whole, answer, encoding }, { asked }) {
  return asked === "source" ? { still: [encoding, whole], lively: [answer] } : { still: [], lively: [] };
}

/** @param {Parts} parts @param {Drawn} drawn @param {Decision} decision */
function paintParts(parts, drawn, decision) {
  const { transport, output, settings, table, arithmetic } = parts;
  const moment = momentOf(drawn.data, decision);
  transport.paint(decision.stage, drawn.data.trace.fixed ? null : entropyBits(moment.columns.weights));
  output.paint(moment.step, drawn.data.reveal);
  if (drawn.data.asked !== "encoder") showTranslation(drawn.data.trace.target.pieces, { ...decision.stage, reveal: drawn.data.reveal });
  settings.paint(drawn, decision);
  table.paint(drawn, moment, decision);
  for (const part of partsOf(parts, drawn.data).lively) part.paint(drawn, moment);
  arithmetic.paint(drawn, moment, decision);
}

/** @param {Sheets} sheets @param {Sheets | null} before @returns {boolean} whether at most the arithmetic differs */
function sameSheet(sheets, before) {
  const content = (/** @type {Sheets | null} */ sheets) => JSON.stringify([sheets?.sheet, sheets?.displayed, sheets?.labels]);
  return content(sheets) === content(before);
}

/** Listens for printing, which needs the colours for white paper in every theme. @param {(printing: boolean) => void} turned @returns {() => void} */
function watchPrinting(turned) {
  const [begin, end] = [() => turned(true), () => turned(false)];
  addEventListener("beforeprint", begin);
  addEventListener("afterprint", end);
  return () => {
    removeEventListener("beforeprint", begin);
    removeEventListener("afterprint", end);
  };
}

/** @param {Sheets} sheets @param {ExplanationData | null} known the parsed data, if the sheet is the same @returns {ExplanationData} */
function parseSheets({ sheet, arithmetic, labels, fixed, languages, ...rest }, known) {
  const { trace, explanation, asking } = known ?? JSON.parse(sheet);
  return { trace: { ...trace, fixed, languages }, explanation, asking, arithmetic: arithmetic && JSON.parse(arithmetic), labels: { ...EXPLANATION_WORDS, ...labels }, ...rest };
}

/**
 * @param {HTMLElement} flow the element that gets the font size
 * @param {HTMLElement[]} parts elements in it that must be visible completely @param {boolean} wall
 */
function fitLetters(flow, parts, wall) {
  for (const share of wall ? SHARES : [1]) {
    flow.style.fontSize = `${share}em`;
    if (parts.every(isWhole)) return;
  }
}

/** @param {HTMLElement} part */
function isWhole(part) {
  return part.getBoundingClientRect().bottom <= innerHeight && part.scrollWidth <= part.clientWidth;
}

/** @param {(action: Action) => void} dispatch */
function createOutput(dispatch) {
  const row = html("div", { class: "gaze-output", role: "group", "data-zone": "button" });
  const part = html("p", { class: "gaze-note gaze-quiet" });
  const root = html("div", { class: "gaze-spoken" }, row, part);
  /** @type {HTMLButtonElement[]} */
  let buttons = [];

  /** @type {Drawn | null} */
  let drawn = null;

  /** @param {Drawn} next */
  function build(next) {
    drawn = next;
    const { data, target, labels } = next;
    const lang = data.trace.languages?.[data.asked === "encoder" ? 0 : 1] || false;
    setAll(row, { "aria-label": say(labels, "output_row") });
    buttons = target.map((piece, step) => {
      const button = pressable({ title: piece.name, tabindex: -1 }, () => dispatch({ type: "step", to: step }), html("bdi", { lang }));
      setText(/** @type {Node} */ (button.firstChild), piece.text);
      return button;
    });
    row.replaceChildren(...buttons);
  }

  /** @param {number} now @param {boolean} reveal whether later pieces are hidden */
  function paint(now, reveal) {
    buttons.forEach((button, step) => {
      button.className = step === now ? "gaze-now" : step > now ? "gaze-later" : "";
      setAll(button, { "aria-current": step === now ? "step" : false, tabindex: step === now ? 0 : -1, hidden: reveal && step > now });
    });
    if (drawn) setText(part, partText(drawn, now));
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/** Which piece of which word a step is; empty for a whole word. @param {Drawn} drawn @param {number} step @returns {string} */
function partText({ data: { parts }, labels }, step) {
  const [word, n, total] = parts[step] ?? ["", 1, 1];
  return total > 1 ? say(labels, "part_of", { n, total, word: isolate(shownPiece(word, false, labels).text) }) : "";
}

export default mountComponent(createExplanation, PACKED);
