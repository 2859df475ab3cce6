/** Slim bars at chips: how an output piece was mixed of generating and copying, how much of a source piece was read before. */

import { setAll, setText, vector } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { readBefore } from "../../kit/mixture.js";
import { weightText } from "../../kit/reading.js";
import { fullName } from "../../kit/speech.js";

/** The thickness of a bar and its distance from the chip, in ems of the chip: numbers and marks stand near by. */
const THICK = 0.2;
const FROM_CHIP = { source: 0.06, target: 0.26 };

/** @typedef {{chip: import("./chips.js").Chip, name: string, fill: (shares: number[]) => void}} Meter */

/**
 * The bars of a scene: the output has them if its model copies, the source if its model knows what was read.
 * @param {Scene} scene
 * @param {RibbonLayout} layout
 * @param {{source: import("./chips.js").Chip[], target: import("./chips.js").Chip[]}} chips
 * @returns {Meter[]} those of the source, which a step fills
 */
export function drawMeters({ trace, source, target, labels }, layout, chips) {
  trace.generate?.forEach((share, i) => {
    const meter = drawMeter(layout, "target", i, chips.target[i], fullName(labels, target[i]), ["gaze-generated", "gaze-pointed"]);
    meter.fill([share, 1 - share]);
    rename(meter, say(labels, "generate_name", { piece: meter.name, x: weightText(share) }));
  });
  if (!trace.covers) return [];
  return chips.source.map((chip, j) => drawMeter(layout, "source", j, chip, fullName(labels, source[j]), ["gaze-covered", "gaze-reread"]));
}

/**
 * A bar on the far side of a chip, away from the ribbons; in a column, below the chip.
 * @param {RibbonLayout} layout
 * @param {"source" | "target"} side
 * @param {number} index
 * @param {import("./chips.js").Chip} chip
 * @param {string} name
 * @param {string[]} looks the classes of its parts, from left to right
 * @returns {Meter}
 */
function drawMeter(layout, side, index, chip, name, looks) {
  const { x, y, width, height } = layout[side][index];
  const { font, flipped } = layout;
  const top = side === "source" && !flipped ? y - font * (FROM_CHIP.source + THICK) : y + height + font * FROM_CHIP[side];
  const box = { y: top, height: font * THICK };
  const parts = looks.map((look) => vector("rect", { class: look, ...box }));
  chip.group.append(vector("g", { class: "gaze-meter" }, vector("rect", { class: "gaze-unfilled", x, width, ...box }), ...parts));

  /** @param {number[]} shares of the width */
  function fill(shares) {
    let from = x;
    parts.forEach((part, k) => {
      setAll(part, { x: from.toFixed(1), width: (shares[k] * width).toFixed(1) });
      from += shares[k] * width;
    });
  }

  return { chip, name, fill };
}

/**
 * Fills the bars of the source with what was read before a step; what was read more than once takes the place of the rest.
 * @param {Meter[]} meters
 * @param {Scene} scene
 * @param {number} step
 * @returns {void}
 */
export function paintMeters(meters, { trace, labels }, step) {
  const read = meters.length ? readBefore(trace.weights, step) : [];
  meters.forEach((meter, j) => {
    const again = Math.min(1, Math.max(0, read[j] - 1));
    meter.fill([Math.min(1, read[j]) - again, again]);
    rename(meter, say(labels, "coverage_name", { piece: meter.name, x: weightText(read[j]) }));
  });
}

/**
 * @param {Meter} meter
 * @param {string} name
 * @returns {void}
 */
function rename({ chip }, name) {
  setAll(chip.group, { "aria-label": name });
  setText(/** @type {Node} */ (chip.group.firstChild), name);
}
