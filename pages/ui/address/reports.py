"""Reports of components, read once into typed values. Invalid reports are ignored."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pages.ui.address import codec
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
