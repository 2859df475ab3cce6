/** One column for each lane: its title, how far it is, the picture of the chosen sentence, the phases of an update, what it says. */

import { html, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { createPhases } from "./phases.js";
import { createHeatmap } from "./heatmap.js";
import { createSentences } from "./sentences.js";
import { figuresText, progressText, stateText } from "./texts.js";

/**
 * @param {(index: number) => void} choose
 */
export function createLanes(choose) {
  const root = html("div", { class: "gaze-lanes" });
  /** @type {ReturnType<typeof createLane>[]} */
  let lanes = [];

  /** @param {LaneData[]} data @param {Record<string, string>} labels */
  function build(data, labels) {
    lanes = data.map(() => createLane(choose));
    root.replaceChildren(...lanes.map((lane) => lane.root));
    lanes.forEach((lane, i) => lane.build(data[i], labels));
  }

  /** @param {LiveState} state @param {import("./live.js").Look} look */
  function paint(state, look) {
    lanes.forEach((lane, i) => state.lanes[i] && lane.paint(state.lanes[i], state.probe, { ...look, mark: look.lanes[i % look.lanes.length] }));
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}

/**
 * @param {(index: number) => void} choose
 */
function createLane(choose) {
  const [key, title] = [html("i", { class: "gaze-key" }), html("h3")];
  const [figures, status] = ["", " gaze-status"].map((name) => html("p", { class: `gaze-facts-line${name}` }));
  const [progress, computing] = [html("span"), html("span", { class: "gaze-computing" })];
  const [broken, sign] = [html("strong"), html("span")];
  const warning = html("p", { class: "gaze-broken" }, broken, " ", sign);
  const [heatmap, phase, sentences, fixed] = [createHeatmap(), createPhases(), createSentences(choose), html("p", { class: "gaze-facts-line gaze-fixed" })];
  const root = html("article", { class: "gaze-lane" }, html("header", {}, key, title), html("p", { class: "gaze-facts-line" }, progress, " ", computing), figures, status, warning,
    html("div", { class: "gaze-lane-body" }, html("div", {}, heatmap.root, fixed), sentences.root, phase.root));

  /** @param {LaneData} data @param {Record<string, string>} labels */
  function build(data, labels) {
    setText(title, data.title);
    setText(broken, data.broken);
    setText(sign, data.sign);
    setAll(warning, { hidden: !data.broken });
    setText(fixed, data.fixed);
    setText(computing, say(labels, "computing"));
    phase.build(labels);
  }

  /** @param {Lane} lane @param {number} probe @param {import("./live.js").Look & {mark: string}} look */
  function paint(lane, probe, look) {
    key.style.background = look.mark;
    setText(progress, progressText(lane, look.labels));
    setAll(computing, { hidden: !lane.news?.computing });
    setText(figures, figuresText(lane, look.labels));
    setText(status, stateText(lane, look.labels));
    const all = lane.news?.sentences ?? [];
    const shown = all[Math.min(probe, all.length - 1)];
    if (shown) heatmap.paint(shown, lane, { ...look, width: Math.min(root.clientWidth, 360 * look.scale) });
    sentences.paint(all, probe, look.labels);
    phase.paint(lane.news?.phase ?? null, look.labels);
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}
