"""Decodings as they are drawn: by words or by pieces, as the visitor chose."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Condition
from typing import Any

from cachetools import LRUCache, cached

from pages.ui.address import state
from pages.ui.kit.component import compact_json
from seq2seq.config.arrays import rounded
from seq2seq.data.families import FAMILIES, has_symbols
from seq2seq.text.words import MergedTrace, mark_continuations, merge_to_words, word_parts
from seq2seq.trace.trace import DecodeTrace

UNDRAWN = ("swapped", "hypotheses", "timings")
"""Fields of a trace that are not drawn."""
SEEN_DIGITS = 5
"""Significant digits of numbers sent to the browser, which shows at most four."""

MOST_SEEN = 64
"""Decodings kept as they are drawn, since a class looks at the same few."""


def is_joined() -> bool:
    """Whether pieces are joined to words. The symbols of a task never are."""
    view = state.view()
    return view.grain == "words" and not has_symbols(view.family)


def displayed(trace: DecodeTrace) -> DecodeTrace:
    """The decoding by words, or by pieces if the visitor chose them."""
    return _merged(trace).trace if is_joined() else trace


def drawn(trace: DecodeTrace) -> bytes:
    """The displayed decoding as the data of the attention view, in JSON."""
    return drawn_as(trace, is_joined())


@cached(LRUCache(MOST_SEEN), condition=Condition())
def _merged(trace: DecodeTrace) -> MergedTrace:
    return merge_to_words(trace)


@cached(LRUCache(MOST_SEEN), condition=Condition())
def drawn_as(trace: DecodeTrace, joined: bool) -> bytes:
    """The decoding by words or by pieces, as the data of the attention view."""
    shown = _merged(trace).trace if joined else trace
    return compact_json(_brief(shown.to_dict(vectors=False)) | _marks(trace, joined))


def marks(trace: DecodeTrace) -> dict[str, Any]:
    """Additional data of a decoding: whether the model lacks attention, and of which pieces its words consist."""
    return _marks(trace, is_joined())


def _marks(trace: DecodeTrace, joined: bool) -> dict[str, Any]:
    return _facts(trace) | {"words": _words(trace) if joined else None}


def piecewise(trace: DecodeTrace) -> dict[str, Any]:
    """The decoding by pieces, for components that explain or change single pieces."""
    data = _brief(trace.to_dict(vectors=False))
    data["source"]["displayed"] = piece_labels(trace.source.pieces)
    data["target"]["displayed"] = piece_labels(trace.pieces)
    return data | _facts(trace)


def _facts(trace: DecodeTrace) -> dict[str, Any]:
    """Whether the model lacks attention, and the codes of both languages."""
    return {"fixed": not trace.attends, "languages": languages(trace.request.model.partition("/")[0])}


def languages(family: str) -> tuple[str, str]:
    """The codes of what is read and written; empty for symbols."""
    known = FAMILIES.get(family)
    return (known.source.code, known.target.code) if known else ("", "")


def piece_labels(pieces: Sequence[str]) -> tuple[str, ...]:
    """Pieces as they are shown: if words are chosen, a dot marks those that continue a word."""
    return mark_continuations(pieces) if is_joined() else tuple(pieces)


def parts(pieces: Sequence[str]) -> tuple[tuple[str, int, int], ...]:
    """For each piece: its word, its number within the word, and how many pieces the word has. A symbol of a task is a
    word by itself."""
    return tuple((piece, 1, 1) for piece in pieces) if has_symbols(state.view().family) else word_parts(pieces)


def _brief(value: Any) -> Any:
    """JSON values without fields that are not drawn, with numbers rounded."""
    match value:
        case float():
            return float(f"{value:.{SEEN_DIGITS}g}")
        case dict():
            return {name: _brief(item) for name, item in value.items() if name not in UNDRAWN}
        case list() | tuple():
            return [_brief(item) for item in value]
    return value


def _words(trace: DecodeTrace) -> dict[str, Any]:
    merged = _merged(trace)
    chosen = [[candidate.piece, rounded(candidate.logprob)] for candidate in merged.chosen]
    return _brief({"rows": merged.rows, "columns": merged.columns, "chosen": chosen})
