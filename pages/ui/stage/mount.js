/** How a component lives in Streamlit's page. */

/** @typedef {(name: string, value: unknown) => void} Report */
/** @typedef {{receive: (data: any, report: Report) => void, dispose: () => void}} Living */

/**
 * The function that Streamlit calls to mount a component, and again for every change of data, without a cleanup in
 * between: what `create` makes lives as long as its parent element does.
 * @param {(parent: HTMLElement | ShadowRoot) => Living} create
 */
export function mounted(create) {
  /** @type {WeakMap<HTMLElement | ShadowRoot, Living>} */
  const living = new WeakMap();
  return (/** @type {ComponentArgs} */ { data, parentElement, setStateValue }) => {
    const one = living.get(parentElement) ?? create(parentElement);
    living.set(parentElement, one);
    one.receive(data, (name, value) => {
      if (name === "step") keepInAddress(Number(value));
      setStateValue(name, value);
    });
    return () => {
      one.dispose();
      living.delete(parentElement);
    };
  };
}

/**
 * Were Python to write the step, each would be an entry of the history, and going back would undo key by key. Here it
 * replaces the present entry. Steps count from 1 where people see them.
 * @param {number} step
 */
function keepInAddress(step) {
  const address = new URL(location.href);
  address.searchParams.set("step", String(step + 1));
  history.replaceState(history.state, "", address);
}
