/** How a component lives in Streamlit's page. */

/** @typedef {(name: string, value: unknown) => void} Report */
/** @typedef {{receive: (data: any, report: Report) => void, dispose: () => void}} Living */

/**
 * What is kept in the address, and how it is written there; null is left out. Steps count from 1 where people see them.
 * @type {Record<string, (value: unknown) => string | null>}
 */
const KEPT = {
  step: (step) => String(Number(step) + 1),
  look: (look) => String(look) || null,
  links: String,
};

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
      if (name in KEPT) keepInAddress(name, KEPT[name](value));
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
 * replaces the present entry.
 * @param {string} name
 * @param {string | null} written
 */
function keepInAddress(name, written) {
  const address = new URL(location.href);
  if (written === null) address.searchParams.delete(name);
  else address.searchParams.set(name, written);
  history.replaceState(history.state, "", address);
}
