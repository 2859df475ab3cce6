"""How a text is read: its pieces, and what edits make of them before the encoder sees them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from seq2seq.config.edits import (
    DeletePiece,
    Edit,
    Edits,
    MaskSource,
    MovePiece,
    NoPaddingMask,
    OneHot,
    ReplaceWeights,
    SourceEdit,
    SwapPiece,
)
from seq2seq.config.errors import InvalidRequest
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
    padding, left = 0, list[tuple[Edit, tuple[int, ...]]]()
    for edit in edits:
        match edit:
            case SwapPiece() | DeletePiece() | MovePiece():
                pieces = _changed(pieces, edit, tokenizer)
            case _:
                padding += edit.pieces if isinstance(edit, NoPaddingMask) else 0
                left.append((edit, _names(pieces, padding)))
    names = _names(pieces, padding)
    kept = tuple(moved for edit, before in left if (moved := _moved(edit, before, names)))
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


def _changed(pieces: list[_Piece], edit: SourceEdit, tokenizer: Tokenizer) -> list[_Piece]:
    _check(edit.position, len(pieces))
    at, rest = edit.position, pieces[: edit.position] + pieces[edit.position + 1 :]
    match edit:
        case SwapPiece(piece=piece):
            return [*rest[:at], replace(pieces[at], id=tokenizer.id(piece), piece=piece, swapped=True), *rest[at:]]
        case MovePiece(to=to):
            _check(to, len(pieces))
            return [*rest[:to], pieces[at], *rest[to:]]
        case DeletePiece():
            if not rest:
                raise InvalidRequest("the last piece can't be deleted: nothing would be left to read")
            return rest


def _names(pieces: list[_Piece], padding: int) -> tuple[int, ...]:
    """What every column is called, wherever it moves: its origin, below 0 for padding."""
    return (*(each.origin for each in pieces), *range(-1, -1 - padding, -1))


def _moved(edit: Edit, before: tuple[int, ...], now: tuple[int, ...]) -> Edit | None:
    """The edit for the places that its pieces have `now`; None if what it hides is no longer there."""
    match edit:
        case MaskSource(position=position):
            there = position < len(before) and before[position] in now
            return replace(edit, position=now.index(before[position])) if there else None
        case OneHot(position=int(position)):
            _check(position, len(before))
            _keep(before[position] in now)
            return replace(edit, position=now.index(before[position]))
        case ReplaceWeights(weights=row):
            if len(row) != len(before):
                raise InvalidRequest(
                    "replaced weights: {given}, not one for each of {n}", given=len(row), n=len(before)
                )
            weight = dict(zip(before, row, strict=True))
            _keep(any(weight.get(name, 0) for name in now))
            return replace(edit, weights=tuple(weight.get(name, 0) for name in now))
    return edit


def _check(position: int, count: int) -> None:
    if position >= count:
        raise InvalidRequest("there is no source piece {n}: the last is {last}", n=position + 1, last=count)


def _keep(there: bool) -> None:
    if not there:
        raise InvalidRequest("an edit gives all weight to what a later edit deletes")


def _padding(end: _Piece, count: int) -> list[_Piece]:
    """Behind the end of the sentence, or where it was."""
    return [_Piece(PAD, PAD_PIECE, end.span, end.origin + 1 + number) for number in range(count)]


def _source(pieces: list[_Piece], padding: list[_Piece], cut: str, edits: Edits) -> Source:
    hidden = {edit.position for edit in edits if isinstance(edit, MaskSource)}
    shown = [*pieces, *padding]
    return Source(
        tuple(each.piece for each in shown),
        tuple(each.span for each in shown),
        tuple(each.id == UNK for each in shown),
        cut,
        tuple(each.origin for each in shown),
        tuple(each.swapped for each in shown),
        tuple(place in hidden for place in range(len(shown))),
    )
