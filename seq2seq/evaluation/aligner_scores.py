"""Scores of IBM Model 1 and of models of a family on the same gold word alignments, as stored in
`pretrained/<family>/ibm-model-1.json`, which the table in docs/results.md is made from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from seq2seq.config.records import Record

ALIGNERS_FILE = "ibm-model-1.json"
MODEL_1, MODEL_1_READ = "IBM Model 1", "IBM Model 1, gold sentences read"
"""Model 1 trained on the pairs alone, as the models were; and on the gold sentences too, without their links."""


@dataclass(frozen=True)
class AlignerScore(Record):
    """AER of a reading of a model, and half the width of its 95 % interval. With `less`, both are of the difference
    from that reading of Model 1 (trained on the pairs alone), on the same resamples."""

    model: str
    reading: str
    aer: float
    aer_ci: float
    less: str = ""


@dataclass(frozen=True)
class AlignerComparison(Record):
    """Scores on the `sentences` pairs of a gold set with at most `longest` tokens per side; Model 1 was trained on
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
        """The models other than Model 1, as family/scorer."""
        return tuple(dict.fromkeys(score.model for score in self.scores if "/" in score.model))

    def score(self, model: str, reading: str, less: str = "") -> AlignerScore | None:
        key = (model, reading, less)
        return next((score for score in self.scores if (score.model, score.reading, score.less) == key), None)


def read_comparison(family: Path) -> AlignerComparison | None:
    """Read the comparison in the folder of a family, None if there is none."""
    path = family / ALIGNERS_FILE
    return AlignerComparison.from_dict(json.loads(path.read_text("utf-8"))) if path.is_file() else None
