/** How the stage is drawn, as it is written in the address. Pure. */

import { START } from "./state.js";

/**
 * From `view-matrix.head-2.flip-1`; what is not written is as at first. Python has read it before and left nonsense
 * aside. Heads count from 1 where people see them, the least weight is in percent.
 * @param {string} written
 * @returns {Pick<StageState, "view" | "head" | "flip" | "numbers" | "threshold">}
 */
export function readDrawing(written) {
  /** @type {Record<string, string | undefined>} */
  const values = Object.fromEntries(written.split(".").map((part) => part.split("-")));
  return {
    view: /** @type {View | undefined} */ (values.view) ?? START.view,
    head: values.head === undefined ? START.head : Number(values.head) - 1,
    flip: values.flip === undefined ? START.flip : values.flip === "1",
    numbers: values.numbers === undefined ? START.numbers : values.numbers === "1",
    threshold: values.least === undefined ? START.threshold : Number(values.least) / 100,
  };
}

/**
 * All that is not as at first.
 * @param {StageState} state
 * @returns {string}
 */
export function writeDrawing({ view, head, flip, numbers, threshold }) {
  /** @type {[string, string | number | null][]} */
  const parts = [
    ["view", view === START.view ? null : view],
    ["head", head === null ? null : head + 1],
    ["flip", flip === START.flip ? null : Number(flip)],
    ["numbers", numbers === START.numbers ? null : Number(numbers)],
    ["least", threshold === START.threshold ? null : Math.round(threshold * 100)],
  ];
  return parts.filter(([, value]) => value !== null).map(([name, value]) => `${name}-${value}`).join(".");
}
