/** The computation of one step of a decoding: its state, the parts that show it, and the input that changes it. */

import { createCandidates } from "../../kit/candidates.js";
import { elementOf } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { listenForKeys, watchTheme, watchWindow } from "../../kit/listening.js";
import { html, nothing, render } from "../../kit/lit.js";
import { mountComponent } from "../../kit/mount.js";
import { isolate, shownPiece, showTranslation } from "../../kit/pieces.js";
import { entropyBits } from "../../kit/reading.js";
import { scrollToSight } from "../../kit/scrolling.js";
import { PACKED } from "../../kit/packed.js";
import { createStepper, createTransport } from "../../kit/stepper.js";
import { answer, fixedVector } from "./answer.js";
import { scoreArithmetic } from "./arithmetic.js";
import { createEncoding } from "./encoding.js";
import { EXPLANATION_WORDS } from "./labels.js";
import { inside } from "./inside.js";
import { network } from "./network.js";
import { momentOf, prepareSentence } from "./numbers.js";
import { settings } from "./settings.js";
import { BEGINNING, reduceDecision, withExplanation } from "./state.js";
import { rampOfStrips, showValues } from "./strip.js";
import { attentionTable } from "./table.js";

/** The large parts that were parsed last, by their text: Python sends them again with every step. @type {Map<string, any>} any: each has a type of its own */
const parsed = new Map();
const KEPT = 4;

/** @param {string | null} text */
function parsedOnce(text) {
  if (text === null) return null;
  const value = parsed.get(text) ?? JSON.parse(text);
  parsed.delete(text);
  parsed.set(text, value);
  if (parsed.size > KEPT) parsed.delete(parsed.keys().next().value ?? "");
  return value;
}

/** @type {("temperature" | ConstantName)[]} */
const SLIDERS = ["temperature", "window", "sigma", "beta"];
/** Milliseconds from one source piece to the next when the data run over the source. */
const PER_PIECE = 220;

/** @param {ReportToPython} report */
function createExplanation(report) {
  /** @type {Sheets | null} */
  let lastSheets = null;
  /** @type {Drawn | null} */
  let drawn = null;
  /** What sliders changed and Python does not know yet. @type {Set<"temperature" | ConstantName>} */
  const slid = new Set();
  /** Whether all is as the address says, and whether arithmetic that was opened since has yet to be shown. */
  let [settled, opening] = [false, false];

  const stepper = createStepper({ start: BEGINNING, reduce: reduceDecision, stageOf: ({ stage }) => stage, changed, report });
  const { dispatch } = stepper;
  /** The data run over the source until then, before the first step is played. @type {ReturnType<typeof setTimeout> | undefined} */
  let sweep;
  const [transport, candidates, encoding] = [createTransport(playFromSource), createCandidates(), createEncoding()];
  const root = elementOf(html`<section class="gaze gaze-explanation" tabindex="0" role="region"><div class="gaze-body-grid"></div></section>`);
  const body = /** @type {HTMLElement} */ (root.firstElementChild);
  showValues(root);
  const [begin, end] = [() => showPaper(true), () => showPaper(false)];
  addEventListener("beforeprint", begin);
  addEventListener("afterprint", end);
  stepper.until(
    listenForKeys(root, stepper),
    watchTheme(root, recolour),
    watchWindow(fit),
    () => { clearTimeout(sweep); removeEventListener("beforeprint", begin); removeEventListener("afterprint", end); },
  );

  /** @param {Decision} before */
  function changed(before) {
    const { piece, head, box, position, entry } = stepper.state;
    for (const name of SLIDERS) if (stepper.state[name] !== before[name]) slid.add(name);
    if (piece !== before.piece) opening = settled && piece !== null;
    if (box !== before.box || (entry === null) !== (before.entry === null)) opening = settled && box !== BEGINNING.box;
    paint();
    if (piece !== before.piece) report("piece", piece);
    if (head !== before.head) report("head", head);
    if (box !== before.box) report("box", box);
    if (position !== before.position) report("position", position);
    if (entry !== before.entry) report("entry", entry);
  }

  /** Playing from the first step begins with the source, over which the data run piece by piece. @param {Action} action */
  function playFromSource(action) {
    const { stage } = stepper.state;
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (action.type !== "play" || stage.playing || stage.step > 0 || still || !drawn?.data.network) return dispatch(action);
    clearTimeout(sweep);
    sweep = setTimeout(() => { sweep = undefined; dispatch(action); }, PER_PIECE * (drawn.source.length + 1));
    paint();
  }

  /** Reports what a slider changed when it is released, since Python then decodes again. */
  function reportSliders() {
    for (const name of slid) report(name, stepper.state[name]);
    slid.clear();
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
    const { sheet, arithmetic: opened, box, labels, fixed, languages, ...rest } = sheets;
    const { trace, explanation, asking, network: picture } = known?.data ?? JSON.parse(sheet);
    const data = {
      trace: { ...trace, fixed, languages }, explanation, asking, network: picture, arithmetic: parsedOnce(opened), box: parsedOnce(box),
      labels: { ...EXPLANATION_WORDS, ...labels }, ...rest,
    };
    stepper.receive(withExplanation(stepper.state, data));
    drawn = known ? { ...known, data } : prepareSentence(data, rampOfStrips(root));
    const { labels: words } = data;
    root.setAttribute("aria-label", `${say(words, "explanation")}. ${say(words, "explanation_keys")}`);
    transport.build(words);
    if (!known) candidates.build(data);
    paint();
    fit();
  }

  /** Paints in the colours of a changed theme. */
  function recolour() {
    if (!drawn) return;
    drawn = { ...drawn, ramp: rampOfStrips(root) };
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
    const flow = /** @type {HTMLElement | null} */ (body.querySelector(".gaze-flow"));
    if (!flow) return;
    for (const share of shares) {
      flow.style.fontSize = `${share}em`;
      const parts = [...flow.querySelectorAll(".gaze-attending > .gaze-scroll, .gaze-answer")];
      if (parts.every((part) => part.getBoundingClientRect().bottom <= innerHeight && part.scrollWidth <= part.clientWidth)) return;
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
    if (asked !== "encoder") showTranslation(trace.target.pieces, { ...state.stage, reveal });
    const enclosed = asked === "source" && state.box !== BEGINNING.box;
    root.toggleAttribute("data-enclosed", enclosed);
    render(html`
      ${transport.root}
      ${output(drawn, moment.step, dispatch)}
      ${settings(drawn, state, { dispatch, reportSliders, chooseAsked })}
      ${asked === "source" ? crossing(drawn, moment, enclosed) : attending(drawn, moment)}`, body);
    const worked = opening && body.querySelector(enclosed ? ".gaze-inside[data-ready]" : ".gaze-arithmetic[data-ready]");
    if (!worked) return;
    opening = false;
    scrollToSight(worked);
  }

  /** What comes before and after cross-attention, self-attention does not have. @param {Drawn} drawn @param {Moment} moment @param {boolean} enclosed whether another box is open */
  function crossing(drawn, moment, enclosed) {
    candidates.paint(drawn.data, moment.step);
    encoding.paint(drawn);
    return html`
      ${network(drawn, moment, stepper.state, dispatch, { sweeping: sweep !== undefined, chooseAsked })}
      ${enclosed ? inside(drawn, stepper.state, dispatch) : html`${attending(drawn, moment, answer(drawn, moment, candidates.root))}${encoding.root}`}`;
  }

  /** @param {Drawn} drawn @param {Moment} moment @param {unknown} [after] what follows from it */
  function attending(drawn, moment, after = nothing) {
    const { state } = stepper;
    return html`<div class="gaze-flow">
      <div class="gaze-attending">${drawn.data.trace.fixed ? fixedVector(drawn) : html`${attentionTable(drawn, moment, state, dispatch)}${scoreArithmetic(drawn, moment, state, dispatch)}`}</div>
      ${after}
    </div>`;
  }

  return /** @satisfies {Part} */ ({ root, build, adopt, paint, dispose: stepper.dispose });
}

/** The output pieces in a row, with the current one marked, and which piece of which word it is. @param {Drawn} drawn @param {number} now @param {(action: Action) => void} dispatch */
function output({ data: { trace, asked, reveal, parts }, target, labels }, now, dispatch) {
  const [word, n, total] = parts[now] ?? ["", 1, 1];
  return html`<div class="gaze-spoken">
    <div class="gaze-output" role="group" data-zone="button" aria-label=${say(labels, "output_row")}>${target.map((piece, step) => html`
      <button type="button" title=${piece.name} class=${step === now ? "gaze-now" : step > now ? "gaze-later" : ""} aria-current=${step === now ? "step" : nothing} tabindex=${step === now ? 0 : -1}
        ?hidden=${reveal && step > now} @click=${() => dispatch({ type: "step", to: step })}><bdi lang=${trace.languages?.[asked === "encoder" ? 0 : 1] || nothing}>${piece.text}</bdi></button>`)}</div>
    <p class="gaze-note gaze-quiet">${total > 1 ? say(labels, "part_of", { n, total, word: isolate(shownPiece(word, false, labels).text) }) : ""}</p>
  </div>`;
}

export default mountComponent(createExplanation, PACKED);
