"""Comparison of IBM Model 1 with models of a family on the same gold word alignments: AER by reading, differences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from seq2seq.checkpoints.zoo import Bundle
from seq2seq.data.families import Family
from seq2seq.data.tsv import Pair
from seq2seq.evaluation.align import GoldSentence, aer_counts, align_all
from seq2seq.evaluation.aligner_scores import MODEL_1, MODEL_1_READ, AlignerComparison, AlignerScore
from seq2seq.evaluation.ibm_model_1 import COUNTERPART, model_1_links
from seq2seq.evaluation.significance import aer_difference, aer_from_counts, aer_interval


def compare_aligners(
    family: Family,
    pairs: Sequence[Pair],
    gold: tuple[str, Sequence[GoldSentence]],
    bundles: Iterable[Bundle] = (),
    longest: int | None = None,
) -> AlignerComparison:
    """Score Model 1 and the models on a gold set, given as (name, sentences).

    Only sentences with at most `longest` tokens per side are scored; Model 1 may be trained on all of them."""
    name, sentences = gold
    rows = [i for i, sentence in enumerate(sentences) if longest is None or sentence.longest <= longest]
    scored = [sentences[i] for i in rows]
    links_by_model = {
        model: model_1_links(family, pairs, sentences, model == MODEL_1_READ) for model in (MODEL_1, MODEL_1_READ)
    }
    counts = {
        model: {reading: aer_counts(scored, [links[i] for i in rows]) for reading, links in readings.items()}
        for model, readings in links_by_model.items()
    }
    scores = [score for model, readings in counts.items() for score in _scores(model, readings)]
    scores += [score for bundle in bundles for score in _model_scores(bundle, scored, counts[MODEL_1])]
    return AlignerComparison(name, longest, len(scored), len(pairs), tuple(scores))


def _model_scores(
    bundle: Bundle, sentences: Sequence[GoldSentence], model_1: Mapping[str, np.ndarray]
) -> list[AlignerScore]:
    """The scores of a model by all readings, and their differences from the counterparts of Model 1."""
    counts = {reading: aer_counts(sentences, links) for reading, links in align_all(bundle, sentences).items()}
    differences = [
        AlignerScore(bundle.name, reading, *aer_difference(counts[reading], model_1[counterpart]), counterpart)
        for reading, counterpart in COUNTERPART.items()
    ]
    return _scores(bundle.name, counts) + differences


def _scores(model: str, counts: Mapping[Any, np.ndarray]) -> list[AlignerScore]:
    return [
        AlignerScore(model, reading, float(aer_from_counts(sentence_counts.sum(axis=0))), aer_interval(sentence_counts))
        for reading, sentence_counts in counts.items()
    ]
