"""The types of what Python sends to the browser, written from Python's own classes: `python -m tests.sent_types` writes
typings/sent.d.ts anew. A test compares the two. The depth of an array is that of the shape in the docstring."""

from __future__ import annotations

import re
import sys
import types
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import numpy as np

from pages.ui.features.rooms.room import AskedQuestion, ClassResult, Lead, QuestionKind
from seq2seq.analysis.effect import Effect, Word, WordPair
from seq2seq.analysis.explain_step import BROWSER_FIELDS
from seq2seq.analysis.step_explainer.explanation import Constant, StepExplanation
from seq2seq.analysis.step_explainer.network import Network, OpenBox
from seq2seq.analysis.step_explainer.terms import Arithmetic
from seq2seq.config.edits import Normalizer
from seq2seq.config.schema import SearchConfig
from seq2seq.text.words import MergedTrace
from seq2seq.trace.beam_tree import BeamTree, Candidate, Status, TreeNode
from seq2seq.trace.trace import DecodeTrace, Source
from seq2seq.training.live.report import LossPoint, Measurement, PhaseReport, Sentence

FILE = Path(__file__).resolve().parent.parent / "typings" / "sent.d.ts"
NAMES: dict[Any, str] = {
    Candidate: "TraceCandidate",
    Constant: "Constant",
    Source: "TraceSource",
    Lead: "RoomLead",
    AskedQuestion: "RoomQuestion",
    QuestionKind: "RoomAsk",
    ClassResult: "RoomResult",
    LossPoint: "LossPoint",
    Sentence: "LiveSentence",
    PhaseReport: "PhaseReport",
    Status: "Lot",
    Normalizer: "Normalizer",
    Word: "Word",
    WordPair: "Pair",
}
"""What has a name in the browser, with that name."""
INFINITE = "(number | null)"
"""A number that may be minus infinity, which JSON lacks."""


def declarations() -> str:
    """The file."""
    displayed = {"displayed?": "string[]"}
    trace = {
        **{"text": "string", "source": "TraceSource", "target": "TraceTarget"},
        **{"weights": of(DecodeTrace, "alignment"), "scores": of(DecodeTrace, "alignment", INFINITE)},
        "heads": f"{{weights: {of(DecodeTrace, 'weights')}, scores: {of(DecodeTrace, 'scores', INFINITE)}}} | null",
        **{"entropy": of(DecodeTrace, "entropy"), "candidates": of(DecodeTrace, "candidates")},
        **{"unknown?": of(DecodeTrace, "unknown", INFINITE), "request?": "{search: {unknown: boolean}}"},
        **{"words?": "Joined | null", "fixed?": "boolean", "languages?": "[string, string]"},
        **{f"{name}?": of(DecodeTrace, name) for name in ("layers", "generate", "copied", "covers")},
    }
    target = {"pieces": of(DecodeTrace, "pieces"), "text": "string", "logprobs": of(DecodeTrace, "logprobs", INFINITE)}
    columns = {name: f"{grouped(kind)}[]" for name, kind in members(TreeNode).items()}
    search = get_type_hints(SearchConfig)["unknown"]
    assert search is bool, "request.search.unknown"
    written = [
        interface("TraceSource", Source, members(Source, without="swapped") | displayed),
        interface("TraceTarget", DecodeTrace, target | displayed),
        alias("TraceCandidate", Candidate, row(Candidate, logprob=INFINITE)),
        interface("Joined", MergedTrace, {name: of(MergedTrace, name) for name in ("rows", "columns", "chosen")}),
        interface("Trace", DecodeTrace, trace),
        alias("Normalizer", "seq2seq.config.edits.Normalizer", literal(Normalizer)),
        interface("Constant", Constant, members(Constant)),
        interface("Explanation", StepExplanation, explanation()),
        interface("Arithmetic", Arithmetic, {"source": "number", "head": "number", "terms": "Term[]"}),
        interface("Network", Network, members(Network, "start") | {"start": "number[] | null"}),
        interface("OpenBox", OpenBox, members(OpenBox, without="terms") | {"terms": "Term[]"}),
        alias("Lot", "seq2seq.trace.beam_tree.Status", literal(Status)),
        interface("TreeColumns", TreeNode, columns | displayed),
        interface(
            "TreeRecord", BeamTree, {"branches": "TreeColumns"} | members(BeamTree, "branches", unknown=INFINITE)
        ),
        interface("Word", Word, members(Word)),
        interface("Pair", WordPair, members(WordPair) | {"same": of(WordPair, "same")}),
        interface("Effect", Effect, effect()),
        alias("RoomAsk", "pages.ui.features.rooms.room.QuestionKind", literal(QuestionKind)),
        *(interface(NAMES[kind], kind, members(kind)) for kind in (Lead, AskedQuestion, ClassResult)),
        alias("LossPoint", LossPoint, row(LossPoint)),
        alias("LiveMeasurement", Measurement, row(Measurement, seconds_after="update")),
        *(interface(NAMES[kind], kind, members(kind)) for kind in (Sentence, PhaseReport)),
    ]
    head = "// What Python sends, by `python -m tests.sent_types` from the classes named. Global to a type checker."
    return "\n\n".join([head, *written]) + "\n"


def explanation() -> dict[str, str]:
    """What of an explanation is sent. Self-attention has no values of its own, and a difference."""
    sent: dict[str, str] = {}
    for name, inner in BROWSER_FIELDS.items():
        if inner:
            kind = hint(StepExplanation, name)
            sent[name] = f"{{{', '.join(f'{each}: {of(kind, each)}' for each in inner)}}}"
        elif name in ("scale", "scale_symbol", "decoder"):
            sent[name] = "number | null" if name == "scale" else "string"
        else:
            sent[name] = of(StepExplanation, name) + (" | null" if name == "values" else "")
    return sent | {"difference?": "number"}


def effect() -> dict[str, str]:
    numbers = {name: of(Effect, name, INFINITE) for name in ("delta", "kl")}
    return {"words": of(Effect, "words"), **numbers, "summary": "string"}


def members(owner: type, without: str = "", **numbers: str) -> dict[str, str]:
    """The fields of a dataclass with their types; `numbers` says what the numbers in a field may be."""
    return {f.name: of(owner, f.name, numbers.get(f.name, "number")) for f in fields(owner) if f.name != without}


def of(owner: type, name: str, number: str = "number") -> str:
    """The type of a field or a property."""
    kind = hint(owner, name)
    if kind is np.ndarray or get_origin(kind) is np.ndarray:
        return number + "[]" * depth(owner, name)
    return script(kind, number)


def hint(owner: type, name: str) -> Any:
    prop = owner.__dict__.get(name)
    function = prop.func if isinstance(prop, cached_property) else prop.fget if isinstance(prop, property) else None
    return get_type_hints(function)["return"] if function else get_type_hints(owner)[name]


def depth(owner: type, name: str) -> int:
    """How many axes an array has: those of the shape that its property begins with, or that stands in the docstring of
    its class, behind its name and others that share it, as in `logprobs (T,)`."""
    about = getattr(owner.__dict__.get(name), "__doc__", "") or ""
    own = re.match(r"\(([^)]*)\)", about)
    shape = own or re.search(rf"\b{name}\b(?: and \w+)*[^(.;]* \(([A-Z·][^)]*)\)", owner.__doc__ or "")
    if shape is None:
        raise LookupError(f"the docstring of {owner.__name__} has no shape of {name}")
    return len([axis for axis in shape[1].split(",") if axis.strip()])


def script(kind: Any, number: str = "number") -> str:
    """A type of Python as one of TypeScript."""
    simple = {str: "string", bool: "boolean", int: "number", float: number, type(None): "null"}
    if kind in simple:
        return simple[kind]
    if known := next((name for each, name in NAMES.items() if each == kind), ""):
        return known
    origin, inside = get_origin(kind), get_args(kind)
    if origin is Literal:
        return literal(kind)
    if origin in (Union, types.UnionType):
        return " | ".join(script(each, number) for each in inside)
    if origin is tuple and inside[-1] is not Ellipsis:
        return f"[{', '.join(script(each, number) for each in inside)}]"
    if origin in (tuple, list):
        return f"{grouped(script(inside[0], number))}[]"
    if origin is Mapping:
        return f"Record<{script(inside[0])}, {script(inside[1], number)}>"
    raise TypeError(f"no type of the browser for {kind}")


def literal(kind: Any) -> str:
    return " | ".join(f'"{value}"' for value in get_args(kind))


def grouped(kind: str) -> str:
    return f"({kind})" if "|" in kind and not kind.startswith("(") else kind


def row(owner: type, seconds_after: str = "", **numbers: str) -> str:
    """A dataclass that is sent as a row of its values, in the order of its fields."""
    parts: list[str] = []
    for name, kind in members(owner, **numbers).items():
        parts.append(f"{name}: {kind.removeprefix('(').removesuffix(')')}")
        if name == seconds_after:
            parts.append("seconds: number")
    return f"[{', '.join(parts)}]"


def interface(name: str, owner: type, parts: Mapping[str, str]) -> str:
    assert is_dataclass(owner)
    lines = "".join(f"  {part}: {kind};\n" for part, kind in parts.items())
    return f"/** {owner.__module__}.{owner.__qualname__} */\ninterface {name} {{\n{lines}}}"


def alias(name: str, owner: type | str, kind: str) -> str:
    where = owner if isinstance(owner, str) else f"{owner.__module__}.{owner.__qualname__}"
    return f"/** {where} */\ntype {name} = {kind};"


if __name__ == "__main__":
    FILE.write_text(declarations(), "utf-8")
    sys.stdout.write(f"{FILE}\n")
