/**
 * The component that Streamlit mounts. It is called again for every change of data, without a cleanup in between, so one
 * stage lives as long as its parent element does.
 */

import { createStage } from "./stage.js";

/** @type {WeakMap<HTMLElement | ShadowRoot, ReturnType<typeof createStage>>} */
const stages = new WeakMap();

/**
 * @param {ComponentArgs} args
 * @returns {() => void} cleans up on unmount
 */
export default function ({ data, parentElement, setStateValue }) {
  const stage = stages.get(parentElement) ?? createStage(parentElement);
  stages.set(parentElement, stage);
  stage.receive(data, (step) => {
    keepInAddress(step);
    setStateValue("step", step);
  });
  return () => {
    stage.dispose();
    stages.delete(parentElement);
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
