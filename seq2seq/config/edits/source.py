"""Edits of the source: what the encoder reads, and what the attention may see of it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Self

from seq2seq.config.edits.edit import Edit, Names, P, PieceText, Place, Position, register_edit
from seq2seq.config.records import InvalidRequest


class SourceEdit(Edit, ABC):
    """Changes what the encoder reads."""

    explained = True

    @abstractmethod
    def read(self, pieces: Sequence[P], spelled: Callable[[P, str], P]) -> list[P]:
        """The pieces that are read in place of these; `spelled` makes a piece another one, by its text. Raises
        InvalidRequest for a place that is not there."""


@register_edit
@dataclass(frozen=True)
class MaskSource(Edit):
    """Hide the source piece at `position` from the attention at every step; the encoder still reads it."""

    kind = "mask_source"
    code = "mask"
    title = "{position} hidden"
    explained = True
    position: Position

    def hides(self, place: int) -> bool:
        return place == self.position

    def moved(self, before: Names, now: Names) -> Self | None:
        require_piece(self.position, len(before))
        name = before[self.position]
        return replace(self, position=now.index(name)) if name in now else None


@register_edit
@dataclass(frozen=True)
class SwapPiece(SourceEdit):
    """Let the encoder read `piece` in place of the one at `position`."""

    kind = "swap_piece"
    code = "swap"
    title = "{position} becomes {piece}"
    position: Position
    piece: PieceText

    def read(self, pieces: Sequence[P], spelled: Callable[[P, str], P]) -> list[P]:
        before, old, after = _parted(pieces, self.position)
        return [*before, spelled(old, self.piece), *after]


@register_edit
@dataclass(frozen=True)
class DeletePiece(SourceEdit):
    """Leave the piece at `position` out of what the encoder reads."""

    kind = "delete_piece"
    code = "delete"
    title = "{position} deleted"
    position: Position

    def read(self, pieces: Sequence[P], spelled: Callable[[P, str], P]) -> list[P]:
        before, _, after = _parted(pieces, self.position)
        if not before and not after:
            raise InvalidRequest("the last piece can't be deleted: nothing would be left to read")
        return [*before, *after]


@register_edit
@dataclass(frozen=True)
class MovePiece(SourceEdit):
    """Take the piece at `position` out and put it in again so that it stands at `to`."""

    kind = "move_piece"
    code = "move"
    title = "{position} moved to place {to}"
    position: Position
    to: Place

    def read(self, pieces: Sequence[P], spelled: Callable[[P, str], P]) -> list[P]:
        before, piece, after = _parted(pieces, self.position)
        require_piece(self.to, len(pieces))
        rest = [*before, *after]
        return [*rest[: self.to], piece, *rest[self.to :]]


def require_piece(position: int, count: int) -> None:
    """Raises InvalidRequest where there is no source piece."""
    if position >= count:
        raise InvalidRequest("there is no source piece {n}: the last is {last}", n=position + 1, last=count)


def _parted(pieces: Sequence[P], position: int) -> tuple[Sequence[P], P, Sequence[P]]:
    """What stands before a place, at it, and behind it."""
    require_piece(position, len(pieces))
    return pieces[:position], pieces[position], pieces[position + 1 :]
