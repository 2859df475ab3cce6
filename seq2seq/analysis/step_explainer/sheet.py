"""An explanation as plain JSON values: what the browser gets, and more."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, Literal, get_args

import numpy as np

from seq2seq.analysis.step_explainer.decoder import BEGIN
from seq2seq.analysis.step_explainer.encoder import SelfAttended, attend_to_self, self_score
from seq2seq.analysis.step_explainer.explanation import StepExplanation
from seq2seq.analysis.step_explainer.terms import Arithmetic, cell_derivation, rounded_lists, rounded_vectors
from seq2seq.config.arrays import Array
from seq2seq.config.records import InvalidRequest
from seq2seq.trace.trace import entropy

ENCODED = ("embeddings", "shortcut", "states", "final")
"""The fields of `EncodedSource` in JSON."""
WEIGHED = ("shifted", "exps", "sums", "thresholds", "weights")
"""The fields of `Weighing` in JSON."""


def explanation_values(explanation: StepExplanation) -> dict[str, Any]:
    """All steps; minus infinity is None. Names and axes as in the class."""
    weighing, combination, prediction, reading = (
        explanation.weighing,
        explanation.combination,
        explanation.prediction,
        explanation.reading,
    )
    scale, symbol = explanation.scale or (None, "")
    return {
        "scorer": explanation.scorer,
        "formula": explanation.formula,
        "scale": scale,
        "scale_symbol": symbol,
        "constants": [vars(constant) for constant in explanation.constants],
        "order": explanation.parts.config.order,
        "decoder": explanation.parts.config.decoder,
        "source": {"pieces": list(explanation.trace.source.pieces), "unknown": list(explanation.trace.source.unknown)},
        "target": {"pieces": list(explanation.trace.pieces), "text": explanation.trace.text},
        "reading": {
            "ids": list(reading.ids),
            "directions": [rounded_vectors(states) for states in reading.directions],
            **{name: rounded_vectors(getattr(reading, name)) for name in ENCODED},
        },
        "queries": rounded_vectors(explanation.queries),
        "values": rounded_vectors(explanation.values) if explanation.layers else None,
        "keys": rounded_vectors(explanation.keys),
        "scores": rounded_lists(explanation.scores),
        "weighing": {
            "normalizer": weighing.normalizer,
            "temperature": weighing.temperature,
            "mask": weighing.mask.tolist(),
            **{name: rounded_lists(getattr(weighing, name)) for name in WEIGHED},
        },
        "replaced": explanation.replaced.tolist(),
        **{name: rounded_lists(getattr(explanation, name)) for name in ("weights", "lengths", "shares")},
        "contexts": rounded_vectors(explanation.contexts),
        "combination": {part.name: rounded_vectors(getattr(combination, part.name)) for part in fields(combination)},
        "prediction": {
            **{name: rounded_lists(getattr(prediction, name)) for name in ("logprobs", "entropy", "mass", "rest")},
            "candidates": [[[c.piece, c.logit, c.prob] for c in row] for row in prediction.candidates],
        },
        "differences": explanation.differences(),
    }


SelfSide = Literal["encoder", "decoder"]
SELF_FORMULA = r"\frac{(W_q x_i + b)^\top (W_k x_j + b)}{\sqrt{K}}"


def sides(explanation: StepExplanation) -> tuple[SelfSide, ...]:
    """The sides of this model that have self-attention."""
    config = explanation.parts.config
    having = {"encoder": config.encoder == "self_attention", "decoder": bool(config.decoder)}
    return tuple(side for side in get_args(SelfSide) if having[side])


def self_layers(explanation: StepExplanation, side: SelfSide) -> tuple[SelfAttended, ...]:
    """The layers of one side. Raises InvalidRequest for one without self-attention."""
    if side not in sides(explanation):
        raise InvalidRequest("this model has no self-attention there")
    if side == "encoder":
        return attend_to_self(explanation.parts, explanation.reading.embeddings)[1]
    return tuple(layer.attended for layer in explanation.layers)


def self_values(explanation: StepExplanation, side: SelfSide) -> dict[str, Any]:
    """`trace` and `explanation` as plain JSON values."""
    layers = self_layers(explanation, side)
    # (n, S, ·) of each layer → (S, layers n, ·)
    weights, scores = (
        np.concatenate([getattr(layer, name) for layer in layers]).swapaxes(0, 1) for name in ("weights", "scores")
    )
    # The largest difference between these weights (S, N, S) and the model's
    trace, count = explanation.trace, len(weights)
    traced = trace.encoder_attention if side == "encoder" else trace.decoder_attention
    own = np.asarray(traced)[..., :count, :count].reshape(-1, count, count).swapaxes(0, 1)
    return {
        "trace": {"layers": len(layers), **_pieces(explanation, side), **_matrices(weights, scores)},
        "explanation": {
            "scale": None,
            "scale_symbol": "",
            "constants": [],
            "decoder": explanation.parts.config.decoder,
            "queries": rounded_vectors(np.stack([layer.normed for layer in layers])),
            "keys": rounded_vectors(np.concatenate([layer.keys for layer in layers])),
            "values": rounded_vectors(np.stack([np.concatenate(list(layer.values), axis=1) for layer in layers])),
            "reading": {"ids": [], "embeddings": [], "states": []},
            "weighing": {"normalizer": "softmax"},
            "combination": {"inputs": [], "states": [], "readouts": []},
            "prediction": {"entropy": [], "rest": []},
            "difference": float(np.abs(weights - own).max()),
        },
    }


def self_arithmetic(explanation: StepExplanation, side: SelfSide, position: int, head: int) -> Arithmetic:
    """The score of the piece at `position` for every piece that asks, in one head of all layers; beyond the last, in
    the last. Raises InvalidRequest for a side without self-attention, IndexError for no such piece."""
    layers, heads = self_layers(explanation, side), explanation.parts.config.heads
    if not 0 <= position < len(layers[0].normed):
        raise IndexError(f"there is no piece {position}")
    head = min(head, heads * len(layers) - 1)
    layer, within = divmod(head, heads)
    block = explanation.parts.under(f"{side}.layers.{layer}.")
    terms = self_score(block, layers[layer], position)
    return Arithmetic(position, head, SELF_FORMULA, cell_derivation(terms, within))


def _pieces(explanation: StepExplanation, side: SelfSide) -> dict[str, Any]:
    """Who asks, and who is asked: the pieces of the source, without the padding of an edit; or the steps, which when
    asked are called by the pieces that they read."""
    trace = explanation.trace
    count = len(explanation.reading.states) if side == "encoder" else len(trace)
    pieces = list((trace.source.pieces if side == "encoder" else trace.pieces)[:count])
    asked = pieces if side == "encoder" else [BEGIN, *pieces[:-1]]
    unknown = list(trace.source.unknown[:count]) if side == "encoder" else [False] * count
    source = {"pieces": asked, "spans": [], "unknown": unknown, "hidden": [False] * count, "origin": [], "cut": ""}
    return {
        "text": trace.request.text,
        "source": source,
        "target": {"pieces": pieces, "text": "", "logprobs": [0] * count},
        "candidates": [[]] * count,
    }


def _matrices(weights: Array, scores: Array) -> dict[str, Any]:
    """Weights and scores (S, N, S), and their means over the heads."""
    mean = weights.mean(axis=1)
    return {
        "weights": rounded_lists(mean),
        "scores": rounded_lists(scores.mean(axis=1)),
        "heads": {"weights": rounded_lists(weights), "scores": rounded_lists(scores)},
        "entropy": rounded_lists(entropy(mean)),
    }
