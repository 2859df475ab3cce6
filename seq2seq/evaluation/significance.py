"""How sure a score is: bootstrap intervals, and a paired test of two systems, from the counts of each sentence.

n sentences; of each, BLEU needs 10 counts (lengths of hypothesis and reference; matches, then n-grams, of orders 1 to
4), chrF needs 18 (n-grams of hypothesis, of reference, and of both, for orders 1 to 6). From these counts alone every
score can be had again: of the whole corpus, of a part of it, of a resample. numpy and sacrebleu; no torch.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.helpers import extract_all_char_ngrams
from sacrebleu.significance import estimate_ci

from seq2seq.config.schema import Quality, Record

RESAMPLES, TRIALS, SEED = 1000, 10_000, 12345
"""Of the bootstrap, of the randomisation test, and of both: the same figures every time."""
PART = 1000
"""Trials at a time, for the sake of memory."""
ORDERS, BETA = 6, 2
"""Of chrF: the longest character n-grams, and how many times recall counts what precision counts."""


@dataclass(frozen=True)
class Paired(Record):
    """How much better one system is than another; `p` is how often a difference at least as large, up or down, comes
    about when the two translations of each sentence are exchanged at random. `holm` is that p, adjusted for how many
    comparisons are made."""

    difference: float
    p: float
    holm: float


def quality_counts(quality: Quality, hypotheses: Sequence[str], references: Sequence[Sequence[str]]) -> np.ndarray:
    """(n, 10) or (n, 18): what the score is made of, a row a sentence. References may differ in number."""
    counted = {"bleu": _bleu_counts, "chrf": _chrf_counts}[quality]
    return np.array([counted(*row) for row in zip(hypotheses, references, strict=True)], dtype=np.int64)


def corpus_quality(quality: Quality, counted: np.ndarray) -> float:
    """The score of all sentences together, 0 to 100."""
    return float(_SCORES[quality](counted.sum(axis=0)))


def sentence_scores(quality: Quality, counted: np.ndarray) -> np.ndarray:
    """(n,): the score of each sentence by itself; BLEU with the orders that the sentence has."""
    return bleu_of(counted, effective_order=True) if quality == "bleu" else chrf_of(counted)


def interval(quality: Quality, counted: np.ndarray) -> float:
    """Half the width of the 95 % interval over resamples of the sentences. Koehn 2004, as `sacrebleu --confidence`."""
    return float(estimate_ci(_SCORES[quality](resampled(counted)))[1])


def resampled(counted: np.ndarray) -> np.ndarray:
    """(n, k) → (RESAMPLES, k): the sums over as many sentences as there are, drawn with replacement."""
    sentences = len(counted)
    drawn = np.random.default_rng(SEED).choice(sentences, size=(RESAMPLES, sentences), replace=True)
    times = np.stack([np.bincount(row, minlength=sentences) for row in drawn])  # (RESAMPLES, n)
    return (times.astype(np.float64) @ counted).astype(np.int64)


# -- the paired test


def paired(quality: Quality, systems: Mapping[str, np.ndarray], baseline: np.ndarray) -> dict[str, Paired]:
    """Each system's counts (n, k) against the baseline's on the same sentences, by approximate randomisation.

    Two-sided: p = (1 + #{trials with a difference at least as large in size}) / (1 + TRIALS). Noreen 1989; Riezler &
    Maxwell 2005, On Some Pitfalls in Automatic Evaluation and Significance Testing for MT, section 4.1. All systems
    take part in the same trials. Raises ValueError when the numbers of sentences differ."""
    for counted in systems.values():
        if len(counted) != len(baseline):
            raise ValueError(f"{len(counted)} sentences can't be paired with {len(baseline)}")
    differences = {
        name: corpus_quality(quality, counted) - corpus_quality(quality, baseline) for name, counted in systems.items()
    }
    exceeding = dict.fromkeys(systems, 0)
    for swapped in _swaps(len(baseline)):
        for name, counted in systems.items():
            moved = swapped @ (counted - baseline).astype(np.float32)  # exact: whole numbers below 2²⁴
            sums = (counted.sum(axis=0) - moved, baseline.sum(axis=0) + moved)
            apart = np.abs(np.subtract(*map(_SCORES[quality], sums)))
            exceeding[name] += int((apart >= abs(differences[name]) - TIE).sum())
    ps = [(1 + exceeding[name]) / (1 + TRIALS) for name in systems]
    rows = zip(systems, ps, holm(ps), strict=True)
    return {name: Paired(differences[name], p, adjusted) for name, p, adjusted in rows}


TIE = 1e-9
"""Differences that are equal but for rounding count as equally large."""


def holm(ps: Sequence[float]) -> list[float]:
    """p values adjusted for their number, so that the chance of any false alarm among them stays below the bound that
    one compares them with. Holm 1979, A Simple Sequentially Rejective Multiple Test Procedure."""
    order = np.argsort(ps, kind="stable")
    stepped = np.asarray(ps, dtype=float)[order] * (len(ps) - np.arange(len(ps)))
    adjusted = np.empty(len(ps))
    adjusted[order] = np.minimum(1, np.maximum.accumulate(stepped)) if len(ps) else stepped
    return adjusted.tolist()


def _swaps(sentences: int) -> Iterator[np.ndarray]:
    """(PART, n) at a time: 1 where a trial exchanges the two translations of a sentence."""
    generator = np.random.default_rng(SEED)
    for _ in range(TRIALS // PART):
        yield generator.integers(0, 2, size=(PART, sentences), dtype=np.uint8).astype(np.float32)


# -- alignments


def aer_of(summed: np.ndarray) -> np.ndarray:
    """(…, 4) sizes of A, S, A∩S and A∩P → (…): the alignment error rate, 0 where there is nothing to count."""
    a, s, a_and_s, a_and_p = np.moveaxis(np.asarray(summed, dtype=np.float64), -1, 0)
    return np.where(a + s > 0, 1 - (a_and_s + a_and_p) / np.maximum(a + s, 1), 0.0)


def aer_interval(counted: np.ndarray) -> float:
    """(n, 4) of `metrics.link_counts` → half the width of AER's 95 % interval over resamples of the sentence pairs."""
    return float(estimate_ci(aer_of(resampled(counted)))[1])


def aer_difference(counted: np.ndarray, others: np.ndarray) -> tuple[float, float]:
    """(n, 4), (n, 4) of the same sentences → the difference of their AER, and half the width of its 95 % interval:
    both are scored on the same resamples."""
    apart = aer_of(resampled(counted)) - aer_of(resampled(others))
    return float(aer_of(counted.sum(axis=0)) - aer_of(others.sum(axis=0))), float(estimate_ci(apart)[1])


# -- scores of many sums at once


def bleu_of(summed: np.ndarray, effective_order: bool = False) -> np.ndarray:
    """(…, 10) → (…): BLEU as sacrebleu computes it; orders without a match are smoothed (Chen & Cherry 2014, method
    3). `effective_order` takes only those that the hypothesis is long enough for."""
    summed = np.asarray(summed, dtype=np.float64)
    length, reference, correct, total = summed[..., 0], summed[..., 1], summed[..., 2:6], summed[..., 6:10]
    missed = np.where(correct == 0, 0.5 ** np.cumsum(correct == 0, axis=-1), correct)
    logs = np.log(np.maximum(missed, _TINY)) - np.log(np.maximum(total, 1))
    orders = np.maximum((total > 0).sum(axis=-1), 1) if effective_order else 4
    mean = np.where(total > 0, logs, 0).sum(axis=-1) / orders
    brevity = np.minimum(1, np.exp(1 - reference / np.maximum(length, 1)))
    possible = correct.any(axis=-1) & (effective_order | (total > 0).all(axis=-1))
    return np.where(possible, 100 * brevity * np.exp(mean), 0.0)


_TINY = 1e-300


def chrf_of(summed: np.ndarray) -> np.ndarray:
    """(…, 18) → (…): chrF with β 2 as sacrebleu computes it; orders that one of the two is too short for are left
    out. Popović 2015."""
    counted = np.asarray(summed, dtype=np.float64)
    counted = counted.reshape(*counted.shape[:-1], ORDERS, 3)
    lengths, both = counted[..., :2], counted[..., 2]
    known = np.asarray((lengths > 0).all(axis=-1))
    orders = np.maximum(known.sum(axis=-1), 1)
    shares = np.where(known[..., None], both[..., None] / np.maximum(lengths, 1), 0).sum(axis=-2) / orders[..., None]
    precision, recall = shares[..., 0], shares[..., 1]
    below = BETA**2 * precision + recall
    return 100 * (1 + BETA**2) * precision * recall / np.where(below > 0, below, 1)


_SCORES: Mapping[Quality, Callable[[np.ndarray], np.ndarray]] = {"bleu": bleu_of, "chrf": chrf_of}


# -- counts of one sentence

_BLEU = BLEU(tokenize="13a", effective_order=True)


def _bleu_counts(hypothesis: str, references: Sequence[str]) -> list[int]:
    found = _BLEU.sentence_score(hypothesis, list(references))
    return [found.sys_len, found.ref_len, *found.counts, *found.totals]


def _chrf_counts(hypothesis: str, references: Sequence[str]) -> list[int]:
    """Against the reference with the best score, the first of equals."""
    said, *known = (extract_all_char_ngrams(text, ORDERS, False) for text in (hypothesis, *references))
    rows = [[n for pair in zip(said, each, strict=True) for n in _sizes(*pair)] for each in known]
    return rows[int(np.argmax(chrf_of(np.array(rows))))]


def _sizes(said: Counter[str], known: Counter[str]) -> tuple[int, int, int]:
    """n-grams of the hypothesis, of the reference, of both; none of the hypothesis where the reference is too short."""
    return (said.total() if known else 0), known.total(), (said & known).total()
