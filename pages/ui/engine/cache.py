"""What all sessions share: the catalogue of models, recorded traces, loaded models.

torch is imported here and nowhere else in the app, and only when no recorded trace will do.
"""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Condition
from typing import TYPE_CHECKING

import streamlit as st
from cachetools import LRUCache, TTLCache, cached

from seq2seq.checkpoints import catalog
from seq2seq.checkpoints.catalog import Entry
from seq2seq.config.cards import CARDS
from seq2seq.config.places import PRETRAINED
from seq2seq.config.records import InvalidRequest
from seq2seq.config.schema import Quality, Request
from seq2seq.config.variants import at_update, split_update
from seq2seq.data.examples import Example, MinimalPair, read_examples, read_minimal_pairs
from seq2seq.model.allocator import return_freed_memory
from seq2seq.trace.trace import DecodeTrace, read_recorded

if TYPE_CHECKING:
    from seq2seq.checkpoints.zoo import Bundle
    from seq2seq.evaluation.significance import PairedTest
    from seq2seq.evaluation.tables import Checkpoint
    from seq2seq.evaluation.training_record import TrainingRecord

UNTRAINED = "it has not been trained yet; to train it: {command}"
FRESH = 20
"""Seconds until a folder is looked at again: a checkpoint that training writes appears by itself."""
MEASURED = 300
"""Seconds until cards are read again."""
MODEL_MEMORY = "GAZE_MODEL_MEMORY"
"""The variable that says how many megabytes loaded models may take. All that come with Gaze take some 500."""
UNUSED = 900.0
"""Seconds after which a model that nobody uses is let go."""
RETURNED_AT = 64 * 1024**2
"""Bytes of models that were let go after which the kernel gets them back: the allocator would keep them."""
GRACE = 2.0
"""Seconds the first screen has for itself before the warm-up takes the processor."""


@dataclass(frozen=True)
class Problem:
    """Why there is no trace: a message, and `values` for its braces. Without a reason the sentence was empty."""

    reason: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, error: Exception) -> Problem:
        """An error of the library; one whose template and values are not known apart stays in English."""
        if isinstance(error, InvalidRequest):
            return cls(error.template, error.values)
        return cls(str(error) or type(error).__name__)


def untrained(family: str, scorer: str) -> Problem:
    """That there is no such model, and the command that trains it."""
    return Problem(UNTRAINED, {"command": f"python -m seq2seq train {family} --scorer {scorer}"})


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


def families() -> tuple[str, ...]:
    return _families(root())


def models(family: str) -> dict[str, Entry]:
    """Scorer → its entry, for every folder of the family."""
    return _models(root(), family)


def variants(family: str) -> tuple[str, ...]:
    """The models of the family that are variants of another, as `additive@attend_first`."""
    return tuple(name for name in models(family) if "@" in name and name.partition("@")[0] in CARDS)


def examples(family: str) -> tuple[Example, ...]:
    return _examples(root(), family)


def example_sources(model: str) -> tuple[str, ...]:
    """The sentences of the examples of this model's family."""
    return tuple(example.source for example in examples(model.partition("/")[0]))


def example(family: str, text: str) -> Example | None:
    """The example whose sentence this is."""
    return next((example for example in examples(family) if example.source == text), None)


def pairs(family: str) -> tuple[MinimalPair, ...]:
    return _pairs(root(), family)


def checkpoints(family: str) -> tuple[Checkpoint, ...]:
    """The models of the family that were measured."""
    return _checkpoints(root(), family)


def recorded_runs(family: str) -> dict[str, RecordedRun]:
    """Scorer → its recorded training, for every usable folder of the family whose history can be read."""
    return _recorded_runs(root(), family)


def keeps_updates(family: str) -> bool:
    """Whether any model of the family keeps its parameters at updates of its training."""
    return any(entry.keeps_updates for entry in models(family).values())


def comparison(family: str, baseline: str, quality: Quality) -> dict[str, PairedTest]:
    """Every other model of the family against the baseline, on the test split."""
    return _comparison(root(), family, baseline, quality)


def first_sentence(family: str) -> str:
    """The family's first example; empty without examples."""
    return next((example.source for example in examples(family)), "")


def recorded(request: Request) -> DecodeTrace | None:
    """The trace of the request that came with the models, if there is one."""
    return _recorded(root(), request.model.partition("/")[0]).get(request)


def warm_up() -> None:
    """Once a process: import torch and load the first model while the visitor looks at the first screen."""
    if os.environ.get("GAZE_WARM_UP", "1") != "0":
        _warm_up(root())


@cached(TTLCache(8, FRESH), condition=Condition())
def _families(folder: Path) -> tuple[str, ...]:
    return catalog.catalog_families(folder)


@cached(TTLCache(64, FRESH), condition=Condition())
def _models(folder: Path, family: str) -> dict[str, Entry]:
    return {entry.scorer: entry for entry in catalog.family_entries(family, folder)}


@st.cache_resource(ttl=MEASURED, max_entries=8, show_spinner=False)
def _checkpoints(folder: Path, family: str) -> tuple[Checkpoint, ...]:
    from seq2seq.evaluation import tables

    return tables.measured_checkpoints(_models(folder, family).values())


@st.cache_resource(ttl=MEASURED, max_entries=32, show_spinner=False)
def _recorded_runs(folder: Path, family: str) -> dict[str, RecordedRun]:
    usable = {name: entry for name, entry in _models(folder, family).items() if not entry.problem}
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


@st.cache_resource(ttl=MEASURED, max_entries=64, show_spinner=False)
def _comparison(folder: Path, family: str, baseline: str, quality: Quality) -> dict[str, PairedTest]:
    from seq2seq.evaluation import tables

    return tables.comparison_table(_checkpoints(folder, family), baseline, quality)


@cached(LRUCache(64), condition=Condition())
def _examples(folder: Path, family: str) -> tuple[Example, ...]:
    path = folder / family / "examples.tsv"
    return tuple(read_examples(path)) if path.is_file() else ()


@cached(LRUCache(64), condition=Condition())
def _pairs(folder: Path, family: str) -> tuple[MinimalPair, ...]:
    path = folder / family / "pairs.tsv"
    return tuple(read_minimal_pairs(path)) if path.is_file() else ()


@cached(LRUCache(64), condition=Condition())
def _recorded(folder: Path, family: str) -> dict[Request, DecodeTrace]:
    """The recorded traces by request; none if they can't be read, as the models can decode instead."""
    try:
        return {trace.request: trace for trace in read_recorded(folder / family)}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


@st.cache_resource(max_entries=1, show_spinner=False)
def _warm_up(folder: Path) -> threading.Thread:
    thread = threading.Thread(target=_first_model, args=(folder,), daemon=True, name="warm-up")
    thread.start()
    return thread


def _first_model(folder: Path) -> None:
    time.sleep(GRACE)
    by_family = (_models(folder, family).values() for family in _families(folder))
    usable = next(filter(None, ([entry.name for entry in entries if not entry.problem] for entries in by_family)), [])
    wanted = [name for name in usable if name.endswith("/additive")] or usable
    for name in wanted[:1]:
        bundle(folder, name)


def bundle(folder: Path, model: str) -> Bundle:
    """The model, or as it was at an update of its training, loaded once for everybody. Raises ValueError for one that
    can't be used."""
    name, update = split_update(model)
    return _bundle(folder, name) if update is None else _bundle_at(folder, name, update)


def model_memory() -> int:
    """The bytes that loaded models may take. Raises ValueError if GAZE_MODEL_MEMORY is no number of megabytes."""
    written = os.environ.get(MODEL_MEMORY, "256")
    if not written.isascii() or not written.isdecimal() or not int(written):
        raise ValueError(f"{MODEL_MEMORY} must be a number of megabytes above zero, not {written!r}")
    return int(written) * 1024**2


class ModelCache(LRUCache[Hashable, "Bundle"]):
    """Loaded models by what they take of memory. The one that was not used for the longest time goes first, and those
    that nobody has used for a while go by themselves. Used under `changed`."""

    def __init__(self, most_bytes: int, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(most_bytes, getsizeof=bundle_bytes)
        self.changed, self._clock = Condition(), clock
        self._used: dict[Hashable, float] = {}
        self._freed = 0

    def __getitem__(self, key: Hashable) -> Bundle:
        found = super().__getitem__(key)
        self._used[key] = self._clock()
        return found

    def __setitem__(self, key: Hashable, bundle: Bundle) -> None:
        super().__setitem__(key, bundle)
        self._used[key] = self._clock()

    def __delitem__(self, key: Hashable) -> None:
        self._freed += self.getsizeof(self[key])
        super().__delitem__(key)
        del self._used[key]
        if self._freed > RETURNED_AT:
            self._freed = 0
            threading.Thread(target=return_freed_memory, daemon=True, name="freed memory").start()

    def let_go(self) -> None:
        """Forget those that nobody has used for `UNUSED` seconds."""
        with self.changed:
            for key in [key for key, used in self._used.items() if self._clock() - used > UNUSED]:
                del self[key]


def bundle_bytes(bundle: Bundle) -> int:
    """The memory of a model: its numbers, and something for its modules."""
    model = bundle.model
    return 200_000 + sum(values.nbytes for values in (*model.parameters(), *model.buffers()))


def let_go_of_unused_models() -> None:
    for models in (_MODELS, _UPDATES):
        models.let_go()


_MODELS, _UPDATES = ModelCache(model_memory()), ModelCache(32 * 1024**2)


@cached(_UPDATES, condition=_UPDATES.changed)
def _bundle_at(folder: Path, model: str, update: int) -> Bundle:
    """Only models of some ten thousand parameters keep their updates, so many of them have room."""
    from seq2seq.checkpoints.zoo import load_update

    trained = _bundle(folder, model)
    return replace(trained, name=at_update(model, update), model=load_update(folder / model, update))


@cached(_MODELS, condition=_MODELS.changed)
def _bundle(folder: Path, model: str) -> Bundle:
    """The trained model.

    What is frozen is not searched when garbage is collected (see `garbage`)."""
    import torch
    from threadpoolctl import threadpool_limits

    from seq2seq.checkpoints.zoo import load_bundle

    torch.set_num_threads(1)
    threadpool_limits(1, "blas")  # two threads of numpy's wait for each other longer than one takes: 16 ms for 0.2
    family = model.partition("/")[0]
    loaded = replace(load_bundle(model, folder), sibling=lambda scorer: bundle(folder, f"{family}/{scorer}"))
    gc.collect()
    gc.freeze()
    return loaded
