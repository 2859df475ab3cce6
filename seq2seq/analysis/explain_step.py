"""Explain a decoding: a loaded model and a request in, a StepExplanation in plain numpy out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from seq2seq.analysis.step_explainer import Parts, StepExplanation
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.schema import Request
from seq2seq.decoding.translate import translate
from seq2seq.text.source_edits import apply_source_edits
from seq2seq.trace.trace import DecodeTrace

DRAWN = {
    **dict.fromkeys(("scale", "queries", "keys")),
    "reading": dict.fromkeys(("ids", "embeddings", "states")),
    "weighing": {"normalizer": None},
    "combination": dict.fromkeys(("states", "readouts")),
    "prediction": dict.fromkeys(("entropy", "rest")),
}
"""What of an explanation is drawn; the rest is in the trace, or reckoned in the browser."""


def explain(bundle: Bundle, request: Request) -> StepExplanation:
    """Decode as `translate` does, with its errors, and open up what was done."""
    return explain_trace(bundle, translate(bundle, request))


def explanation_json(bundle: Bundle, request: Request) -> str:
    """The trace and its explanation as JSON: all steps, all that is drawn of them. Raises what `translate` raises.

    A string, since it is cached for many requests and a StepExplanation holds a hundred times as much."""
    explanation = explain(bundle, request)
    return _json(
        {"trace": explanation.trace.to_dict(vectors=False), "explanation": _picked(explanation.to_dict(), DRAWN)}
    )


def cell_json(bundle: Bundle, request: Request, source: int, head: int) -> str:
    """The arithmetic of one source piece in one head, at all steps, as JSON. Raises IndexError where there is none."""
    return _json(explain(bundle, request).arithmetic(source, head).to_dict())


def _picked(values: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Of nested values those that are wanted; a leaf of `wanted` is None."""
    return {name: values[name] if inner is None else _picked(values[name], inner) for name, inner in wanted.items()}


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def explain_trace(bundle: Bundle, trace: DecodeTrace) -> StepExplanation:
    """The explanation of a trace that this model made, vectors included."""
    found = apply_source_edits(bundle.source, trace.request.text, trace.request.edits, bundle.config.max_length)
    parameters = {name: tensor.numpy() for name, tensor in bundle.model.state_dict().items()}
    vocabulary = bundle.target.pieces(range(len(bundle.target)))
    return StepExplanation(trace, Parts(bundle.config, parameters, found.ids, vocabulary))
