"""Choices that visitors make in a component of the browser, and the server makes, too: of two the later one holds.

A component reports a value with a number, which grows. The server hands out its own value with the number of the last
report that it had heard by then: so the browser knows whether the visitor has chosen something since. What the browser
has reported itself is not handed back. The message to it stays the same, and nothing is sent."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from pages.ui.address import state, widgets
from pages.ui.address.reports import Listener, choice_report
from pages.ui.address.view import all_choices

_HANDED_OUT = "handed out"


class Told(NamedTuple):
    """A value of a choice, and the number of a report: of its own, or for the server the last one heard."""

    value: Any
    number: int


def choice_listener(name: str) -> Listener:
    """A listener that takes the reported values of a choice."""
    take = choice_report(name).listener(partial(state.choose_reported, name))

    def hear(raw: object) -> None:
        if report := _read(raw):
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
    present, report = state.chosen(name), _read(raw) or Told(None, 0)
    if before is None:
        return Told(present, report.number)
    held = before.value == present if report.number <= before.number else _means(name, report.value, present)
    return before if held else Told(present, report.number)


def _means(name: str, raw: object, value: object) -> bool:
    try:
        return all_choices()[name].admit(raw) == value
    except ValueError:
        return False


def _read(raw: object) -> Told | None:
    """A report of a component; None if there is none that can be read."""
    match raw:
        case [value, int(number)]:
            return Told(value, number)
    return None
