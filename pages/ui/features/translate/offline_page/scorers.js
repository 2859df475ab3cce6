/** The scoring functions of `seq2seq/attention`, one step of one sentence at a time, and what makes weights of scores. Pure. */

import { dot, linear, sigmoid } from "./tensors.js";

/** @typedef {import("./tensors.js").Tensors} Tensors */
/** @typedef {import("./tensors.js").Tensor} Tensor */
/** The fields of ModelConfig in Python.
 * @typedef {{scorer: string, cell: string, encoder: string, nonlinearity: string, embedding: number, encoder_hidden: number, encoder_layers: number,
 *   bidirectional: boolean, decoder_hidden: number, decoder_layers: number, order: string, input_feeding: boolean, attention: number,
 *   heads: number, window: number, max_length: number, normalizer: string}} ModelConfig */
/** What a step reads: keys, one for each source piece; the number of earlier steps; their last weights, by head.
 * @typedef {{keys: Float32Array[], step: number, weights: number[][]}} Memory */
/** Keys of the states, once for each sentence; and the scores of a query, by head.
 * @typedef {{prepare: (states: Float32Array[]) => Float32Array[], score: (query: Float32Array, memory: Memory) => number[][]}} Scorer */
/** @typedef {(tensor: (name: string) => Tensor, config: ModelConfig) => Scorer} MakeScorer */

const same = (/** @type {Float32Array[]} */ states) => states;
const tanhs = (/** @type {Float32Array} */ values) => values.map(Math.tanh);

/** @param {Float32Array} vector */
function unit(vector) {
  const length = Math.max(Math.sqrt(dot(vector, vector)), 1e-12);
  return vector.map((value) => value / length);
}

/** @param {number} scale @param {Float32Array} query @param {Float32Array[]} keys */
const products = (scale, query, keys) => keys.map((key) => scale * dot(query, key));

/** vᵀ tanh(query + key) for each key. @param {Float32Array} query @param {Float32Array[]} keys @param {Tensor} v */
function hiddenLayer(query, keys, v) {
  return keys.map((key) => dot(v.values, tanhs(key.map((value, i) => value + query[i]))));
}

/** @type {MakeScorer} */
function general(tensor, { decoder_hidden }) {
  const key = tensor("key.weight");
  return {
    prepare: (states) => states.map((state) => linear(key, state).map((value) => value / Math.sqrt(decoder_hidden))),
    score: (query, { keys }) => [products(1, query, keys)],
  };
}

/** @param {number} position @param {number} width sines in the even columns, cosines in the odd ones */
function sinusoid(position, width) {
  return Float32Array.from({ length: width }, (_, i) => {
    const angle = position * Math.exp(-Math.log(10000) * ((i - (i % 2)) / width));
    return i % 2 ? Math.cos(angle) : Math.sin(angle);
  });
}

/** How the last weights (S) are seen by each filter around piece i. @param {Tensor} filters @param {number[]} weights @param {number} at */
function trail(filters, weights, at) {
  const reach = (filters.columns - 1) / 2;
  const seen = Float32Array.from({ length: filters.columns }, (_, i) => weights[at + i - reach] ?? 0);
  return linear(filters, seen);
}

/** @type {Record<string, MakeScorer>} */
export const SCORERS = {
  none: (_, { bidirectional }) => ({
    prepare: same,
    score: (__, { keys }) => (bidirectional ? [keys.length - 1, 0] : [keys.length - 1]).map((end) => keys.map((___, i) => (i === end ? 0 : -Infinity))),
  }),
  uniform: () => ({ prepare: same, score: (_, { keys }) => [keys.map(() => 0)] }),
  dot: () => ({ prepare: same, score: (query, { keys }) => [products(1, query, keys)] }),
  scaled_dot: (tensor, { attention }) => ({
    prepare: (states) => states.map((state) => linear(tensor("key.weight"), state)),
    score: (query, { keys }) => [products(1 / Math.sqrt(attention), linear(tensor("query.weight"), query), keys)],
  }),
  cosine: (tensor) => ({
    prepare: (states) => states.map(unit),
    score: (query, { keys }) => [products(Math.exp(tensor("log_sharpness").values[0]), unit(query), keys)],
  }),
  general,
  additive: (tensor) => ({
    prepare: (states) => states.map((state) => linear(tensor("key.weight"), state, tensor("key.bias"))),
    score: (query, { keys }) => [hiddenLayer(linear(tensor("query.weight"), query), keys, tensor("v.weight"))],
  }),
  concat: (tensor, { decoder_hidden }) => ({
    prepare: (states) => states.map((state) => linear(tensor("joint.weight"), state, undefined, decoder_hidden)),
    score: (query, { keys }) => [hiddenLayer(linear(tensor("joint.weight"), query), keys, tensor("v.weight"))],
  }),
  multi_head: (tensor, { attention, heads }) => {
    const width = attention / heads;
    const slice = (/** @type {Float32Array} */ vector, /** @type {number} */ head) => vector.subarray(head * width, (head + 1) * width);
    return {
      prepare: (states) => states.map((state) => linear(tensor("key.weight"), state)),
      score(query, { keys }) {
        const asked = linear(tensor("query.weight"), query);
        return Array.from({ length: heads }, (_, head) => products(1 / Math.sqrt(width), slice(asked, head), keys.map((key) => slice(key, head))));
      },
    };
  },
  location: (tensor) => ({
    prepare: same,
    score: (query, { keys }) => [[...linear(tensor("position.weight"), query).subarray(0, keys.length)]],
  }),
  sinusoidal: (tensor, { attention }) => ({
    prepare: (states) => states.map((_, i) => linear(tensor("key.weight"), sinusoid(i, attention))),
    score: (query, { keys }) => [products(1 / Math.sqrt(attention), linear(tensor("query.weight"), query), keys)],
  }),
  location_aware: (tensor) => ({
    prepare: (states) => states.map((state) => linear(tensor("key.weight"), state, tensor("key.bias"))),
    score(query, { keys, weights: [last] }) {
      const seen = keys.map((key, at) => {
        const feature = linear(tensor("feature.weight"), trail(tensor("trail.weight"), last, at));
        return key.map((value, i) => value + feature[i]);
      });
      return [hiddenLayer(linear(tensor("query.weight"), query), seen, tensor("v.weight"))];
    },
  }),
  local_m: (tensor, config) => {
    const { prepare, score } = general((name) => tensor(`general.${name}`), config);
    return {
      prepare,
      score(query, memory) {
        const centre = Math.min(memory.step, memory.keys.length - 1);
        return score(query, memory).map((row) => row.map((value, i) => (Math.abs(i - centre) > config.window ? -Infinity : value)));
      },
    };
  },
  local_p: (tensor, config) => {
    const { prepare, score } = general((name) => tensor(`general.${name}`), config);
    return {
      prepare,
      score(query, memory) {
        const share = sigmoid(dot(tensor("v.weight").values, tanhs(linear(tensor("position.weight"), query))));
        const centre = Math.fround((memory.keys.length - 1) * share);
        return score(query, memory).map((row) => row.map((value, i) => {
          const distance = Math.fround(i - centre);
          return Math.abs(distance) > config.window ? -Infinity : value - distance ** 2 / (2 * (config.window / 2) ** 2);
        }));
      },
    };
  },
};

/** The scoring function of a model. @param {Tensors} tensors @param {ModelConfig} config @returns {Scorer} */
export function makeScorer(tensors, config) {
  const tensor = (/** @type {string} */ name) => /** @type {Tensor} */ (tensors.get(`decoder.attention.scorer.${name}`));
  return SCORERS[config.scorer](tensor, config);
}

/** @param {ArrayLike<number>} scores @returns {number[]} */
export function softmax(scores) {
  const values = Array.from(scores);
  const greatest = Math.max(...values);
  const powers = values.map((score) => Math.exp(score - greatest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** The projection onto the simplex: Martins & Astudillo 2016, alg. 1. @param {number[]} scores @returns {number[]} */
export function sparsemax(scores) {
  let [sum, threshold] = [0, 0];
  [...scores].sort((a, b) => b - a).forEach((score, i) => {
    if (1 + (i + 1) * score <= sum + score) return;
    sum += score;
    threshold = (sum - 1) / (i + 1);
  });
  return scores.map((score) => Math.max(score - threshold, 0));
}
