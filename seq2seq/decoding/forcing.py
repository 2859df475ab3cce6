"""Forced decoding: a model attends while the translation is given."""

from __future__ import annotations

from dataclasses import replace

from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import SEARCH_LIMITS, Request, SearchConfig
from seq2seq.decoding.corpus import source_pieces
from seq2seq.decoding.translate import translate
from seq2seq.text.special_ids import UNK
from seq2seq.trace.trace import EOS_PIECE, DecodeTrace

LONGEST_TARGET = SEARCH_LIMITS["max_steps"][1]


def translate_forced(bundle: Bundle, request: Request, target: str) -> DecodeTrace:
    """The trace of a model whose output is `target` and the end of sentence, in place of the request's prefix and
    search.

    Raises InvalidRequest, a ValueError, for a text with pieces that the model does not know, or with too many."""
    ids = bundle.says(source_pieces(bundle, request.text)).ids(target)
    if UNK in ids:
        raise InvalidRequest("The model has no pieces to say this with.")
    if len(ids) >= LONGEST_TARGET:
        raise InvalidRequest("This is longer than the model can say.")
    prefix = (*bundle.target.encode(target).pieces, EOS_PIECE)
    return translate(bundle, replace(request, prefix=prefix, search=SearchConfig(max_steps=LONGEST_TARGET)))
