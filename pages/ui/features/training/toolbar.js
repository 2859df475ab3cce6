/** The row of choices: the axis of the curves, how the small panels are drawn, and buttons that save files. */

import { html, pressable, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { createSaves } from "../../kit/saves.js";

const AXES = /** @type {const} */ (["updates", "seconds"]);
const DRAWN_AS = /** @type {const} */ (["matrix", "ribbons"]);

/**
 * @param {(change: Partial<HistoryLook>) => void} choose
 * @param {(format: import("../../kit/saves.js").Format) => void} save
 */
export function createToolbar(choose, save) {
  const axes = AXES.map((axis) => pressable({ class: "gaze-choice" }, () => choose({ axis })));
  const kinds = DRAWN_AS.map((draw) => pressable({ class: "gaze-choice" }, () => choose({ draw })));
  const groups = [axes, kinds].map((buttons) => html("div", { class: "gaze-group", role: "group" }, ...buttons));
  const saves = createSaves(["svg", "png", "csv"], save);
  const root = html("div", { class: "gaze-options", "data-zone": "button" }, ...groups, html("div", { class: "gaze-end-group" }, saves.root));

  /** @param {Record<string, string>} labels */
  function build(labels) {
    saves.build(labels);
    groups.forEach((group, i) => setAll(group, { "aria-label": say(labels, ["axis", "draw"][i]) }));
    axes.forEach((button, i) => setText(button, say(labels, `axis_${AXES[i]}`)));
    kinds.forEach((button, i) => setText(button, say(labels, `draw_${DRAWN_AS[i]}`)));
  }

  /** @param {HistoryLook} look */
  function paint(look) {
    axes.forEach((button, i) => setAll(button, { "aria-pressed": String(AXES[i] === look.axis) }));
    kinds.forEach((button, i) => setAll(button, { "aria-pressed": String(DRAWN_AS[i] === look.draw) }));
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}
