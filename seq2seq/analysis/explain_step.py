"""Explanations of a decoding: from a loaded model and a request to a StepExplanation in plain numpy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from seq2seq.analysis.step_explainer import (
    Parts,
    SelfSide,
    StepExplanation,
    explanation_values,
    self_arithmetic,
    self_values,
    sides,
)
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.schema import Request
from seq2seq.decoding.translate import translate
from seq2seq.text.source_edits import apply_source_edits
from seq2seq.trace.trace import DecodeTrace

BROWSER_FIELDS = {
    **dict.fromkeys(("scale", "scale_symbol", "decoder", "queries", "keys", "values")),
    "reading": dict.fromkeys(("ids", "embeddings", "states")),
    "weighing": {"normalizer": None},
    "combination": dict.fromkeys(("states", "readouts")),
    "prediction": dict.fromkeys(("entropy", "rest")),
}
"""The fields of an explanation that are sent to the browser; a leaf is None. The others are in the trace or computed in
the browser."""


def explain(bundle: Bundle, request: Request) -> StepExplanation:
    """Decode a request and explain the decoding. Raises the errors of `translate`."""
    return explain_trace(bundle, translate(bundle, request))


def explanation_json(bundle: Bundle, request: Request) -> str:
    """The trace and the `BROWSER_FIELDS` of its explanation as JSON, for all steps. Raises the errors of `translate`.

    A string, since it is cached for many requests and a StepExplanation is a hundred times as large."""
    explanation = explain(bundle, request)
    fields = _select(explanation_values(explanation), BROWSER_FIELDS)
    trace = explanation.trace.to_dict(vectors=False)
    return _json({"trace": trace, "explanation": fields, "asking": ["source", *sides(explanation)]})


def self_json(bundle: Bundle, request: Request, side: SelfSide) -> str:
    """The self-attention of one side, as a sheet of the same form as `explanation_json`. Raises InvalidRequest for a
    side without it, and the errors of `translate`."""
    explanation = explain(bundle, request)
    return _json(self_values(explanation, side) | {"asking": ["source", *sides(explanation)]})


def self_cell_json(bundle: Bundle, request: Request, side: SelfSide, position: int, head: int) -> str:
    """The arithmetic of one score of self-attention, for every piece that asks, as JSON. Raises IndexError for a piece
    that does not exist, and the errors of `self_json`."""
    return _json(self_arithmetic(explain(bundle, request), side, position, head).to_dict())


def cell_json(bundle: Bundle, request: Request, source: int, head: int) -> str:
    """The arithmetic of one source piece in one head, at all steps, as JSON.

    Raises IndexError for a piece or a head that does not exist, and the errors of `translate`."""
    return _json(explain(bundle, request).arithmetic(source, head).to_dict())


def _select(values: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """The nested values that `fields` names; a leaf of `fields` is None."""
    return {name: values[name] if inner is None else _select(values[name], inner) for name, inner in fields.items()}


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def explain_trace(bundle: Bundle, trace: DecodeTrace) -> StepExplanation:
    """Explain a trace of this model, which must include its vectors."""
    source = apply_source_edits(bundle.source, trace.request.text, trace.request.edits, bundle.config.max_length)
    parameters = {name: tensor.numpy() for name, tensor in bundle.model.state_dict().items()}
    vocabulary = bundle.target.pieces(range(len(bundle.target)))
    says = bundle.says(source.pieces)
    copies = tuple(says.copies(says.source))
    return StepExplanation(trace, Parts(bundle.config, parameters, source.ids, vocabulary, copies))
