"""Figures of the sentences of a corpus, without the sentences.

n source sentences. A card keeps what was measured of the whole; `sentences.json` beside it keeps a row a sentence, so
that intervals, paired tests and distributions can be had without model and corpus.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from seq2seq.config.schema import Quality
from seq2seq.evaluation.significance import corpus_quality, interval, sentence_scores

SENTENCES_FILE = "sentences.json"
LENGTHS = (5, 8, 11, 15)
"""Upper bounds, in source pieces, of the buckets of quality by length; the last bucket has none."""
_QUALITIES: tuple[Quality, ...] = ("bleu", "chrf")
ATTENTION_MEASURES = ("entropy", "head_entropy", "coverage_deviation", "end", "punctuation")
"""What is measured of the weights: it says nothing where nothing attends."""
DIGITS = 4


@dataclass(frozen=True, eq=False)
class Sentences:
    """Arrays of n rows. Attention is that under forced decoding of the references, averaged over heads.

    length (n,) source pieces without the end mark; pieces (n,) pieces of all its references with their ends;
    loss (n,) −log p in nats a target piece; entropy (n,) in bits a row, −Σ w log₂ w, of the heads' mean;
    head_entropy (n,) the mean of the heads' entropies, the same as `entropy` where there is one head;
    coverage_deviation (n,) |1 − Σ_t w_ti|, the mean over the source pieces without the end mark: high is bad;
    end, punctuation (n,) share of the weight that goes there;
    bleu (n, 10), chrf (n, 18): counts of the greedy translation, see `significance`.
    """

    length: np.ndarray
    pieces: np.ndarray
    loss: np.ndarray
    entropy: np.ndarray
    head_entropy: np.ndarray
    coverage_deviation: np.ndarray
    end: np.ndarray
    punctuation: np.ndarray
    bleu: np.ndarray
    chrf: np.ndarray

    def __len__(self) -> int:
        return len(self.length)

    def pick(self, rows: np.ndarray) -> Sentences:
        """Those of the given numbers, or where the given truth values hold."""
        return replace(self, **{each.name: getattr(self, each.name)[rows] for each in fields(self)})

    def columns(self) -> dict[str, np.ndarray]:
        """(n,) of everything one can sort sentences by, better to worse and back."""
        scores = {quality: sentence_scores(quality, getattr(self, quality)) for quality in _QUALITIES}
        return scores | {
            "perplexity": np.exp(self.loss),
            **{name: getattr(self, name) for name in ATTENTION_MEASURES},
            "length": self.length,
        }

    def write(self, path: Path) -> None:
        """As JSON, a column a line: small, and readable in a diff."""
        columns = {each.name: np.round(getattr(self, each.name), DIGITS).tolist() for each in fields(self)}
        lines = ",\n".join(f' "{name}": {json.dumps(rows, separators=(",", ":"))}' for name, rows in columns.items())
        path.write_text(f"{{\n{lines}\n}}\n", "utf-8")

    @classmethod
    def read(cls, path: Path) -> Sentences:
        """Raises OSError or ValueError for a file that is missing or something else."""
        columns = json.loads(path.read_text("utf-8"))
        if not isinstance(columns, dict) or set(columns) != {each.name for each in fields(cls)}:
            raise ValueError(f"{path}: expected the columns {', '.join(each.name for each in fields(cls))}")
        return cls(**{name: np.array(rows) for name, rows in columns.items()})


@dataclass(frozen=True, eq=False)
class Measured:
    """n different sources with their references, the greedy translation of each, and their figures."""

    sources: tuple[str, ...]
    references: tuple[tuple[str, ...], ...]
    translations: tuple[str, ...]
    figures: Sentences


def summary(sentences: Sentences) -> dict[str, Any]:
    """The whole: BLEU and chrF with their 95 % intervals (±), perplexity, and quality by length."""
    return _qualities(sentences) | {
        "sentences": len(sentences),
        "perplexity": float(np.exp(_mean(sentences, "loss"))),
        "by_length": figures_by_length(sentences),
    }


def attention_summary(sentences: Sentences) -> dict[str, float]:
    """What attention did, `ATTENTION`: means over all target pieces, the deviation of coverage over source pieces."""
    means = {name: _mean(sentences, name) for name in ATTENTION_MEASURES}
    lengths = np.maximum(sentences.length, 1)
    return means | {"coverage_deviation": float(np.average(sentences.coverage_deviation, weights=lengths))}


def figures_by_length(sentences: Sentences) -> list[dict[str, Any]]:
    """BLEU and chrF of each bucket of source lengths that has sentences; `at_most` None is the last."""
    buckets = bucket(sentences.length)
    rows = []
    for number in np.unique(buckets).tolist():
        members = sentences.pick(buckets == number)
        most = LENGTHS[number] if number < len(LENGTHS) else None
        rows.append({"at_most": most, "sentences": len(members), **_qualities(members)})
    return rows


def bucket(length: np.ndarray) -> np.ndarray:
    """The number of the bucket that each length falls into."""
    return np.searchsorted(LENGTHS, length)


def _qualities(sentences: Sentences) -> dict[str, float]:
    found = {}
    for quality in _QUALITIES:
        counted = getattr(sentences, quality)
        found |= {quality: corpus_quality(quality, counted), f"{quality}_ci": interval(quality, counted)}
    return found


def _mean(sentences: Sentences, name: str) -> float:
    """Over all target pieces."""
    return float(np.average(getattr(sentences, name), weights=sentences.pieces))
