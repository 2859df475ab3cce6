"""Words or pieces: what of a decoding is drawn, as the visitor chose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Condition
from typing import Any

from cachetools import LRUCache, cached

from pages.ui.session import state
from seq2seq.config.arrays import rounded
from seq2seq.text.merging import MergedTrace, mark_continuations, merge_to_words
from seq2seq.trace.trace import DecodeTrace

UNDRAWN = ("swapped", "hypotheses", "timings")
"""What of a trace nobody draws."""
SEEN_DIGITS = 5
"""Significant digits of the numbers in the browser: one sees four at most."""

MOST_SEEN = 64
"""Decodings that are kept as they are drawn: a class looks at the same few."""


def _joined() -> bool:
    """Whether pieces are joined to words."""
    return state.view().grain == "words"


def displayed(trace: DecodeTrace) -> DecodeTrace:
    """The decoding with whole words for its pieces, unless pieces are asked for."""
    return _merged(trace).trace if _joined() else trace


def drawn(trace: DecodeTrace) -> Mapping[str, Any]:
    """The same as the stage draws it."""
    return _drawn(trace, _joined())


@cached(LRUCache(MOST_SEEN), condition=Condition())
def _merged(trace: DecodeTrace) -> MergedTrace:
    return merge_to_words(trace)


@cached(LRUCache(MOST_SEEN), condition=Condition())
def _drawn(trace: DecodeTrace, joined: bool) -> Mapping[str, Any]:
    shown = _merged(trace).trace if joined else trace
    return _brief(shown.to_dict(vectors=False)) | _marks(trace, joined)


def marks(trace: DecodeTrace) -> dict[str, Any]:
    """What the browser has to know of it besides: whether anything attends, of how many pieces the words are, and what
    they were begun with."""
    return _marks(trace, _joined())


def _marks(trace: DecodeTrace, joined: bool) -> dict[str, Any]:
    return {"fixed": not trace.attends, "words": _words(trace) if joined else None}


def piecewise(trace: DecodeTrace) -> dict[str, Any]:
    """The decoding for what stays with single pieces, since it explains or changes just one."""
    given = _brief(trace.to_dict(vectors=False))
    given["source"]["displayed"], given["target"]["displayed"] = (
        piece_labels(trace.source.pieces),
        piece_labels(trace.pieces),
    )
    return given | {"fixed": not trace.attends}


def piece_labels(pieces: Sequence[str]) -> tuple[str, ...]:
    """Single pieces as they are shown: a dot before those that continue a word, unless pieces are asked for."""
    return mark_continuations(pieces) if _joined() else tuple(pieces)


def _brief(value: Any) -> Any:
    """Of plain JSON values no more than is drawn."""
    match value:
        case float():
            return float(f"{value:.{SEEN_DIGITS}g}")
        case dict():
            return {name: _brief(each) for name, each in value.items() if name not in UNDRAWN}
        case list() | tuple():
            return [_brief(each) for each in value]
    return value


def _words(trace: DecodeTrace) -> dict[str, Any]:
    found = _merged(trace)
    chosen = [[each.piece, rounded(each.logprob)] for each in found.chosen]
    return _brief({"rows": found.rows, "columns": found.columns, "chosen": chosen})
