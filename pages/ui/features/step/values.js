/** The readout of a strip: the number under the pointer, or the one chosen with the up and down keys. */

import { html, setAll, setText } from "../../kit/dom.js";
import { numberText } from "./numbers.js";
import { valueAt, widthOf } from "./strip.js";

/**
 * @param {HTMLElement} root
 */
export function createValues(root) {
  const tip = html("output", { class: "gaze-tip", hidden: true });
  root.append(tip);
  let reached = 0;

  /** @param {Element} strip @param {number} share of its width */
  function show(strip, share) {
    const entry = valueAt(strip, share);
    if (!entry) return hide();
    setText(tip, `[${entry.index + 1}] ${numberText(entry.value, 3)}`);
    setAll(tip, { hidden: false });
    const [frame, box] = [root.getBoundingClientRect(), strip.getBoundingClientRect()];
    const left = Math.min(box.left - frame.left + share * box.width, frame.width - 80);
    tip.style.transform = `translate(${left}px, ${box.top - frame.top - 30}px)`;
  }

  function hide() {
    setAll(tip, { hidden: true });
  }

  /** @param {Event} event */
  const stripOf = (event) => /** @type {Element} */ (event.target).closest(".gaze-strip");
  root.addEventListener("pointermove", (event) => {
    const strip = stripOf(event);
    if (!strip) return hide();
    const box = strip.getBoundingClientRect();
    show(strip, Math.min(0.9999, (event.clientX - box.left) / box.width));
  });
  root.addEventListener("pointerleave", hide);
  root.addEventListener("focusin", (event) => {
    const strip = stripOf(event);
    reached = 0;
    if (strip) look(strip, 0);
    else hide();
  });
  root.addEventListener("focusout", hide);
  root.addEventListener("keydown", (event) => {
    const strip = stripOf(event);
    const by = ["ArrowUp", "ArrowDown"].indexOf(event.key) * 2 - 1;
    if (!strip || by === -3) return;
    event.preventDefault();
    look(strip, by);
  });

  /** @param {Element} strip @param {number} by */
  function look(strip, by) {
    const width = widthOf(strip);
    reached = Math.max(0, Math.min(width - 1, reached + by));
    show(strip, (reached + 0.5) / width);
  }

  return { hide };
}
