"""The source of a trace: its pieces, and what edits made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Source:
    """The pieces that the encoder read. `spans` are character ranges in the typed text; `cut` is the text beyond the
    length limit, which was not read.

    The other fields record edits. `origin` is the position of each piece without edits; a position that is missing was
    deleted. `swapped` says that an edit put another piece in place of the typed one, `hidden` that the attention is
    masked there. Pieces after the end of the sentence are padding that was left unmasked."""

    pieces: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    unknown: tuple[bool, ...]
    cut: str = ""
    origin: tuple[int, ...] = ()
    swapped: tuple[bool, ...] = ()
    hidden: tuple[bool, ...] = ()

    def __post_init__(self) -> None:
        count = len(self.pieces)
        unedited = {"origin": tuple(range(count)), "swapped": (False,) * count, "hidden": (False,) * count}
        for name, value in unedited.items():
            object.__setattr__(self, name, getattr(self, name) or value)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "pieces": list(self.pieces),
            "spans": [list(span) for span in self.spans],
            "unknown": list(self.unknown),
            "cut": self.cut,
            "origin": list(self.origin),
            "swapped": list(self.swapped),
            "hidden": list(self.hidden),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Source:
        """The inverse of `to_dict`; what it says of edits may be missing."""
        return cls(
            tuple(values["pieces"]),
            tuple((begin, end) for begin, end in values["spans"]),
            tuple(values["unknown"]),
            values["cut"],
            *(tuple(values.get(mark, ())) for mark in ("origin", "swapped", "hidden")),
        )
