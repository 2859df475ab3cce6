"""Computations with a loaded model, cached for all visitors: while the page waits, or in the background."""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from typing import TYPE_CHECKING, Any, Generic, TypeVar, TypeVarTuple

from cachetools import LRUCache, cached
from cachetools.keys import hashkey

from pages.ui.engine import cache
from pages.ui.engine.cache import Problem
from seq2seq.config.variants import split_update
from seq2seq.trace.trace import NothingToTranslate

if TYPE_CHECKING:
    from seq2seq.checkpoints.zoo import Bundle

KEPT_BYTES = 64 * 1024**2
"""The size of each cache, of results and of jobs: the traces of about 750 sentences."""
ONE_IN_BACKGROUND = threading.Semaphore(1)
"""Background work uses one processor at a time."""
DECODING_THREADS = ThreadPoolExecutor(os.cpu_count() or 1, "decoder")
MOST_JOBS = 24
"""As many jobs are known that are not done yet."""
Computed = TypeVar("Computed")
Arguments = TypeVarTuple("Arguments")


def approximate_bytes(result: object) -> int:
    """The memory of a result, estimated by its size when pickled, which is half to two thirds of it."""
    return len(pickle.dumps(result, pickle.HIGHEST_PROTOCOL)) * 2


@dataclass
class Job(Generic[Computed]):
    """Work in the background: the share that is done, and its result when it is complete, or the problem."""

    share: float = 0.0
    result: Computed | Problem | None = None

    @property
    def done(self) -> bool:
        return self.result is not None

    def set_share(self, share: float) -> None:
        self.share = share


def _weight(job: Job[Any]) -> int:
    """The share of a job in `KEPT_BYTES`. Whatever its size, the last one is kept: its page asks for it once more."""
    return min(approximate_bytes(job.result), KEPT_BYTES) if job.done else KEPT_BYTES // MOST_JOBS


JOBS: LRUCache[Hashable, Job[Any]] = LRUCache(KEPT_BYTES, getsizeof=_weight)
_JOBS_LOCK = threading.Lock()


def compute(
    analysis: Callable[[Bundle, *Arguments], Computed], model: str, *arguments: *Arguments
) -> Computed | Problem:
    """The result of an analysis with the loaded model and the arguments, or the problem that prevents it."""
    return _outcome(_at_once, analysis, model, *arguments)


def decode(search: Callable[[Bundle, *Arguments], Computed], model: str, *arguments: *Arguments) -> Computed | Problem:
    """The result of a search that decodes a sentence. At most one search per core runs at a time, since more would slow
    each other down."""
    return _outcome(_in_turn, search, model, *arguments)


def compute_in_background(
    analysis: Callable[[Bundle, *Arguments, Callable[[float], None]], Computed], model: str, *arguments: *Arguments
) -> Job[Computed]:
    """Start an analysis in a thread. It gets a function as its last argument, to which it reports its progress."""
    folder = cache.root()
    key = hashkey(folder, analysis, model, *arguments)
    with _JOBS_LOCK:
        if job := JOBS.get(key):
            return job
        job = JOBS[key] = Job()
    _start(job, key, analysis, folder, model, *arguments)
    return job


def _outcome(run: Callable[..., Any], analysis: Callable[..., Any], model: str, *arguments: Any) -> Any:
    family, _, scorer = split_update(model)[0].partition("/")
    entry = cache.models(family).get(scorer)
    if not entry:
        return cache.untrained(family, scorer)
    if entry.problem:
        return Problem(entry.problem)
    try:
        return _computed(run, cache.root(), analysis, model, *arguments)
    except NothingToTranslate:
        return Problem()
    except ValueError as error:
        return Problem.of(error)


@cached(LRUCache(KEPT_BYTES, getsizeof=approximate_bytes), condition=Condition())
def _computed(run: Callable[..., Any], folder: Path, analysis: Callable[..., Any], model: str, *arguments: Any) -> Any:
    """The cached result. A request waits only for the same computation, not for others."""
    return run(analysis, cache.bundle(folder, model), *arguments)


def _at_once(analysis: Callable[..., Any], *arguments: Any) -> Any:
    return analysis(*arguments)


def _in_turn(analysis: Callable[..., Any], *arguments: Any) -> Any:
    return DECODING_THREADS.submit(analysis, *arguments).result()


def _start(job: Job[Any], key: Hashable, analysis: Callable[..., Any], folder: Path, model: str, *rest: Any) -> None:
    def run() -> None:
        try:
            with ONE_IN_BACKGROUND:
                job.result = analysis(cache.bundle(folder, model), *rest, job.set_share)
        except ValueError as error:
            job.result = Problem.of(error)
        with _JOBS_LOCK:
            JOBS[key] = job  # weighs it again

    threading.Thread(target=run, daemon=True, name=f"{analysis.__module__}.{analysis.__qualname__}").start()
