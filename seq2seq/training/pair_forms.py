"""The forms in which an epoch may read a training pair: with final punctuation or not, by people or by the teacher."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from seq2seq.model.batch import IdPair


def without_final_punctuation(text: str) -> str:
    """The text without its final punctuation; a text of punctuation alone is returned unchanged."""
    end = len(text)
    while end and unicodedata.category(text[end - 1]).startswith("P"):
        end -= 1
    return text[:end] or text


@dataclass(frozen=True)
class PairForms:
    """The variants of a training pair, as ids: source with and without final punctuation; own target, teacher's."""

    marked: list[int]
    bare: list[int]
    targets: tuple[list[int], ...]

    def choose(self, bare: bool, by_teacher: bool) -> IdPair:
        return self.bare if bare else self.marked, self.targets[-1 if by_teacher else 0]
