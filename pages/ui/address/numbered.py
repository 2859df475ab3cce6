"""Actions with their numbers, which grow with time.

The browser reports an action until the server has answered its number. One that can't be read is answered too, or it
would be reported again and again."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from pages.ui.address import state
from pages.ui.address.reports import read_whole

Action = TypeVar("Action")
MOST_ACTIONS = 1000
"""As many are read of one report, at most."""
CENTURY = 100 * 366 * 24 * 3600 * 1000
"""In milliseconds. The browser numbers actions by its clock, which may be fast by that much. Without a limit, one
action with a very great number would make all later ones look old."""


@dataclass(frozen=True)
class Numbered(Generic[Action]):
    """An action, None where it can't be read, and its number."""

    at: int
    action: Action | None


def read_numbered(read: Callable[[object], Action], raw: object) -> Numbered[Action]:
    """An action with its number. Raises ValueError where there is no number."""
    match raw:
        case {"at": at}:
            number = read_whole(at, (1, int(time.time() * 1000) + CENTURY))
            return Numbered(number, _readable(read, raw))
    raise ValueError("no action with a number")


def read_all_numbered(read: Callable[[object], Action], raw: object) -> tuple[Numbered[Action], ...]:
    """All actions of a report."""
    if not isinstance(raw, list):
        raise ValueError("no list of actions")
    return tuple(read_numbered(read, action) for action in raw[:MOST_ACTIONS])


def _readable(read: Callable[[object], Action], raw: object) -> Action | None:
    try:
        return read(raw)
    except ValueError:
        return None


def unanswered(actions: Iterable[Numbered[Action]], component: str = "answered") -> Iterator[Action]:
    """The actions that were not answered before. Each counts as answered before it is carried out, so that one that
    fails is not tried again. A component that stands on every page counts its own, by its name: on a new page
    Streamlit reports its last action again."""
    for numbered in actions:
        if numbered.at > answered(component):
            state.remember(component, numbered.at)
            if numbered.action is not None:
                yield numbered.action


def answered(component: str = "answered") -> int:
    """The number of the last action that was answered."""
    return state.remembered(component) or 0
