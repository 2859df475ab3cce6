/** Mounts components in Streamlit's page. */

import { html } from "./dom.js";
import { createExchange, keep } from "./exchange.js";
import { PACKED } from "./packed.js";
import { createReportQueue } from "./queue.js";

/** @typedef {import("./packed.js").Packed} Packed */

/** Sent to a parent element when a newer release of the code mounts there: the server was restarted while the page was open. */
const REPLACED = "gaze:replaced";

/**
 * The function that Streamlit calls to mount a component, and again for every change of data, without a cleanup in
 * between: what `create` makes lives as long as its parent element does.
 * @template {object | null} Data
 * @param {(report: ReportToPython) => Component<Data>} create
 * @param {Packed} own style and words of the component, besides those that all share
 */
export function mountComponent(create, own) {
  /** @type {WeakMap<HTMLElement | ShadowRoot, ReturnType<typeof createInstance<Data>>>} */
  const instances = new WeakMap();
  return (/** @type {ComponentArgs} */ { data, parentElement, setStateValue }) => {
    const instance = instances.get(parentElement) ?? createInstance(create, own, parentElement);
    instances.set(parentElement, instance);
    const { choices = {}, ...content } = parseData(data, own);
    instance.take(content, choices, setStateValue);
    return () => {
      instance.leave();
      instances.delete(parentElement);
    };
  };
}

/**
 * A mounted component. Choices of the server are handed to `adopt`, without drawing anew what has not changed, so that an
 * element keeps the focus.
 * @template {object | null} Data
 * @param {(report: ReportToPython) => Component<Data>} create
 * @param {Packed} own
 * @param {HTMLElement | ShadowRoot} parent
 */
function createInstance(create, own, parent) {
  let drawn = "";
  /** @type {ReportToPython} */
  let setState = () => {};
  /** @type {string[]} */
  let shared = [];
  const queue = createReportQueue((name, value) => {
    if (shared.includes(name)) keep(name, /** @type {unknown[]} */ (value)); // the run that it waited for may have overwritten it
    setState(name, value);
  });
  const exchange = createExchange(queue.report);
  const { root, build, adopt, dispose } = create((name, value) => (shared.includes(name) ? exchange : queue).report(name, value));
  const style = html("style", {}, PACKED.style, own.style);
  parent.dispatchEvent(new Event(REPLACED));
  parent.addEventListener(REPLACED, leave);
  parent.append(style, root);

  /** @param {Data & Received} data @param {HandedOut} handed @param {ReportToPython} to */
  function take(data, handed, to) {
    setState = to;
    shared = Object.keys(handed);
    const news = exchange.receive(handed);
    const content = JSON.stringify(data);
    if (content !== drawn) {
      drawn = content;
      if (root.matches(".gaze")) root.toggleAttribute("data-present", data.present);
      build({ ...data, choices: exchange.choices() });
    }
    if (Object.keys(news).length) adopt?.(news);
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
 * @param {Packed} own
 */
function parseData(json, own) {
  const data = JSON.parse(new TextDecoder().decode(json));
  return { ...data, labels: { ...PACKED.words[data.language], ...own.words[data.language] } };
}
