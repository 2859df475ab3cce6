"""The forms in which an epoch may read a training pair: with final punctuation or not, by people or by the teacher."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from seq2seq.checkpoints.zoo import Bundle
from seq2seq.decoding.corpus import encode_source, source_pieces
from seq2seq.model.batch import IdPair, SourceRow


def without_final_punctuation(text: str) -> str:
    """The text without its final punctuation; a text of punctuation alone is returned unchanged."""
    end = len(text)
    while end and unicodedata.category(text[end - 1]).startswith("P"):
        end -= 1
    return text[:end] or text


@dataclass(frozen=True)
class PairForms:
    """The variants of a training pair, as ids: source with and without final punctuation; own target, teacher's."""

    marked: SourceRow
    bare: SourceRow
    targets: tuple[list[int], ...]

    def choose(self, bare: bool, by_teacher: bool) -> IdPair:
        return self.bare if bare else self.marked, self.targets[-1 if by_teacher else 0]


def pair_forms(bundle: Bundle, source: str, *targets: str) -> PairForms:
    """The variants of a pair of texts. What a model copies is where both forms of the source have it."""
    bare = without_final_punctuation(source)
    rows = encode_source(bundle, source), encode_source(bundle, bare)
    says = bundle.says(source_pieces(bundle, bare))
    return PairForms(*rows, tuple(says.ids(target) for target in targets))
