"""The arithmetic of the scoring functions that compare the query with what each source state says."""

from __future__ import annotations

import math

import numpy as np

from seq2seq.analysis.step_explainer.terms import (
    SCALE,
    Derivation,
    Operation,
    ScoringContext,
    added,
    explains,
    hyperbolic,
    inner,
    linear,
    parameter,
    rule,
    scaled,
)

SHORTEST = 1e-12
"""No length is taken to be less, so that a vector of zeros has a direction."""


@explains("dot")
def dot(scene: ScoringContext) -> Derivation:
    """s·h"""
    s, h = scene.query, scene.state
    return s, h, *inner(s, h)


@explains("scaled")
def scaled_alone(scene: ScoringContext) -> Derivation:
    """s·h / √H: what can stand in for another has no projections."""
    s, h = scene.query, scene.state
    products, total = inner(s, h, "s_t·h_i")
    factor = rule("1/√H", 1 / math.sqrt(scene.queries.shape[1]))
    return s, h, products, total, factor, scaled(total, factor)


@explains("scaled_dot")
def scaled_dot(scene: ScoringContext) -> Derivation:
    """(W_q s)·(W_k h) / √K"""
    return projected(scene, scene.state, 1)


@explains("multi_head")
def multi_head(scene: ScoringContext) -> Derivation:
    """The same in each head, over its share of the rows of both matrices."""
    return projected(scene, scene.state, scene.config.heads)


def projected(scene: ScoringContext, compared: Operation, heads: int) -> Derivation:
    """Query and what it is compared with, each through its matrix; their product over the root of the width."""
    s, key = scene.query, scene.parameters["key.weight"]
    q = linear("W_q", scene.parameters["query.weight"], s, heads=heads)
    k = linear("W_k", key, compared, heads=heads)
    factor = rule(SCALE, 1 / math.sqrt(len(key) // heads))
    products, total = inner(q, k, "sum")
    return s, compared, q, k, products, total, factor, scaled(total, factor)


@explains("cosine")
def cosine(scene: ScoringContext) -> Derivation:
    """β cos(s, h)"""
    s, h = scene.query, scene.state
    products, total = inner(s, h, "s_t·h_i")
    sides = _length(s), _length(h)
    cos = Operation("cos", "divide", total.value / (sides[0].value * sides[1].value), (total.symbol, "|s_t|", "|h_i|"))
    sharpness = parameter("β", np.exp(scene.parameters["log_sharpness"]))
    return s, h, products, total, *sides, cos, sharpness, scaled(cos, sharpness)


def _length(term: Operation) -> Operation:
    value = np.maximum(np.linalg.norm(term.value, axis=-1), SHORTEST)
    return Operation(f"|{term.symbol}|", "norm", value, (term.symbol,))


@explains("general")
def general(scene: ScoringContext) -> Derivation:
    """sᵀ W h, where the checkpoint keeps √H W."""
    s, h, kept = scene.query, scene.state, scene.parameters["key.weight"]
    k = linear("W", kept / math.sqrt(len(kept)), h)
    return s, h, k, *inner(s, k)


@explains("additive")
def additive(scene: ScoringContext) -> Derivation:
    """vᵀ tanh(W s + U h + b)"""
    s, h = scene.query, scene.state
    q = linear("W", scene.parameters["query.weight"], s)
    k = linear("U", scene.parameters["key.weight"], h, scene.parameters["key.bias"])
    return s, h, q, k, *judged(scene, added("x", q, k))


@explains("concat")
def concat(scene: ScoringContext) -> Derivation:
    """vᵀ tanh(W [s; h])"""
    s, h = scene.query, scene.state
    sides = (np.broadcast_to(side.value, (len(s.value), 1, len(scene.at), side.value.shape[-1])) for side in (s, h))
    joint = Operation("[s_t; h_i]", "join", np.concatenate(list(sides), axis=-1), (s.symbol, h.symbol))
    x = linear("W", scene.parameters["joint.weight"], joint)
    return s, h, joint, x, *judged(scene, x)


@explains("location_aware")
def location_aware(scene: ScoringContext) -> Derivation:
    """vᵀ tanh(W s + U h + b + V (F * past))"""
    s, h = scene.query, scene.state
    q = linear("W", scene.parameters["query.weight"], s)
    k = linear("U", scene.parameters["key.weight"], h, scene.parameters["key.bias"])
    past = _around(scene)
    f = linear("F", scene.parameters["trail.weight"][:, 0], past)
    felt = Operation("F * past", "convolve", f.value, f.of, f.matrix)
    trail = linear("V", scene.parameters["feature.weight"], felt)
    return s, h, q, k, past, felt, trail, *judged(scene, added("x", q, k, trail))


def _around(scene: ScoringContext) -> Operation:
    """(T, 1, s, R): the last weights of each place and its neighbours, 0 beyond the sentence."""
    reach = scene.parameters["trail.weight"].shape[-1] // 2
    padded = np.pad(scene.past, ((0, 0), (0, 0), (reach, reach)))
    places = scene.at[:, None] + np.arange(2 * reach + 1)  # (s, R) in the padded row
    return Operation("past", "past", padded[..., places])


def judged(scene: ScoringContext, x: Operation) -> Derivation:
    """x, tanh, and its product with v."""
    bent = hyperbolic(x)
    v = parameter("v", scene.parameters["v.weight"][0])
    lines = (bent, v, *inner(v, bent))
    return lines if x.operation == "matrix" else (x, *lines)
