/** Scores, weights and context, computed as the library does, so that a slider shows its effect before Python answers. */

/**
 * The columns between the scores of a row and its weights. Softmax: `parts` are exp(shifted), their `total` divides
 * them. Sparsemax: `parts` are the excess of `shifted` over the threshold `total`. A score of null is minus infinity.
 * @param {(number | null)[]} scores
 * @param {number} temperature
 * @param {Normalizer} normalizer
 * @returns {Columns}
 */
export function weighScores(scores, temperature, normalizer) {
  const max = Math.max(...scores.map((score) => score ?? -Infinity));
  const shifted = scores.map((score) => (score === null ? null : (score - max) / temperature));
  if (normalizer === "sparsemax") {
    const total = thresholdOf(shifted.filter((z) => z !== null));
    const parts = shifted.map((z) => (z === null ? 0 : Math.max(0, z - total)));
    return { max, shifted, parts, total, weights: parts };
  }
  const parts = shifted.map((z) => (z === null ? 0 : Math.exp(z)));
  const total = parts.reduce((sum, part) => sum + part, 0);
  return { max, shifted, parts, total, weights: parts.map((part) => part / total) };
}

/**
 * The threshold above which the excesses of the values sum to 1. Martins & Astudillo 2016, algorithm 1.
 * @param {number[]} values
 * @returns {number}
 */
function thresholdOf(values) {
  const ranked = [...values].sort((a, b) => b - a);
  let [sum, threshold] = [0, 0];
  ranked.forEach((value, i) => {
    sum += value;
    if (1 + (i + 1) * value > sum) threshold = (sum - 1) / (i + 1);
  });
  return threshold;
}

/**
 * The contribution of each source piece to the context, (S, E): its state times its weight. Head n weighs the n-th of N equal
 * slices.
 * @param {number[][]} weights (N, S)
 * @param {number[][]} states (S, E)
 * @returns {number[][]}
 */
export function contributionsOf(weights, states) {
  return states.map((state, j) => {
    const slice = state.length / weights.length;
    return state.map((value, e) => value * weights[Math.floor(e / slice)][j]);
  });
}

/**
 * @param {number[][]} contributions (S, E)
 * @returns {number[]} (E,): the context
 */
export function contextOf(contributions) {
  return contributions[0].map((_, e) => contributions.reduce((sum, contribution) => sum + contribution[e], 0));
}

/**
 * The projection of each contribution onto the context, as a share of its length: they sum to 1, and a negative one
 * points the other way. All 0 for a context of 0.
 * @param {number[][]} contributions (S, E)
 * @param {number[]} context (E,)
 * @returns {number[]}
 */
export function alongContext(contributions, context) {
  const square = product(context, context);
  return contributions.map((contribution) => (square > 0 ? product(contribution, context) / square : 0));
}

/**
 * The entries that head n of N mixes.
 * @param {number[]} vector
 * @param {number} head
 * @param {number} heads
 * @returns {number[]}
 */
export function sliceOf(vector, head, heads) {
  const slice = vector.length / heads;
  return heads === 1 ? vector : vector.slice(head * slice, (head + 1) * slice);
}

/**
 * @param {number[]} one
 * @param {number[]} other
 * @returns {number}
 */
function product(one, other) {
  return one.reduce((sum, value, i) => sum + value * other[i], 0);
}

/**
 * The temperature that has the effect of another scale: it turns scores that the model scales by `own` into ones scaled
 * by `wanted`. The same function converts a temperature back into a scale.
 * @param {number} own
 * @param {number} wanted
 * @returns {number}
 */
export function temperatureFor(own, wanted) {
  return own / wanted;
}

/**
 * The temperature at a position of the slider, rounded to four digits, which keep the address short.
 * @param {number} power of 2
 * @returns {number}
 */
export function temperatureAt(power) {
  return Number((2 ** power).toPrecision(4));
}
