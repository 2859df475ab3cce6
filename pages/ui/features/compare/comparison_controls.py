"""The controls of the page Compare: what is shown side by side, the lens, and the reference."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.ui.address import codec, state, widgets
from pages.ui.address.lineup import ALL, following, lineup
from pages.ui.address.view import View
from pages.ui.engine import cache
from pages.ui.features.compare.feature import CompareView
from pages.ui.kit import controls, titles
from pages.ui.kit.controls import opener
from pages.ui.kit.words import _
from seq2seq.data.examples import minimal_partner

MODES = {"own": "Own translations", "same": "Same translation", "pair": "Two sentences"}
LENS_TITLES = {"weights": "Weights", "difference": "Differences", "gold": "Word alignment"}


def comparison_choices() -> None:
    """Draw the controls: what is shown side by side, and the lens."""
    view = state.view()
    chosen = view.of(CompareView)
    with st.container(horizontal=True, vertical_alignment="center", key="compare"):
        opener(_("What is compared"))
        _segments(_("Side by side"), "mode", MODES, _take_mode)
        if chosen.mode != "pair":
            _segments(_("Show"), "lens", LENS_TITLES, widgets.choose_from_widget)
            _options()
    if chosen.mode == "same":
        _field("reference", _("The translation that all models produce"), _take_reference)
    if chosen.mode == "pair":
        _field("other", _("The other sentence"), widgets.choose_from_widget, _("Type a sentence to compare with"))
        _minimal_pairs()


def _segments(label: str, name: str, titles: dict[str, str], take: Callable[[str, str], None]) -> None:
    st.segmented_control(
        label,
        list(titles),
        key=widgets.widget_key(f"choose-{name}", state.chosen(name)),
        format_func=lambda option: _(titles[option]),
        on_change=take,
        args=(name, f"choose-{name}"),
        required=True,
        label_visibility="collapsed",
    )


def _take_mode(name: str, key: str) -> None:
    """Choose the mode. The second sentence becomes the other one of the minimal pair that the first belongs to, unless
    one is chosen already."""
    widgets.choose_from_widget(name, key)
    if (view := state.view()).of(CompareView).mode == "pair" and not view.other:
        state.choose("other", minimal_partner(view.text, cache.pairs(view.family)))


def _options() -> None:
    """Draw the menu of models to show, and the field for the reference translation."""
    view = state.view()
    chosen = view.of(CompareView)
    with st.popover(
        _("Models and reference"), icon=":material/tune:", type="tertiary", key="options", on_change="rerun"
    ) as options:
        if not options.open:
            return
        key = widgets.menu_key("choose-shown", [] if ALL in chosen.shown else shown_scorers(view))
        st.multiselect(
            _("Shown"),
            list(cache.models(view.family)),
            key=key,
            format_func=titles.scorer_title,
            on_change=_take_shown,
            args=(key,),
            placeholder=_("All of them"),
        )
        if chosen.mode == "own":
            _field("reference", _("Reference translation"), _take_reference)


def _take_shown(key: str) -> None:
    state.choose("shown", following(widgets.widget_value(key), state.view().scorer))


def _take_reference(name: str, key: str) -> None:
    """Choose the reference that was typed; an emptied field brings back the project's own."""
    if widgets.widget_value(key).strip():
        widgets.choose_from_widget(name, key)
    else:
        state.reset(name)


def _field(name: str, label: str, take: Callable[[str, str], None], placeholder: str | None = None) -> None:
    key = f"type-{name}"
    st.text_input(
        label,
        widgets.text_field_value(key, state.chosen(name)),
        key=key,
        live=controls.PAUSE,
        on_change=take,
        args=(name, key),
        max_chars=codec.LONGEST_TEXT,
        placeholder=placeholder,
        autocomplete="off",
    )


def _minimal_pairs() -> None:
    """Draw the family's minimal pairs, to be picked with one click."""
    view = state.view()
    options = [f"{pair.first} / {pair.second}" for pair in cache.pairs(view.family)]
    if not options:
        return
    chosen = f"{view.text} / {view.other}"
    key = widgets.widget_key("choose-pair", chosen if chosen in options else None)
    st.pills(_("Minimal pairs"), options, key=key, on_change=_take_pair, args=(key,), label_visibility="collapsed")


def _take_pair(key: str) -> None:
    """Choose both sentences of the pair that was clicked. Clicking the chosen pair again changes nothing."""
    if chosen := widgets.widget_value(key):
        first, _separator, second = chosen.partition(" / ")
        state.choose("text", first)
        state.choose("other", second)


def shown_scorers(view: View) -> list[str]:
    """The scoring functions that stand side by side, in the order of the menu."""
    return lineup(view.of(CompareView).shown, view.scorer, cache.models(view.family))
