"""Figures of each sentence of a corpus, stored without the texts.

n source sentences. A card has the figures of the whole corpus; `sentences.json` beside it has one row per sentence, so
that intervals, paired tests and distributions can be computed without the model and the corpus.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np

from seq2seq.config.schema import Quality
from seq2seq.evaluation.significance import confidence_interval, corpus_quality, sentence_scores

SENTENCES_FILE = "sentences.json"
LENGTHS = (5, 8, 11, 15)
"""Upper bounds, in source pieces, of the buckets of quality by length; the last bucket has none."""
_QUALITIES: tuple[Quality, ...] = ("bleu", "chrf")
ATTENTION_MEASURES = ("entropy", "head_entropy", "coverage_deviation", "end", "punctuation")
"""Measures of the weights, which are meaningless for a model without attention."""
DIGITS = 4


@dataclass(frozen=True, eq=False)
class SentenceFigures:
    """Figures of n sentences, arrays of n rows. Weights are those of forced decoding of the references, averaged over
    heads.

    length (n,) source pieces without the end mark; pieces (n,) pieces of all references with their end marks;
    loss (n,) −log p in nats per target piece; entropy (n,) in bits per row, −Σ w log₂ w, of the heads' mean;
    head_entropy (n,) the mean of the heads' entropies, equal to `entropy` for one head;
    coverage_deviation (n,) |1 − Σ_t w_ti|, the mean over the source pieces without the end mark: high is bad;
    end, punctuation (n,) the share of the weight on the end mark and on punctuation;
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

    def pick(self, rows: np.ndarray) -> SentenceFigures:
        """The figures of some sentences: `rows` are their indices, or one truth value per sentence."""
        return replace(self, **{column.name: getattr(self, column.name)[rows] for column in fields(self)})

    @classmethod
    def join(cls, parts: Sequence[SentenceFigures]) -> SentenceFigures:
        """The rows of all parts, in their order."""
        return cls(*(np.concatenate([getattr(part, column.name) for part in parts]) for column in fields(cls)))

    def columns(self) -> dict[str, np.ndarray]:
        """Every figure that sentences can be sorted by, (n,) each."""
        scores = {quality: sentence_scores(quality, getattr(self, quality)) for quality in _QUALITIES}
        return scores | {
            "perplexity": np.exp(self.loss),
            **{name: getattr(self, name) for name in ATTENTION_MEASURES},
            "length": self.length,
        }

    def write(self, path: Path) -> None:
        """Write JSON with one column per line: small, and readable in a diff."""
        columns = {column.name: np.round(getattr(self, column.name), DIGITS).tolist() for column in fields(self)}
        lines = ",\n".join(f' "{name}": {json.dumps(rows, separators=(",", ":"))}' for name, rows in columns.items())
        path.write_text(f"{{\n{lines}\n}}\n", "utf-8")

    @classmethod
    def read(cls, path: Path) -> SentenceFigures:
        """Read what `write` wrote. Raises OSError if the file is missing, ValueError if it has other contents."""
        columns = json.loads(path.read_text("utf-8"))
        if not isinstance(columns, dict) or set(columns) != {column.name for column in fields(cls)}:
            raise ValueError(f"{path}: expected the columns {', '.join(column.name for column in fields(cls))}")
        return cls(**{name: np.array(rows) for name, rows in columns.items()})


@dataclass(frozen=True, eq=False)
class MeasuredCorpus:
    """n distinct sources with their references, their greedy translations, and their figures."""

    sources: tuple[str, ...]
    references: tuple[tuple[str, ...], ...]
    translations: tuple[str, ...]
    figures: SentenceFigures

    @classmethod
    def join(cls, parts: Sequence[MeasuredCorpus]) -> MeasuredCorpus:
        """Parts of a corpus as one; no source may be in two of them."""
        return cls(
            sources=tuple(chain.from_iterable(part.sources for part in parts)),
            references=tuple(chain.from_iterable(part.references for part in parts)),
            translations=tuple(chain.from_iterable(part.translations for part in parts)),
            figures=SentenceFigures.join([part.figures for part in parts]),
        )


def translation_summary(sentences: SentenceFigures) -> dict[str, Any]:
    """Figures of the whole corpus: BLEU and chrF with their 95 % intervals (±), perplexity, and quality by length."""
    return _qualities(sentences) | {
        "sentences": len(sentences),
        "perplexity": float(np.exp(_mean(sentences, "loss"))),
        "by_length": figures_by_length(sentences),
    }


def attention_summary(sentences: SentenceFigures) -> dict[str, float]:
    """The `ATTENTION_MEASURES`: means over all target pieces, for the deviation of coverage over all source pieces."""
    means = {name: _mean(sentences, name) for name in ATTENTION_MEASURES}
    lengths = np.maximum(sentences.length, 1)
    return means | {"coverage_deviation": float(np.average(sentences.coverage_deviation, weights=lengths))}


def figures_by_length(sentences: SentenceFigures) -> list[dict[str, Any]]:
    """BLEU and chrF of each bucket of source lengths that has sentences; `at_most` is None for the last bucket."""
    buckets = length_bucket(sentences.length)
    rows = []
    for number in np.unique(buckets).tolist():
        members = sentences.pick(buckets == number)
        most = LENGTHS[number] if number < len(LENGTHS) else None
        rows.append({"at_most": most, "sentences": len(members), **_qualities(members)})
    return rows


def length_bucket(length: np.ndarray) -> np.ndarray:
    """The number of the bucket of each length."""
    return np.searchsorted(LENGTHS, length)


def _qualities(sentences: SentenceFigures) -> dict[str, float]:
    figures = {}
    for quality in _QUALITIES:
        counts = getattr(sentences, quality)
        figures |= {quality: corpus_quality(quality, counts), f"{quality}_ci": confidence_interval(quality, counts)}
    return figures


def _mean(sentences: SentenceFigures, name: str) -> float:
    """The mean over all target pieces."""
    return float(np.average(getattr(sentences, name), weights=sentences.pieces))
