"""What is worked out with a loaded model, once for everybody: while the page waits, or in the background."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FunctionType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, TypeVarTuple

import streamlit as st

from pages.ui.engine import cache
from pages.ui.engine.cache import Problem
from seq2seq.config.schema import Request
from seq2seq.trace.trace import NothingToTranslate

if TYPE_CHECKING:
    from seq2seq.checkpoints.zoo import Bundle

Found = TypeVar("Found")
Arguments = TypeVarTuple("Arguments")


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
    family, _, scorer = model.partition("/")
    entry = cache.models(family).get(scorer)
    if not entry or entry.problem:
        return Problem(entry.problem if entry else cache.UNTRAINED)
    try:
        return _computed(cache.root(), analysis, model, *arguments)
    except NothingToTranslate:
        return Problem()
    except ValueError as error:
        return Problem.of(error)


def compute_in_background(
    analysis: Callable[[Bundle, *Arguments, Callable[[float], None]], Found], model: str, *arguments: *Arguments
) -> Job[Found]:
    """The same in a thread of its own; the analysis gets one argument more, to tell its progress to."""
    return _started(cache.root(), analysis, model, *arguments)


def _name_of(function: FunctionType) -> str:
    return f"{function.__module__}.{function.__qualname__}"


# To go through a Request field by field takes Streamlit twenty times as long as its repr, which says as much.
@st.cache_resource(max_entries=512, show_spinner=False, hash_funcs={Request: repr, FunctionType: _name_of})
def _computed(folder: Path, analysis: Callable[..., Any], model: str, *arguments: Any) -> Any:
    return analysis(cache.bundle(folder, model), *arguments)


@st.cache_resource(max_entries=24, show_spinner=False, hash_funcs={FunctionType: _name_of})
def _started(folder: Path, analysis: Callable[..., Any], model: str, *arguments: Any) -> Job[Any]:
    job = Job[Any]()

    def run() -> None:
        try:
            job.found = analysis(cache.bundle(folder, model), *arguments, job.hear)
        except ValueError as error:
            job.found = Problem.of(error)

    threading.Thread(target=run, daemon=True, name=_name_of(analysis)).start()
    return job
