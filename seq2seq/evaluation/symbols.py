"""How right answers in single symbols are: whole answers, and symbol by symbol."""

from __future__ import annotations

from collections.abc import Sequence

from seq2seq.evaluation.sentence_figures import MeasuredCorpus


def accuracy(measured: MeasuredCorpus) -> float:
    """The share of answers that are exactly one of their references."""
    rows = zip(measured.translations, measured.references, strict=True)
    return sum(answer in references for answer, references in rows) / len(measured.translations)


def symbol_error_rate(measured: MeasuredCorpus) -> float:
    """Symbols to insert, to delete and to exchange until the answers are their references, per symbol of these; of
    several references the nearest counts. Symbols stand between spaces; of sounds it is the phoneme error rate."""
    nearest = [
        min((edit_distance(answer.split(), reference.split()), len(reference.split())) for reference in references)
        for answer, references in zip(measured.translations, measured.references, strict=True)
    ]
    return sum(distance for distance, _ in nearest) / sum(length for _, length in nearest)


def edit_distance(one: Sequence[str], other: Sequence[str]) -> int:
    """The fewest insertions, deletions and exchanges that make `one` of `other`. Levenshtein 1966."""
    row = list(range(len(other) + 1))
    for i, symbol in enumerate(one, start=1):
        above, row = row, [i]
        for j, wanted in enumerate(other, start=1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (symbol != wanted)))
    return row[-1]
