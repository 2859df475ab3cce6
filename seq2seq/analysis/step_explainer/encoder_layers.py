"""The layers of every encoder in numpy: another way to the states that torch computes."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from seq2seq.analysis.recurrence import CELLS, sigmoid, unroll_encoder
from seq2seq.analysis.step_explainer.parts import Parts, layer_weights
from seq2seq.analysis.step_explainer.self_attending import (
    SelfAttended,
    add_positions,
    feed_forward,
    layer_norm,
    projected,
    self_attend,
)
from seq2seq.config.arrays import Array
from seq2seq.config.schema import Cell


def _recurrent(cell: Cell, parts: Parts, embeddings: Array) -> tuple[Array, ...]:
    """Run all layers over (S, embedding): the states of the last one, by direction."""
    parameters, directions = parts.under("encoder.rnn."), range(parts.config.directions)
    layers = (
        [layer_weights(parameters, layer, way == 1) for way in directions]
        for layer in range(parts.config.encoder_layers)
    )
    return tuple(run.states for run in unroll_encoder(cell, layers, embeddings).values())


def _convolution(parts: Parts, embeddings: Array) -> tuple[Array, ...]:
    """All layers over (S, embedding), a piece and a neighbour at a time."""
    parameters = parts.under("encoder.")
    at = np.minimum(np.arange(len(embeddings)), parts.config.max_length - 1)
    states = projected(parameters, "project", embeddings) + parameters["position.weight"][at].astype(float)
    reach = parts.config.kernel // 2
    for layer in range(parts.config.encoder_layers):
        weight, bias = (parameters[f"layers.{layer}.{name}"].astype(float) for name in ("weight", "bias"))
        padded = np.pad(states, ((reach, reach), (0, 0)))
        neighbours = np.stack([padded[i : i + parts.config.kernel] for i in range(len(states))])  # (S, kernel, E)
        linear, gate = np.split(np.einsum("skd,odk->so", neighbours, weight) + bias, 2, axis=1)
        states = (linear * sigmoid(gate) + states) * np.sqrt(0.5)
    return (states,)


def _self_attention(parts: Parts, embeddings: Array) -> tuple[Array, ...]:
    return (attend_to_self(parts, embeddings)[0],)


def attend_to_self(parts: Parts, embeddings: Array) -> tuple[Array, tuple[SelfAttended, ...]]:
    """embeddings (S, embedding) → states (S, E), and the self-attention of each layer."""
    layers, encoder = list[SelfAttended](), parts.under("encoder.")
    states = add_positions(projected(encoder, "project", embeddings))
    for layer in range(parts.config.encoder_layers):
        block = parts.under(f"encoder.layers.{layer}.")
        layers.append(self_attend(block, states, parts.config.heads))
        states = feed_forward(block, layers[-1].states)
    return layer_norm(encoder, "norm", states), tuple(layers)


EncoderLayers = Callable[[Parts, Array], tuple[Array, ...]]
LAYERS: dict[str, EncoderLayers] = {
    **{cell: partial(_recurrent, cell) for cell in CELLS},
    "conv": _convolution,
    "self_attention": _self_attention,
}
"""Encoder → what its layers make of embeddings (S, embedding): the states of each direction."""
