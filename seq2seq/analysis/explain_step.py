"""The torch side of the anatomy: a loaded model and a request in, an Anatomy in plain numpy out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from seq2seq.analysis.anatomy import Anatomy, Parts
from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.schema import Request
from seq2seq.decoding.translate import translate
from seq2seq.text.source_edits import read
from seq2seq.trace.trace import DecodeTrace

DRAWN = {
    **dict.fromkeys(("scale", "queries", "keys")),
    "reading": dict.fromkeys(("ids", "embeddings", "states")),
    "weighing": {"normalizer": None},
    "combination": dict.fromkeys(("states", "readouts")),
    "prediction": dict.fromkeys(("entropy", "rest")),
}
"""What of an anatomy is drawn; the rest is in the trace, or reckoned in the browser."""


def dissect(bundle: Bundle, request: Request) -> Anatomy:
    """Decode as `translate` does, with its errors, and open up what was done."""
    return anatomy_of(bundle, translate(bundle, request))


def sheet(bundle: Bundle, request: Request) -> str:
    """The trace and its anatomy as JSON: all steps, all that is drawn of them. Raises what `translate` raises.

    A string, since it is kept for many requests and an Anatomy holds a hundred times as much."""
    anatomy = dissect(bundle, request)
    return _json({"trace": anatomy.trace.to_dict(vectors=False), "anatomy": _picked(anatomy.to_dict(), DRAWN)})


def cell(bundle: Bundle, request: Request, source: int, head: int) -> str:
    """The arithmetic of one source piece in one head, at all steps, as JSON. Raises IndexError where there is none."""
    return _json(dissect(bundle, request).arithmetic(source, head).to_dict())


def _picked(values: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Of nested values those that are wanted; a leaf of `wanted` is None."""
    return {name: values[name] if inner is None else _picked(values[name], inner) for name, inner in wanted.items()}


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def anatomy_of(bundle: Bundle, trace: DecodeTrace) -> Anatomy:
    """The anatomy of a trace that this model made, vectors included."""
    found = read(bundle.source, trace.request.text, trace.request.edits, bundle.config.max_length)
    parameters = {name: tensor.numpy() for name, tensor in bundle.model.state_dict().items()}
    vocabulary = bundle.target.pieces(range(len(bundle.target)))
    return Anatomy(trace, Parts(bundle.config, parameters, found.ids, vocabulary))
