"""IBM Model 1, the baseline of word alignment: which word translates which, whatever their places.

Brown et al. 1993, The Mathematics of Statistical Machine Translation, section 4. It learns t(target | source) from the
sentence pairs alone, by expectation maximisation; a further source word stands for nothing (NULL). Words are those of
`tokens.words`, in lower case. T target words, S source words. numpy; no torch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from seq2seq.config.schema import AlignmentReading
from seq2seq.data.families import Family
from seq2seq.evaluation.align import GoldSentence
from seq2seq.evaluation.metrics import links_from_weights
from seq2seq.evaluation.symmetrization import grow_diag_final_and
from seq2seq.text.tokens import Span, detokenize, token_groups, word_spans
from seq2seq.trace.links import Link, reverse_links

_ROUNDS = 5
"""Of expectation maximisation, as is usual."""
NULL = 0
"""The number of the source word that stands for nothing."""
LIKE: dict[AlignmentReading, str] = {"mutual": "intersection", "grown": "grow-diag-final-and"}
"""A reading of a model's attention → the reading of Model 1 that chooses links by the same rule."""
Words = Sequence[str]


@dataclass(frozen=True, eq=False)
class Lexicon:
    """t(target | source): the numbers of known words, and the probability of every pair that was seen together, whose
    `keys` are source · V + target, ascending."""

    source: Mapping[str, int]
    target: Mapping[str, int]
    keys: np.ndarray
    probabilities: np.ndarray

    def posterior(self, source: Words, target: Words) -> np.ndarray:
        """(T, S + 1): where each target word comes from, NULL in the last column; a row of a word that no source word
        is known to translate is uniform."""
        sources = np.array([*(self.source.get(word, -1) for word in source), NULL])
        targets = np.array([self.target.get(word, -1) for word in target], dtype=int)
        keys = sources * len(self.target) + targets[:, None]
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        known = (self.keys[at] == keys) & (sources >= 0) & (targets[:, None] >= 0)
        rows = np.where(known, self.probabilities[at], 0.0)
        sums = rows.sum(axis=1, keepdims=True)
        return np.where(sums > 0, rows / np.where(sums > 0, sums, 1), 1 / len(sources))


def learn(pairs: Sequence[tuple[Words, Words]], rounds: int = _ROUNDS) -> Lexicon:
    """Raises ValueError without any pair of words."""
    source = {word: at for at, word in enumerate(dict.fromkeys(w for line, _ in pairs for w in line), start=1)}
    target = {word: at for at, word in enumerate(dict.fromkeys(w for _, line in pairs for w in line))}
    if not source or not target:
        raise ValueError("there are no words to learn from")
    links, places, begun = [], [], 0
    for line, other in pairs:
        sources = np.array([NULL, *(source[word] for word in line)])
        targets = np.array([target[word] for word in other], dtype=int)
        links.append((sources * len(target) + targets[:, None]).ravel())
        places.append(np.repeat(np.arange(begun, begun + len(targets)), len(sources)))
        begun += len(targets)
    keys, link = np.unique(np.concatenate(links), return_inverse=True)
    return Lexicon(source, target, keys, _maximised(link, np.concatenate(places), keys // len(target), rounds))


def _maximised(link: np.ndarray, place: np.ndarray, source: np.ndarray, rounds: int) -> np.ndarray:
    """(keys,): t after so many rounds. Of each possible link, the number of its pair of words and of its target word's
    place; of each pair, its source word."""
    t = np.ones(len(source))
    for _ in range(rounds):
        expected = t[link]
        expected /= np.bincount(place, expected)[place]
        counted = np.bincount(link, expected, minlength=len(source))
        t = counted / np.bincount(source, counted)[source]
    return t


def read_words(text: str) -> list[str]:
    return [text[begin:end].lower() for begin, end in word_spans(text)]


def aligned(
    family: Family, pairs: Sequence[tuple[str, str]], sentences: Sequence[GoldSentence], read: bool
) -> dict[str, list[frozenset[Link]]]:
    """The links of the gold sentences by three readings of two models, one a direction: `forward` alone, what both say
    (`intersection`), and `grow-diag-final-and`. They learn from the pairs and, where they may `read` them, from the
    gold sentences, without the links."""
    found = [_written(family, sentence) for sentence in sentences]
    corpus = [(read_words(source), read_words(target)) for source, target in pairs]
    corpus += [(source.words, target.words) for source, target in found] if read else []
    there, back = learn(corpus), learn([(target, source) for source, target in corpus])
    forward = [_best(there, *sides) for sides in found]
    backward = [reverse_links(_best(back, *sides[::-1])) for sides in found]
    both = list(zip(forward, backward, strict=True))
    return {
        "forward": forward,
        "intersection": [one & other for one, other in both],
        "grow-diag-final-and": [grow_diag_final_and(one, other) for one, other in both],
    }


@dataclass(frozen=True)
class _Side:
    """A side of a gold sentence: its words, and of which of them each token is made."""

    words: list[str]
    groups: list[list[int]]


def _written(family: Family, sentence: GoldSentence) -> tuple[_Side, _Side]:
    sides = (sentence.source, family.source), (sentence.target, family.target)
    source, target = (_side(*detokenize(tokens, language.spaced, language.spaced_marks)) for tokens, language in sides)
    return source, target


def _side(text: str, bounds: Sequence[Span]) -> _Side:
    return _Side(read_words(text), token_groups(word_spans(text), bounds))


def _best(lexicon: Lexicon, source: _Side, target: _Side) -> frozenset[Link]:
    """Each target token's likeliest source token, or none where NULL is likelier."""
    weights = lexicon.posterior(source.words, target.words)
    return links_from_weights(weights, target.groups, source.groups)
