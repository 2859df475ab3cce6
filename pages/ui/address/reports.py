"""Reports of components, read once into typed values, and the choices that are exchanged with them. Invalid reports are
ignored."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

from pages.ui.address import codec, state, widgets
from pages.ui.address.view import all_choices

Value = TypeVar("Value")
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Listener:
    """A function that is called with the reports of a component under a name."""

    name: str
    hear: Callable[[object], None]


@dataclass(frozen=True)
class ComponentReport(Generic[Value]):
    """A kind of report: its name, and how it is read from JSON; `read` raises ValueError."""

    name: str
    read: Callable[[object], Value]

    def listener(self, use: Callable[[Value], object]) -> Listener:
        """A listener that calls `use` with the value of each valid report."""

        def hear(raw: object) -> None:
            try:
                value = self.read(raw)
            except ValueError as error:
                _LOG.debug("ignored what was reported as %s: %s", self.name, error)
            else:
                use(value)

        return Listener(self.name, hear)


# -- values: JSON → value; raise ValueError


def read_whole(raw: object, limits: tuple[int, int]) -> int:
    low, high = limits
    if isinstance(raw, int) and not isinstance(raw, bool) and low <= raw <= high:
        return raw
    raise ValueError(f"no whole number from {low} to {high}")


def read_text(raw: object) -> str:
    if isinstance(raw, str):
        return codec.parse_text(raw)
    raise ValueError("no text")


def read_number(raw: object) -> int:
    """Of a step, a branch or an edit."""
    return read_whole(raw, (0, codec.LONGEST_LINK))


def read_piece(raw: object) -> str:
    if text := read_text(raw):
        return text
    raise ValueError("a piece has at least one character")


def _read_sentence(raw: object) -> str:
    """A sentence to open, with the number that tells apart two reports of the same one."""
    match raw:
        case [text, int()]:
            return read_text(text)
    raise ValueError("no sentence")


def choice_report(name: str) -> ComponentReport[Any]:
    """The report of a choice, under the name of the choice."""
    return ComponentReport(name, all_choices()[name].admit)


SENTENCE_OPENED = ComponentReport("open", _read_sentence)


# -- actions with their numbers, which grow with time
#
# The browser reports an action until the server has answered its number. One that can't be read is answered too, or it
# would be reported again and again.

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


@dataclass(frozen=True)
class Undo:
    """Take the last change back."""


# -- what is pressed in Streamlit's own charts and tables


def pressed_bucket(raw: object, buckets: int) -> int | None:
    """Which of the `buckets` of length was clicked, from the selection of a chart; None without one."""
    match raw:
        case {"selection": {"points": [{"customdata": [_, _, int() | float() as at, *_]}, *_]}} if at in range(buckets):
            return int(at)
    return None


def pressed_row(raw: object, rows: int) -> int | None:
    """The row of the clicked cell, from the selection of a table with `rows` rows; None without one."""
    match raw:
        case {"selection": {"cells": [[int(row), _], *_]}} if 0 <= row < rows:
            return row
    return None


# -- choices that visitors make in a component, and the server makes, too: of two the later one holds
#
# A component reports a value with a number, which grows. The server hands out its own value with the number of the
# last report that it had heard by then: so the browser knows whether the visitor has chosen something since. What the
# browser has reported itself is not handed back. The message to it stays the same, and nothing is sent.

_HANDED_OUT = "handed out"


class Told(NamedTuple):
    """A value of a choice, and the number of a report: of its own, or for the server the last one heard."""

    value: Any
    number: int


def choice_listener(name: str) -> Listener:
    """A listener that takes the reported values of a choice."""
    take = choice_report(name).listener(partial(state.choose_reported, name))

    def hear(raw: object) -> None:
        if report := _read_told(raw):
            take.hear(report.value)

    return Listener(name, hear)


def hand_out(key: str, names: Sequence[str]) -> dict[str, Told]:
    """What the component of this key is told of each choice; also remembered, for as long as it is drawn."""
    drawn = {of: told for of, told in (state.remembered(_HANDED_OUT) or {}).items() if not widgets.is_new_widget(of)}
    reports, before = widgets.reports(key), drawn.get(key, {})
    handed = {name: _told(name, reports.get(name), before.get(name)) for name in names}
    state.remember(_HANDED_OUT, drawn | {key: handed})
    return handed


def _told(name: str, raw: object, before: Told | None) -> Told:
    """What was told `before`, if the component holds the present value by that, or by its last report."""
    present, report = state.chosen(name), _read_told(raw) or Told(None, 0)
    if before is None:
        return Told(present, report.number)
    held = before.value == present if report.number <= before.number else _means(name, report.value, present)
    return before if held else Told(present, report.number)


def _means(name: str, raw: object, value: object) -> bool:
    try:
        return all_choices()[name].admit(raw) == value
    except ValueError:
        return False


def _read_told(raw: object) -> Told | None:
    """A report of a component; None if there is none that can be read."""
    match raw:
        case [value, int(number)]:
            return Told(value, number)
    return None
