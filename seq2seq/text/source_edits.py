"""How a text is read: its pieces, and what edits make of them before the encoder sees them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from seq2seq.config.edits import Edit, Edits, Names, SourceEdit
from seq2seq.config.schema import MAX_PIECES
from seq2seq.text.special_ids import EOS, PAD, UNK
from seq2seq.text.tokenizer import Encoding, Tokenizer
from seq2seq.trace.trace import EOS_PIECE, PAD_PIECE, NothingToTranslate, Source


@dataclass(frozen=True)
class EditedSource:
    """`ids` for the encoder, padded to `width`; what they are; the edits that are left for the attention, their
    positions those in `source`."""

    ids: tuple[int, ...]
    width: int
    source: Source
    edits: Edits


@dataclass(frozen=True)
class _Piece:
    id: int
    piece: str
    span: tuple[int, int]
    origin: int
    swapped: bool = False


def apply_source_edits(tokenizer: Tokenizer, text: str, edits: Edits = (), most: int = MAX_PIECES) -> EditedSource:
    """The text as the edits leave it, end of sentence included; beyond the first `most` pieces it is not read.

    Raises NothingToTranslate for a text without pieces, ValueError for an edit that asks for what is not there."""
    encoded, cut = _encoded(tokenizer, text, most)
    pieces = _typed(encoded)
    end = pieces[-1]
    padding, left = 0, list[tuple[Edit, Names]]()
    for edit in edits:
        if isinstance(edit, SourceEdit):
            pieces = edit.read(
                pieces, lambda old, piece: replace(old, id=tokenizer.id(piece), piece=piece, swapped=True)
            )
        else:
            padding += edit.padding
            left.append((edit, _names(pieces, padding)))
    names = _names(pieces, padding)
    kept = tuple(moved for edit, before in left if (moved := edit.moved(before, names)))
    return EditedSource(
        tuple(each.id for each in pieces), len(names), _source(pieces, _padding(end, padding), cut, kept), kept
    )


def _encoded(tokenizer: Tokenizer, text: str, most: int) -> tuple[Encoding, str]:
    """What of the text is read, and what is cut."""
    whole = tokenizer.encode(text)
    if not whole.pieces:
        raise NothingToTranslate("there is nothing to translate in an empty text")
    encoded = whole.first(most - 1)
    return encoded, text[encoded.spans[-1][1] :] if len(encoded.pieces) < len(whole.pieces) else ""


def _typed(encoded: Encoding) -> list[_Piece]:
    end = encoded.spans[-1][1]
    ids, pieces, spans = (*encoded.ids, EOS), (*encoded.pieces, EOS_PIECE), (*encoded.spans, (end, end))
    return [_Piece(*each) for each in zip(ids, pieces, spans, range(len(ids)), strict=True)]


def _names(pieces: list[_Piece], padding: int) -> Names:
    return (*(each.origin for each in pieces), *range(-1, -1 - padding, -1))


def _padding(end: _Piece, count: int) -> list[_Piece]:
    """Behind the end of the sentence, or where it was."""
    return [_Piece(PAD, PAD_PIECE, end.span, end.origin + 1 + number) for number in range(count)]


def _source(pieces: list[_Piece], padding: list[_Piece], cut: str, edits: Edits) -> Source:
    shown = [*pieces, *padding]
    return Source(
        tuple(each.piece for each in shown),
        tuple(each.span for each in shown),
        tuple(each.id == UNK for each in shown),
        cut,
        tuple(each.origin for each in shown),
        tuple(each.swapped for each in shown),
        tuple(any(edit.hides(place) for edit in edits) for place in range(len(shown))),
    )
