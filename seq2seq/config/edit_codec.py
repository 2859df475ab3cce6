"""Edits in a line of text, for links and the shell: `mask_3~onehot_1-2~temp_0.5`. Standard library only.

Edits stand between tildes, each as its code, what it holds behind underscores, and the step behind a dash; without one
it is for every step. Positions and steps count from 1, as people see them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from typing import Any
from urllib.parse import quote

from seq2seq.config.edits import EDITS, PIECE, Edit, Edits, Form, forms

LONGEST_EDITS = 1500
"""Characters that edits may take in a URL of 2,000, so that the sentence and all else that is chosen finds room."""


def _fitting(written: str) -> str:
    if len(quote(written)) > LONGEST_EDITS:
        raise ValueError(
            f"these changes are too long for a link: {len(quote(written))} characters, at most {LONGEST_EDITS}"
        )
    return written


def write_edits(changes: Edits) -> str:
    """Raises ValueError if that would not fit in a link."""
    return _fitting("~".join(map(write_edit, changes)))


def parse_edits(written: str) -> Edits:
    """The inverse of `write_edits`. Raises ValueError for what it would not write."""
    return tuple(map(parse_edit, _fitting(written).split("~"))) if written else ()


def write_pieces(pieces: Iterable[str]) -> str:
    """Pieces of a prefix, between tildes. Raises ValueError if that would not fit in a link."""
    return _fitting("~".join(map(PIECE.write, pieces)))


def parse_pieces(written: str) -> tuple[str, ...]:
    """The inverse of `write_pieces`. Raises ValueError for an empty piece."""
    return tuple(map(PIECE.parse, _fitting(written).split("~"))) if written else ()


def write_edit(edit: Edit) -> str:
    written = {
        name: form.write(value)
        for name, form in forms(type(edit)).items()
        if (value := getattr(edit, name)) is not None
    }
    step = written.pop("step", None)
    return "_".join([edit.code, *written.values()]) + ("" if step is None else f"-{step}")


def parse_edit(written: str) -> Edit:
    """The inverse of `write_edit`. Raises ValueError for what makes no sense."""
    code = re.match("[a-z]*", written)[0]  # type: ignore[index]
    codes = {edit.code: edit for edit in EDITS.values()}
    if code not in codes:
        raise ValueError(f"no edit is written {written!r}; there are {', '.join(codes)}")
    kind, rest = codes[code], written.removeprefix(code)
    held, step = dict(forms(kind)), dict[str, Any]()
    if stepped := held.pop("step", None):
        rest, dash, number = rest.partition("-")
        step = {"step": stepped.parse(number)} if dash else {}
    if not rest and not any(each.default is MISSING for each in fields(kind)):  # type: ignore[arg-type]
        return kind(**step)
    return kind(**_held(held, rest), **step)


def _held(held: Mapping[str, Form], rest: str) -> dict[str, Any]:
    """The values of these fields, from what follows the code: `_2_4`."""
    found = rest.split("_", len(held))
    if found.pop(0) or len(found) != len(held):
        raise ValueError(f"there must be {len(held)} parts behind the code, as in _1, not {rest!r}")
    return {name: form.parse(each) for (name, form), each in zip(held.items(), found, strict=True)}
