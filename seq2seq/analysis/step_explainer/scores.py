"""How each scoring function arrives at its scores, term by term, and how scores become weights."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

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
from seq2seq.config.arrays import Array
from seq2seq.config.edits import Edits, Normalizer, scoring_rule
from seq2seq.config.schema import ModelConfig

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
    if "sharpness" in inputs.constants:
        sharpness = constant("β", inputs.constants["sharpness"])
    else:
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
    # (T, 1, s, R): the previous weights of each position and its neighbours, 0 outside the sentence
    reach = inputs.parameters["trail.weight"].shape[-1] // 2
    padded = np.pad(inputs.past, ((0, 0), (0, 0), (reach, reach)))
    window = inputs.positions[:, None] + np.arange(2 * reach + 1)  # (s, R) in the padded row
    past = Operation("past", "past", padded[..., window])
    f = linear("F", inputs.parameters["trail.weight"][:, 0], past)
    features = Operation("F * past", "convolve", f.value, f.operands, f.matrix)
    trail = linear("V", inputs.parameters["feature.weight"], features)
    return s, h, q, k, past, features, trail, *tanh_score(inputs, add_terms("x", q, k, trail))


def tanh_score(inputs: ScoringContext, x: Operation) -> Derivation:
    """vᵀ tanh(x), line by line; x itself is a line unless it is a matrix product."""
    activation = tanh_term(x)
    v = parameter("v", inputs.parameters["v.weight"][0])
    lines = (activation, v, *inner_product(v, activation))
    return lines if x.operation == "matrix" else (x, *lines)


@explains("none")
def none(inputs: ScoringContext) -> Derivation:
    """0 where a direction of the encoder ends, minus infinity elsewhere: head 0 the last piece, head 1 the first."""
    ends = np.array([inputs.last, 0])[None, : inputs.config.directions, None]  # (1, N, 1)
    end = Operation("end", "rule", ends.astype(float))
    score = np.where(inputs.position_axis == ends, 0.0, -np.inf)
    return _position(inputs), end, Operation("score", "window", score, ("i", "end"))


@explains("uniform")
def uniform(inputs: ScoringContext) -> Derivation:
    """0 for every piece."""
    return (Operation("score", "rule", np.zeros((1, 1, len(inputs.positions)))),)


@explains("location")
def location(inputs: ScoringContext) -> Derivation:
    """(W s)_i: the row of W for this position."""
    row = Operation("W_i", "row", inputs.parameters["position.weight"][inputs.positions][None, None], ("W", "i"))
    return _position(inputs), row, inputs.query, *inner_product(row, inputs.query)


@explains("sinusoidal")
def sinusoidal(inputs: ScoringContext) -> Derivation:
    """(W_q s)·(W_k p_i) / √K, with p_i the code of the position."""
    width = inputs.parameters["key.weight"].shape[1]
    code = Operation("p_i", "place", position_codes(inputs.positions, width)[None, None], ("i",))
    return _position(inputs), *projected_product(inputs, code, 1)


def position_codes(positions: np.ndarray, width: int) -> np.ndarray:
    """(s,) → (s, width): alternating sin and cos of i / 10000^(2j / width). Vaswani et al. 2017, section 3.5."""
    column = np.arange(width)
    angle = positions[:, None] / 10000 ** (2 * (column // 2) / width)
    return np.where(column % 2, np.cos(angle), np.sin(angle))


@explains("local_m")
def local_m(inputs: ScoringContext) -> Derivation:
    """`general` within ±D of the number of the step."""
    centre = Operation("p_t", "rule", np.minimum(inputs.steps, inputs.last).astype(float))
    matched, distance, window = _matched(inputs), _distance(inputs, centre), _window(inputs)
    return *matched, _position(inputs), centre, distance, window, _windowed(window, matched[-1], distance)


@explains("local_p")
def local_p(inputs: ScoringContext) -> Derivation:
    """`general` plus the logarithm of a Gaussian around a predicted position, within ±D of it."""
    hidden = linear("W_p", inputs.parameters["position.weight"], inputs.query)
    activation, v = tanh_term(hidden), parameter("v_p", inputs.parameters["v.weight"][0])
    products, total = inner_product(v, activation, "u")
    share = Operation("σ(u)", "sigmoid", 1 / (1 + np.exp(-total.value)), (total.symbol,))
    last = constant("S − 1", inputs.last)
    centre = scale_term(share, last, "p_t")
    distance = _distance(inputs, centre)
    window, half = _window(inputs), constant("2", 2)
    if "deviation" in inputs.constants:
        spread = (constant("σ", inputs.constants["deviation"]),)
    else:
        spread = half, Operation("σ", "divide", window.value / half.value, ("D", half.symbol))
    deviation = spread[-1]
    gaussian = Operation(
        "g", "gaussian", -(distance.value**2) / (2 * deviation.value**2), (distance.symbol, deviation.symbol)
    )
    matched = _matched(inputs)
    score = Operation("match + g", "add", matched[-1].value + gaussian.value, (matched[-1].symbol, gaussian.symbol))
    prediction = (hidden, activation, v, products, total, share, last, centre)
    score_within = _windowed(window, score, distance)
    return *matched, *prediction, _position(inputs), distance, window, *spread, gaussian, score, score_within


def _matched(inputs: ScoringContext) -> Derivation:
    """The lines of `general`, with its score called "match"."""
    parameters = {name.removeprefix("general."): value for name, value in inputs.parameters.items()}
    *lines, score = general(replace(inputs, parameters=parameters))
    return *lines, Operation("match", score.operation, score.value, score.operands)


def _position(inputs: ScoringContext) -> Operation:
    return Operation("i", "place", inputs.position_axis.astype(float))


def _distance(inputs: ScoringContext, centre: Operation) -> Operation:
    return Operation(f"i − {centre.symbol}", "subtract", inputs.position_axis - centre.value, ("i", centre.symbol))


def _window(inputs: ScoringContext) -> Operation:
    """D."""
    return constant("D", inputs.constants.get("window", inputs.config.window))


def _windowed(window: Operation, term: Operation, distance: Operation) -> Operation:
    """The term where the distance is at most D, minus infinity elsewhere."""
    score = np.where(np.abs(distance.value) <= window.value, term.value, -np.inf)
    return Operation("score", "window", score, (term.symbol, distance.symbol, window.symbol))


@dataclass(frozen=True, eq=False)
class Weighing:
    """The computation of weights from scores (T, N, S). `mask` (S,) is False for a piece hidden by an edit.

    shifted (T, N, S) = scores / temperature - their maximum, minus infinity where masked or excluded. softmax:
    exps (T, N, S), their sums (T, N), weights = exps / sums. sparsemax: thresholds (T, N), weights = the part of
    `shifted` above it. The fields of the other normaliser are None."""

    normalizer: Normalizer
    temperature: float
    mask: Array
    shifted: Array
    exps: Array | None
    sums: Array | None
    thresholds: Array | None
    weights: Array


def weigh(scores: Array, config: ModelConfig, edits: Edits, mask: Array) -> Weighing:
    """Compute weights from scores (T, N, S) and mask (S,), under the edits of temperature and normaliser."""
    rule = scoring_rule(edits)
    normalizer = rule.normalizer or config.normalizer
    masked = np.where(mask, scores / rule.temperature, -np.inf)
    top = masked.max(axis=-1, keepdims=True)
    shifted = masked - np.where(np.isneginf(top), 0, top)
    if normalizer == "sparsemax":
        thresholds = sparse_threshold(shifted)
        weights = np.maximum(shifted - thresholds[..., None], 0)
        return Weighing(normalizer, rule.temperature, mask, shifted, None, None, thresholds, weights)
    exps = np.exp(shifted)
    sums = exps.sum(axis=-1)
    weights = exps / np.where(sums > 0, sums, 1)[..., None]
    return Weighing(normalizer, rule.temperature, mask, shifted, exps, sums, None, weights)


def sparse_threshold(shifted: Array) -> Array:
    """(T, N, S) → τ (T, N), such that what exceeds τ sums to 1. Martins & Astudillo 2016, algorithm 1."""
    ranked = -np.sort(-shifted, axis=-1)
    rank = np.arange(1, shifted.shape[-1] + 1)
    finite = np.where(np.isneginf(ranked), 0, ranked)
    support = ~np.isneginf(ranked) & (1 + rank * finite > finite.cumsum(axis=-1))  # a prefix of the ranks
    size = support.sum(axis=-1)
    return (np.where(support, ranked, 0).sum(axis=-1) - 1) / np.maximum(size, 1)
