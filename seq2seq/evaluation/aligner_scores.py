"""What IBM Model 1 and models of a family get on the same gold word alignments, as it is kept in
`pretrained/<family>/ibm-model-1.json`; docs/results.md has its table from there."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from seq2seq.config.records import Record

ALIGNERS_FILE = "ibm-model-1.json"
MODEL_1, MODEL_1_READ = "IBM Model 1", "IBM Model 1, gold sentences read"
"""Once it learns from the pairs alone, as the models did; once from the gold sentences too, without their links."""


@dataclass(frozen=True)
class AlignerScore(Record):
    """AER of a reading of a model, and half the width of its 95 % interval. With `less`, how much it is above that
    reading of Model 1, which learned from the pairs alone, on the same resamples."""

    model: str
    reading: str
    aer: float
    aer_ci: float
    less: str = ""


@dataclass(frozen=True)
class AlignerComparison(Record):
    """Scores on the `sentences` pairs of a gold set with at most `longest` tokens a side, where Model 1 learned from
    `pairs` pairs."""

    gold: str
    longest: int | None
    sentences: int
    pairs: int
    scores: tuple[AlignerScore, ...]

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Self:
        return super().from_dict({**values, "scores": tuple(map(AlignerScore.from_dict, values["scores"]))})

    @property
    def models(self) -> tuple[str, ...]:
        """Those beside Model 1, as family/scorer."""
        return tuple(dict.fromkeys(each.model for each in self.scores if "/" in each.model))

    def score(self, model: str, reading: str, less: str = "") -> AlignerScore | None:
        wanted = (model, reading, less)
        return next((each for each in self.scores if (each.model, each.reading, each.less) == wanted), None)


def read_comparison(family: Path) -> AlignerComparison | None:
    """What is kept in the folder of a family, if anything is."""
    path = family / ALIGNERS_FILE
    return AlignerComparison.from_dict(json.loads(path.read_text("utf-8"))) if path.is_file() else None
