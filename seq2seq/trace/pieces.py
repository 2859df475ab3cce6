"""Pieces ⇄ running text, and how single pieces, or whatever else somebody typed, are shown. Standard library only.

A piece with a word mark has a space before it, ▁love. What has a joiner touches what stands on that side, whatever that
is: ▁￭.￭ between ▁notes and ▁txt is notes.txt. The browser shows pieces by `shared/pieces.js`; both follow the cases of
`tests/data/piece_labels.json`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from seq2seq.trace.trace import EOS_PIECE

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


_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Unicode's categories of control and format characters, lone surrogates and separators of lines."""


def visible(text: str) -> str:
    """Somebody's text with what can't be seen, or would turn the rest around, as its code point: ‹202E›."""
    return "".join(f"‹{ord(char):04X}›" if unicodedata.category(char) in _UNSEEN else char for char in text)


def piece_label(piece: str) -> str:
    """A piece without its word mark and joiners; ␣ for a bare word mark, ↵ for the end of sentence."""
    return "↵" if piece == EOS_PIECE else visible(bare(piece)) or "␣"


def joined_label(pieces: tuple[str, ...]) -> str:
    """Pieces in a row as one reads them."""
    texts = zip(pieces, piece_texts(pieces), strict=True)
    return "".join(visible(text) or piece_label(piece) for piece, text in texts).strip() or "␣"
