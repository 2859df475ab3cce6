"""How single pieces, and whatever else somebody typed, are shown. The browser's way is `shared/pieces.js`; both follow
the cases of `tests/data/piece_labels.json`."""

from __future__ import annotations

import unicodedata

from seq2seq.trace.pieces import bare, piece_texts
from seq2seq.trace.trace import EOS_PIECE

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
