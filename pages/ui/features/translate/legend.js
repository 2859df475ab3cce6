/** What the marks mean that only some models have: generated, copied, read before. */

import { html, setAll } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";

/** Class of a mark → the label that explains it. */
const OF_COPYING = { "gaze-generated": "legend_generated", "gaze-pointed": "legend_copied", "gaze-copied-piece": "legend_piece" };
const OF_COVERAGE = { "gaze-covered": "legend_read", "gaze-reread": "legend_reread" };

export function createLegend() {
  const root = html("ul", { class: "gaze-legend gaze-quiet" });

  /** @param {Scene} scene */
  function build({ trace, labels }) {
    const marks = { ...(trace.generate ? OF_COPYING : {}), ...(trace.covers ? OF_COVERAGE : {}) };
    root.replaceChildren(...Object.entries(marks).map(([mark, label]) =>
      html("li", {}, html("i", { class: mark, "aria-hidden": "true" }), say(labels, label))));
    setAll(root, { hidden: root.childElementCount === 0 });
  }

  return /** @satisfies {Part} */ ({ root, build });
}
