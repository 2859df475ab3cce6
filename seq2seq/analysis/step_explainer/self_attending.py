"""A layer of self-attention in numpy, as encoders and decoders have it; and the arithmetic of one of its scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from seq2seq.analysis.step_explainer.position import position_codes
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
