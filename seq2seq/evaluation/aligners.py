"""IBM Model 1 and models of a family on the same gold word alignments: AER by reading, and differences of like ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from seq2seq.checkpoints.zoo import Bundle
from seq2seq.data.families import Family
from seq2seq.data.tsv import Pair
from seq2seq.evaluation.align import GoldSentence, aer_counts, align_all
from seq2seq.evaluation.aligner_scores import MODEL_1, MODEL_1_READ, AlignerComparison, AlignerScore
from seq2seq.evaluation.ibm_model_1 import LIKE, aligned
from seq2seq.evaluation.significance import aer_difference, aer_interval, aer_of


def compare_aligners(
    family: Family,
    pairs: Sequence[Pair],
    gold: tuple[str, Sequence[GoldSentence]],
    bundles: Iterable[Bundle] = (),
    longest: int | None = None,
) -> AlignerComparison:
    """`gold` is a set by its name; Model 1 may read all of its sentences, those with at most `longest` tokens count."""
    name, sentences = gold
    kept = [i for i, each in enumerate(sentences) if longest is None or each.longest <= longest]
    scored = [sentences[i] for i in kept]
    found = {model: aligned(family, pairs, sentences, model == MODEL_1_READ) for model in (MODEL_1, MODEL_1_READ)}
    counted = {
        model: {reading: aer_counts(scored, [links[i] for i in kept]) for reading, links in readings.items()}
        for model, readings in found.items()
    }
    scores = [score for model, readings in counted.items() for score in _scores(model, readings)]
    scores += [score for bundle in bundles for score in _beside(bundle, scored, counted[MODEL_1])]
    return AlignerComparison(name, longest, len(scored), len(pairs), tuple(scores))


def _beside(bundle: Bundle, sentences: Sequence[GoldSentence], model_1: Mapping[str, np.ndarray]) -> list[AlignerScore]:
    """A model by all readings, and its differences from the like ones of Model 1."""
    counted = {reading: aer_counts(sentences, links) for reading, links in align_all(bundle, sentences).items()}
    apart = {(reading, like): aer_difference(counted[reading], model_1[like]) for reading, like in LIKE.items()}
    differences = [AlignerScore(bundle.name, reading, *found, like) for (reading, like), found in apart.items()]
    return _scores(bundle.name, counted) + differences


def _scores(model: str, counted: Mapping[Any, np.ndarray]) -> list[AlignerScore]:
    return [
        AlignerScore(model, reading, float(aer_of(each.sum(axis=0))), aer_interval(each))
        for reading, each in counted.items()
    ]
