"""What an analysis makes of a loaded model and its arguments, worked out once for all visitors: while the page waits,
or in the background. In place of a result stands the problem that prevents it."""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition
from typing import TYPE_CHECKING, Any, Generic, TypeVar, TypeVarTuple

from cachetools import LRUCache, cached
from cachetools.keys import hashkey

from pages.ui.engine import loaded, pretrained
from seq2seq.config.records import InvalidRequest
from seq2seq.config.variants import split_update
from seq2seq.trace.trace import NothingToTranslate

if TYPE_CHECKING:
    from seq2seq.checkpoints.zoo import Bundle

UNTRAINED = "it has not been trained yet; to train it: {command}"
KEPT_BYTES = 48 * 1024**2
"""The size of each cache, of results and of jobs: the traces of about 560 sentences."""
DECODING_THREADS = ThreadPoolExecutor(os.cpu_count() or 1, "decoder")
ONE_IN_BACKGROUND = threading.Semaphore(1)
"""Background work uses one processor at a time."""
MOST_JOBS = 24
"""As many jobs are known that are not done yet."""
Computed = TypeVar("Computed")
Arguments = TypeVarTuple("Arguments")


@dataclass(frozen=True)
class Problem:
    """Why there is no result: a message, and `values` for its braces. Without a reason the sentence was empty."""

    reason: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def of(cls, error: Exception) -> Problem:
        """An error of the library; one whose template and values are not known apart stays in English."""
        if isinstance(error, InvalidRequest):
            return cls(error.template, error.values)
        return cls(str(error) or type(error).__name__)


def unusable(model: str) -> Problem | None:
    """Why there is no such model, or the command that trains it; None if it can be used."""
    family, _, scorer = split_update(model)[0].partition("/")
    entry = pretrained.models(family).get(scorer)
    if not entry:
        return Problem(UNTRAINED, {"command": f"python -m seq2seq train {family} --scorer {scorer}"})
    return Problem(entry.problem) if entry.problem else None


def compute(
    analysis: Callable[[Bundle, *Arguments], Computed], model: str, *arguments: *Arguments
) -> Computed | Problem:
    """The result of an analysis with the loaded model and the arguments, or the problem that prevents it."""
    return _outcome(False, analysis, model, *arguments)


def decode(search: Callable[[Bundle, *Arguments], Computed], model: str, *arguments: *Arguments) -> Computed | Problem:
    """The result of a search that decodes a sentence. At most one search per core runs at a time, since more would slow
    each other down."""
    return _outcome(True, search, model, *arguments)


def learn(analysis: Callable[[*Arguments], bytes], *arguments: *Arguments) -> bytes | Problem:
    """What is learned from the arguments alone, or the problem that prevents it; in turn with the searches."""
    try:
        return _learned(analysis, *arguments)
    except ValueError as error:
        return Problem.of(error)


@cached(LRUCache(4 * 1024**2, getsizeof=len), condition=Condition())
def _learned(analysis: Callable[..., bytes], *arguments: Any) -> bytes:
    return DECODING_THREADS.submit(analysis, *arguments).result()


def _outcome(in_turn: bool, analysis: Callable[..., Any], model: str, *arguments: Any) -> Any:
    if problem := unusable(model):
        return problem
    try:
        return _computed(in_turn, pretrained.root(), analysis, model, *arguments)
    except NothingToTranslate:
        return Problem()
    except ValueError as error:
        return Problem.of(error)


def approximate_bytes(result: object) -> int:
    """The memory of a result, estimated by its size when pickled, which is half to two thirds of it."""
    return len(pickle.dumps(result, pickle.HIGHEST_PROTOCOL)) * 2


@cached(LRUCache(KEPT_BYTES, getsizeof=approximate_bytes), condition=Condition())
def _computed(in_turn: bool, folder: Path, analysis: Callable[..., Any], model: str, *arguments: Any) -> Any:
    """The cached result. A request waits only for the same computation, not for others."""
    bundle = loaded.bundle(folder, model)
    return DECODING_THREADS.submit(analysis, bundle, *arguments).result() if in_turn else analysis(bundle, *arguments)


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
    if not job.done:
        return KEPT_BYTES // MOST_JOBS
    arrays: list[pickle.PickleBuffer] = []  # these are not larger in memory
    objects = pickle.dumps(job.result, pickle.HIGHEST_PROTOCOL, buffer_callback=arrays.append)
    return min(len(objects) * 2 + sum(array.raw().nbytes for array in arrays), KEPT_BYTES)


JOBS: LRUCache[Hashable, Job[Any]] = LRUCache(KEPT_BYTES, getsizeof=_weight)
"""The states of training pairs of four models have room."""
_JOBS_LOCK = threading.Lock()


def compute_in_background(
    analysis: Callable[[Bundle, *Arguments, Callable[[float], None]], Computed], model: str, *arguments: *Arguments
) -> Job[Computed]:
    """Start an analysis in a thread. It gets a function as its last argument, to which it reports its progress."""
    folder = pretrained.root()
    key, job = hashkey(folder, analysis, model, *arguments), Job[Computed]()

    def run() -> None:
        try:
            with ONE_IN_BACKGROUND:
                job.result = analysis(loaded.bundle(folder, model), *arguments, job.set_share)
        except ValueError as error:
            job.result = Problem.of(error)
        with _JOBS_LOCK:
            JOBS[key] = job  # weighs it again

    with _JOBS_LOCK:
        if known := JOBS.get(key):
            return known
        JOBS[key] = job
    threading.Thread(target=run, daemon=True, name=f"{analysis.__module__}.{analysis.__qualname__}").start()
    return job
