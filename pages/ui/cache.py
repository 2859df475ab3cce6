"""What all sessions share: the catalogue of models, loaded models, traces. The only caching decorators of the app.

torch is imported here and nowhere else in the app, and only when no recorded trace will do.
"""

from __future__ import annotations

import gc
import json
import os
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from seq2seq import catalog
from seq2seq.allocator import keep_freed_memory
from seq2seq.catalog import PRETRAINED, Entry
from seq2seq.config import Request
from seq2seq.examples import Example, read_examples
from seq2seq.trace import DecodeTrace

if TYPE_CHECKING:
    from seq2seq.zoo import Bundle

RECORDED = "recorded.json"
UNTRAINED = "it has not been trained yet"
FRESH = 20
"""Seconds until a folder is looked at again: a checkpoint that training writes appears by itself."""
GRACE = 2.0
"""Seconds the first screen has for itself before the warm-up takes the processor."""


@dataclass(frozen=True)
class Problem:
    """Why there is no trace. Without a reason the sentence was empty."""

    reason: str = ""


def root() -> Path:
    """Where the models lie; GAZE_PRETRAINED moves it."""
    return Path(os.environ.get("GAZE_PRETRAINED", PRETRAINED))


def families() -> tuple[str, ...]:
    return _families(root())


def models(family: str) -> dict[str, Entry]:
    """Scorer → its entry, for every folder of the family."""
    return _models(root(), family)


def examples(family: str) -> tuple[Example, ...]:
    return _examples(root(), family)


def first_sentence() -> str:
    """What a new visitor sees translated."""
    found = [example.source for family in families()[:1] for example in examples(family)]
    return found[0] if found else ""


def trace(request: Request) -> DecodeTrace | Problem:
    """The recorded trace of the request, or a fresh one, or why there is none."""
    family, _, scorer = request.model.partition("/")
    entry = models(family).get(scorer)
    if not entry or entry.problem:
        return Problem(entry.problem if entry else UNTRAINED)
    if not request.text.strip():
        return Problem()
    recorded = _recorded(root(), family).get(request)
    return recorded or _attempt(request)


def warm_up() -> None:
    """Once a process: import torch and load the first model while the visitor looks at the first screen."""
    if os.environ.get("GAZE_WARM_UP", "1") != "0":
        _warm_up(root())


@st.cache_resource(ttl=FRESH, max_entries=8, show_spinner=False)
def _families(folder: Path) -> tuple[str, ...]:
    return catalog.families(folder)


@st.cache_resource(ttl=FRESH, max_entries=64, show_spinner=False)
def _models(folder: Path, family: str) -> dict[str, Entry]:
    return {entry.scorer: entry for entry in catalog.entries(folder) if entry.family == family}


@st.cache_resource(max_entries=64, show_spinner=False)
def _examples(folder: Path, family: str) -> tuple[Example, ...]:
    path = folder / family / "examples.tsv"
    return tuple(read_examples(path)) if path.is_file() else ()


@st.cache_resource(max_entries=64, show_spinner=False)
def _recorded(folder: Path, family: str) -> dict[Request, DecodeTrace]:
    """What can't be read is left aside: the models themselves will do."""
    try:
        traces = json.loads((folder / family / RECORDED).read_text("utf-8"))
        return {found.request: found for found in map(DecodeTrace.from_dict, traces)}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


@st.cache_resource(max_entries=1, show_spinner=False)
def _warm_up(folder: Path) -> threading.Thread:
    thread = threading.Thread(target=_first_model, args=(folder,), daemon=True, name="warm-up")
    thread.start()
    return thread


def _first_model(folder: Path) -> None:
    time.sleep(GRACE)
    usable = [entry.name for entry in catalog.entries(folder) if not entry.problem]
    wanted = [name for name in usable if name.endswith("/additive")] or usable
    for name in wanted[:1]:
        _bundle(folder, name)


def _attempt(request: Request) -> DecodeTrace | Problem:
    from seq2seq.translate import NothingToTranslate
    from seq2seq.zoo import BrokenCheckpoint, UnknownModel

    try:
        return _decoded(root(), request)
    except NothingToTranslate:
        return Problem()
    except (BrokenCheckpoint, UnknownModel) as error:
        return Problem(str(error))


@st.cache_resource(max_entries=2048, show_spinner=False)
def _decoded(folder: Path, request: Request) -> DecodeTrace:
    from seq2seq.translate import translate

    return translate(_bundle(folder, request.model), request)


@st.cache_resource(max_entries=40, show_spinner=False)
def _bundle(folder: Path, model: str) -> Bundle:
    """Loaded once for everybody. Streamlit collects garbage after every run; what is frozen is not searched again."""
    import torch

    from seq2seq.zoo import load

    torch.set_num_threads(1)
    keep_freed_memory()
    bundle = load(model, folder)
    gc.collect()
    gc.freeze()
    return bundle
