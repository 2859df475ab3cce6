"""Words or pieces: what of a decoding is drawn, as the visitor chose."""

from __future__ import annotations

from typing import Any

from pages.ui import state
from seq2seq.merging import Merged, merged, words_so_far
from seq2seq.plain import rounded
from seq2seq.trace import DecodeTrace


def seen(trace: DecodeTrace) -> DecodeTrace:
    """The decoding with whole words for its pieces, unless pieces are asked for."""
    return merged(trace).trace if joined() else trace


def drawn(trace: DecodeTrace) -> dict[str, Any]:
    """What the stage draws of it: words where pieces are joined, and whether anything attends."""
    found = merged(trace) if joined() else None
    return (found.trace if found else trace).to_dict(vectors=False) | marks(trace, found)


def marks(trace: DecodeTrace, found: Merged | None) -> dict[str, Any]:
    """What the browser has to know of a drawn decoding besides its numbers."""
    return {"fixed": not trace.attends, "words": _words(found) if found else None}


def joined() -> bool:
    return state.view().grain == "words"


def _words(found: Merged) -> dict[str, Any]:
    chosen = [[each.piece, rounded(each.logprob)] for each in found.chosen]
    return {"rows": found.rows, "columns": found.columns, "chosen": chosen}


def piecewise(trace: DecodeTrace) -> dict[str, Any]:
    """For what stays with single pieces, since it changes or explains just one: each shows its word as far as it goes,
    unless pieces are asked for."""
    told = words_so_far if joined() else tuple
    given = trace.to_dict(vectors=False)
    for side, pieces in (("source", trace.source.pieces), ("target", trace.pieces)):
        given[side]["told"] = told(pieces)
    return given | marks(trace, None)
