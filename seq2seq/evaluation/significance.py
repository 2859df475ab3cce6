"""Significance of scores: bootstrap intervals, and a paired test of two systems, from the counts of each sentence.

n sentences. For each, BLEU needs 10 counts (lengths of hypothesis and reference; matches, then n-grams, of orders 1 to
4), chrF needs 18 (n-grams of hypothesis, of reference, and of both, for orders 1 to 6). These counts alone determine
every score: of the whole corpus, of a part of it, of a resample. numpy and sacrebleu; no torch.
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
"""Resamples of the bootstrap, trials of the randomisation test, and the seed of both, which makes them repeatable."""
TRIALS_PER_BLOCK = 1000
"""Trials that are computed at a time, to limit memory."""
ORDERS, BETA = 6, 2
"""chrF: the order of the longest character n-grams, and the weight of recall relative to precision."""


@dataclass(frozen=True)
class PairedTest(Record):
    """Comparison of a system with a baseline: the difference of their scores; `p`, the share of trials with a
    difference at least as large in either direction when the two translations of each sentence are exchanged at
    random; `holm`, that p adjusted for the number of comparisons."""

    difference: float
    p: float
    holm: float


def quality_counts(
    quality: Quality, hypotheses: Sequence[str], references: Sequence[Sequence[str]], spaced: bool = True
) -> np.ndarray:
    """(n, 10) for BLEU or (n, 18) for chrF: the counts of each sentence. Numbers of references may differ. BLEU counts
    characters in a language that is not `spaced`."""
    counts_of = _bleu_counts(spaced) if quality == "bleu" else _chrf_counts
    return np.array([counts_of(*row) for row in zip(hypotheses, references, strict=True)], dtype=np.int64)


def corpus_quality(quality: Quality, counts: np.ndarray) -> float:
    """The score of all sentences together, 0 to 100."""
    return float(_SCORES[quality](counts.sum(axis=0)))


def sentence_scores(quality: Quality, counts: np.ndarray) -> np.ndarray:
    """(n,): the score of each sentence by itself; BLEU only over orders not longer than the sentence."""
    return bleu_from_counts(counts, effective_order=True) if quality == "bleu" else chrf_from_counts(counts)


def confidence_interval(quality: Quality, counts: np.ndarray) -> float:
    """Half the width of the 95 % interval over resamples of the sentences. Koehn 2004, as `sacrebleu --confidence`."""
    return float(estimate_ci(_SCORES[quality](bootstrap_sums(counts)))[1])


def mean_interval(values: Sequence[float]) -> float:
    """Half the width of the 95 % interval of the mean over resamples of the values, one for each sentence."""
    drawn = np.random.default_rng(SEED).choice(np.asarray(values, dtype=float), size=(RESAMPLES, len(values)))
    return float(estimate_ci(drawn.mean(axis=1))[1])


def bootstrap_sums(counts: np.ndarray) -> np.ndarray:
    """(n, k) → (RESAMPLES, k): the sums of the counts of n sentences drawn with replacement."""
    sentences = len(counts)
    drawn = np.random.default_rng(SEED).choice(sentences, size=(RESAMPLES, sentences), replace=True)
    times = np.stack([np.bincount(row, minlength=sentences) for row in drawn])  # (RESAMPLES, n)
    return (times.astype(np.float64) @ counts).astype(np.int64)


# -- the paired test


def paired_tests(quality: Quality, systems: Mapping[str, np.ndarray], baseline: np.ndarray) -> dict[str, PairedTest]:
    """Each system's counts (n, k) against the baseline's on the same sentences, by approximate randomisation.

    Two-sided: p = (1 + #{trials with a difference at least as large in size}) / (1 + TRIALS). Noreen 1989; Riezler &
    Maxwell 2005, On Some Pitfalls in Automatic Evaluation and Significance Testing for MT, section 4.1. All systems
    share the same trials. Raises ValueError when the numbers of sentences differ."""
    for counts in systems.values():
        if len(counts) != len(baseline):
            raise ValueError(f"{len(counts)} sentences can't be paired with {len(baseline)}")
    differences = {
        name: corpus_quality(quality, counts) - corpus_quality(quality, baseline) for name, counts in systems.items()
    }
    exceeding = dict.fromkeys(systems, 0)
    for exchanged in _random_exchanges(len(baseline)):
        for name, counts in systems.items():
            gained = exchanged @ (counts - baseline).astype(np.float32)  # exact: whole numbers below 2²⁴
            sums = (counts.sum(axis=0) - gained, baseline.sum(axis=0) + gained)
            trial_differences = np.abs(np.subtract(*map(_SCORES[quality], sums)))
            exceeding[name] += int((trial_differences >= abs(differences[name]) - TIE_TOLERANCE).sum())
    ps = [(1 + exceeding[name]) / (1 + TRIALS) for name in systems]
    rows = zip(systems, ps, holm_adjusted(ps), strict=True)
    return {name: PairedTest(differences[name], p, adjusted) for name, p, adjusted in rows}


TIE_TOLERANCE = 1e-9
"""Differences that are closer than this count as equally large, because of rounding."""


def holm_adjusted(ps: Sequence[float]) -> list[float]:
    """p values adjusted for their number, so that the chance of any false positive among them stays below the
    significance level. Holm 1979, A Simple Sequentially Rejective Multiple Test Procedure."""
    order = np.argsort(ps, kind="stable")
    scaled = np.asarray(ps, dtype=float)[order] * (len(ps) - np.arange(len(ps)))
    adjusted = np.empty(len(ps))
    adjusted[order] = np.minimum(1, np.maximum.accumulate(scaled)) if len(ps) else scaled
    return adjusted.tolist()


def _random_exchanges(sentences: int) -> Iterator[np.ndarray]:
    """Yield (TRIALS_PER_BLOCK, n): 1 where a trial exchanges the two translations of a sentence."""
    generator = np.random.default_rng(SEED)
    for _ in range(TRIALS // TRIALS_PER_BLOCK):
        yield generator.integers(0, 2, size=(TRIALS_PER_BLOCK, sentences), dtype=np.uint8).astype(np.float32)


# -- alignments


def aer_from_counts(counts: np.ndarray) -> np.ndarray:
    """(…, 4) sizes of A, S, A∩S and A∩P → (…): the alignment error rate, 0 where there is nothing to count."""
    a, s, a_and_s, a_and_p = np.moveaxis(np.asarray(counts, dtype=np.float64), -1, 0)
    return np.where(a + s > 0, 1 - (a_and_s + a_and_p) / np.maximum(a + s, 1), 0.0)


def aer_interval(counts: np.ndarray) -> float:
    """(n, 4) of `alignment_metrics.link_counts` → half the width of AER's 95 % interval over resampled sentences."""
    return float(estimate_ci(aer_from_counts(bootstrap_sums(counts)))[1])


def aer_difference(counts: np.ndarray, other_counts: np.ndarray) -> tuple[float, float]:
    """(n, 4), (n, 4) of the same sentences → the difference of their AER, and half the width of its 95 % interval,
    computed on the same resamples of both."""
    differences = aer_from_counts(bootstrap_sums(counts)) - aer_from_counts(bootstrap_sums(other_counts))
    difference = aer_from_counts(counts.sum(axis=0)) - aer_from_counts(other_counts.sum(axis=0))
    return float(difference), float(estimate_ci(differences)[1])


# -- scores of many sums at once


def bleu_from_counts(counts: np.ndarray, effective_order: bool = False) -> np.ndarray:
    """(…, 10) → (…): BLEU as sacrebleu computes it; orders without a match are smoothed (Chen & Cherry 2014, method
    3). `effective_order` uses only the orders that are not longer than the hypothesis."""
    counts = np.asarray(counts, dtype=np.float64)
    length, reference, correct, total = counts[..., 0], counts[..., 1], counts[..., 2:6], counts[..., 6:10]
    smoothed = np.where(correct == 0, 0.5 ** np.cumsum(correct == 0, axis=-1), correct)
    logs = np.log(np.maximum(smoothed, _TINY)) - np.log(np.maximum(total, 1))
    orders = np.maximum((total > 0).sum(axis=-1), 1) if effective_order else 4
    mean = np.where(total > 0, logs, 0).sum(axis=-1) / orders
    brevity = np.minimum(1, np.exp(1 - reference / np.maximum(length, 1)))
    possible = correct.any(axis=-1) & (effective_order | (total > 0).all(axis=-1))
    return np.where(possible, 100 * brevity * np.exp(mean), 0.0)


_TINY = 1e-300


def chrf_from_counts(counts: np.ndarray) -> np.ndarray:
    """(…, 18) → (…): chrF with β 2 as sacrebleu computes it; orders longer than the hypothesis or the reference are
    left out. Popović 2015."""
    ngrams = np.asarray(counts, dtype=np.float64)
    ngrams = ngrams.reshape(*ngrams.shape[:-1], ORDERS, 3)
    lengths, matches = ngrams[..., :2], ngrams[..., 2]
    present = np.asarray((lengths > 0).all(axis=-1))
    orders = np.maximum(present.sum(axis=-1), 1)
    ratios = np.where(present[..., None], matches[..., None] / np.maximum(lengths, 1), 0)  # (…, orders, 2)
    ratios = ratios.sum(axis=-2) / orders[..., None]
    precision, recall = ratios[..., 0], ratios[..., 1]
    denominator = BETA**2 * precision + recall
    return 100 * (1 + BETA**2) * precision * recall / np.where(denominator > 0, denominator, 1)


_SCORES: Mapping[Quality, Callable[[np.ndarray], np.ndarray]] = {"bleu": bleu_from_counts, "chrf": chrf_from_counts}


# -- counts of one sentence


def _bleu_counts(spaced: bool) -> Callable[[str, Sequence[str]], list[int]]:
    bleu = BLEU(tokenize=bleu_tokenizer(spaced), effective_order=True)

    def counts(hypothesis: str, references: Sequence[str]) -> list[int]:
        score = bleu.sentence_score(hypothesis, list(references))
        return [score.sys_len, score.ref_len, *score.counts, *score.totals]

    return counts


def _chrf_counts(hypothesis: str, references: Sequence[str]) -> list[int]:
    """The counts against the reference with the best score, the first of equals."""
    hypothesis_ngrams, *reference_ngrams = (
        extract_all_char_ngrams(text, ORDERS, False) for text in (hypothesis, *references)
    )
    rows = [
        [n for pair in zip(hypothesis_ngrams, ngrams, strict=True) for n in _ngram_counts(*pair)]
        for ngrams in reference_ngrams
    ]
    return rows[int(np.argmax(chrf_from_counts(np.array(rows))))]


def _ngram_counts(hypothesis: Counter[str], reference: Counter[str]) -> tuple[int, int, int]:
    """Numbers of n-grams in the hypothesis (0 if the reference is too short for any), in the reference, in both."""
    return (hypothesis.total() if reference else 0), reference.total(), (hypothesis & reference).total()


def bleu_tokenizer(spaced: bool) -> str:
    """sacrebleu's name of the tokens that BLEU counts: words, or characters in a language without spaces."""
    return "13a" if spaced else "char"
