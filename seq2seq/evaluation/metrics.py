"""Metrics: BLEU and chrF of translations, coverage of attention.

T target pieces (rows), S source pieces (columns). numpy and sacrebleu; no torch."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

import numpy as np
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from seq2seq.config.schema import Quality, Record
from seq2seq.evaluation.significance import bleu_tokenizer, confidence_interval, corpus_quality, sentence_scores


@dataclass(frozen=True)
class CorpusScores(Record):
    """BLEU (Papineni 2002) and chrF (Popović 2015) of `count` sentences, 0 to 100, with sacrebleu's signatures."""

    bleu: float
    chrf: float
    count: int
    bleu_signature: str
    chrf_signature: str


def counted_bleu(scores: Mapping[str, Any]) -> float:
    """BLEU of a corpus with the scores `bleu` and `chrf`; NaN if no translation has the four words in a row that BLEU
    counts. sacrebleu says 0 then, also of translations that are right."""
    return math.nan if scores["bleu"] == 0 < scores["chrf"] else scores["bleu"]


def corpus_scores(hypotheses: Sequence[str], references: Sequence[Sequence[str]], spaced: bool = True) -> CorpusScores:
    """Score each hypothesis against all references of its source, one or several.

    Cased, tokenised by 13a, or by characters in a language that is not `spaced`. Raises ValueError without sentences,
    for different lengths, or without a reference.
    """
    if len(hypotheses) != len(references):
        raise ValueError(f"{len(hypotheses)} hypotheses and {len(references)} sets of references")
    if not hypotheses or not all(references):
        raise ValueError("every sentence needs a reference, and there must be a sentence")
    # sacrebleu wants the n-th reference of every sentence, None where there is none.
    streams = [list(stream) for stream in zip_longest(*references)]
    bleu, chrf = BLEU(tokenize=bleu_tokenizer(spaced)), CHRF()
    return CorpusScores(
        bleu=bleu.corpus_score(hypotheses, streams).score,
        chrf=chrf.corpus_score(hypotheses, streams).score,
        count=len(hypotheses),
        bleu_signature=str(bleu.get_signature()),
        chrf_signature=str(chrf.get_signature()),
    )


def sentence_bleu(hypothesis: str, references: Sequence[str], spaced: bool = True) -> float:
    """BLEU of a single sentence, 0 to 100, tokenised as for `corpus_scores`. Orders without a match are smoothed (Chen
    & Cherry 2014, method 3); orders longer than the sentence are left out."""
    bleu = BLEU(tokenize=bleu_tokenizer(spaced), effective_order=True)
    return bleu.sentence_score(hypothesis, list(references)).score


def sentence_chrf(hypothesis: str, references: Sequence[str]) -> float:
    """chrF of a single sentence, 0 to 100."""
    return CHRF().sentence_score(hypothesis, list(references)).score


def coverage(weights: np.ndarray) -> np.ndarray:
    """(T, S) → (S,): the attention that each source piece received, summed over all steps. Tu 2016."""
    return weights.sum(axis=0)


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
