"""What is worked out with a loaded model, once for everybody: while the page waits, or in the background."""

from __future__ import annotations

import os
import pickle
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Condition
from types import FunctionType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, TypeVarTuple

import streamlit as st
from cachetools import LRUCache, cached

from pages.ui.engine import cache
from pages.ui.engine.cache import Problem
from seq2seq.trace.trace import NothingToTranslate

if TYPE_CHECKING:
    from seq2seq.checkpoints.zoo import Bundle

KEPT_BYTES = 64 * 1024**2
"""What all results that are kept may take: the traces of about 1,500 sentences."""
ONE_IN_BACKGROUND = threading.Semaphore(1)
"""However much is asked for in the background, it takes one processor."""
DECODING_THREADS = ThreadPoolExecutor(os.cpu_count() or 1, "decoder")
Found = TypeVar("Found")
Arguments = TypeVarTuple("Arguments")


def approximate_bytes(result: object) -> int:
    """What a result takes in memory, told from what it would take in a file."""
    return len(pickle.dumps(result, pickle.HIGHEST_PROTOCOL))


@dataclass
class Job(Generic[Found]):
    """Work that goes on in the background: the share that is done, and at last what it found or why it can't."""

    share: float = 0.0
    found: Found | Problem | None = None

    @property
    def done(self) -> bool:
        return self.found is not None

    def hear(self, share: float) -> None:
        self.share = share


def compute(analysis: Callable[[Bundle, *Arguments], Found], model: str, *arguments: *Arguments) -> Found | Problem:
    """What an analysis of the library makes of the loaded model and the arguments, or the Problem why it can't."""
    return _outcome(_at_once, analysis, model, *arguments)


def decode(search: Callable[[Bundle, *Arguments], Found], model: str, *arguments: *Arguments) -> Found | Problem:
    """The same of a search that decodes a sentence, in turn: as many at once as there are cores. More would wait for
    each other, and all of them take longer."""
    return _outcome(_in_turn, search, model, *arguments)


def compute_in_background(
    analysis: Callable[[Bundle, *Arguments, Callable[[float], None]], Found], model: str, *arguments: *Arguments
) -> Job[Found]:
    """The same in a thread of its own; the analysis gets one argument more, to tell its progress to."""
    return _started(cache.root(), analysis, model, *arguments)


def _name_of(function: FunctionType) -> str:
    return f"{function.__module__}.{function.__qualname__}"


def _outcome(run: Callable[..., Any], analysis: Callable[..., Any], model: str, *arguments: Any) -> Any:
    family, _, scorer = model.partition("/")
    entry = cache.models(family).get(scorer)
    if not entry or entry.problem:
        return Problem(entry.problem if entry else cache.UNTRAINED)
    try:
        return _computed(run, cache.root(), analysis, model, *arguments)
    except NothingToTranslate:
        return Problem()
    except ValueError as error:
        return Problem.of(error)


@cached(LRUCache(KEPT_BYTES, getsizeof=approximate_bytes), condition=Condition())
def _computed(run: Callable[..., Any], folder: Path, analysis: Callable[..., Any], model: str, *arguments: Any) -> Any:
    """Whoever asks for what is being worked out waits for it; others do not."""
    return run(analysis, cache.bundle(folder, model), *arguments)


def _at_once(analysis: Callable[..., Any], *arguments: Any) -> Any:
    return analysis(*arguments)


def _in_turn(analysis: Callable[..., Any], *arguments: Any) -> Any:
    return DECODING_THREADS.submit(analysis, *arguments).result()


@st.cache_resource(max_entries=24, show_spinner=False, hash_funcs={FunctionType: _name_of})
def _started(folder: Path, analysis: Callable[..., Any], model: str, *arguments: Any) -> Job[Any]:
    job = Job[Any]()

    def run() -> None:
        try:
            with ONE_IN_BACKGROUND:
                job.found = analysis(cache.bundle(folder, model), *arguments, job.hear)
        except ValueError as error:
            job.found = Problem.of(error)

    threading.Thread(target=run, daemon=True, name=_name_of(analysis)).start()
    return job
