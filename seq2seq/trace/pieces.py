"""Pieces ⇄ running text: what a piece says of the spaces and marks around it. Standard library only.

A piece with a word mark has a space before it, ▁love. What has a joiner touches what stands on that side, whatever that
is: ▁￭.￭ between ▁notes and ▁txt is notes.txt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

WORD_START = "▁"
JOINER = "￭"
_UNKNOWN = "<unk>"
_SPECIAL = re.compile("<.*>")
_JOINED = re.compile(rf"^{JOINER}?(.+?){JOINER}?\Z", re.DOTALL)


def bare(piece: str) -> str:
    """A piece without its word mark and its joiners."""
    return _JOINED.sub(r"\1", piece.removeprefix(WORD_START))


def piece_texts(pieces: Sequence[str]) -> list[str]:
    """What each piece adds to the running text, with the space before it. The unknown piece adds its name, the other
    special ones nothing."""
    return [_text_after(*pair) for pair in pairwise(("", *pieces))]


def running_text(pieces: Sequence[str]) -> str:
    """Pieces in a row as one reads them."""
    return "".join(piece_texts(pieces)).strip()


def _text_after(last: str, piece: str) -> str:
    if piece != _UNKNOWN and _SPECIAL.fullmatch(piece):
        return ""
    begins = piece == _UNKNOWN or piece.startswith(WORD_START)
    touches = last.endswith(JOINER) or piece.startswith(WORD_START + JOINER)
    return " " * (begins and not touches) + bare(piece).replace(WORD_START, " ")
