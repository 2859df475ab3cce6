/** The texts for screen readers, one line per step. */

import { say } from "./labels.js";
import { isolate } from "./pieces.js";
import { weightText } from "./reading.js";

const QUIET = 0.05;
const MOST = 4;

/** @param {Record<string, string>} labels @param {Shown} piece @returns {string} its name, with what is to be known of it */
export function fullName(labels, { name, unknown, copied }) {
  const key = copied ? "copied_name" : unknown ? "unknown" : "";
  return key ? say(labels, key, { piece: name }) : name;
}

/** One step as text, strongest source pieces first: "love ← 爱 0.91, 我 0.05". @param {Scene} scene @param {number} step @returns {string} */
export function readingOf({ labels, source, target, weights, fixed }, step) {
  if (fixed) return say(labels, "fixed_reading", { target: isolate(target[step].name) });
  return say(labels, "reading", { target: isolate(fullName(labels, target[step])), sources: heaviestText(labels, source, weights[step]) });
}

/**
 * One source piece over all steps, or the first of them, strongest first: "爱 → love 0.91, you 0.25".
 * @param {Scene} scene
 * @param {number} source
 * @param {number} [revealed] the number of steps, if not all
 * @returns {string}
 */
export function readingBack({ labels, source: pieces, target, weights, fixed }, source, revealed = weights.length) {
  if (fixed) return say(labels, "fixed_about");
  const targets = heaviestText(labels, target, weights.slice(0, revealed).map((row) => row[source]));
  return say(labels, "reading_back", { source: isolate(pieces[source].name), targets });
}

/** @param {Record<string, string>} labels @param {Shown[]} pieces @param {number[]} weights one a piece @returns {string} */
function heaviestText(labels, pieces, weights) {
  const ranked = weights.map((weight, i) => ({ weight, i })).sort((a, b) => b.weight - a.weight);
  const loud = ranked.filter(({ weight }, rank) => rank === 0 || (rank < MOST && weight >= QUIET));
  const items = loud.map(({ weight, i }) =>
    say(labels, "reading_item", { piece: isolate(pieces[i].name), weight: weightText(weight) }));
  return items.join(say(labels, "comma"));
}

/** @param {number | null} score null is minus infinity @returns {string} */
function scoreText(score) {
  return score === null ? "−∞" : score.toFixed(2).replace("-", "−");
}

/**
 * The line that is announced when the step changes.
 * @param {Scene} scene
 * @param {number} step
 * @param {number | null} bits null where a step has no entropy
 * @returns {string}
 */
export function announcement(scene, step, bits) {
  const share = scene.trace.generate?.[step];
  const looked = readingOf(scene, step);
  const reading = share === undefined ? looked : say(scene.labels, "generate_name", { piece: looked, x: weightText(share) });
  const values = { n: step + 1, total: scene.target.length, reading, x: bits?.toFixed(2) ?? "" };
  return say(scene.labels, bits === null ? "fixed_now" : "now", values);
}

/**
 * One cell as text: "love ← 爱 · weight 0.914 · score 2.31". A word of several pieces has no score, nor have weights from elsewhere.
 * @param {Scene} scene @param {number} step @param {number} source @returns {string}
 */
export function cellReading(scene, step, source) {
  const { labels, trace } = scene;
  if (scene.fixed) return readingOf(scene, step);
  const score = scene.scores[step]?.[source];
  const single = (trace.words?.rows[step] ?? 1) * (trace.words?.columns[source] ?? 1) === 1;
  const pair = say(labels, "reading", { target: isolate(scene.target[step].name), sources: isolate(scene.source[source].name) });
  const weight = say(labels, "weight", { x: scene.weights[step][source].toFixed(3) });
  return [pair, weight, ...(single && score !== undefined ? [say(labels, "score", { x: scoreText(score) })] : [])].join(" · ");
}
