/** One panel: its name and buttons, the translation, the drawing, and the numbers. */

import { html, setAll, setText } from "../../kit/dom.js";
import { withFixed } from "../../kit/fixed.js";
import { say } from "../../kit/labels.js";
import { shownPieces } from "../../kit/pieces.js";
import { shownTarget } from "../../kit/scene.js";
import { readingOf } from "../../kit/speech.js";
import { createFacts } from "./facts.js";
import { createHeading } from "./heading.js";
import { createPlace } from "./place.js";
import { createOutput } from "./output.js";

/**
 * A panel is kept as long as its name is shown; new data fill it in place.
 * @param {PanelData} data
 * @param {Record<string, string>} labels
 * @param {import("./heading.js").HeadingActions} press
 */
export function createPanel({ name, title }, labels, press) {
  let data = /** @type {PanelData} */ ({});
  /** @type {Scene | null} */
  let shown = null;
  /** @type {Scene | null} */
  let brief = null;
  const [heading, output] = [createHeading({ name, title }, labels, press, () => data), createOutput(press.goTo)];
  const [place, facts] = [createPlace(), createFacts(labels)];
  const problem = html("p", { class: "gaze-quiet" });
  const readout = html("p", { class: "gaze-readout" });
  const root = html("article", { class: "gaze-panel", "aria-label": title, "data-name": name }, heading.root);

  /** @param {PanelData} next */
  function build(next) {
    data = next;
    const { trace, runs = [], differs = [] } = next;
    if (runs.length) heading.write(runs);
    shown = trace && sceneOfPanel(trace, labels);
    brief = shown && shortenNames(shown);
    setAll(output.root, { lang: trace?.languages?.[1] || false });
    output.build(trace?.target.pieces ?? [], shown?.target ?? [], differs);
    place.clear();
    setText(problem, next.problem);
    const inside = shown ? [output.root, place.root, readout, facts.root] : [problem];
    if (inside[0].parentNode !== root) root.replaceChildren(heading.root, ...inside);
  }

  /** @param {Look} look @param {string} base */
  function mark(look, base) {
    const large = look.large === name;
    heading.paint(look);
    setAll(root, { "data-base": name === base, "data-large": large, "data-fixed": shown?.fixed ?? false, "data-kept": large || look.pins.includes(name) });
  }

  /** Makes the drawing if there is none yet. A translation that is shorter stays at its last step. @param {number} to @param {Look} look */
  function paint(to, look) {
    const step = Math.min(to, (shown?.target.length ?? 0) - 1);
    if (!place.paint(step, look, () => describePanel(title, brief))) return;
    output.paint(step);
    if (brief) setText(readout, readingOf(brief, step));
  }

  /** @param {[string, string][]} offered @param {string[]} others */
  function offer(offered, others) {
    heading.offer(name, offered.filter(([other]) => other === name || !others.includes(other)));
  }

  /** @returns {import("../../kit/panelpicture.js").Pictured | null} */
  function pictured() {
    const svg = place.root.querySelector("svg");
    return svg && shown && { title, output: output.root.textContent ?? "", fixed: shown.fixed, svg, font: parseFloat(getComputedStyle(svg).fontSize) };
  }

  const { plan } = place;
  return /** @satisfies {Part} */ ({ root, name, title, build, plan, mark, buildFacts: facts.build, paint, offer, pictured, focus: heading.focus, data: () => data, scene: () => shown });
}

/**
 * The scene of a panel: what the readout needs of a trace, with pieces as they are shown.
 * @param {SlimTrace} trace
 * @param {Record<string, string>} labels
 */
function sceneOfPanel(trace, labels) {
  const { source, weights } = trace;
  const scene = /** @type {Scene} */ ({
    labels,
    trace,
    fixed: false,
    source: shownPieces(source.pieces, labels, source.unknown),
    target: shownTarget(trace, labels),
    weights,
  });
  return trace.fixed ? withFixed(scene) : scene;
}

/**
 * Pieces with short names, as a panel has little space.
 * @param {Scene} scene
 * @returns {Scene}
 */
function shortenNames(scene) {
  const marks = (/** @type {Shown[]} */ pieces) => pieces.map((piece) => ({ ...piece, name: piece.end ? say(scene.labels, "end_mark") : piece.text }));
  return { ...scene, source: marks(scene.source), target: marks(scene.target) };
}

/**
 * @param {string} title
 * @param {Scene | null} scene
 * @returns {string} the drawing in words
 */
function describePanel(title, scene) {
  if (!scene) return title;
  const sizes = { steps: scene.target.length, sources: scene.source.length };
  const rows = scene.target.map((_, step) => readingOf(scene, step));
  return `${title}. ${say(scene.labels, "matrix_summary", sizes)}. ${rows.join("; ")}`;
}
