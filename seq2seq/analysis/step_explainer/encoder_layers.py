"""The layers of every encoder in numpy: another way to the states that torch computes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from seq2seq.analysis.recurrence import CELLS, sigmoid, unroll_encoder
from seq2seq.analysis.step_explainer.parts import Parts, layer_weights
from seq2seq.analysis.step_explainer.position import position_codes
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
    states = _projected(parameters, embeddings) + parameters["position.weight"][at].astype(float)
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


def attend_to_self(parts: Parts, embeddings: Array) -> tuple[Array, Array]:
    """embeddings (S, embedding) → states (S, E), and the weights of all layers and heads (layers, N, S, S)."""
    parameters, matrices = parts.under("encoder."), []
    states = _projected(parameters, embeddings)
    states = np.sqrt(states.shape[1]) * states + position_codes(np.arange(len(states)), states.shape[1])
    for layer in range(parts.config.encoder_layers):
        block = parts.under(f"encoder.layers.{layer}.")
        normed = _layer_norm(block, "norm", states)
        query, key, value = (
            np.stack(np.split(_linear(block, name, normed), parts.config.heads, axis=1))
            for name in ("query", "key", "value")
        )  # (N, S, E/N)
        scores = query @ key.transpose(0, 2, 1) / np.sqrt(query.shape[2])
        exps = np.exp(scores - scores.max(axis=2, keepdims=True))
        weights = exps / exps.sum(axis=2, keepdims=True)
        states = states + _linear(block, "output", np.concatenate(list(weights @ value), axis=1))
        wide = np.maximum(_linear(block, "widen", _layer_norm(block, "second_norm", states)), 0)
        states = states + _linear(block, "narrow", wide)
        matrices.append(weights)
    return states, np.stack(matrices)


def _projected(parameters: Mapping[str, Array], embeddings: Array) -> Array:
    return _linear(parameters, "project", embeddings) if "project.weight" in parameters else embeddings


def _linear(parameters: Mapping[str, Array], name: str, inputs: Array) -> Array:
    return inputs @ parameters[f"{name}.weight"].T.astype(float) + parameters[f"{name}.bias"]


def _layer_norm(parameters: Mapping[str, Array], name: str, inputs: Array) -> Array:
    """Ba, Kiros & Hinton 2016, equation 4."""
    centred = inputs - inputs.mean(axis=1, keepdims=True)
    normed = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-5)
    return normed * parameters[f"{name}.weight"] + parameters[f"{name}.bias"]


EncoderLayers = Callable[[Parts, Array], tuple[Array, ...]]
LAYERS: dict[str, EncoderLayers] = {
    **{cell: partial(_recurrent, cell) for cell in CELLS},
    "conv": _convolution,
    "self_attention": _self_attention,
}
"""Encoder → what its layers make of embeddings (S, embedding): the states of each direction."""
