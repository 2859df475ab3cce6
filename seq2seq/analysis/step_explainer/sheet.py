"""An explanation as plain JSON values: what the browser gets, and more."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from seq2seq.analysis.step_explainer.explanation import StepExplanation
from seq2seq.analysis.step_explainer.rounding import rounded_lists, rounded_vectors

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
