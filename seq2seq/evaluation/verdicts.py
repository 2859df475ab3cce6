"""What the verdict of What if is worth: how often it says yes of a model's own weights, and of weights that know
nothing of the sentence. Stored in `pretrained/<family>/verdicts.json`, for a table of docs/results.md."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from seq2seq.analysis.suite import rank_correlation, sharp_diagonal, stretched
from seq2seq.config.arrays import Array
from seq2seq.config.records import Record

VERDICTS_FILE = "verdicts.json"
OWN = "own"
FOREIGN = ("diagonal", "other", "permuted", "repeated", "random")
"""All weight on the diagonal; the weights of another of the measured sentences, with as many pieces where there is one;
the sentence's own with its columns in another order; one random row at every step; rows drawn each on its own."""


@dataclass(frozen=True)
class Verdicts(Record):
    """Of the `sentences` that were long enough, how many got a yes with each kind of weights; and how many others were
    `too_short`."""

    model: str
    sentences: int
    too_short: int
    yes: Mapping[str, int]


def count_verdicts(
    model: str, weights: Sequence[Array], importance: Iterable[Array], others: Sequence[Array]
) -> Verdicts:
    """Verdicts on `weights` (T, S) and `importance` (T, S) of sentences, held against the weights of `others`, which
    should not be among them."""
    yes: dict[str, int] = dict.fromkeys((OWN, *FOREIGN), 0)
    short, sentences = 0, 0
    for index, (own, wanted) in enumerate(zip(weights, importance, strict=True)):
        answer = rank_correlation(own, wanted, others).verdict
        short += answer == "too_short"
        if answer in ("yes", "no"):
            sentences += 1
            yes[OWN] += answer == "yes"
            for kind, foreign in _foreign(own, [*weights[index + 1 :], *weights[:index]], index):
                yes[kind] += rank_correlation(foreign, wanted, others).verdict == "yes"
    return Verdicts(model, sentences, short, yes)


def _foreign(weights: Array, others: Sequence[Array], seed: int) -> Iterator[tuple[str, Array]]:
    """Weights that know nothing of the sentence, each with its kind, in the order of `FOREIGN`."""
    random, (steps, pieces) = np.random.default_rng(seed), weights.shape
    row, rows = random.dirichlet(np.ones(pieces)), random.dirichlet(np.ones(pieces), steps)
    other = next((other for other in others if other.shape[1] == pieces), others[0])
    permuted = weights[:, random.permutation(pieces)]
    every = sharp_diagonal(weights.shape), stretched(other, weights.shape), permuted, np.tile(row, (steps, 1)), rows
    return zip(FOREIGN, every, strict=True)


def read_verdicts(family: Path) -> tuple[Verdicts, ...]:
    """What is stored in the folder of a family; nothing if there is no file."""
    path = family / VERDICTS_FILE
    return tuple(map(Verdicts.from_dict, json.loads(path.read_text("utf-8")))) if path.is_file() else ()
