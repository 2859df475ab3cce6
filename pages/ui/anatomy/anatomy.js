/** One step opened up: one state, the parts that show it, and the ways in that change it. */

import { html, setAll } from "../stage/dom.js";
import { say } from "../stage/labels.js";
import { listenForKeys, watchTheme } from "../stage/listening.js";
import { createLife } from "../stage/player.js";
import { entropyBits } from "../stage/reading.js";
import { createTransport } from "../stage/transport.js";
import { createAnswer } from "./answer.js";
import { createArithmetic } from "./arithmetic.js";
import { BEGINNING, adopted, decide } from "./decision.js";
import { WORDS_OF_ANATOMY } from "./labels.js";
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
 * @param {HTMLElement | ShadowRoot} parent
 * @param {import("../stage/mount.js").Report} report
 */
export function createAnatomy(parent, report) {
  let decision = BEGINNING;
  /** @type {AnatomyData | null} */
  let given = null;
  /** @type {Sheets | null} */
  let folded = null;
  /** @type {Drawn | null} */
  let drawn = null;
  let moving = false;

  const [transport, output, settings] = [createTransport(dispatch), createOutput(dispatch), createSettings(dispatch, settle)];
  const [table, answer, arithmetic, encoding] = [createTable(dispatch), createAnswer(), createArithmetic(dispatch), createEncoding()];
  const whole = createWhole();
  const flow = html("div", { class: "gaze-flow" }, html("div", { class: "gaze-attending" }, whole.root, table.root, arithmetic.root), answer.root);
  const body = html("div", { class: "gaze-body-grid" }, transport.root, output.root, settings.root, flow, encoding.root);
  const root = html("section", { class: "gaze gaze-anatomy", tabindex: 0, role: "region" }, body);
  createValues(root);
  const { player, reporter, received, dispose } = createLife(parent, root, { dispatch, report }, [
    listenForKeys(root, { dispatch }),
    watchTheme(root, recolour),
    watchPaper((printing) => { root.classList.toggle("gaze-paper", printing); recolour(); }),
  ]);

  /** @param {Action | Choice} action */
  function dispatch(action) {
    const before = decision;
    decision = decide(before, action);
    if (decision === before) return;
    moving ||= decision.temperature !== before.temperature;
    player.follow(decision.stage);
    reporter.follow(before.stage, decision.stage);
    paint();
    if (decision.piece !== before.piece) report("piece", decision.piece ?? NONE);
    if (decision.head !== before.head) report("head", decision.head);
  }

  /** A slider was let go: time to decode anew. */
  function settle() {
    if (moving) report("temperature", decision.temperature);
    moving = false;
  }

  /** @param {Sheets | null} sheets */
  function receive(sheets) {
    if (!sheets) return;
    const looks = (/** @type {Sheets | null} */ each) => JSON.stringify([each?.sheet, each?.told, each?.labels]);
    const same = looks(sheets) === looks(folded);
    const data = unfolded(sheets, same ? given : null);
    [folded, given] = [sheets, data];
    decision = adopted(decision, data);
    received(decision.stage, data.step);
    setAll(root, { "aria-label": `${say(data.labels, "anatomy")}. ${say(data.labels, "anatomy_keys")}` });
    transport.label(data.labels);
    // Whoever has opened a row keeps the focus on it: only what has changed is drawn anew.
    if (same && drawn) explain(data);
    else draw();
  }

  /** The same sentence with another arithmetic. @param {AnatomyData} data */
  function explain(data) {
    drawn = drawn && { ...drawn, data };
    if (drawn) arithmetic.build(drawn);
    paint();
  }

  function draw() {
    if (!given) return;
    drawn = drawnFrom(given, rampOf(root));
    for (const part of [output, settings, table, answer, arithmetic, encoding]) part.build(drawn);
    for (const part of [table, arithmetic]) setAll(part.root, { hidden: Boolean(given.trace.fixed) });
    whole.build(drawn);
    paint();
  }

  /** The theme has changed, or a font has come, which changes nothing here. */
  function recolour() {
    if (!drawn) return;
    drawn = { ...drawn, ramp: rampOf(root) };
    encoding.build(drawn);
    whole.build(drawn);
    paint();
  }

  function paint() {
    if (!drawn || drawn.target.length === 0) return;
    const moment = momentOf(drawn.data, decision);
    transport.paint(decision.stage, drawn.data.trace.fixed ? null : entropyBits(moment.columns.weights));
    output.paint(moment.step);
    settings.paint(drawn, decision);
    table.paint(drawn, moment, decision);
    answer.paint(drawn, moment);
    arithmetic.paint(drawn, moment, decision);
  }

  return { receive, dispose };
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
 * @param {AnatomyData | null} known the data of the same sheet
 * @returns {AnatomyData}
 */
function unfolded({ sheet, arithmetic, labels, fixed, ...rest }, known) {
  const { trace, anatomy } = known ?? JSON.parse(sheet);
  return { trace: { ...trace, fixed }, anatomy, arithmetic: arithmetic && JSON.parse(arithmetic), labels: { ...WORDS_OF_ANATOMY, ...labels }, ...rest };
}
