"""The arithmetic of the location-based scoring functions, and of the baselines `none` and `uniform`."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from seq2seq.analysis.step_explainer.content import general, projected_product
from seq2seq.analysis.step_explainer.terms import (
    Derivation,
    Operation,
    ScoringContext,
    constant,
    explains,
    inner_product,
    linear,
    parameter,
    scale_term,
    tanh_term,
)


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
    matched, distance = _matched(inputs), _distance(inputs, centre)
    return *matched, _position(inputs), centre, distance, *_windowed(inputs, matched[-1], distance)


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
    deviation = inputs.config.window / 2
    gaussian = Operation("g", "gaussian", -(distance.value**2) / (2 * deviation**2), (distance.symbol, "D"))
    matched = _matched(inputs)
    score = Operation("match + g", "add", matched[-1].value + gaussian.value, (matched[-1].symbol, gaussian.symbol))
    prediction = (hidden, activation, v, products, total, share, last, centre)
    window = _windowed(inputs, score, distance)
    return *matched, *prediction, _position(inputs), distance, gaussian, score, *window


def _matched(inputs: ScoringContext) -> Derivation:
    """The lines of `general`, with its score called "match"."""
    parameters = {name.removeprefix("general."): value for name, value in inputs.parameters.items()}
    *lines, score = general(replace(inputs, parameters=parameters))
    return *lines, Operation("match", score.operation, score.value, score.operands)


def _position(inputs: ScoringContext) -> Operation:
    return Operation("i", "place", inputs.position_axis.astype(float))


def _distance(inputs: ScoringContext, centre: Operation) -> Operation:
    return Operation(f"i − {centre.symbol}", "subtract", inputs.position_axis - centre.value, ("i", centre.symbol))


def _windowed(inputs: ScoringContext, term: Operation, distance: Operation) -> Derivation:
    """D, and the term where the distance is at most D, minus infinity elsewhere."""
    window = constant("D", inputs.config.window)
    score = np.where(np.abs(distance.value) <= window.value, term.value, -np.inf)
    return window, Operation("score", "window", score, (term.symbol, distance.symbol, window.symbol))
