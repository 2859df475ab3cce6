"""What is in the folder of the models, read once for all visitors: models by name, examples, recorded traces and
training runs, comparisons. All without torch."""

from __future__ import annotations

import os
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from typing import TYPE_CHECKING

from cachetools import LRUCache, TTLCache, cached
from cachetools.keys import hashkey

from seq2seq.checkpoints import catalog
from seq2seq.checkpoints.catalog import Entry
from seq2seq.config.cards import CARDS
from seq2seq.config.places import PRETRAINED
from seq2seq.config.schema import Quality, Request
from seq2seq.data.examples import Example, MinimalPair, read_examples, read_minimal_pairs
from seq2seq.data.shipped import read_sample
from seq2seq.data.tsv import Pair
from seq2seq.trace.trace import DecodeTrace, read_recorded

if TYPE_CHECKING:
    from seq2seq.evaluation.significance import PairedTest
    from seq2seq.evaluation.tables import Checkpoint
    from seq2seq.evaluation.training_record import TrainingRecord

FRESH = 20
"""Seconds until a folder is looked at again: a checkpoint that training writes appears by itself."""
MEASURED = 300
"""Seconds until cards are read again."""


@dataclass(frozen=True, eq=False)
class RecordedRun:
    """A recorded training, with what follows from it at each recorded update: the alignment error and the entropy
    in bits of the monitored sentences, and the update at which it began to look. `keeps_updates` says whether the
    model's parameters at each update are there, too."""

    record: TrainingRecord
    errors: tuple[float, ...]
    entropy: tuple[float, ...]
    first_look: int | None
    keeps_updates: bool


def root() -> Path:
    """The folder of the models: GAZE_PRETRAINED, or pretrained/."""
    return Path(os.environ.get("GAZE_PRETRAINED", PRETRAINED))


def _in_root(*arguments: Hashable) -> Hashable:
    """What is kept is of this folder: tests use several."""
    return hashkey(root(), *arguments)


# -- models


@cached(TTLCache(8, FRESH), key=_in_root, condition=Condition())
def families() -> tuple[str, ...]:
    return catalog.catalog_families(root())


@cached(TTLCache(64, FRESH), key=_in_root, condition=Condition())
def models(family: str) -> dict[str, Entry]:
    """Scorer → its entry, for every folder of the family."""
    return {entry.scorer: entry for entry in catalog.family_entries(family, root())}


def variants(family: str) -> tuple[str, ...]:
    """The models of the family that are variants of another, as `additive@attend_first`."""
    return tuple(name for name in models(family) if "@" in name and name.partition("@")[0] in CARDS)


def keeps_updates(family: str) -> bool:
    """Whether any model of the family keeps its parameters at updates of its training."""
    return any(entry.keeps_updates for entry in models(family).values())


# -- sentences


@cached(LRUCache(64), key=_in_root, condition=Condition())
def examples(family: str) -> tuple[Example, ...]:
    path = root() / family / "examples.tsv"
    return tuple(read_examples(path)) if path.is_file() else ()


def example_sources(model: str) -> tuple[str, ...]:
    """The sentences of the examples of this model's family."""
    return tuple(example.source for example in examples(model.partition("/")[0]))


def example(family: str, text: str) -> Example | None:
    """The example whose sentence this is."""
    return next((example for example in examples(family) if example.source == text), None)


def first_sentence(family: str) -> str:
    """The family's first example; empty without examples."""
    return next((example.source for example in examples(family)), "")


@cached(LRUCache(64), key=_in_root, condition=Condition())
def pairs(family: str) -> tuple[MinimalPair, ...]:
    path = root() / family / "pairs.tsv"
    return tuple(read_minimal_pairs(path)) if path.is_file() else ()


@cached(LRUCache(64), key=_in_root, condition=Condition())
def sample(family: str) -> tuple[Pair, ...]:
    """Training pairs of the family; none if it has no sample, or one that can't be read."""
    try:
        return read_sample(root() / family)
    except (OSError, ValueError):
        return ()


# -- what was recorded and measured


def recorded_trace(request: Request) -> DecodeTrace | None:
    """The trace of the request that came with the models, if there is one."""
    return _recorded_traces(request.model.partition("/")[0]).get(request)


@cached(LRUCache(64), key=_in_root, condition=Condition())
def _recorded_traces(family: str) -> dict[Request, DecodeTrace]:
    """None if they can't be read, as the models can decode instead."""
    try:
        return {trace.request: trace for trace in read_recorded(root() / family)}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


@cached(TTLCache(32, MEASURED), key=_in_root, condition=Condition())
def recorded_runs(family: str) -> dict[str, RecordedRun]:
    """Scorer → its recorded training, for every usable folder of the family whose history can be read."""
    usable = {name: entry for name, entry in models(family).items() if not entry.problem}
    return {name: run for name, entry in usable.items() if (run := _recorded_run(entry))}


def _recorded_run(entry: Entry) -> RecordedRun | None:
    from seq2seq.evaluation import training_record as records

    try:
        record = records.read_record(entry.folder)
    except ValueError:
        return None
    errors = records.alignment_errors(record.probes, examples(entry.family))
    entropy, began = records.update_entropy(record.probes), records.first_look(errors)
    return RecordedRun(record, errors, entropy, began, entry.keeps_updates)


@cached(TTLCache(8, MEASURED), key=_in_root, condition=Condition())
def checkpoints(family: str) -> tuple[Checkpoint, ...]:
    """The models of the family that were measured."""
    from seq2seq.evaluation import tables

    return tables.measured_checkpoints(models(family).values())


@cached(TTLCache(64, MEASURED), key=_in_root, condition=Condition())
def comparison(family: str, baseline: str, quality: Quality) -> dict[str, PairedTest]:
    """Every other model of the family against the baseline, on the test split."""
    from seq2seq.evaluation import tables

    return tables.comparison_table(checkpoints(family), baseline, quality)
