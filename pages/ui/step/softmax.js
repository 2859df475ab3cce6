/** From scores to weights to the context, as the library does it: so that a slider can move them before Python answers. */

/**
 * The columns between the scores of a row and its weights. Softmax: `parts` are exp(shifted), their `total` divides
 * them. Sparsemax: `parts` are what of `shifted` lies above the threshold `total`. A score of null is minus infinity.
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
 * The number above which the values sum to 1. Martins & Astudillo 2016, algorithm 1.
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
 * What each source piece gives to the context, (S, E): its state times its weight. Head n weighs the n-th of N equal
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
 * How far each gift goes along the context, over its length: they sum to 1, and one below 0 pulls the other way. All 0
 * for a context of 0.
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
 * Scaling the scores is a temperature: the one at which scores that the model scales by `own` are as sharp as if it
 * scaled them by `wanted`. It goes both ways.
 * @param {number} own
 * @param {number} wanted
 * @returns {number}
 */
export function temperatureFor(own, wanted) {
  return own / wanted;
}

/**
 * Four digits are enough for a temperature, and read well in an address.
 * @param {number} power of 2
 * @returns {number}
 */
export function temperatureAt(power) {
  return Number((2 ** power).toPrecision(4));
}
