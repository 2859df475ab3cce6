"""Text ⇄ whole words and single marks, for languages whose rare words should stay whole, so that they can be copied.

A word is as it is written, wherever it stands: ▁foo is the same piece in "foo", foo.txt and foo. A mark says by a
joiner on which sides it touches what is beside it: "*.txt" is the pieces ▁"￭ ▁￭*￭ ▁￭.￭ ▁txt ▁￭". So a text can be
written again from its pieces (`trace/pieces.py`). The file of a tokenizer has them without the word mark.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from seq2seq.text.special_ids import FIRST_SYMBOL, UNK
from seq2seq.text.tokenizer import Encoding, Tokenizer, require_whole_characters
from seq2seq.trace.pieces import JOINER, WORD_START, running_text

_WORD_OR_MARK = re.compile(r"\w+|[^\w\s]")
_KIND = "words and marks"


class WordTokenizer(Tokenizer):
    """A tokenizer of whole words and single marks. What its vocabulary lacks is one unknown piece, named as written."""

    @classmethod
    def learn(cls, sentences: Iterable[str], least: int = 2) -> WordTokenizer:
        """All pieces that occur at least so many times, the commonest first."""
        counts = Counter(piece for sentence in sentences for piece, _ in split_words(sentence))
        common = sorted((piece for piece, count in counts.items() if count >= least), key=lambda p: (-counts[p], p))
        return cls(Tokenizer.of_symbols(common, kind=_KIND).model)

    @property
    def spaced(self) -> bool:
        return True

    def encode(self, text: str) -> Encoding:
        require_whole_characters(text)
        rows = [*split_words(text)]
        ids = tuple(self._spm.piece_to_id(piece) for piece, _ in rows)
        unknown = tuple(id == UNK for id in ids)
        return Encoding(tuple(WORD_START + piece for piece, _ in rows), ids, tuple(span for _, span in rows), unknown)

    def ids(self, text: str) -> list[int]:
        return list(self.encode(text).ids)

    def pieces(self, ids: Iterable[int]) -> tuple[str, ...]:
        rows = list(ids)
        named = zip(rows, super().pieces(rows), strict=True)
        return tuple(piece if id < FIRST_SYMBOL else WORD_START + piece for id, piece in named)

    def id(self, piece: str) -> int:
        return super().id(piece.removeprefix(WORD_START))

    def join(self, pieces: Sequence[str]) -> str:
        return running_text(pieces)


def split_words(text: str) -> Iterable[tuple[str, tuple[int, int]]]:
    """The pieces of a text, without the word mark, with their spans."""
    for match in _WORD_OR_MARK.finditer(text):
        begin, end = match.span()
        word = match[0]
        if not (word[0].isalnum() or word[0] == "_"):
            before = JOINER if begin and not text[begin - 1].isspace() else ""
            after = JOINER if end < len(text) and not text[end].isspace() else ""
            word = f"{before}{word}{after}"
        yield word, (begin, end)


def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer in a file, of whichever kind it is. Raises the errors of `Tokenizer`, and OSError."""
    tokenizer = Tokenizer.load(path)
    return WordTokenizer(tokenizer.model) if tokenizer.kind == _KIND else tokenizer
