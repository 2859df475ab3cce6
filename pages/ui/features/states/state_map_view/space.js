/** The map of states: one state, the parts that draw it, and the input that changes it. */

import { say } from "../../../kit/labels.js";
import { listenForKeys, watchSize, watchTheme } from "../../../kit/listening.js";
import { createStepper } from "../../../kit/player.js";
import { START, receiveAction, reduce } from "../../../kit/state.js";
import { createSpaceParts } from "./parts.js";

/**
 * @param {ReportToPython} report
 */
export function createSpace(report) {
  /** @type {SpaceData | null} */
  let data = null;
  let opened = 0;

  const stepper = createStepper({ start: START, reduce, stageOf: (state) => state, changed, report });
  const parts = createSpaceParts(dispatch, { now: () => stepper.state, open: (text) => report("open", [text, ++opened]), toggleCloseUp });
  const { root } = parts;
  stepper.until(listenForKeys(root, { dispatch }), watchSize(root, draw), watchTheme(root, draw), parts.dispose);

  /** @param {Action} action */
  function dispatch(action) {
    if (action.type === "leave") parts.look(null);
    stepper.dispatch(action);
  }

  /** @param {StageState} before */
  function changed(before) {
    if (stepper.state.step !== before.step) parts.forget();
    paint();
  }

  /** @param {SpaceData} next */
  function build(next) {
    data = { ...next, close: next.choices.close };
    const { labels, paths } = next;
    stepper.receive(reduce(stepper.state, receiveAction(paths[0].trace, next)));
    root.setAttribute("aria-label", `${say(labels, "space_name")}. ${say(labels, "space_keys")}`);
    parts.forget();
    draw();
  }

  function draw() {
    if (!data || root.clientWidth === 0) return;
    parts.build(data);
    paint();
  }

  function paint() {
    parts.paint(stepper.state);
  }

  /** @param {Partial<SpaceData["choices"]>} choices */
  function adopt({ close, ...choices }) {
    if (close !== undefined) showCloseUp(close);
    stepper.adopt(choices);
  }

  function toggleCloseUp() {
    if (!data) return;
    report("close", !data.close);
    showCloseUp(!data.close);
  }

  /** Switches between the whole map and a close-up of the sentence's own encoder states. @param {boolean} close */
  function showCloseUp(close) {
    if (!data || data.close === close) return;
    data = { ...data, close };
    draw();
  }

  return /** @satisfies {Part} */ ({ root, build, adopt, paint, dispose: stepper.dispose });
}
