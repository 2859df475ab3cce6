"""Cards and figures of sentences for tests, as `publish` writes them, of models that nobody has measured."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from seq2seq.checkpoints.catalog import write_json
from seq2seq.evaluation.metrics import SENTENCES_FILE, SentenceFigures, attention_summary, translation_summary
from seq2seq.evaluation.significance import quality_counts


def publish(folder: Path, wrong: int, with_sentences: bool = True) -> None:
    """The card of a model that gets `wrong` of nine sentences wrong, and their figures if they are kept."""
    figures = sentences(wrong)
    test = translation_summary(figures) | attention_summary(figures) | {"beam": {"bleu": 50.0}}
    card = {"parameters": 1_000_000, "milliseconds": 5.0, "test": test}
    write_json(folder / "card.json", card | {"alignment": {"hand-made": agreement(wrong / 10)}})
    if with_sentences:
        figures.write(folder / SENTENCES_FILE)


def sentences(wrong: int) -> SentenceFigures:
    """Of nine sentences, `wrong` of them translated wrongly."""
    references = [[f"this is the sentence number {i} ."] for i in range(9)]
    translations = [row[0] if i >= wrong else "no idea" for i, row in enumerate(references)]
    ones = np.ones(9)
    return SentenceFigures(
        length=np.array([3, 3, 3, 7, 7, 7, 20, 20, 20]),
        pieces=8 * np.ones(9, dtype=int),
        loss=ones,
        entropy=np.linspace(0.5, 3, 9),
        head_entropy=np.linspace(0.5, 2.5, 9),
        coverage_deviation=ones / 2,
        end=ones / 4,
        punctuation=ones / 8,
        bleu=quality_counts("bleu", translations, references),
        chrf=quality_counts("chrf", translations, references),
    )


def agreement(aer: float) -> dict[str, Any]:
    score = {"aer": aer, "precision": 1 - aer, "recall": 1 - aer, "predicted": 9, "sure": 9, "sentences": 3}
    sizes = {"model": score, "diagonal": score | {"aer": 0.7}, "unknown": 0.0, "parts": [score] * 5}
    return {reading: {"all": sizes, "short": sizes} for reading in ("weights", "posterior", "mutual", "grown")}
