"""The decoder worked out in plain numpy: its layers, what it makes of state and context, and the prediction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from seq2seq.analysis.recurrence import CELLS, CellState, LayerWeights, sigmoid
from seq2seq.analysis.step_explainer.encoder import (
    EncodedSource,
    Parts,
    SelfAttended,
    add_positions,
    affine,
    feed_forward,
    layer_norm,
    layer_weights,
    projected,
    self_attend,
)
from seq2seq.config.arrays import Array
from seq2seq.text.special_ids import UNK
from seq2seq.text.tokenizer import LEAST
from seq2seq.trace.trace import DecodeTrace, entropy

BEGIN = "<s>"
"""The input of the decoder before its first piece."""


@dataclass(frozen=True, eq=False)
class Combination:
    """tanh(W_s s + W_c c + b) at each step. states (T, H) and from_state = W_s s (T, D); from_context = W_c c (T, D);
    bias (D,); readouts (T, D). inputs (T, D): the embeddings of the decoder's input pieces.
    Luong, Pham & Manning 2015, eq. 5.

    Of a Transformer, s + c of the last layer, which the feed-forward part and the norm make a readout of."""

    inputs: Array
    states: Array
    from_state: Array
    from_context: Array
    bias: Array
    readouts: Array


@dataclass(frozen=True)
class ScoredCandidate:
    """A candidate for the next piece, with its logit and its probability."""

    piece: str
    logit: float
    prob: float


@dataclass(frozen=True, eq=False)
class Prediction:
    """logits = readout · embedding of each piece + its bias. logprobs (T,) of the chosen pieces, natural logarithm.

    candidates: those of the trace at each step. entropy (T,) in bits, of the distribution over all pieces; mass (T,):
    the total probability of the candidates; rest (T,) = 1 - mass: that of all other pieces."""

    logprobs: Array
    candidates: tuple[tuple[ScoredCandidate, ...], ...]
    entropy: Array
    mass: Array

    @property
    def rest(self) -> Array:
        return np.maximum(1 - self.mass, 0)


def combine(parts: Parts, reading: EncodedSource, contexts: Array, pieces: Sequence[str]) -> Combination:
    """Run the decoder's recurrence and readout over all steps, given their contexts (T, E) and the output `pieces`."""
    parameters, inputs = parts.under("decoder."), embed_inputs(parts, pieces)
    state_weights, context_weights = np.split(
        parameters["readout.weight"].astype(float), [parts.config.decoder_hidden], axis=1
    )
    from_context, bias = contexts @ context_weights.T, parameters["readout.bias"]
    # The initial states of the decoder's layers, the slices of tanh(W final + b)
    bridge = parts.under("decoder.bridge.")
    start = np.tanh(bridge["weight"] @ reading.final + bridge["bias"])
    layers, weights = (
        [CellState.start(layer) for layer in np.split(start, parts.config.decoder_layers)],
        _layer_weights(parts),
    )
    readout, states, readouts = np.zeros(parts.config.embedding), [], []
    for x, context, context_term in zip(inputs, contexts, from_context, strict=True):
        below = {"attend_first": [x, context], "rnn_first": [x, readout] if parts.config.input_feeding else [x]}
        layers = _advance(parts, np.concatenate(below[parts.config.order]), layers, weights)
        states.append(layers[-1].hidden)
        readout = np.tanh(state_weights @ states[-1] + context_term + bias)
        readouts.append(readout)
    return Combination(
        inputs, np.array(states), np.array(states) @ state_weights.T, from_context, bias, np.array(readouts)
    )


def embed_inputs(parts: Parts, pieces: Sequence[str]) -> Array:
    """(T, embedding): the embeddings of what the steps read, the beginning and all output pieces but the last."""
    index = {piece: i for i, piece in enumerate(parts.vocabulary)}
    rows = [index.get(piece, UNK) for piece in (BEGIN, *pieces[:-1])]
    return parts.parameters["decoder.embedding.weight"][rows].astype(float)


def generate(parts: Parts, contexts: Array, combination: Combination) -> Array:
    """(T,): σ(w · [c; s; x] + b), the probability to generate. See, Liu & Manning 2017, eq. 8."""
    gate = parts.under("decoder.pointer.gate.")
    joined = np.concatenate([contexts, combination.states, combination.inputs], axis=1)
    return sigmoid(joined @ gate["weight"][0].astype(float) + gate["bias"])


def predict(
    parts: Parts, combination: Combination, generated: Array | None, weights: Array, trace: DecodeTrace
) -> Prediction:
    """The distribution over all pieces at each step: entropy, candidates of the trace, and chosen pieces. `generated`
    (T,) is the probability to generate, None for a decoder that does not copy; weights (T, S) are means over heads."""
    # The id of each piece that can be said, pieces of the source included
    index = dict(zip(trace.source.pieces, parts.copies, strict=False)) | {
        piece: i for i, piece in enumerate(parts.vocabulary)
    }
    parameters = parts.under("decoder.")
    readouts = combination.readouts.astype(np.float32)  # the precision of the embedding, the largest matrix
    logits = (readouts @ parameters["embedding.weight"].T + parameters["output_bias"]).astype(float)  # (T, V)
    if generated is not None:
        logits = _mix(logits, generated, weights[:, : len(parts.copies)], parts.copies)
    logprobs = _log_softmax(logits)
    probs = np.exp(logprobs)
    candidates = tuple(
        tuple(ScoredCandidate(c.piece, float(row[index[c.piece]]), float(prob[index[c.piece]])) for c in step)
        for row, prob, step in zip(logits, probs, trace.candidates, strict=True)
    )
    chosen = logprobs[range(len(trace)), [index[piece] for piece in trace.pieces]]
    mass = np.array([sum(candidate.prob for candidate in step) for step in candidates])
    return Prediction(chosen, candidates, entropy(probs), mass)


def _log_softmax(logits: Array) -> Array:
    top = logits.max(axis=1, keepdims=True)
    return logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True))


def _mix(logits: Array, generated: Array, weights: Array, copies: Sequence[int]) -> Array:
    """logits (T, V), weights (T, S) → log-probabilities (T, V + S) of the extended vocabulary: p_gen P(w) + (1 - p_gen)
    times the weights where the source has w. See, Liu & Manning 2017, eq. 9."""
    probs = np.pad(generated[:, None] * np.exp(_log_softmax(logits)), ((0, 0), (0, len(copies))))
    for place, piece in enumerate(copies):
        probs[:, piece] += (1 - generated) * weights[:, place]
    return np.log(np.maximum(probs, LEAST))


def _layer_weights(parts: Parts) -> list[LayerWeights]:
    parameters = parts.under("decoder.rnn.")
    return [layer_weights(parameters, layer) for layer in range(parts.config.decoder_layers)]


def _advance(parts: Parts, below: Array, layers: list[CellState], weights: list[LayerWeights]) -> list[CellState]:
    """One step of all recurrent layers."""
    states = []
    for state, layer in zip(layers, weights, strict=True):
        states.append(CELLS[parts.config.recurrence](layer, below, state))
        below = states[-1].hidden
    return states


Look = Callable[[int, Array], Array]
"""A layer and its queries (T, H) → its weights (T, N, S)."""


@dataclass(frozen=True, eq=False)
class DecoderLayer:
    """A layer at T steps: its self-attention; the queries (T, H) to the source; the values (S, H) that its weights mix;
    the context (T, H) that comes of it."""

    attended: SelfAttended
    queries: Array
    values: Array
    contexts: Array


def run_layers(parts: Parts, memory: Array, inputs: Array, look: Look) -> tuple[tuple[DecoderLayer, ...], Combination]:
    """memory (S, E), inputs (T, embedding): the embeddings of the pieces that the steps read."""
    decoder, layers = parts.under("decoder."), list[DecoderLayer]()
    states = add_positions(projected(decoder, "project", inputs))
    for number in range(parts.config.decoder_layers):
        block = parts.under(f"decoder.layers.{number}.")
        attended = self_attend(block, states, parts.config.heads, causal=True)
        queries, values = layer_norm(block, "source_norm", attended.states), affine(block, "source_value", memory)
        contexts = affine(block, "source_output", mix_slices(look(number, queries), values))
        layers.append(DecoderLayer(attended, queries, values, contexts))
        states = feed_forward(block, attended.states + contexts)
    readouts = projected(decoder, "readout", layer_norm(decoder, "norm", states))
    last = layers[-1]
    no_bias = np.zeros(states.shape[1])
    return tuple(layers), Combination(
        inputs, last.attended.states, last.attended.states, last.contexts, no_bias, readouts
    )


def mix_slices(weights: Array, values: Array) -> Array:
    """weights (T, N, S), values (S, E) → (T, E); head n mixes the n-th of N equal slices."""
    slices = values.reshape(len(values), weights.shape[1], -1)  # (S, N, E/N)
    return np.einsum("tns,snd->tnd", weights, slices).reshape(len(weights), -1)
