/** A translator of one sentence at a time by greedy search: recurrent encoder, attention, recurrent decoder, as `seq2seq/model` has them. Pure. */

import { makeScorer, softmax, sparsemax } from "./scorers.js";
import { bytesOf, joined, linear, readTensors, rowOf, sigmoid } from "./tensors.js";
import { BOS, createTokenizer, EOS, UNK } from "./tokenizer.js";

/** @typedef {import("./tensors.js").Tensor} Tensor */
/** @typedef {import("./scorers.js").ModelConfig} ModelConfig */
/** @typedef {import("./tokenizer.js").TokenizerTables} TokenizerTables */
/** A model as Python writes it: `tensors` is a safetensors file, `steps` the most of a translation.
 * @typedef {{name: string, config: ModelConfig, tensors: string, steps: number}} PackedModel */
/** What all models of a family share. @typedef {{source: TokenizerTables, target: TokenizerTables, languages: [string, string]}} PackedTokenizers */
/** The states of a recurrent layer: what it passes on, and the cell of an LSTM.
 * @typedef {{hidden: Float32Array, cell: Float32Array}} State */
/** One step of a recurrent layer. @typedef {(x: Float32Array, state: State) => State} Layer */

const CANDIDATES = 10;
const END = "</s>";

/** @type {Record<string, (x: Float32Array, h: Float32Array, state: State) => State>} from W x + b, U h + b and the state before */
const CELLS = {
  rnn: (x, h, { cell }) => ({ hidden: x.map((value, i) => Math.tanh(value + h[i])), cell }),
  rnn_relu: (x, h, { cell }) => ({ hidden: x.map((value, i) => Math.max(value + h[i], 0)), cell }),
  gru(x, h, { hidden, cell }) {
    const width = hidden.length;
    const next = hidden.map((before, i) => {
      const [reset, update] = [sigmoid(x[i] + h[i]), sigmoid(x[i + width] + h[i + width])];
      const proposed = Math.tanh(x[i + 2 * width] + reset * h[i + 2 * width]);
      return (1 - update) * proposed + update * before;
    });
    return { hidden: next, cell };
  },
  lstm(x, h, { cell }) {
    const width = cell.length;
    const sum = (/** @type {number} */ i) => x[i] + h[i];
    const next = cell.map((before, i) => sigmoid(sum(i + width)) * before + sigmoid(sum(i)) * Math.tanh(sum(i + 2 * width)));
    return { hidden: next.map((value, i) => sigmoid(sum(i + 3 * width)) * Math.tanh(value)), cell: next };
  },
};

/**
 * A function from a text to its trace, that of greedy search; null for a text without pieces.
 * @param {PackedModel} model @param {PackedTokenizers} tokenizers @returns {(text: string) => Trace | null}
 */
export function createTranslator({ config, tensors: file, steps: most }, { source, target, languages }) {
  const tensors = readTensors(bytesOf(file));
  const [reads, writes] = [createTokenizer(source), createTokenizer(target)];
  const tensor = (/** @type {string} */ name) => /** @type {Tensor} */ (tensors.get(name));
  const scorer = makeScorer(tensors, config);
  const normalize = config.normalizer === "sparsemax" ? sparsemax : softmax;
  const cell = CELLS[config.cell === "rnn" && config.nonlinearity === "relu" ? "rnn_relu" : config.cell];
  const encoderCell = CELLS[encoderRecurrence(config)];
  const embedding = tensor("decoder.embedding.weight");

  /** @param {string} name @param {string} suffix @param {typeof cell} kind @returns {Layer} */
  function layerOf(name, suffix, kind) {
    const [w, u, b, c] = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map((part) => tensor(`${name}.rnn.${part}_${suffix}`));
    return (x, state) => kind(linear(w, x, b), linear(u, state.hidden, c), state);
  }

  const layers = Array.from({ length: config.decoder_layers }, (_, i) => layerOf("decoder", `l${i}`, cell));

  /** @param {number[]} ids @returns {Float32Array[]} a state for each piece */
  function encode(ids) {
    const embedded = ids.map((id) => rowOf(tensor("encoder.embedding.weight"), id));
    const shortcut = tensors.get("encoder.shortcut.weight");
    let states = embedded;
    for (let i = 0; i < config.encoder_layers; i++) {
      const inputs = states;
      const forward = statesOf(layerOf("encoder", `l${i}`, encoderCell), inputs, config.encoder_hidden);
      if (!config.bidirectional) states = forward;
      else {
        const backward = statesOf(layerOf("encoder", `l${i}_reverse`, encoderCell), inputs.toReversed(), config.encoder_hidden).toReversed();
        states = forward.map((state, at) => joined(state, backward[at]));
      }
    }
    return states.map((state, i) => {
      const added = shortcut ? linear(shortcut, embedded[i]) : embedded[i];
      return state.map((value, j) => value + added[j]);
    });
  }

  /** The states of the decoder before the first step. @param {Float32Array[]} values @returns {State[]} */
  function start(values) {
    const [last, half] = [values[values.length - 1], config.encoder_hidden];
    const final = config.bidirectional ? joined(last.subarray(0, half), values[0].subarray(half)) : last;
    const begun = linear(tensor("decoder.bridge.weight"), final, tensor("decoder.bridge.bias")).map(Math.tanh);
    const width = config.decoder_hidden;
    return layers.map((_, i) => ({ hidden: begun.slice(i * width, (i + 1) * width), cell: new Float32Array(width) }));
  }

  /** @param {string} text @returns {Trace | null} */
  return (text) => {
    const whole = reads.encode(text);
    if (!whole.ids.length) return null;
    const room = config.max_length - 1;
    const ids = [...whole.ids.slice(0, room), EOS];
    const values = encode(ids);
    const keys = scorer.prepare(values);
    const [queryFirst, feeds] = [config.order === "attend_first", config.input_feeding];
    let states = start(values);
    /** @type {Float32Array} */
    let readout = new Float32Array(config.embedding);
    let weights = [ids.map(() => 0)];
    /** @type {Step[]} */
    const taken = [];

    const attend = () => {
      const query = states[states.length - 1].hidden;
      const scores = scorer.score(query, { keys, step: taken.length, weights });
      weights = scores.map(normalize);
      return { scores, context: contextOf(weights, values) };
    };
    const advance = (/** @type {Float32Array} */ input) => {
      let x = input;
      states = states.map((state, i) => {
        const next = layers[i](x, state);
        x = next.hidden;
        return next;
      });
    };

    let last = BOS;
    while (taken.length < most && last !== EOS) {
      const piece = rowOf(embedding, last);
      let attended;
      if (queryFirst) {
        attended = attend();
        advance(joined(piece, attended.context));
      } else {
        advance(feeds ? joined(piece, readout) : piece);
        attended = attend();
      }
      const { hidden } = states[states.length - 1];
      readout = linear(tensor("decoder.readout.weight"), joined(hidden, attended.context), tensor("decoder.readout.bias")).map(Math.tanh);
      const logits = linear(embedding, readout, tensor("decoder.output_bias"));
      const best = likeliest(logits, CANDIDATES);
      last = best[0];
      taken.push({ id: last, best, logprobs: logprobsOf(logits, [...best, UNK]), scores: attended.scores, weights });
    }
    return traceOf(text, whole, ids, taken);
  };

  /**
   * @param {string} text @param {import("./tokenizer.js").Encoded} whole @param {number[]} ids those that are read @param {Step[]} taken
   * @returns {Trace}
   */
  function traceOf(text, whole, ids, taken) {
    const room = ids.length - 1;
    const [weights, scores] = [taken.map((step) => meanOf(step.weights)), taken.map((step) => meanOf(step.scores).map(finite))];
    const heads = taken[0].weights.length > 1
      ? { weights: taken.map((step) => step.weights), scores: taken.map((step) => step.scores.map((row) => row.map(finite))) }
      : null;
    const chosen = taken.map((step) => step.id);
    return {
      text,
      source: {
        pieces: [...whole.pieces.slice(0, room), END],
        spans: [],
        unknown: ids.map((id) => id === UNK),
        cut: whole.pieces.slice(room).join(""),
        origin: ids.map((_, i) => i),
        hidden: ids.map(() => false),
      },
      target: { pieces: chosen.map(writes.pieceOf), text: writes.decode(chosen), logprobs: taken.map((step) => step.logprobs[0]) },
      weights,
      scores,
      heads,
      entropy: weights.map((row) => row.reduce((sum, weight) => sum - (weight > 0 ? weight * Math.log2(weight) : 0), 0)),
      candidates: taken.map(({ best, logprobs }) => best.map((id, i) => /** @type {TraceCandidate} */ ([writes.pieceOf(id), logprobs[i]]))),
      unknown: taken.map(({ logprobs }) => logprobs[logprobs.length - 1]),
      request: { search: { unknown: false } },
      words: null,
      fixed: config.scorer === "none",
      languages,
    };
  }
}

/** One step: the chosen id, the likeliest ids with their log-probabilities and that of the unknown piece, scores and weights by head.
 * @typedef {{id: number, best: number[], logprobs: number[], scores: number[][], weights: number[][]}} Step */

/** @param {ModelConfig} config @returns {string} the name of the encoder's cell in CELLS */
function encoderRecurrence({ encoder, cell, nonlinearity }) {
  const name = encoder || cell;
  return name === "rnn" && nonlinearity === "relu" ? "rnn_relu" : name;
}

/** The states of one direction of a layer. @param {Layer} layer @param {Float32Array[]} inputs @param {number} width */
function statesOf(layer, inputs, width) {
  /** @type {State} */
  let state = { hidden: new Float32Array(width), cell: new Float32Array(width) };
  return inputs.map((x) => {
    state = layer(x, state);
    return state.hidden;
  });
}

/** Head n of N mixes the n-th slice of the values. @param {number[][]} weights @param {Float32Array[]} values */
function contextOf(weights, values) {
  const context = new Float32Array(values[0].length);
  const width = context.length / weights.length;
  for (let i = 0; i < context.length; i++) {
    const row = weights[Math.floor(i / width)];
    let sum = 0;
    for (let at = 0; at < values.length; at++) sum += row[at] * values[at][i];
    context[i] = sum;
  }
  return context;
}

/** The ids of the greatest logits that a search may choose, best first. @param {Float32Array} logits @param {number} count */
function likeliest(logits, count) {
  /** @type {number[]} */
  const best = [];
  for (let id = EOS; id < logits.length; id++) {
    if (best.length === count && logits[id] <= logits[best[count - 1]]) continue;
    let place = best.length;
    while (place > 0 && logits[best[place - 1]] < logits[id]) place--;
    best.splice(place, 0, id);
    if (best.length > count) best.pop();
  }
  return best;
}

/** @param {Float32Array} logits @param {number[]} ids @returns {number[]} */
function logprobsOf(logits, ids) {
  const greatest = logits.reduce((a, b) => Math.max(a, b));
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - greatest), 0);
  return ids.map((id) => logits[id] - greatest - Math.log(sum));
}

/** @param {number[][]} rows @returns {number[]} */
function meanOf(rows) {
  return rows[0].map((_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);
}

/** @param {number} score @returns {number | null} null for minus infinity, as JSON has it */
function finite(score) {
  return Number.isFinite(score) ? score : null;
}
