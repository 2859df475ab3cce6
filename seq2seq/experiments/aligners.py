"""IBM Model 1, the baseline of word alignment: which word translates which, regardless of positions.

Brown et al. 1993, The Mathematics of Statistical Machine Translation, section 4. It learns t(target | source) from
sentence pairs alone, by expectation maximisation; an additional source word NULL stands for nothing. Words are those of
`tokens.words`, in lower case. T target words, S source words. numpy; no torch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np

from seq2seq.checkpoints.zoo import Bundle
from seq2seq.config.schema import AlignmentReading
from seq2seq.data.families import Family
from seq2seq.data.tsv import Pair
from seq2seq.evaluation.align import GoldSentence, aer_counts, align_all
from seq2seq.evaluation.alignment_metrics import grow_diag_final_and, links_from_weights
from seq2seq.evaluation.significance import aer_difference, aer_from_counts, aer_interval
from seq2seq.experiments.records import MODEL_1, MODEL_1_READ, AlignerComparison, AlignerScore
from seq2seq.text.words import Span, detokenize, token_groups, word_spans
from seq2seq.trace.links import Link, reverse_links

_ITERATIONS = 5
"""The usual number of iterations of expectation maximisation."""
NULL = 0
"""The number of the source word NULL."""
COUNTERPART: dict[AlignmentReading, str] = {"mutual": "intersection", "grown": "grow-diag-final-and"}
"""A reading of attention → the reading of Model 1 that chooses links by the same rule."""
Words = Sequence[str]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """t(target | source): the numbers of known words, and the probability of every pair of words that occurred
    together, whose `keys` are source · V + target, ascending."""

    source: Mapping[str, int]
    target: Mapping[str, int]
    keys: np.ndarray
    probabilities: np.ndarray

    def posterior(self, source: Words, target: Words) -> np.ndarray:
        """(T, S + 1): the probability that each target word comes from each source word, NULL in the last column. The
        row is uniform if the target word never occurred with any of them."""
        sources = np.array([*(self.source.get(word, -1) for word in source), NULL])
        targets = np.array([self.target.get(word, -1) for word in target], dtype=int)
        keys = sources * len(self.target) + targets[:, None]
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        seen = (self.keys[at] == keys) & (sources >= 0) & (targets[:, None] >= 0)
        rows = np.where(seen, self.probabilities[at], 0.0)
        sums = rows.sum(axis=1, keepdims=True)
        return np.where(sums > 0, rows / np.where(sums > 0, sums, 1), 1 / len(sources))


def learn_lexicon(pairs: Sequence[tuple[Words, Words]], iterations: int = _ITERATIONS) -> Lexicon:
    """Train Model 1 on pairs of sentences. Raises ValueError if there are no words."""
    source = _numbered((words for words, _ in pairs), start=NULL + 1)
    target = _numbered((words for _, words in pairs), start=0)
    if not source or not target:
        raise ValueError("there are no words to learn from")
    links, positions, target_position = [], [], 0
    for source_words, target_words in pairs:
        sources = np.array([NULL, *(source[word] for word in source_words)])
        targets = np.array([target[word] for word in target_words], dtype=int)
        links.append((sources * len(target) + targets[:, None]).ravel())
        positions.append(np.repeat(np.arange(target_position, target_position + len(targets)), len(sources)))
        target_position += len(targets)
    keys, pair_of_link = np.unique(np.concatenate(links), return_inverse=True)
    position_of_link, source_of_pair = np.concatenate(positions), keys // len(target)
    t = _expectation_maximization(pair_of_link, position_of_link, source_of_pair, iterations)
    return Lexicon(source, target, keys, t)


def _numbered(sentences: Iterable[Words], start: int) -> dict[str, int]:
    """All different words with their numbers, in the order of their first occurrence."""
    return {word: number for number, word in enumerate(dict.fromkeys(chain.from_iterable(sentences)), start)}


def _expectation_maximization(
    pair: np.ndarray, position: np.ndarray, source: np.ndarray, iterations: int
) -> np.ndarray:
    """(pairs of words,): t after so many iterations. `pair` and `position` (possible links,) are the numbers of the
    pair of words and of the position of the target word; `source` (pairs of words,) is that of the source word."""
    t = np.ones(len(source))
    for _ in range(iterations):
        expected = t[pair]
        expected /= np.bincount(position, expected)[position]
        totals = np.bincount(pair, expected, minlength=len(source))
        t = totals / np.bincount(source, totals)[source]
    return t


def read_words(text: str) -> list[str]:
    """The words of a text, in lower case."""
    return [text[begin:end].lower() for begin, end in word_spans(text)]


def model_1_links(
    family: Family, pairs: Sequence[tuple[str, str]], sentences: Sequence[GoldSentence], include_gold: bool
) -> dict[str, list[frozenset[Link]]]:
    """The links of the gold sentences by three readings of two models, one for each direction: `forward` alone, the
    `intersection` of both, and `grow-diag-final-and`. The models are trained on the pairs and, with `include_gold`,
    on the gold sentences too, without their links."""
    sides = [_detokenized_sides(family, sentence) for sentence in sentences]
    corpus = [(read_words(source), read_words(target)) for source, target in pairs]
    corpus += [(source.words, target.words) for source, target in sides] if include_gold else []
    to_target, to_source = learn_lexicon(corpus), learn_lexicon([(target, source) for source, target in corpus])
    forward = [_likeliest_links(to_target, source, target) for source, target in sides]
    backward = [reverse_links(_likeliest_links(to_source, target, source)) for source, target in sides]
    directions = list(zip(forward, backward, strict=True))
    return {
        "forward": forward,
        "intersection": [there & back for there, back in directions],
        "grow-diag-final-and": [grow_diag_final_and(there, back) for there, back in directions],
    }


@dataclass(frozen=True)
class _Side:
    """One side of a gold sentence: its words, and the indices of the words that each token consists of."""

    words: list[str]
    groups: list[list[int]]


def _detokenized_sides(family: Family, sentence: GoldSentence) -> tuple[_Side, _Side]:
    sides = (sentence.source, family.source), (sentence.target, family.target)
    source, target = (_side(*detokenize(tokens, language.spaced, language.spaced_marks)) for tokens, language in sides)
    return source, target


def _side(text: str, bounds: Sequence[Span]) -> _Side:
    return _Side(read_words(text), token_groups(word_spans(text), bounds))


def _likeliest_links(lexicon: Lexicon, source: _Side, target: _Side) -> frozenset[Link]:
    """Each target token's likeliest source token, or none where NULL is likelier."""
    weights = lexicon.posterior(source.words, target.words)
    return links_from_weights(weights, target.groups, source.groups)


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
