"""From the context to the chosen word: the decoder's state, the readout, the distribution over all pieces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from seq2seq.analysis.recurrence import CELLS, CellState, LayerWeights
from seq2seq.analysis.step_explainer.encoding import EncodedSource
from seq2seq.analysis.step_explainer.parts import Parts, layer_weights
from seq2seq.config.arrays import Array
from seq2seq.trace.trace import DecodeTrace, entropy

BEGIN = "<s>"
"""What the decoder reads before its first piece."""


@dataclass(frozen=True, eq=False)
class Combination:
    """tanh(W_s s + W_c c + b), a step each. states (T, H) and from_state = W_s s (T, D); from_context = W_c c (T, D);
    bias (D,); readouts (T, D). inputs (T, D): the embeddings of the pieces that the decoder read.
    Luong, Pham & Manning 2015, eq. 5."""

    inputs: Array
    states: Array
    from_state: Array
    from_context: Array
    bias: Array
    readouts: Array


@dataclass(frozen=True)
class Scored:
    """A piece that could have been chosen, with its logit and its probability."""

    piece: str
    logit: float
    prob: float


@dataclass(frozen=True, eq=False)
class Prediction:
    """logits = readout · embedding of each piece + its bias. logprobs (T,) of the chosen pieces, natural logarithm.

    candidates: those of the trace at each step. entropy (T,) in bits of the distribution over all
    pieces; mass (T,): what the candidates have together; rest = 1 - mass is spread over all the others."""

    logprobs: Array
    candidates: tuple[tuple[Scored, ...], ...]
    entropy: Array
    mass: Array

    @property
    def rest(self) -> Array:
        return np.maximum(1 - self.mass, 0)


def combine(parts: Parts, reading: EncodedSource, contexts: Array, pieces: Sequence[str]) -> Combination:
    """The decoder's recurrence over all steps, given the context of each, and what it reads out."""
    own, index = parts.under("decoder."), {piece: i for i, piece in enumerate(parts.vocabulary)}
    inputs = own["embedding.weight"][[index[piece] for piece in (BEGIN, *pieces[:-1])]].astype(float)
    of_state, of_context = np.split(own["readout.weight"].astype(float), [parts.config.decoder_hidden], axis=1)
    from_context, bias = contexts @ of_context.T, own["readout.bias"]
    layers, weights = _first_layers(parts, reading), _layer_weights(parts)
    readout, states, readouts = np.zeros(parts.config.embedding), [], []
    for x, context, share in zip(inputs, contexts, from_context, strict=True):
        below = {"attend_first": [x, context], "rnn_first": [x, readout] if parts.config.input_feeding else [x]}
        layers = _advance(parts, np.concatenate(below[parts.config.order]), layers, weights)
        states.append(layers[-1].hidden)
        readout = np.tanh(of_state @ states[-1] + share + bias)
        readouts.append(readout)
    return Combination(inputs, np.array(states), np.array(states) @ of_state.T, from_context, bias, np.array(readouts))


def predict(parts: Parts, combination: Combination, trace: DecodeTrace) -> Prediction:
    """The distribution over all pieces at each step, and what there is to say of it."""
    index = {piece: i for i, piece in enumerate(parts.vocabulary)}
    own = parts.under("decoder.")
    readouts = combination.readouts.astype(np.float32)  # like the largest matrix of all
    logits = (readouts @ own["embedding.weight"].T + own["output_bias"]).astype(float)  # (T, V)
    top = logits.max(axis=1, keepdims=True)
    logprobs = logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
    probs = np.exp(logprobs)
    candidates = tuple(
        tuple(Scored(c.piece, float(row[index[c.piece]]), float(prob[index[c.piece]])) for c in found)
        for row, prob, found in zip(logits, probs, trace.candidates, strict=True)
    )
    chosen = logprobs[range(len(trace)), [index[piece] for piece in trace.pieces]]
    mass = np.array([sum(each.prob for each in found) for found in candidates])
    return Prediction(chosen, candidates, entropy(probs), mass)


def _first_layers(parts: Parts, reading: EncodedSource) -> list[CellState]:
    """tanh(W final + b), dealt to the decoder's layers."""
    own = parts.under("decoder.bridge.")
    start = np.tanh(own["weight"] @ reading.final + own["bias"])
    return [CellState.start(layer) for layer in np.split(start, parts.config.decoder_layers)]


def _layer_weights(parts: Parts) -> list[LayerWeights]:
    own = parts.under("decoder.rnn.")
    return [layer_weights(own, layer) for layer in range(parts.config.decoder_layers)]


def _advance(parts: Parts, below: Array, layers: list[CellState], weights: list[LayerWeights]) -> list[CellState]:
    """One step of all recurrent layers."""
    moved = []
    for state, own in zip(layers, weights, strict=True):
        moved.append(CELLS[parts.config.cell](own, below, state))
        below = moved[-1].hidden
    return moved
