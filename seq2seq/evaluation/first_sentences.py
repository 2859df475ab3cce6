"""First sentences, the ones people type first: how many a model gets right, and a table by sentence and model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seq2seq.config.schema import Record
from seq2seq.evaluation.metrics import sentence_chrf

RIGHT_CHRF = 65.0
"""The chrF against the nearest reference from which on a translation counts as right."""

LEGEND = f"✓: chrF of at least {RIGHT_CHRF:.0f} against one of the references. Otherwise what the model says."


@dataclass(frozen=True)
class ScoredTranslations(Record):
    """The translations of n sentences by a model and their chrF, 0 to 100."""

    model: str
    translations: tuple[str, ...]
    chrf: tuple[float, ...]

    @property
    def right(self) -> tuple[bool, ...]:
        return tuple(score >= RIGHT_CHRF for score in self.chrf)

    @property
    def share(self) -> float:
        """The share of the sentences that are right, 0 to 1."""
        return sum(self.right) / len(self.right)


def score_translations(
    model: str, translations: Sequence[str], references: Iterable[Sequence[str]]
) -> ScoredTranslations:
    """Score each translation against all references of its sentence."""
    scores = (
        sentence_chrf(text, sentence_references)
        for text, sentence_references in zip(translations, references, strict=True)
    )
    return ScoredTranslations(model, tuple(translations), tuple(scores))


def first_sentences_table(
    title: str, sources: Sequence[str], references: Sequence[Sequence[str]], models: Sequence[ScoredTranslations]
) -> str:
    """Markdown with a title and a table: one row per sentence, one column per model, ✓ or the wrong translation."""
    columns = [[*_marks(scored)] for scored in models]
    head = ["", "a reference", *(scored.model for scored in models)]
    shares = ["right", "", *(f"{scored.share:.1%}" for scored in models)]
    rows = (
        [source, sentence_references[0], *marks]
        for source, sentence_references, *marks in zip(sources, references, *columns, strict=True)
    )
    table = "".join(f"| {' | '.join(row)} |\n" for row in (head, ["---"] * len(head), shares, *rows))
    return f"# {title}\n\n{LEGEND}\n\n{table}"


def _marks(scored: ScoredTranslations) -> Iterable[str]:
    for right, text in zip(scored.right, scored.translations, strict=True):
        yield "✓" if right else text.replace("|", "\\|")
