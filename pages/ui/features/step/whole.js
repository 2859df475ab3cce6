/** The view for a model without attention: its one vector, the same at every step, and the two states that it consists of. */

import { html, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { isolate } from "../../kit/pieces.js";
import { BEGINNING } from "./decision.js";
import { momentOf } from "./moment.js";
import { sliceOf } from "./softmax.js";
import { createStaticStrip } from "./strip.js";

const HALVES = /** @type {const} */ (["fixed_forward", "fixed_backward"]);

export function createFixedVector() {
  const title = html("h3", { class: "gaze-title" });
  const about = html("p", { class: "gaze-quiet" });
  const list = html("dl", { class: "gaze-joined" });
  const root = html("section", { class: "gaze-whole" }, title, list, about);

  /** @param {Drawn} drawn */
  function build({ data, labels, source, ramp, reach }) {
    setAll(root, { hidden: !data.trace.fixed });
    if (!data.trace.fixed) return;
    const { context } = momentOf(data, BEGINNING);
    const ends = [source[source.length - 1], source[0]];
    const count = data.trace.heads?.weights[0].length ?? 1;
    const halves = HALVES.slice(0, count).map((key, i) =>
      ({ name: say(labels, key, { piece: isolate(ends[i].name) }), values: sliceOf(context, i, count) }));
    setText(title, say(labels, "fixed_vector"));
    setText(about, say(labels, "fixed_about"));
    list.replaceChildren(...[...halves, { name: "c", values: context }].flatMap(({ name, values }) => {
      const strip = createStaticStrip({ tabindex: 0 });
      strip.paint(values, reach.states, ramp);
      return [html("dt", {}, name), html("dd", {}, strip.root)];
    }));
  }

  return /** @satisfies {Part} */ ({ root, build });
}
