"""From a text to the ids that the encoder reads: its pieces, after the edits of the source."""

from __future__ import annotations

from dataclasses import dataclass, replace

from seq2seq.config.edits import Edit, Edits, Names, SourceEdit
from seq2seq.config.schema import MAX_PIECES
from seq2seq.text.special_ids import EOS, PAD, UNK
from seq2seq.text.tokenizer import Encoding, Tokenizer
from seq2seq.trace.trace import EOS_PIECE, PAD_PIECE, NothingToTranslate, Source


@dataclass(frozen=True)
class EditedSource:
    """`ids` for the encoder, to be padded to `width`; the source that they stand for; and the remaining edits, which
    the attention applies, with positions in `source`."""

    ids: tuple[int, ...]
    width: int
    source: Source
    edits: Edits

    @property
    def pieces(self) -> tuple[str, ...]:
        """The pieces of `ids`."""
        return self.source.pieces[: len(self.ids)]


@dataclass(frozen=True)
class _Piece:
    id: int
    piece: str
    span: tuple[int, int]
    origin: int
    swapped: bool = False


def apply_source_edits(
    tokenizer: Tokenizer, text: str, edits: Edits = (), max_pieces: int = MAX_PIECES
) -> EditedSource:
    """Encode a text and apply the edits of its source, in order. It is cut to `max_pieces`, end of sentence included.

    Raises NothingToTranslate for a text without pieces, ValueError for an edit of a piece that does not exist."""
    encoded, cut = _encode_and_cut(tokenizer, text, max_pieces)
    pieces = _typed_pieces(encoded)
    end = pieces[-1]
    padding, attention_edits = 0, list[tuple[Edit, Names]]()
    for edit in edits:
        if isinstance(edit, SourceEdit):
            pieces = edit.read(
                pieces, lambda old, piece: replace(old, id=tokenizer.id(piece), piece=piece, swapped=True)
            )
        else:
            padding += edit.padding
            attention_edits.append((edit, _names(pieces, padding)))
    names = _names(pieces, padding)
    moved_edits = tuple(moved for edit, before in attention_edits if (moved := edit.moved(before, names)))
    source = _source([*pieces, *_padding(end, padding)], cut, moved_edits)
    return EditedSource(tuple(piece.id for piece in pieces), len(names), source, moved_edits)


def _encode_and_cut(tokenizer: Tokenizer, text: str, max_pieces: int) -> tuple[Encoding, str]:
    """The pieces that are read, with room left for the end of sentence, and the text that is cut."""
    whole = tokenizer.encode(text)
    if not whole.pieces:
        raise NothingToTranslate("there is nothing to translate in an empty text")
    encoded = whole.first(max_pieces - 1)
    return encoded, text[encoded.spans[-1][1] :] if len(encoded.pieces) < len(whole.pieces) else ""


def _typed_pieces(encoded: Encoding) -> list[_Piece]:
    """The pieces before any edit, end of sentence included."""
    end = encoded.spans[-1][1]
    ids, pieces, spans = (*encoded.ids, EOS), (*encoded.pieces, EOS_PIECE), (*encoded.spans, (end, end))
    return [_Piece(*fields) for fields in zip(ids, pieces, spans, range(len(ids)), strict=True)]


def _names(pieces: list[_Piece], padding: int) -> Names:
    return (*(piece.origin for piece in pieces), *range(-1, -1 - padding, -1))


def _padding(end: _Piece, count: int) -> list[_Piece]:
    """Padding after the typed end of the sentence, which an edit may have deleted."""
    return [_Piece(PAD, PAD_PIECE, end.span, end.origin + 1 + number) for number in range(count)]


def _source(pieces: list[_Piece], cut: str, edits: Edits) -> Source:
    return Source(
        tuple(piece.piece for piece in pieces),
        tuple(piece.span for piece in pieces),
        tuple(piece.id == UNK for piece in pieces),
        cut,
        tuple(piece.origin for piece in pieces),
        tuple(piece.swapped for piece in pieces),
        tuple(any(edit.hides(position) for edit in edits) for position in range(len(pieces))),
    )
