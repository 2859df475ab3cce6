"""What the fields of an edit hold, as types that carry how a link writes them: `position: Position`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from reprlib import repr as short
from typing import Annotated, Any, Literal
from urllib.parse import unquote

from seq2seq.config.cards import CARDS

Normalizer = Literal["softmax", "sparsemax"]
STAND_INS = ("uniform", "dot", "scaled", "cosine", "none")
"""What can score in place of any scoring function, as it needs no training."""
MOST = 10**9
"""No place, step or seed is greater."""


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_counted(value: object) -> bool:
    return isinstance(value, int) and 0 <= value <= MOST


def _is_number(value: object) -> bool:
    return isinstance(value, float) or (isinstance(value, int) and abs(value) <= MOST)


def _is_row(value: object) -> bool:
    return isinstance(value, tuple | list) and all(map(_is_number, value))


@dataclass(frozen=True)
class Form:
    """How a value is written in a link and read from one, and which values there are: those that it `holds`, `wanted`
    in words. What is `optional` may be None."""

    name: str
    write: Callable[[Any], str] = str
    parse: Callable[[str], Any] = str
    holds: Callable[[object], bool] = _is_text
    wanted: str = "text"
    optional: bool = False

    def check(self, name: str, value: object) -> None:
        """Raises ValueError for what the field of this name can't hold."""
        if not (self.holds(value) or (self.optional and value is None)):
            raise ValueError(f"{name} must be {self.wanted}, not {short(value)}")


def _from_one(value: int) -> str:
    return str(value + 1)


def _place(written: str) -> int:
    return _whole(written) - 1


def _whole(written: str) -> int:
    if not re.fullmatch("[0-9]{1,10}", written):
        raise ValueError(f"{written!r} is no number")
    return int(written)


def _number(written: str) -> float:
    if not re.fullmatch("-?[0-9]+([.][0-9]+)?", written):
        raise ValueError(f"{written!r} is no number")
    return float(written)


def _plainly(value: float) -> str:
    """All digits that bring the number back, without an exponent."""
    return format(Decimal(repr(float(value) + 0.0)), "f")


def _scorer(written: str) -> str:
    if written.partition("@")[0] not in {*CARDS, *STAND_INS}:  # the name of a variant has an @
        raise ValueError(f"no scoring function is called {written!r}")
    return written


def _escaped(piece: str) -> str:
    return piece.replace("%", "%25").replace("~", "%7E")


def _unescaped(written: str) -> str:
    if not written:
        raise ValueError("a piece has at least one character")
    return unquote(written)


def _row(weights: tuple[float, ...]) -> str:
    return "_".join(map(_plainly, weights))


def _parsed_row(written: str) -> tuple[float, ...]:
    return tuple(map(_number, written.split("_")))


PIECE = Form("piece", _escaped, _unescaped)

_COUNTED = f"a whole number from 0 to {MOST}"
Position = Annotated[int, Form("position", _from_one, _place, _is_counted, _COUNTED)]
"""A source piece, by where it stands. People count it, and all places and steps, from 1."""
Place = Annotated[int, Form("place", _from_one, _place, _is_counted, _COUNTED)]
Count = Annotated[int, Form("count", str, _whole, _is_counted, _COUNTED)]
Number = Annotated[float, Form("number", _plainly, _number, _is_number, "a number")]
WeightRow = Annotated[tuple[float, ...], Form("weights", _row, _parsed_row, _is_row, "a row of numbers")]
PieceText = Annotated[str, PIECE]
ScorerName = Annotated[str, Form("scorer", str, _scorer)]
NormalizerName = Annotated[Normalizer, Form("normalizer")]
