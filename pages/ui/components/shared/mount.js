/** Mounts components in Streamlit's page. */

import { keepInAddress } from "./address.js";
import { PARAMETERS, writeChoice } from "./choices.js";
import { html } from "./dom.js";
import { PACKED } from "./packed.js";
import { createReportQueue } from "./queue.js";

/** Sent to a parent element when a newer release of the code mounts there: the server was restarted while the page was open. */
const REPLACED = "gaze:replaced";

/**
 * The function that Streamlit calls to mount a component, and again for every change of data, without a cleanup in
 * between: what `create` makes lives as long as its parent element does.
 * @template {object | null} Data
 * @param {(report: ReportToPython) => Component<Data>} create
 */
export function mountComponent(create) {
  /** @type {WeakMap<HTMLElement | ShadowRoot, ReturnType<typeof createInstance<Data>>>} */
  const instances = new WeakMap();
  return (/** @type {ComponentArgs} */ { data, parentElement, setStateValue }) => {
    const instance = instances.get(parentElement) ?? createInstance(create, parentElement);
    instances.set(parentElement, instance);
    instance.take(parseData(data), setStateValue);
    return () => {
      instance.leave();
      instances.delete(parentElement);
    };
  };
}

/**
 * A mounted component. Choices that it reported come back from Python in otherwise equal data, which are not drawn again,
 * so that an element keeps the focus.
 * @template {object | null} Data
 * @param {(report: ReportToPython) => Component<Data>} create
 * @param {HTMLElement | ShadowRoot} parent
 */
function createInstance(create, parent) {
  let drawn = "";
  /** @type {ReportToPython} */
  let setState = () => {};
  const queue = createReportQueue((name, value) => setState(name, value));
  const { root, build, dispose } = create((name, value) => {
    if (name in PARAMETERS) keepInAddress(PARAMETERS[name].param ?? name, writeChoice(PARAMETERS[name], value));
    queue.report(name, value);
  });
  const style = html("style", {}, PACKED.style);
  parent.dispatchEvent(new Event(REPLACED));
  parent.addEventListener(REPLACED, leave);
  parent.append(style, root);

  /** @param {Data & Received} data @param {ReportToPython} to */
  function take(data, to) {
    setState = to;
    const content = JSON.stringify({ ...data, step: null, look: null, drawing: null });
    if (content === drawn) return;
    drawn = content;
    if (root.matches(".gaze")) root.toggleAttribute("data-present", data.present);
    build(data);
  }

  function leave() {
    parent.removeEventListener(REPLACED, leave);
    dispose?.();
    queue.stop();
    style.remove();
    root.remove();
  }

  return { take, leave };
}

/**
 * The data from Python, with the texts in the visitor's language.
 * @param {Uint8Array} json
 */
function parseData(json) {
  const data = JSON.parse(new TextDecoder().decode(json));
  return { ...data, labels: PACKED.words[data.language] };
}
