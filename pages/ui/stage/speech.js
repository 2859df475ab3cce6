/** The text form: what a screen reader says, one line a step. */

import { say } from "./labels.js";
import { weightText } from "./reading.js";

const QUIET = 0.05;
const MOST = 4;

/**
 * One step as text, strongest source pieces first: "love ← 爱 0.91, 我 0.05".
 * @param {Scene} scene
 * @param {number} step
 * @returns {string}
 */
export function readingOf(scene, step) {
  const { labels, source, target } = scene;
  const ranked = scene.weights[step].map((weight, j) => ({ weight, j })).sort((a, b) => b.weight - a.weight);
  const loud = ranked.filter(({ weight }, rank) => rank === 0 || (rank < MOST && weight >= QUIET));
  const items = loud.map(({ weight, j }) =>
    say(labels, "reading_item", { piece: source[j].name, weight: weightText(weight) }));
  return say(labels, "reading", { target: target[step].name, sources: items.join(", ") });
}

/**
 * The line that is announced when the step changes.
 * @param {Scene} scene
 * @param {number} step
 * @param {number} bits
 * @returns {string}
 */
export function announcement(scene, step, bits) {
  const values = { n: step + 1, total: scene.target.length, reading: readingOf(scene, step), x: bits.toFixed(2) };
  return say(scene.labels, "now", values);
}

/**
 * One cell as text: "love ← 爱 · weight 0.914 · score 2.31".
 * @param {Scene} scene
 * @param {number} step
 * @param {number} source
 * @returns {string}
 */
export function cellReading(scene, step, source) {
  const { labels } = scene;
  const score = scene.scores[step][source];
  const pair = say(labels, "reading", { target: scene.target[step].name, sources: scene.source[source].name });
  const weight = say(labels, "weight", { x: scene.weights[step][source].toFixed(3) });
  return [pair, weight, say(labels, "score", { x: score === null ? "−∞" : score.toFixed(2) })].join(" · ");
}
