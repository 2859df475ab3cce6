"""How sure a score is: sacrebleu's bootstrap intervals and its paired test, from the counts of each sentence.

n sentences; of each, BLEU needs 10 counts (lengths, and matches and n-grams of orders 1 to 4), chrF needs 18 (n-grams
of hypothesis, of reference, and of both, for orders 1 to 6). From these counts alone every score can be had again:
of the whole corpus, of a part of it, of a resample. numpy and sacrebleu; no torch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from sacrebleu.metrics.base import Metric
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.significance import _compute_p_value, estimate_ci

from seq2seq.config import Quality, Record

RESAMPLES, SEED = 1000, 12345
"""What sacrebleu does when nobody asks for anything else; the seed makes intervals the same every time."""

_OF_A_CORPUS: dict[Quality, Callable[[], Metric]] = {"bleu": lambda: BLEU(tokenize="13a"), "chrf": CHRF}
_OF_A_SENTENCE: dict[Quality, Callable[[], Metric]] = {
    "bleu": lambda: BLEU(tokenize="13a", effective_order=True),
    "chrf": CHRF,
}


@dataclass(frozen=True)
class Paired(Record):
    """How much better one system is than another, and the chance of a difference as large between equals."""

    difference: float
    p: float


def counts(quality: Quality, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> np.ndarray:
    """(n, 10) or (n, 18): what the score is made of, a row a sentence. References may differ in number."""
    streams = [list(stream) for stream in zip_longest(*references)]
    return np.array(_OF_A_CORPUS[quality]()._extract_corpus_statistics(hypotheses, streams), dtype=np.int64)


def score(quality: Quality, counted: np.ndarray) -> float:
    """The score of all sentences together, 0 to 100."""
    return float(_scores(_OF_A_CORPUS[quality](), counted.sum(axis=0, keepdims=True))[0])


def sentence_scores(quality: Quality, counted: np.ndarray) -> np.ndarray:
    """(n,): the score of each sentence by itself; BLEU with the orders that the sentence has."""
    return _scores(_OF_A_SENTENCE[quality](), counted)


def interval(quality: Quality, counted: np.ndarray) -> float:
    """Half the width of the 95 % interval over resamples of the sentences. Koehn 2004, as `sacrebleu --confidence`."""
    return float(estimate_ci(_scores(_OF_A_CORPUS[quality](), _resampled(counted)))[1])


def paired(quality: Quality, counted: np.ndarray, baseline: np.ndarray) -> Paired:
    """A system against a baseline on the same sentences, by paired bootstrap. Koehn 2004, as `sacrebleu --paired-bs`.

    Both are scored on the same resamples. Two that never differ have p 1, where sacrebleu has its least.
    Raises ValueError when they have not the same number of sentences."""
    if len(counted) != len(baseline):
        raise ValueError(f"{len(counted)} sentences can't be paired with {len(baseline)}")
    metric = _OF_A_CORPUS[quality]()
    difference = score(quality, counted) - score(quality, baseline)
    apart = np.abs(_scores(metric, _resampled(counted)) - _scores(metric, _resampled(baseline)))
    return Paired(difference, _compute_p_value(apart - apart.mean(), abs(difference)) if apart.any() else 1.0)


def _scores(metric: Metric, summed: np.ndarray) -> np.ndarray:
    return np.array([metric._compute_score_from_stats(row).score for row in summed.tolist()])


def _resampled(counted: np.ndarray) -> np.ndarray:
    """(RESAMPLES, counts): the sums over as many sentences as there are, drawn with replacement."""
    sentences = len(counted)
    drawn = np.random.default_rng(SEED).choice(sentences, size=(RESAMPLES, sentences), replace=True)
    times = np.stack([np.bincount(row, minlength=sentences) for row in drawn])  # (RESAMPLES, n)
    return (times.astype(np.float64) @ counted).astype(np.int64)
