"""The controls of the page Evidence: the menus of its heading, and the length buckets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, get_args

import streamlit as st

from pages.ui.address import widgets
from pages.ui.address.view import View
from pages.ui.kit import titles
from pages.ui.kit.controls import menu, opener
from pages.ui.kit.definitions import QUALITIES, READING_TITLES
from pages.ui.kit.words import _, ngettext
from seq2seq.config.schema import AlignmentReading

if TYPE_CHECKING:
    from streamlit.elements.lib.mutable_expander_container import ExpanderContainer

    from seq2seq.evaluation.tables import Checkpoint

MENU_WIDTH = 240
"""Pixels of a menu."""


def draw_heading(checkpoints: Sequence[Checkpoint], view: View) -> None:
    """Draw the heading: how many models and sentences, and the menus of baseline, quality and reading."""
    caption = ngettext(
        "{n} model on {sentences} sentences of the test split. Shaded and ±: 95 % of resamples of the sentences.",
        "{n} models on {sentences} sentences of the test split. Shaded and ±: 95 % of resamples of the sentences.",
        len(checkpoints),
    )
    sentences = f"{max(checkpoint.test['sentences'] for checkpoint in checkpoints):,}"
    st.subheader(titles.family_title(view.family), anchor=False)
    names = [checkpoint.scorer for checkpoint in checkpoints]
    folded = st.container(key="measured")
    with folded:
        opener(_("What is compared"))
        st.caption(caption.format(n=len(checkpoints), sentences=sentences))
    with folded.container(horizontal=True, vertical_alignment="bottom", key="compared", gap="medium"):
        if len(names) > 1:
            menu(_("Compared with"), "against", names, titles.scorer_title, width=MENU_WIDTH)
        menu(_("Quality"), "quality", list(QUALITIES), lambda name: _(QUALITIES[name]), width=MENU_WIDTH)
        if gold_set(checkpoints):
            readings = list(get_args(AlignmentReading))
            menu(_("Alignment method"), "reading", readings, lambda name: _(READING_TITLES[name]), width=MENU_WIDTH)


def gold_set(checkpoints: Sequence[Checkpoint]) -> str:
    """The gold set that alignments are scored on: the first on the cards; empty without any."""
    from seq2seq.evaluation import tables

    return next(iter(tables.gold_sets(checkpoints)), "")


def section(name: str, title: str, icon: str, opened: bool = False) -> ExpanderContainer:
    """A part of the page that is folded at first, unless it is `opened`. What is in it should be drawn only once it is
    open."""
    return st.expander(title, icon=icon, key=_section_key(name), on_change="rerun", expanded=opened)


def unfold(name: str) -> None:
    """Open a section."""
    widgets.widget_key(_section_key(name), True)


def _section_key(name: str) -> str:
    return f"evidence-{name}"


def valid_option(chosen: str, options: Sequence[str]) -> str:
    """What is chosen, or the first option where the family lacks it."""
    return chosen if chosen in options else options[0]


def buckets() -> list[str]:
    """The names of the length buckets, in source pieces."""
    from seq2seq.evaluation.metrics import LENGTHS

    starts = (1, *(bound + 1 for bound in LENGTHS))
    return [*(f"{low}–{high}" for low, high in zip(starts, LENGTHS, strict=False)), f"≥ {starts[-1]}"]
