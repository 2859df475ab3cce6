/** The computation of one step of a decoding: its state, the parts that show it, and the input that changes it. */

import { html, pressable, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { listenForKeys, watchTheme, watchWindow } from "../../kit/listening.js";
import { mountComponent } from "../../kit/mount.js";
import { isolate, shownPiece, showTranslation } from "../../kit/pieces.js";
import { entropyBits } from "../../kit/reading.js";
import { scrollToSight } from "../../kit/scrolling.js";
import { PACKED } from "../../kit/packed.js";
import { createStepper, createTransport } from "../../kit/stepper.js";
import { createAnswer, createFixedVector } from "./answer.js";
import { createArithmetic } from "./arithmetic.js";
import { createEncoding } from "./encoding.js";
import { EXPLANATION_WORDS } from "./labels.js";
import { momentOf, prepareSentence } from "./numbers.js";
import { createSettings } from "./settings.js";
import { BEGINNING, reduceDecision, withExplanation } from "./state.js";
import { rampOf, showValues } from "./strip.js";
import { createTable } from "./table.js";

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
  const { dispatch } = stepper;
  const [transport, output, settings] = [createTransport(dispatch), createOutput(dispatch), createSettings(dispatch, reportTemperature, chooseAsked)];
  const [table, arithmetic, whole] = [createTable(dispatch), createArithmetic(dispatch), createFixedVector()];
  const [answer, encoding] = [createAnswer(), createEncoding()];
  const flow = html("div", { class: "gaze-flow" }, html("div", { class: "gaze-attending" }, whole.root, table.root, arithmetic.root), answer.root);
  const body = html("div", { class: "gaze-body-grid" }, transport.root, output.root, settings.root, flow, encoding.root);
  const root = html("section", { class: "gaze gaze-explanation", tabindex: 0, role: "region" }, body);
  showValues(root);
  const [begin, end] = [() => showPaper(true), () => showPaper(false)];
  addEventListener("beforeprint", begin);
  addEventListener("afterprint", end);
  stepper.until(
    listenForKeys(root, stepper),
    watchTheme(root, recolour),
    watchWindow(fit),
    () => { removeEventListener("beforeprint", begin); removeEventListener("afterprint", end); },
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

  /** Another attention type has other rows, so the opened one is closed. @param {Asked} asked */
  function chooseAsked(asked) {
    dispatch({ type: "open", piece: null });
    report("asked", asked);
  }

  /** Parses what is new, and draws only what has changed, so that an opened row keeps the focus. @param {Sheets | null} sheets */
  function build(sheets) {
    if (!sheets) return;
    const content = (/** @type {Sheets | null} */ of) => JSON.stringify([of?.sheet, of?.displayed, of?.labels]);
    const known = content(sheets) === content(lastSheets) ? drawn : null; // at most the arithmetic differs
    lastSheets = sheets;
    const { sheet, arithmetic: opened, labels, fixed, languages, ...rest } = sheets;
    const { trace, explanation, asking } = known?.data ?? JSON.parse(sheet);
    const data = {
      trace: { ...trace, fixed, languages }, explanation, asking, arithmetic: opened && JSON.parse(opened),
      labels: { ...EXPLANATION_WORDS, ...labels }, ...rest,
    };
    stepper.receive(withExplanation(stepper.state, data));
    drawn = known ? { ...known, data } : prepareSentence(data, rampOf(root));
    if (known) arithmetic.build(drawn);
    else buildAll(drawn);
    paint();
    fit();
  }

  /** @param {Drawn} now */
  function buildAll(now) {
    const { labels, data } = now;
    setAll(root, { "aria-label": `${say(labels, "explanation")}. ${say(labels, "explanation_keys")}` });
    transport.build(labels);
    for (const part of [output, settings, table, arithmetic]) part.build(now);
    // What comes before and after cross-attention, self-attention does not have.
    if (data.asked === "source") for (const part of [answer, encoding, whole]) part.build(now);
    for (const part of [answer, encoding]) setAll(part.root, { hidden: data.asked !== "source" });
    for (const part of [table, arithmetic]) setAll(part.root, { hidden: Boolean(data.trace.fixed) });
  }

  /** Paints in the colours of a changed theme. */
  function recolour() {
    if (!drawn) return;
    drawn = { ...drawn, ramp: rampOf(root) };
    if (drawn.data.asked === "source") for (const part of [encoding, whole]) part.build(drawn);
    paint();
  }

  /** In the colours for white paper, in every theme. @param {boolean} printing */
  function showPaper(printing) {
    root.classList.toggle("gaze-paper", printing);
    recolour();
  }

  /** For presenting: the largest font size at which the table and the answer fit in the window. */
  function fit() {
    const shares = root.hasAttribute("data-present") ? Array.from({ length: 14 }, (_, i) => 0.95 ** i) : [1];
    for (const share of shares) {
      flow.style.fontSize = `${share}em`;
      if ([table, answer].every(({ root: part }) => part.getBoundingClientRect().bottom <= innerHeight && part.scrollWidth <= part.clientWidth)) return;
    }
  }

  /** @param {Partial<ExplanationData["choices"]>} choices */
  function adopt(choices) {
    stepper.adopt(choices);
    settled = true;
  }

  function paint() {
    if (!drawn?.target.length) return;
    const { state } = stepper;
    const { trace, reveal, asked } = drawn.data;
    const moment = momentOf(drawn.data, state);
    transport.paint(state.stage, trace.fixed ? null : entropyBits(moment.columns.weights));
    output.paint(moment.step, reveal);
    if (asked !== "encoder") showTranslation(trace.target.pieces, { ...state.stage, reveal });
    settings.paint(drawn, state);
    table.paint(drawn, moment, state);
    if (asked === "source") answer.paint(drawn, moment);
    arithmetic.paint(drawn, moment, state);
    if (!opening || !arithmetic.root.hasAttribute("data-ready")) return;
    opening = false;
    scrollToSight(arithmetic.root);
  }

  return /** @satisfies {Part} */ ({ root, build, adopt, paint, dispose: stepper.dispose });
}

/** The output pieces in a row, with the current one marked, and which piece of which word it is. @param {(action: Action) => void} dispatch */
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
    const [word, n, total] = drawn?.data.parts[now] ?? ["", 1, 1];
    setText(part, drawn && total > 1 ? say(drawn.labels, "part_of", { n, total, word: isolate(shownPiece(word, false, drawn.labels).text) }) : "");
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

export default mountComponent(createExplanation, PACKED);
