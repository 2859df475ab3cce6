"""Self-attention as a sheet of the page Step: every piece asks those of its own sentence, or every step those so far.

The sheet has the fields of a trace and its explanation that are drawn there, with the same pieces on both sides."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np

from seq2seq.analysis.step_explainer.arithmetic import Arithmetic, cell_derivation
from seq2seq.analysis.step_explainer.encoder_layers import attend_to_self
from seq2seq.analysis.step_explainer.explanation import StepExplanation
from seq2seq.analysis.step_explainer.predicting import BEGIN
from seq2seq.analysis.step_explainer.rounding import rounded_lists, rounded_vectors
from seq2seq.analysis.step_explainer.self_attending import SelfAttended, self_score
from seq2seq.config.arrays import Array
from seq2seq.config.records import InvalidRequest
from seq2seq.trace.trace import entropy

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
    weights, scores = (_by_row([getattr(layer, name) for layer in layers]) for name in ("weights", "scores"))
    return {
        "trace": {"layers": len(layers), **_pieces(explanation, side), **_matrices(weights, scores)},
        "explanation": {
            "scale": None,
            "scale_symbol": "",
            "decoder": explanation.parts.config.decoder,
            "queries": rounded_vectors(np.stack([layer.normed for layer in layers])),
            "keys": rounded_vectors(np.concatenate([layer.keys for layer in layers])),
            "values": rounded_vectors(np.stack([np.concatenate(list(layer.values), axis=1) for layer in layers])),
            "reading": {"ids": [], "embeddings": [], "states": []},
            "weighing": {"normalizer": "softmax"},
            "combination": {"states": [], "readouts": []},
            "prediction": {"entropy": [], "rest": []},
            "difference": _difference(explanation, side, weights),
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


def _by_row(layers: Sequence[Array]) -> Array:
    """(n, S, ·) of each layer → (S, layers n, ·)."""
    return np.concatenate(layers).swapaxes(0, 1)


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


def _difference(explanation: StepExplanation, side: SelfSide, weights: Array) -> float:
    """The largest difference between these weights (S, N, S) and the model's."""
    trace, count = explanation.trace, len(weights)
    traced = trace.encoder_attention if side == "encoder" else trace.decoder_attention
    own = np.asarray(traced)[..., :count, :count].reshape(-1, count, count).swapaxes(0, 1)
    return float(np.abs(weights - own).max())
