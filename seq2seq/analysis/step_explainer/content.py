"""The arithmetic of the content-based scoring functions, which compare the query with each source state."""

from __future__ import annotations

import math

import numpy as np

from seq2seq.analysis.step_explainer.terms import (
    HEAD_SCALE,
    SCALE,
    Derivation,
    Operation,
    ScoringContext,
    add_terms,
    constant,
    explains,
    inner_product,
    linear,
    parameter,
    scale_term,
    tanh_term,
)

MIN_NORM = 1e-12
"""Lower bound of a norm, so that a zero vector can be divided by its own."""


@explains("dot")
def dot(inputs: ScoringContext) -> Derivation:
    """s·h"""
    s, h = inputs.query, inputs.state
    return s, h, *inner_product(s, h)


@explains("scaled")
def scaled_unprojected(inputs: ScoringContext) -> Derivation:
    """s·h / √H, without projections: an edit can substitute it for any scoring function."""
    s, h = inputs.query, inputs.state
    products, total = inner_product(s, h, "s_t·h_i")
    factor = constant("1/√H", 1 / math.sqrt(inputs.queries.shape[1]))
    return s, h, products, total, factor, scale_term(total, factor)


@explains("scaled_dot")
def scaled_dot(inputs: ScoringContext) -> Derivation:
    """(W_q s)·(W_k h) / √K"""
    return projected_product(inputs, inputs.state, 1)


@explains("multi_head")
def multi_head(inputs: ScoringContext) -> Derivation:
    """`scaled_dot` in each head, with the head's rows of the two matrices."""
    return projected_product(inputs, inputs.state, inputs.config.heads)


def projected_product(inputs: ScoringContext, compared: Operation, heads: int) -> Derivation:
    """(W_q s)·(W_k k) / √(K/N) per head, with k the term that the query is `compared` with."""
    s, key = inputs.query, inputs.parameters["key.weight"]
    q = linear("W_q", inputs.parameters["query.weight"], s, heads=heads)
    k = linear("W_k", key, compared, heads=heads)
    factor = constant(SCALE if heads == 1 else HEAD_SCALE, 1 / math.sqrt(len(key) // heads))
    products, total = inner_product(q, k, "sum")
    return s, compared, q, k, products, total, factor, scale_term(total, factor)


@explains("cosine")
def cosine(inputs: ScoringContext) -> Derivation:
    """β cos(s, h)"""
    s, h = inputs.query, inputs.state
    products, total = inner_product(s, h, "s_t·h_i")
    sides = _length(s), _length(h)
    cos = Operation("cos", "divide", total.value / (sides[0].value * sides[1].value), (total.symbol, "|s_t|", "|h_i|"))
    sharpness = parameter("β", np.exp(inputs.parameters["log_sharpness"]))
    return s, h, products, total, *sides, cos, sharpness, scale_term(cos, sharpness)


def _length(term: Operation) -> Operation:
    value = np.maximum(np.linalg.norm(term.value, axis=-1), MIN_NORM)
    return Operation(f"|{term.symbol}|", "norm", value, (term.symbol,))


@explains("general")
def general(inputs: ScoringContext) -> Derivation:
    """sᵀ W h. The checkpoint stores √H W."""
    s, h, stored = inputs.query, inputs.state, inputs.parameters["key.weight"]
    k = linear("W", stored / math.sqrt(len(stored)), h)
    return s, h, k, *inner_product(s, k)


@explains("additive")
def additive(inputs: ScoringContext) -> Derivation:
    """vᵀ tanh(W s + U h + b)"""
    s, h = inputs.query, inputs.state
    q = linear("W", inputs.parameters["query.weight"], s)
    k = linear("U", inputs.parameters["key.weight"], h, inputs.parameters["key.bias"])
    return s, h, q, k, *tanh_score(inputs, add_terms("x", q, k))


@explains("concat")
def concat(inputs: ScoringContext) -> Derivation:
    """vᵀ tanh(W [s; h])"""
    s, h = inputs.query, inputs.state
    shape = (len(s.value), 1, len(inputs.positions))
    sides = (np.broadcast_to(side.value, (*shape, side.value.shape[-1])) for side in (s, h))
    joint = Operation("[s_t; h_i]", "join", np.concatenate(list(sides), axis=-1), (s.symbol, h.symbol))
    x = linear("W", inputs.parameters["joint.weight"], joint)
    return s, h, joint, x, *tanh_score(inputs, x)


@explains("location_aware")
def location_aware(inputs: ScoringContext) -> Derivation:
    """vᵀ tanh(W s + U h + b + V (F * past))"""
    s, h = inputs.query, inputs.state
    q = linear("W", inputs.parameters["query.weight"], s)
    k = linear("U", inputs.parameters["key.weight"], h, inputs.parameters["key.bias"])
    past = _past_windows(inputs)
    f = linear("F", inputs.parameters["trail.weight"][:, 0], past)
    features = Operation("F * past", "convolve", f.value, f.operands, f.matrix)
    trail = linear("V", inputs.parameters["feature.weight"], features)
    return s, h, q, k, past, features, trail, *tanh_score(inputs, add_terms("x", q, k, trail))


def _past_windows(inputs: ScoringContext) -> Operation:
    """(T, 1, s, R): the previous weights of each position and its neighbours, 0 outside the sentence."""
    reach = inputs.parameters["trail.weight"].shape[-1] // 2
    padded = np.pad(inputs.past, ((0, 0), (0, 0), (reach, reach)))
    window = inputs.positions[:, None] + np.arange(2 * reach + 1)  # (s, R) in the padded row
    return Operation("past", "past", padded[..., window])


def tanh_score(inputs: ScoringContext, x: Operation) -> Derivation:
    """vᵀ tanh(x), line by line; x itself is a line unless it is a matrix product."""
    activation = tanh_term(x)
    v = parameter("v", inputs.parameters["v.weight"][0])
    lines = (activation, v, *inner_product(v, activation))
    return lines if x.operation == "matrix" else (x, *lines)
