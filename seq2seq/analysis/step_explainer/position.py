"""The arithmetic of the scoring functions that go by position, and of the baselines that do not choose."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from seq2seq.analysis.step_explainer.content import general, projected
from seq2seq.analysis.step_explainer.terms import (
    Derivation,
    Operation,
    ScoringContext,
    explains,
    hyperbolic,
    inner,
    linear,
    parameter,
    rule,
    scaled,
)


@explains("none")
def none(scene: ScoringContext) -> Derivation:
    """0 where a direction of the encoder ends, forbidden elsewhere: head 0 the last piece, head 1 the first."""
    ends = np.array([scene.last, 0])[None, : scene.config.directions, None]  # (1, N, 1)
    end = Operation("end", "rule", ends.astype(float))
    score = np.where(scene.places == ends, 0.0, -np.inf)
    return _place(scene), end, Operation("score", "window", score, ("i", "end"))


@explains("uniform")
def uniform(scene: ScoringContext) -> Derivation:
    """0 for every piece."""
    return (Operation("score", "rule", np.zeros((1, 1, len(scene.at)))),)


@explains("location")
def location(scene: ScoringContext) -> Derivation:
    """(W s)_i: the row of W for this place."""
    row = Operation("W_i", "row", scene.parameters["position.weight"][scene.at][None, None], ("W", "i"))
    return _place(scene), row, scene.query, *inner(row, scene.query)


@explains("sinusoidal")
def sinusoidal(scene: ScoringContext) -> Derivation:
    """(W_q s)·(W_k p_i) / √K, with p_i the code of the place."""
    width = scene.parameters["key.weight"].shape[1]
    code = Operation("p_i", "place", codes(scene.at, width)[None, None], ("i",))
    return _place(scene), *projected(scene, code, 1)


def codes(places: np.ndarray, width: int) -> np.ndarray:
    """(s,) → (s, width): sin and cos of i / 10000^(2j / width) in turn. Vaswani et al. 2017, section 3.5."""
    column = np.arange(width)
    angle = places[:, None] / 10000 ** (2 * (column // 2) / width)
    return np.where(column % 2, np.cos(angle), np.sin(angle))


@explains("local_m")
def local_m(scene: ScoringContext) -> Derivation:
    """`general` within ±D of the step's own number."""
    centre = Operation("p_t", "rule", np.minimum(scene.steps, scene.last).astype(float))
    matched, distance = _matched(scene), _distance(scene, centre)
    return *matched, _place(scene), centre, distance, *_windowed(scene, matched[-1], distance)


@explains("local_p")
def local_p(scene: ScoringContext) -> Derivation:
    """`general` plus the logarithm of a Gaussian around a guessed place, within ±D of it."""
    asked = linear("W_p", scene.parameters["position.weight"], scene.query)
    bent, v = hyperbolic(asked), parameter("v_p", scene.parameters["v.weight"][0])
    products, total = inner(v, bent, "u")
    share = Operation("σ(u)", "sigmoid", 1 / (1 + np.exp(-total.value)), (total.symbol,))
    last = rule("S − 1", scene.last)
    centre = scaled(share, last, "p_t")
    distance = _distance(scene, centre)
    spread = scene.config.window / 2
    bell = Operation("g", "gaussian", -(distance.value**2) / (2 * spread**2), (distance.symbol, "D"))
    matched = _matched(scene)
    both = Operation("match + g", "add", matched[-1].value + bell.value, (matched[-1].symbol, bell.symbol))
    guess = (asked, bent, v, products, total, share, last, centre)
    return *matched, *guess, _place(scene), distance, bell, both, *_windowed(scene, both, distance)


def _matched(scene: ScoringContext) -> Derivation:
    """The lines of `general`, whose score goes by another name here."""
    own = {name.removeprefix("general."): value for name, value in scene.parameters.items()}
    *lines, score = general(replace(scene, parameters=own))
    return *lines, Operation("match", score.operation, score.value, score.of)


def _place(scene: ScoringContext) -> Operation:
    return Operation("i", "place", scene.places.astype(float))


def _distance(scene: ScoringContext, centre: Operation) -> Operation:
    return Operation(f"i − {centre.symbol}", "subtract", scene.places - centre.value, ("i", centre.symbol))


def _windowed(scene: ScoringContext, term: Operation, distance: Operation) -> Derivation:
    """D, and the term where the distance is at most that."""
    window = rule("D", scene.config.window)
    score = np.where(np.abs(distance.value) <= window.value, term.value, -np.inf)
    return window, Operation("score", "window", score, (term.symbol, distance.symbol, window.symbol))
