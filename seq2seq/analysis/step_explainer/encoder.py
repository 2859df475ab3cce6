"""The encoder worked out in plain numpy: parameters, self-attention, layers, and the states it makes of a source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from seq2seq.analysis.recurrence import LayerWeights, sigmoid, unroll_encoder
from seq2seq.analysis.step_explainer.scores import position_codes
from seq2seq.analysis.step_explainer.terms import (
    HEAD_SCALE,
    Derivation,
    Operation,
    constant,
    inner_product,
    linear,
    scale_term,
)
from seq2seq.config.arrays import Array
from seq2seq.config.schema import ModelConfig


@dataclass(frozen=True, eq=False)
class Parts:
    """`parameters` by their checkpoint names, `source_ids` (S,) of the sentence, `vocabulary`: the target pieces.
    copies (S,): of a decoder that copies, the id of each source piece as the decoder says it."""

    config: ModelConfig
    parameters: Mapping[str, Array]
    source_ids: tuple[int, ...]
    vocabulary: tuple[str, ...]
    copies: tuple[int, ...] = ()

    def under(self, prefix: str) -> dict[str, Array]:
        """The parameters whose names start with `prefix`, by name without it."""
        return {name.removeprefix(prefix): array for name, array in self.parameters.items() if name.startswith(prefix)}


def layer_weights(parameters: Mapping[str, Array], layer: int, backward: bool = False) -> LayerWeights:
    """W, U and their biases of a recurrent layer, from torch's names, in double precision."""
    suffix = f"l{layer}_reverse" if backward else f"l{layer}"
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    return tuple(parameters[f"{name}_{suffix}"].astype(float) for name in names)


Parameters = Mapping[str, Array]


@dataclass(frozen=True, eq=False)
class SelfAttended:
    """The first part of a layer over S pieces, with N heads. normed (S, E): what queries, keys and values (N, S, E/N)
    are made of; scores (N, S, S), minus infinity where a piece may not look; weights (N, S, S); states (S, E)."""

    normed: Array
    queries: Array
    keys: Array
    values: Array
    scores: Array
    weights: Array
    states: Array


def self_attend(block: Parameters, states: Array, heads: int, causal: bool = False) -> SelfAttended:
    """states (S, E) of a layer with these parameters. `causal`: no piece looks at one behind it."""
    normed = layer_norm(block, "norm", states)
    query, key, value = (
        np.stack(np.split(affine(block, name, normed), heads, axis=1)) for name in ("query", "key", "value")
    )  # (N, S, E/N)
    scores = query @ key.transpose(0, 2, 1) / np.sqrt(query.shape[2])
    if causal:
        scores = np.where(np.tri(len(states), dtype=bool), scores, -np.inf)
    exps = np.exp(scores - scores.max(axis=2, keepdims=True))
    weights = exps / exps.sum(axis=2, keepdims=True)
    mixed = affine(block, "output", np.concatenate(list(weights @ value), axis=1))
    return SelfAttended(normed, query, key, value, scores, weights, states + mixed)


def feed_forward(block: Parameters, states: Array) -> Array:
    """states + W₂ relu(W₁ norm(states)): the second part of a layer."""
    wide = np.maximum(affine(block, "widen", layer_norm(block, "second_norm", states)), 0)
    return states + affine(block, "narrow", wide)


def self_score(block: Parameters, attended: SelfAttended, position: int) -> Derivation:
    """(W_q x_i + b)·(W_k x_j + b) / √(K/N) of all pieces i, which look at the piece j at `position`."""
    heads = len(attended.queries)
    x_i = Operation("x_i", "normed", attended.normed[:, None, None])
    x_j = Operation("x_j", "normed", attended.normed[position][None, None, None])
    q = linear("W_q", block["query.weight"].astype(float), x_i, block["query.bias"], heads)
    k = linear("W_k", block["key.weight"].astype(float), x_j, block["key.bias"], heads)
    factor = constant(HEAD_SCALE, 1 / np.sqrt(attended.queries.shape[2]))
    products, total = inner_product(q, k, "sum")
    return x_i, x_j, q, k, products, total, factor, scale_term(total, factor)


def add_positions(embedded: Array) -> Array:
    """√E x + p for embeddings x (S, E)."""
    length, width = embedded.shape
    return np.sqrt(width) * embedded + position_codes(np.arange(length), width)


def projected(parameters: Parameters, name: str, inputs: Array) -> Array:
    """W x + b, or x itself where there is no such matrix."""
    return affine(parameters, name, inputs) if f"{name}.weight" in parameters else inputs


def affine(parameters: Parameters, name: str, inputs: Array) -> Array:
    """W x + b."""
    return inputs @ parameters[f"{name}.weight"].T.astype(float) + parameters[f"{name}.bias"]


def layer_norm(parameters: Parameters, name: str, inputs: Array) -> Array:
    """Ba, Kiros & Hinton 2016, equation 4."""
    centred = inputs - inputs.mean(axis=1, keepdims=True)
    normed = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-5)
    return normed * parameters[f"{name}.weight"] + parameters[f"{name}.bias"]


def _recurrent(parts: Parts, embeddings: Array) -> tuple[Array, ...]:
    """Run all layers over (S, embedding): the states of the last one, by direction."""
    recurrence = parts.config.encoder_recurrence
    assert recurrence, "LAYERS has this function for cells alone"
    parameters, directions = parts.under("encoder.rnn."), range(parts.config.directions)
    layers = (
        [layer_weights(parameters, layer, way == 1) for way in directions]
        for layer in range(parts.config.encoder_layers)
    )
    return tuple(run.states for run in unroll_encoder(recurrence, layers, embeddings).values())


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
    **dict.fromkeys(("rnn", "gru", "lstm"), _recurrent),
    "conv": _convolution,
    "self_attention": _self_attention,
}
"""Encoder → what its layers make of embeddings (S, embedding): the states of each direction."""


@dataclass(frozen=True, eq=False)
class EncodedSource:
    """The computation of the memory from S pieces. embeddings (S, embedding); directions: the states of the last
    layer, (S, hidden) forward and backward if there are two directions, else (S, E); shortcut (S, E), from each
    embedding past the layers; states (S, E) = concatenated directions + shortcut; final (E,): the last state of each
    direction, or the mean of the states where there is no direction."""

    ids: tuple[int, ...]
    embeddings: Array
    directions: tuple[Array, ...]
    shortcut: Array
    states: Array
    final: Array


def encode_source_sentence(parts: Parts) -> EncodedSource:
    """Encode the sentence of `parts`."""
    parameters = parts.under("encoder.")
    embeddings = parameters["embedding.weight"][list(parts.source_ids)].astype(float)
    directions = LAYERS[parts.config.encoder_name](parts, embeddings)
    shortcut = embeddings @ parameters["shortcut.weight"].T if "shortcut.weight" in parameters else embeddings
    states = np.concatenate(directions, axis=1) + shortcut
    return EncodedSource(parts.source_ids, embeddings, directions, shortcut, states, final_state(parts.config, states))


def final_state(config: ModelConfig, states: Array) -> Array:
    """(E,) of states (S, E), as `Encoder.final` defines it."""
    if config.encoder_cell is None:
        return states.mean(axis=0)
    forward = config.encoder_hidden
    return np.concatenate([states[-1, :forward], states[0, forward:]])
