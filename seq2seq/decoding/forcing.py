"""A text that a model is made to say, so that only where it looks is its own."""

from __future__ import annotations

from dataclasses import replace

from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.errors import InvalidRequest
from seq2seq.config.schema import SEARCH_LIMITS, Request, SearchConfig
from seq2seq.decoding.translate import translate
from seq2seq.trace.trace import EOS_PIECE, DecodeTrace

LONGEST_TARGET = SEARCH_LIMITS["max_steps"][1]


def translate_forced(bundle: Bundle, request: Request, target: str) -> DecodeTrace:
    """The trace of a model that says `target` and then ends, whatever the request's own prefix and search.

    Raises ValueError for a text that the model has no pieces for, or too many."""
    said = bundle.target.encode(target)
    if any(said.unknown):
        raise InvalidRequest("The model has no pieces to say this with.")
    if len(said.pieces) >= LONGEST_TARGET:
        raise InvalidRequest("This is longer than the model can say.")
    prefix = (*said.pieces, EOS_PIECE)
    return translate(bundle, replace(request, prefix=prefix, search=SearchConfig(max_steps=LONGEST_TARGET)))
