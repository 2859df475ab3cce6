"""Edits in a line of text, for links and the shell: `mask_3~onehot_1-2~temp_0.5`. Standard library only.

Edits stand between tildes, each as its code, what it holds behind underscores, and the step behind a dash; without one
it is for every step. Positions and steps count from 1, as people see them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import MISSING, dataclass, fields
from decimal import Decimal
from typing import Any
from urllib.parse import quote, unquote

from seq2seq.config import edits
from seq2seq.config.cards import CARDS
from seq2seq.config.edits import STAND_INS, Edit, Edits

LONGEST_EDITS = 1500
"""Characters that edits may take in a URL of 2,000, so that the sentence and all else that is chosen finds room."""

CODES: dict[str, type[Edit]] = {
    "mask": edits.MaskSource,
    "swap": edits.SwapPiece,
    "delete": edits.DeletePiece,
    "move": edits.MovePiece,
    "weights": edits.ReplaceWeights,
    "flat": edits.Flatten,
    "onehot": edits.OneHot,
    "shuffle": edits.Shuffle,
    "freeze": edits.Freeze,
    "borrow": edits.TransferAttention,
    "sharpen": edits.Sharpen,
    "temp": edits.Temperature,
    "offset": edits.Offset,
    "score": edits.Rescore,
    "norm": edits.Renormalize,
    "nomask": edits.NoPaddingMask,
    "wrongaxis": edits.WrongAxis,
    "blind": edits.IgnoreEncoder,
    "shift": edits.ShiftRows,
}
NAMES = {kind: code for code, kind in CODES.items()}


@dataclass(frozen=True)
class _Form:
    """How the value of a field is written and read."""

    write: Callable[[Any], str]
    parse: Callable[[str], Any]


def _place(written: str) -> int:
    return _whole(written) - 1


def _whole(written: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", written):
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


def _fitting(written: str) -> str:
    if len(quote(written)) > LONGEST_EDITS:
        raise ValueError(
            f"these changes are too long for a link: {len(quote(written))} characters, at most {LONGEST_EDITS}"
        )
    return written


_PLACE, _COUNT, _NUMBER, _NAME = (
    _Form(lambda value: str(value + 1), _place),
    _Form(str, _whole),
    _Form(_plainly, _number),
    _Form(str, _scorer),
)
FORMS = {
    "position": _PLACE,
    "to": _PLACE,
    "step": _PLACE,
    "seed": _COUNT,
    "pieces": _COUNT,
    "power": _NUMBER,
    "value": _NUMBER,
    "scorer": _NAME,
    "normalizer": _Form(str, str),
    "piece": _Form(_escaped, _unescaped),
    "weights": _Form(
        lambda row: "_".join(map(_plainly, row)),
        lambda written: tuple(map(_number, written.split("_"))),
    ),
}


def write_edits(changes: Edits) -> str:
    """Raises ValueError if that would not fit in a link."""
    return _fitting("~".join(map(write_edit, changes)))


def parse_edits(written: str) -> Edits:
    """The inverse of `write_edits`. Raises ValueError for what it would not write."""
    return tuple(map(parse_edit, _fitting(written).split("~"))) if written else ()


def write_pieces(pieces: Iterable[str]) -> str:
    """Pieces of a prefix, between tildes. Raises ValueError if that would not fit in a link."""
    return _fitting("~".join(map(_escaped, pieces)))


def parse_pieces(written: str) -> tuple[str, ...]:
    """The inverse of `write_pieces`. Raises ValueError for an empty piece."""
    return tuple(map(_unescaped, _fitting(written).split("~"))) if written else ()


def write_edit(edit: Edit) -> str:
    values = ((each.name, getattr(edit, each.name)) for each in fields(edit))
    held = [FORMS[name].write(value) for name, value in values if name != "step" and value is not None]
    step = getattr(edit, "step", None)
    return "_".join([NAMES[type(edit)], *held]) + ("" if step is None else f"-{FORMS['step'].write(step)}")


def parse_edit(written: str) -> Edit:
    """The inverse of `write_edit`. Raises ValueError for what makes no sense."""
    code = re.match("[a-z]*", written)[0]  # type: ignore[index]
    if code not in CODES:
        raise ValueError(f"no edit is written {written!r}; there are {', '.join(CODES)}")
    kind, rest = CODES[code], written.removeprefix(code)
    held = [each for each in fields(kind) if each.name != "step"]
    step = {}
    if len(held) < len(fields(kind)):
        rest, dash, number = rest.partition("-")
        step = {"step": FORMS["step"].parse(number)} if dash else {}
    if not rest and not any(each.default is MISSING for each in held):
        return kind(**step)
    return kind(**_held([each.name for each in held], rest), **step)


def _held(names: list[str], rest: str) -> dict[str, Any]:
    """The values of these fields, from what follows the code: `_2_4`."""
    found = rest.split("_", len(names))
    if found.pop(0) or len(found) != len(names):
        raise ValueError(f"there must be {len(names)} parts behind the code, as in _1, not {rest!r}")
    return {name: FORMS[name].parse(each) for name, each in zip(names, found, strict=True)}
