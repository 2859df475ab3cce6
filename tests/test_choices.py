"""The choices: what Python makes of them, and what the browser writes by them."""

from typing import Any

import pytest

from pages.ui.address.choices import Name, Ordinal, Parts, choices_of
from pages.ui.address.view import View, all_choices
from pages.ui.features import FEATURES
from pages.ui.kit.choice_table import CHOICE_TABLE, written
from seq2seq.config.schema import MAX_PIECES

PARTS = [part for choice in all_choices().values() if isinstance(choice, Parts) for part in choice.parts.values()]


def test_no_two_pages_declare_the_same_choice() -> None:
    kinds = (View, *(feature.view for feature in FEATURES if feature.view))
    assert sum(len(choices_of(kind)) for kind in kinds) == len(all_choices())


def test_no_two_choices_are_called_the_same_in_an_address() -> None:
    assert len({choice.param for choice in all_choices().values()}) == len(all_choices())


@pytest.mark.parametrize("choice", [*all_choices().values(), *PARTS], ids=lambda choice: choice.param)
def test_a_choice_resets_what_there_is_and_its_first_value_can_be_written(choice: Any) -> None:
    assert set(choice.resets) <= all_choices().keys()
    if choice.first not in (None, "", ()):
        assert choice.admit(choice.first) == choice.first
    if isinstance(choice, Name):
        assert all(isinstance(name, str) for name in choice.options())


def test_a_view_has_the_choices_of_every_page() -> None:
    values = {name: object() for name in all_choices()} | {"scorer": "dot", "blind": ""}
    view = View.from_values(values)
    for feature in FEATURES:
        if feature.view:
            assert vars(view.of(feature.view)) == {name: values[name] for name in choices_of(feature.view)}


def test_the_browser_reads_the_same_choices() -> None:
    assert CHOICE_TABLE.read_text("utf-8") == written(), "python -m pages.ui.kit.choice_table writes it anew"


def test_the_browser_writes_what_only_it_knows() -> None:
    browser_choices = {name for name, choice in all_choices().items() if choice.browser}
    assert browser_choices == {
        "step",
        "reveal",
        "part",
        "drawing",
        "ask",
        "links",
        "look",
        "recorded_update",
        "history",
        "clock",
        "guesses",
        "probe",
    }


def test_a_piece_is_one_that_a_model_can_read() -> None:
    piece = all_choices()["piece"]
    assert isinstance(piece, Ordinal) and piece.range == (1, MAX_PIECES)


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
    assert all_choices()[name].read(text) == value


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
        all_choices()[name].read(text)


def test_parts_that_are_not_written_are_as_at_first() -> None:
    look_choice, drawing = all_choices()["look"], all_choices()["drawing"]
    assert isinstance(look_choice, Parts) and isinstance(drawing, Parts)
    look = look_choice.read_parts("pins-dot*local_m.offset--1")
    assert (look["pins"], look["offset"], look["threshold"], look["sort"]) == (("dot", "local_m"), -1, None, "menu")
    assert drawing.read_parts("least-7")["threshold"] == 0.07
