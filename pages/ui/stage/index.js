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
  stage.receive(data, (step) => setStateValue("step", step));
  return () => {
    stage.dispose();
    stages.delete(parentElement);
  };
}
