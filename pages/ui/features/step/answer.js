/** From the context to the output: it is joined with the decoder state, every piece gets a score, and one is chosen. */

import { createCandidates } from "../../kit/candidates.js";
import { html, setAll, setText } from "../../kit/dom.js";
import { say } from "../../kit/labels.js";
import { candidateRows, percentText } from "../../kit/reading.js";
import { addsUp } from "../../kit/sums.js";
import { createMixing } from "./mixing.js";
import { createStrip, nameStrip } from "./strip.js";

/**
 * What all other pieces have, as printed: with the percentages printed above it makes 100, or it has a "≈".
 * @param {number[]} shown the probabilities above
 * @param {number} left
 * @returns {string}
 */
export function restText(shown, left) {
  const text = percentText(left);
  return addsUp([...shown.map(percentText), text], "100%") ? text : `≈${(left * 100).toFixed(1)}%`;
}

const JOINED = /** @type {const} */ (["state", "context", "readout"]);

export function createAnswer() {
  const strips = JOINED.map(() => createStrip({ tabindex: 0 }));
  const names = JOINED.map(() => html("dt"));
  const title = html("h3", { class: "gaze-title" });
  const choosing = html("h3", { class: "gaze-title" });
  const list = html("dl", { class: "gaze-joined" }, ...JOINED.flatMap((_, i) => [names[i], html("dd", {}, strips[i].root)]));
  const [mixing, candidates] = [createMixing(), createCandidates()];
  const [rest, spread] = [html("p", { class: "gaze-quiet" }), html("p", { class: "gaze-quiet" })];
  const combination = html("div", { class: "gaze-combination" }, title, list);
  const root = html("div", { class: "gaze-answer" }, combination, mixing.root, html("div", { class: "gaze-choosing" }, choosing, candidates.root, rest, spread));

  /** @param {Drawn} drawn */
  function build({ data, labels }) {
    const transformer = data.explanation.decoder === "transformer";
    setText(title, say(labels, transformer ? "combine_layers" : "combine"));
    setText(choosing, say(labels, "choose"));
    JOINED.forEach((name, i) => setText(names[i], say(labels, transformer && name === "readout" ? "readout_layers" : name)));
    mixing.build({ data, labels });
    candidates.build(/** @type {Scene} */ ({ trace: data.trace, labels }));
  }

  /** @param {Drawn} drawn @param {Moment} moment */
  function paint({ data, labels, ramp, reach }, { step, context, settled }) {
    mixing.paint({ data, labels }, step);
    const { combination: joinPieces, prediction } = data.explanation;
    const values = [joinPieces.states[step], context, joinPieces.readouts[step]];
    strips.forEach((strip, i) => {
      strip.paint(values[i], JOINED[i] === "context" ? reach.states : reach.outcome, ramp);
      nameStrip(strip, names[i].textContent ?? "", values[i], labels);
    });
    candidates.paint(/** @type {Scene} */ ({ trace: data.trace, labels }), step);
    const shown = candidateRows(data.trace, step).map(({ probability }) => probability);
    const beyond = shown.slice(data.trace.candidates[step]?.length ?? 0); // a chosen piece that is none of the likeliest has its bar
    setText(rest, say(labels, "rest", { x: restText(shown, Math.max(0, prediction.rest[step] - (beyond[0] ?? 0))) }));
    setText(spread, say(labels, "spread", { x: prediction.entropy[step].toFixed(2) }));
    setAll(root, { "data-stale": !settled });
  }

  return /** @satisfies {Part} */ ({ root, build, paint });
}
