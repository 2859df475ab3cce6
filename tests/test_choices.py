"""The table of choices: what Python makes of it, and what the browser writes by it."""

from dataclasses import fields
from typing import Any

import pytest

from pages.ui.address.choices import FORMS, NAME_LISTS, VIEW_CHOICES
from pages.ui.address.view import PAGE_VIEWS, View
from seq2seq.config.schema import MAX_PIECES

PARTS = [part for choice in VIEW_CHOICES.values() for part in choice.parts.values()]


def test_every_choice_has_its_place_in_the_view() -> None:
    shared = {field.name for field in fields(View)} - PAGE_VIEWS.keys()
    aliases = {name for name, choice in VIEW_CHOICES.items() if choice.form == "alias"}  # stand in another's place
    pages = {field.name for kind in PAGE_VIEWS.values() for field in fields(kind)}
    assert shared | pages | aliases == VIEW_CHOICES.keys()


def test_no_two_choices_are_called_the_same_in_an_address() -> None:
    assert len({choice.param for choice in VIEW_CHOICES.values()}) == len(VIEW_CHOICES)


@pytest.mark.parametrize("choice", [*VIEW_CHOICES.values(), *PARTS], ids=lambda choice: choice.param)
def test_an_entry_names_what_there_is(choice: Any) -> None:
    assert choice.form in FORMS
    assert set(choice.resets) <= VIEW_CHOICES.keys()
    assert isinstance(choice.of, list) or choice.of in ("", *NAME_LISTS)


def test_the_browser_writes_what_only_it_knows() -> None:
    browser_choices = {name for name, choice in VIEW_CHOICES.items() if choice.browser}
    assert browser_choices == {
        "step",
        "reveal",
        "part",
        "drawing",
        "ask",
        "links",
        "look",
        "moment",
        "history",
        "clock",
        "guesses",
        "probe",
    }


def test_a_piece_is_one_that_a_model_can_read() -> None:
    assert VIEW_CHOICES["piece"].range == [1, MAX_PIECES]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("step", "3", 2),
        ("reveal", "1", True),
        ("close", "0", False),
        ("temperature", "0.5", 0.5),
        ("shown", "dot*none*dot", ("dot", "none")),
        ("bucket", "5", 4),
        ("links", "1?2 0-0", "0-0 1?2"),
    ],
)
def test_a_choice_is_read_from_an_address(name: str, text: str, value: object) -> None:
    assert VIEW_CHOICES[name].read(text) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("step", "0"),
        ("step", "201"),
        ("reveal", "yes"),
        ("temperature", "nan"),
        ("temperature", "33"),
        ("shown", "dot**none"),
        ("dims", "4"),
        ("reference", " "),
        ("look", "draw-circles"),
        ("look", "threshold-101"),
        ("look", "threshold-5_0"),
        ("look", "pair-dot"),
        ("look", "large-A"),
        ("look", "draw-ribbons.draw-ribbons"),
        ("drawing", "zoom-2"),
        ("drawing", "head-65"),
        ("drawing", "flip-2"),
    ],
)
def test_nonsense_is_refused(name: str, text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        VIEW_CHOICES[name].read(text)


def test_parts_that_are_not_written_are_as_at_first() -> None:
    look = VIEW_CHOICES["look"].read_parts("pins-dot*local_m.offset--1")
    assert (look["pins"], look["offset"], look["threshold"], look["sort"]) == (("dot", "local_m"), -1, None, "menu")
    assert VIEW_CHOICES["drawing"].read_parts("least-7")["threshold"] == 0.07
