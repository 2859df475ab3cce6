/** Half an update: the loss, the norm of each part's gradient, and how far each part's weights have moved. */

import { html, setAll, setText } from "../components/shared/dom.js";
import { say } from "../components/shared/labels.js";
import { numberText } from "./texts.js";

const PARTS = ["source_embedding", "encoder", "attention", "decoder", "target_embedding", "output"];
const STAGES = ["forward", "backward", "step"];

/**
 */
export function createHalf() {
  const stages = STAGES.map(() => html("li"));
  const loss = html("p", { class: "gaze-facts-line" });
  const rows = PARTS.map(() => ({ name: html("th", { scope: "row" }), bar: html("i"), norm: html("td"), move: html("td") }));
  const heads = [html("th"), html("th", { scope: "col" }), html("th", { scope: "col" })];
  const table = html("table", {}, html("tr", {}, ...heads),
    ...rows.map(({ name, bar, norm, move }) => html("tr", {}, name, html("td", {}, html("span", { class: "gaze-bar" }, bar), norm), move)));
  const root = html("div", { class: "gaze-half" }, html("ol", { class: "gaze-stages" }, ...stages), loss, table);

  /** @param {Record<string, string>} labels */
  function build(labels) {
    stages.forEach((stage, i) => setText(stage, say(labels, `stage_${STAGES[i]}`)));
    rows.forEach(({ name }, i) => setText(name, say(labels, `part_${PARTS[i]}`)));
    setText(heads[1], say(labels, "gradient_norm"));
    setText(heads[2], say(labels, "moved"));
  }

  /** @param {HalfUpdate | null} half @param {Record<string, string>} labels */
  function paint(half, labels) {
    setAll(root, { hidden: half === null });
    if (!half) return;
    stages.forEach((stage, i) => setAll(stage, { "data-done": STAGES.indexOf(half.stage) >= i }));
    setText(loss, lossText(half, labels));
    setAll(table, { hidden: half.stage === "forward" });
    const most = Math.max(...PARTS.map((part) => half.gradients[part] ?? 0), 1e-9);
    rows.forEach(({ bar, norm, move }, i) => {
      const gradient = half.gradients[PARTS[i]];
      bar.style.width = `${(((gradient ?? 0) / most) * 100).toFixed(1)}%`;
      setText(norm, gradient === undefined ? say(labels, "untrained") : numberText(gradient));
      setText(move, half.stage === "step" ? percent(half.moves[PARTS[i]]) : "");
    });
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * @param {HalfUpdate} half
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
