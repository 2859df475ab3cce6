"""Sentences that anybody types first: how many of them a model gets right, and the table by sentence and model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seq2seq.config.schema import Record
from seq2seq.evaluation.metrics import sentence_chrf

RIGHT = 65.0
"""From this chrF on, against whichever reference is nearest, a translation counts as right."""

LEGEND = f"✓: chrF of at least {RIGHT:.0f} against one of the references. Otherwise what the model says."


@dataclass(frozen=True)
class Tried(Record):
    """What a model made of n sentences: translations and their chrF, 0 to 100, both (n,)."""

    model: str
    translations: tuple[str, ...]
    chrf: tuple[float, ...]

    @property
    def right(self) -> tuple[bool, ...]:
        return tuple(score >= RIGHT for score in self.chrf)

    @property
    def share(self) -> float:
        """Of the sentences that came out right, 0 to 1."""
        return sum(self.right) / len(self.right)


def tried(model: str, translations: Sequence[str], references: Iterable[Sequence[str]]) -> Tried:
    """Each translation scored against all references of its sentence."""
    scores = (sentence_chrf(text, right) for text, right in zip(translations, references, strict=True))
    return Tried(model, tuple(translations), tuple(scores))


def markdown(title: str, sources: Sequence[str], references: Sequence[Sequence[str]], found: Sequence[Tried]) -> str:
    """A title and a table: a row a sentence, a column a model: ✓ where it is right, else what the model said."""
    columns = [[*_marks(each)] for each in found]
    head = ["", "a reference", *(each.model for each in found)]
    shares = ["right", "", *(f"{each.share:.1%}" for each in found)]
    rows = ([source, some[0], *marks] for source, some, *marks in zip(sources, references, *columns, strict=True))
    table = "".join(f"| {' | '.join(row)} |\n" for row in (head, ["---"] * len(head), shares, *rows))
    return f"# {title}\n\n{LEGEND}\n\n{table}"


def _marks(tried: Tried) -> Iterable[str]:
    for right, text in zip(tried.right, tried.translations, strict=True):
        yield "✓" if right else text.replace("|", "\\|")
