"""The regions of the screen: each says what it shows, and runs again when that has changed, without the others.

A region is a fragment of Streamlit, which runs for the widgets in it. What is chosen there may be shown elsewhere, too:
after the callbacks of a request `run_outdated` asks for all regions that show anything else than what is chosen by
then. What the whole screen shows, such as the language, runs everything."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import NamedTuple, ParamSpec

import streamlit as st

from pages.ui.address import state
from pages.ui.streamlit_compat.runs import SentStates, asked_fragments, rerun_everything, rerun_fragments

EVERYWHERE = ("lang", "family", "present", "lesson", "path", "stop", "room", "wall", "hide", "blind", "assignment")
"""The choices that the whole screen shows."""
SCORER = ("scorer", "blind")
"""Those that say which scoring function is in view."""
SENTENCE = (*SCORER, "text", "search", "grain", "begun")
"""Those that a decoding and its drawing depend on."""
_SCREEN, _DRAWN = "screen", "regions"
_UNDRAWN = object()
"""What a region shows that has not been drawn."""
Given = ParamSpec("Given")


class Drawn(NamedTuple):
    """A region in view: what it would show now, and what it showed when it was drawn."""

    shows: Callable[[], object]
    shown: object

    @property
    def outdated(self) -> bool:
        return self.shows() != self.shown


def shows(*names: str) -> Callable[..., object]:
    """Says that a region shows these choices."""
    return lambda *_: state.all_chosen(names)


def region(
    shown: Callable[Given, object],
) -> Callable[[Callable[Given, None]], Callable[Given, None]]:
    """Make a function draw a region. `shown` gets the same arguments, and says what the region shows."""

    def make(draw: Callable[Given, None]) -> Callable[Given, None]:
        name = f"{draw.__module__}.{draw.__qualname__}"

        @st.fragment(key=name)
        @wraps(draw)
        def draw_region(*arguments: Given.args, **named: Given.kwargs) -> None:
            current = partial(shown, *arguments, **named)
            drawn = Drawn(current, current())
            _remember(name, Drawn(current, _UNDRAWN))  # outdated if a newer request stops this run
            draw(*arguments, **named)
            _remember(name, drawn)
            if asked_fragments():
                state.write_choices()

        return draw_region

    return make


def begin_screen() -> None:
    """Call first in every run of everything: no region has been drawn yet."""
    state.remember(_DRAWN, {})
    _remember(_SCREEN, Drawn(_whole_screen, _whole_screen()))


def outdate_screen() -> None:
    """Have everything run when the callbacks of this request are through."""
    _remember(_SCREEN, Drawn(_whole_screen, _UNDRAWN))


def run_outdated(sent: SentStates | None) -> None:
    """Call after the callbacks of a request, with the states of widgets that were `sent`: run what has become outdated
    before the fragments that were asked for, and what was drawn last, the page, first. A run of everything goes on, as
    it draws all regions anyway."""
    if not asked_fragments():
        return
    outdated = [name for name, drawn in reversed(_drawn().items()) if drawn.outdated]
    if _SCREEN in outdated:
        rerun_everything(sent)
    elif outdated:
        rerun_fragments(outdated, sent)


def _whole_screen() -> object:
    choices = state.all_chosen(EVERYWHERE)  # first, as this may read them from an address
    return choices, state.navigation_count(), state.next_page()


def _remember(name: str, drawn: Drawn) -> None:
    state.remember(_DRAWN, {**_drawn(), name: drawn})


def _drawn() -> dict[str, Drawn]:
    """The regions in view by name, as they were drawn one after the other."""
    return state.remembered(_DRAWN) or {}
