/** The phases of an update: the loss, the norm of each part's gradient, and how far each part's weights have moved. */

import { html, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { numberText } from "./texts.js";

const PARTS = ["source_embedding", "encoder", "attention", "decoder", "target_embedding", "output"];
const PHASES = ["forward", "backward", "step"];

/**
 */
export function createPhases() {
  const names = PHASES.map(() => html("li"));
  const loss = html("p", { class: "gaze-facts-line" });
  const rows = PARTS.map(() => ({ name: html("th", { scope: "row" }), bar: html("i"), norm: html("td"), move: html("td") }));
  const heads = [html("th"), html("th", { scope: "col" }), html("th", { scope: "col" })];
  const table = html("table", {}, html("tr", {}, ...heads),
    ...rows.map(({ name, bar, norm, move }) => html("tr", {}, name, html("td", {}, html("span", { class: "gaze-bar" }, bar), norm), move)));
  const root = html("div", { class: "gaze-phases" }, html("ol", { class: "gaze-phase-names" }, ...names), loss, table);

  /** @param {Record<string, string>} labels */
  function build(labels) {
    names.forEach((name, i) => setText(name, say(labels, `about_${PHASES[i]}`)));
    rows.forEach(({ name }, i) => setText(name, say(labels, `part_${PARTS[i]}`)));
    setText(heads[1], say(labels, "gradient_norm"));
    setText(heads[2], say(labels, "moved"));
  }

  /** @param {PhaseReport | null} phase @param {Record<string, string>} labels */
  function paint(phase, labels) {
    setAll(root, { hidden: phase === null });
    if (!phase) return;
    names.forEach((name, i) => setAll(name, { "data-done": PHASES.indexOf(phase.name) >= i }));
    setText(loss, lossText(phase, labels));
    setAll(table, { hidden: phase.name === "forward" });
    const most = Math.max(...PARTS.map((part) => phase.gradients[part] ?? 0), 1e-9);
    rows.forEach(({ bar, norm, move }, i) => {
      const gradient = phase.gradients[PARTS[i]];
      bar.style.width = `${(((gradient ?? 0) / most) * 100).toFixed(1)}%`;
      setText(norm, gradient === undefined ? say(labels, "untrained") : numberText(gradient));
      setText(move, phase.name === "step" ? percent(phase.moves[PARTS[i]]) : "");
    });
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * @param {PhaseReport} phase
 * @param {Record<string, string>} labels
 * @returns {string}
 */
function lossText({ loss, norm, factor }, labels) {
  const words = [say(labels, "batch_loss", { x: numberText(loss) })];
  if (norm !== null) words.push(say(labels, "whole_norm", { x: numberText(norm) }));
  if (factor !== null) words.push(factor < 1 ? say(labels, "clipped", { x: numberText(factor) }) : say(labels, "not_clipped"));
  return words.join(" · ");
}

/** @param {number | null | undefined} share @returns {string} */
function percent(share) {
  return share === null || share === undefined ? "–" : `${numberText(share * 100)} %`;
}
