"""Metrics: BLEU and chrF of translations, coverage of attention.

T target pieces (rows), S source pieces (columns). numpy and sacrebleu; no torch.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

import numpy as np
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from seq2seq.config.schema import Record


@dataclass(frozen=True)
class CorpusScores(Record):
    """BLEU (Papineni 2002) and chrF (Popović 2015) of `count` sentences, 0 to 100, with sacrebleu's signatures."""

    bleu: float
    chrf: float
    count: int
    bleu_signature: str
    chrf_signature: str


def bleu_tokenizer(spaced: bool) -> str:
    """sacrebleu's name of the tokens that BLEU counts: words, or characters in a language without spaces."""
    return "13a" if spaced else "char"


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
