"""Models in memory, shared by all visitors: loaded when they are first asked for, within so many bytes, and let go when
nobody has used them for a while.

torch is imported here and nowhere else in the app, and only when no recorded trace will do."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import replace
from pathlib import Path
from threading import Condition
from typing import TYPE_CHECKING

from cachetools import LRUCache, cached

from pages.ui.engine import pretrained
from seq2seq.config.variants import at_update, split_update
from seq2seq.model.allocator import return_freed_memory

if TYPE_CHECKING:
    from seq2seq.checkpoints.zoo import Bundle

MODEL_MEMORY = "GAZE_MODEL_MEMORY"
"""The variable that says how many megabytes loaded models may take. All that come with Gaze take some 500."""
UNUSED = 900.0
"""Seconds after which a model that nobody uses is let go."""
RETURNED_AT = 16 * 1024**2
"""Bytes of models that were let go after which the kernel gets them back: the allocator would keep them."""
GRACE = 2.0
"""Seconds the first screen has for itself before the warm-up takes the processor."""


@cached(LRUCache(1), condition=Condition())
def warm_up() -> None:
    """Once a process: import torch and load the first model while the visitor looks at the first screen."""
    if os.environ.get("GAZE_WARM_UP", "1") != "0":
        threading.Thread(target=_load_first_model, daemon=True, name="warm-up").start()


def _load_first_model() -> None:
    time.sleep(GRACE)
    by_family = (pretrained.models(family).values() for family in pretrained.families())
    usable = next(filter(None, ([entry.name for entry in entries if not entry.problem] for entries in by_family)), [])
    wanted = [name for name in usable if name.endswith("/additive")] or usable
    for name in wanted[:1]:
        bundle(pretrained.root(), name)


def bundle(folder: Path, model: str) -> Bundle:
    """The model, or as it was at an update of its training, loaded once for everybody. Raises ValueError for one that
    can't be used."""
    name, update = split_update(model)
    return _bundle(folder, name) if update is None else _bundle_at(folder, name, update)


def model_memory() -> int:
    """The bytes that loaded models may take. Raises ValueError if GAZE_MODEL_MEMORY is no number of megabytes."""
    written = os.environ.get(MODEL_MEMORY, "224")
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
