"""What a decoder can say of one sentence: the pieces of its vocabulary and, if it copies, those of the source."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from seq2seq.config.records import InvalidRequest
from seq2seq.text.special_ids import EOS, UNK
from seq2seq.text.tokenizer import Tokenizer

LEAST = 1e-30
"""The probability of what can't be said, so that logarithms, gradients and divergences are finite."""


@dataclass(frozen=True)
class ExtendedVocabulary:
    """The target pieces of `tokenizer`, V of them, and the pieces of a source that it lacks: the first `source[i]` has
    the id V + i. See, Liu & Manning 2017, section 2.2. A model that does not copy has no `source` here."""

    tokenizer: Tokenizer
    source: tuple[str, ...] = ()

    def pieces(self, ids: Iterable[int]) -> tuple[str, ...]:
        """The pieces with these ids."""
        size, rows = len(self.tokenizer), list(ids)
        known = iter(self.tokenizer.pieces(id for id in rows if id < size))
        return tuple(next(known) if id < size else self.source[id - size] for id in rows)

    def id(self, piece: str) -> int:
        """The id of a piece. Raises InvalidRequest, a ValueError, for one that can't be said."""
        try:
            return self.tokenizer.id(piece)
        except InvalidRequest:
            if piece not in self.source:
                raise
            return len(self.tokenizer) + self.source.index(piece)

    def ids(self, text: str) -> list[int]:
        """The ids of a text, that of the unknown piece for what can't be said."""
        encoded = self.tokenizer.encode(text)
        pairs = zip(encoded.pieces, encoded.ids, encoded.unknown, strict=True)
        return [self.id(piece) if unknown and piece in self.source else id for piece, id, unknown in pairs]

    def copies(self, pieces: Iterable[str]) -> list[int]:
        """The ids that say these pieces of a source; that of the unknown piece for what can't be said."""
        return [self.id(piece) if piece in self.source else UNK for piece in pieces]

    def decode(self, ids: Iterable[int]) -> str:
        """The text of some ids, as `Tokenizer.decode` writes it."""
        return self.tokenizer.join(self.pieces(id for id in ids if id > EOS or id == UNK))
