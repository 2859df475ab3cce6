"""The layers of a Transformer's decoder in numpy: all steps at once, given their output pieces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from seq2seq.analysis.step_explainer.parts import Parts
from seq2seq.analysis.step_explainer.predicting import Combination
from seq2seq.analysis.step_explainer.self_attending import (
    SelfAttended,
    add_positions,
    affine,
    feed_forward,
    layer_norm,
    projected,
    self_attend,
)
from seq2seq.config.arrays import Array

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
