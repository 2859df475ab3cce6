"""The files that visitors have opened: read once, kept in their session as long as there is room for all of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from weakref import ref

from pages.ui.address import state
from seq2seq.config.records import InvalidRequest
from seq2seq.trace.attention_files import AttentionMatrix, BadAttention, open_attention, read_attention
from seq2seq.trace.links import Links, parse_links

MOST_KEPT = 64 * 1024**2
"""Bytes of the files of all sessions together; beyond, the one that was opened first is forgotten."""
Take = Callable[[str, bytes], None]
"""Takes a file by its name and content."""
MOST_GOLD = 1_000_000
"""Bytes of a file of gold links."""
GOLD_FAULT = "each line needs links i-j or i?j, counted from 0, and all of them at most one megabyte"
_FILE, _GOLD, _REFUSED, _CLOSED = "opened file", "opened links", "file refused", "served file closed"


class Opened:
    """A file that was read, in the session that has opened it. Its `matrices` are empty once it was forgotten."""

    def __init__(self, name: str, matrices: Sequence[AttentionMatrix]) -> None:
        self.name, self.matrices = name, tuple(matrices)

    @property
    def size(self) -> int:
        """Bytes of its weights and pieces."""
        return sum(each.weights.nbytes + 64 * (len(each.source) + len(each.target)) for each in self.matrices)


@dataclass(frozen=True)
class Refused:
    """Why a file was not read, and whose it is."""

    name: str
    error: InvalidRequest


_KEPT: list[ref[Opened]] = []
"""Those of all sessions that are not over."""
_LOCK = Lock()


def _keep(opened: Opened) -> None:
    """Make room for a file."""
    with _LOCK:
        _KEPT[:] = [each for each in _KEPT if each()] + [ref(opened)]
        kept = [each for held in _KEPT if (each := held())]
        while sum(each.size for each in kept) > MOST_KEPT and len(kept) > 1:
            kept.pop(0).matrices = ()


def open_file(name: str, data: bytes) -> None:
    """Show this file from its first sentence on, or say why it can't be read; then what was shown stays."""
    try:
        opened = Opened(name, read_attention(data))
    except BadAttention as error:
        state.remember(_REFUSED, Refused(name, error))
        return
    close_file()
    _keep(opened)
    state.remember(_FILE, opened)
    state.choose("opened", 0)


def open_gold(name: str, data: bytes) -> None:
    """Compare with these gold links from now on, or say why they can't be read."""
    state.remember(_REFUSED, None)
    try:
        if len(data) > MOST_GOLD:
            raise ValueError("too large")
        lines = data.decode("utf-8-sig").replace("\r\n", "\n").removesuffix("\n").split("\n")
        state.remember(_GOLD, tuple(map(parse_links, lines)))
    except ValueError:
        state.remember(_REFUSED, Refused(name, InvalidRequest(GOLD_FAULT)))


def close_file() -> None:
    """Show no file, and forget this one with its gold links."""
    for name in (_FILE, _GOLD, _REFUSED):
        state.remember(name, None)
    state.remember(_CLOSED, True)


def opened() -> Opened | None:
    """The file that is shown: at first that of `gaze serve FILE`, if there is one."""
    return state.remembered(_FILE) or (None if state.remembered(_CLOSED) else _served(os.environ.get("GAZE_OPEN", "")))


@lru_cache(1)
def _served(path: str) -> Opened | None:
    return Opened(Path(path).name, open_attention(Path(path))) if path else None


def gold() -> tuple[Links, ...]:
    """The gold links to compare with; empty without a file of them."""
    return state.remembered(_GOLD) or ()


def refused() -> Refused | None:
    """What was given last and could not be read."""
    return state.remembered(_REFUSED)
