/** The place of a panel's drawing: it has its final height at once, and is drawn when first painted. */

import { html, setAll } from "../../kit/dom.js";

export function createPlace() {
  const root = html("div", { class: "gaze-place" });
  /** @type {(() => Drawing) | null} */
  let planned = null;
  /** @type {Drawing | null} */
  let drawing = null;
  let paintedStep = -1;
  /** @type {Look | null} */
  let paintedLook = null;

  function clear() {
    [planned, drawing, paintedStep] = [null, null, -1];
  }

  /** @param {DrawingPlan} drawn */
  function plan({ height, make }) {
    [planned, drawing] = [make, null];
    root.style.height = `${height}px`;
  }

  /** @param {number} step @param {Look} look @param {() => string} describe @returns {boolean} whether anything changed */
  function paint(step, look, describe) {
    if (!planned && step === paintedStep && look === paintedLook) return false;
    if (planned) {
      drawing = planned();
      setAll(drawing.root, { "aria-label": describe() });
      root.replaceChildren(drawing.root);
    }
    [planned, paintedLook, paintedStep] = [null, look, step];
    drawing?.paint(step, look);
    return true;
  }

  return /** @satisfies {Part} */ ({ root, plan, clear, paint });
}
