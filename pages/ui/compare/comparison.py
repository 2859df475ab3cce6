"""The page Compare: its controls, and which models or sentences are shown side by side."""

from __future__ import annotations

import re
from collections.abc import Callable

import streamlit as st

from pages.ui.compare import panels
from pages.ui.compare.panels import Gold, Panel
from pages.ui.engine import cache, work
from pages.ui.layout import controls
from pages.ui.layout import result as show
from pages.ui.session import address as codec
from pages.ui.session import state, titles
from pages.ui.session.choices import VIEW_CHOICES
from pages.ui.session.lineup import ALL, following, lineup
from pages.ui.session.view import View
from pages.ui.session.words import _
from seq2seq.config.schema import Request
from seq2seq.data.examples import minimal_partner
from seq2seq.data.families import FAMILIES
from seq2seq.evaluation.compare import mark_differences
from seq2seq.text.tokens import word_spans
from seq2seq.trace.labels import visible

MODES = {"own": "Own words", "same": "Same words", "pair": "Two sentences"}
LENS_TITLES = {"weights": "Weights", "difference": "Differences", "gold": "Word alignment"}
MISSING = {
    "text": "Type a sentence, or pick an example.",
    "reference": "Type the translation that all models should produce.",
    "model": "No model is available.",
}
FIRST, SECOND = "first", "second"


def comparison_choices() -> None:
    """Draw the controls: what is shown side by side, and the lens."""
    view = state.view()
    with st.container(horizontal=True, vertical_alignment="center", key="compare"):
        _segments(_("Side by side"), "mode", MODES, _take_mode)
        if view.compare.mode != "pair":
            _segments(_("Lens"), "lens", LENS_TITLES, state.choose_from_widget)
            _options()
    if view.compare.mode == "same":
        _field("reference", _("The translation that all models produce"), _take_reference)
    if view.compare.mode == "pair":
        _field("other", _("The other sentence"), state.choose_from_widget, _("Type a sentence to compare with"))
        _minimal_pairs()


def _segments(label: str, name: str, titles: dict[str, str], take: Callable[[str, str], None]) -> None:
    st.segmented_control(
        label,
        list(titles),
        key=state.widget_key(f"choose-{name}", state.chosen(name)),
        format_func=lambda option: _(titles[option]),
        on_change=take,
        args=(name, f"choose-{name}"),
        required=True,
        label_visibility="collapsed",
    )


def _take_mode(name: str, key: str) -> None:
    """Choose the mode. The second sentence becomes the other one of the minimal pair that the first belongs to, unless
    one is chosen already."""
    state.choose_from_widget(name, key)
    if (view := state.view()).compare.mode == "pair" and not view.other:
        state.choose("other", minimal_partner(view.text, cache.pairs(view.family)))


def _options() -> None:
    """Draw the menu of models to show, and the field for the reference translation."""
    view = state.view()
    with st.popover(
        _("Models and reference"), icon=":material/tune:", type="tertiary", key="options", on_change="rerun"
    ) as options:
        if not options.open:
            return
        key = state.menu_key("choose-shown", [] if ALL in view.compare.shown else _names(view))
        st.multiselect(
            _("Shown"),
            list(cache.models(view.family)),
            key=key,
            format_func=titles.scorer_title,
            on_change=_take_shown,
            args=(key,),
            placeholder=_("All of them"),
        )
        if view.compare.mode == "own":
            _field("reference", _("Reference translation"), _take_reference)


def _take_shown(key: str) -> None:
    state.choose("shown", following(state.widget_value(key), state.view().scorer))


def _take_reference(name: str, key: str) -> None:
    """Choose the reference that was typed; an emptied field brings back the project's own."""
    if state.widget_value(key).strip():
        state.choose_from_widget(name, key)
    else:
        state.reset(name)


def _field(name: str, label: str, take: Callable[[str, str], None], placeholder: str | None = None) -> None:
    key = f"type-{name}"
    st.text_input(
        label,
        state.text_field_value(key, state.chosen(name)),
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
    key = state.widget_key("choose-pair", chosen if chosen in options else None)
    st.pills(_("Minimal pairs"), options, key=key, on_change=_take_pair, args=(key,), label_visibility="collapsed")


def _take_pair(key: str) -> None:
    """Choose both sentences of the pair that was clicked. Clicking the chosen pair again changes nothing."""
    if chosen := state.widget_value(key):
        first, _separator, second = chosen.partition(" / ")
        state.choose("text", first)
        state.choose("other", second)


def draw_comparison() -> None:
    """Draw the panels side by side, or say what is missing."""
    view = state.view()
    _draw_panels(view.compare.shown, view.scorer)


@st.fragment
def _draw_panels(shown: tuple[str, ...], scorer: str) -> None:
    """A fragment: reports of the panels rerun it alone. The page reruns if the choice of models has changed, as the
    controls above show that choice."""
    view = state.view()
    if (view.compare.shown, view.scorer) != (shown, scorer):
        state.rerun()
    compared = _sentences(view) if view.compare.mode == "pair" else _models(view)
    lens = view.compare.lens if view.compare.mode != "pair" else "weights"
    if hint := _missing(view, compared):
        show.missing(hint)
        return
    gold, base = _gold(view) if lens == "gold" else None, _base(view, compared)
    paired = view.compare.mode == "pair"
    reference = "" if paired else view.compare.reference  # it translates the first sentence alone
    offered = {} if paired else {name: titles.scorer_title(name) for name in cache.models(view.family)}
    panels.draw_panels(compared, base, reference, gold, offered, pairs=lens == "difference")
    for panel in compared:
        if panel.name == base and panel.trace:
            show.remarks(panel.trace)
    if lens == "difference":
        _distances([panel for panel in compared if panel.attending])
    if gold:
        _thresholds(compared, gold, base)


def _distances(compared: list[Panel]) -> None:
    """Draw the distances between all panels. They are computed, and plotly is imported, when the section is opened."""
    with st.expander(
        _("Distances between all of them"), icon=":material/table_chart:", key="distances", on_change="rerun"
    ) as opened:
        if opened.open and len(compared) > 1:
            from pages.ui.layout import charts

            charts.distance_chart(
                [panel.attending for panel in compared if panel.attending], [panel.title for panel in compared]
            )


def _thresholds(compared: list[Panel], gold: Gold, base: str) -> None:
    """Draw the scores by weight threshold of the panels whose output is the reference; computed when it is opened."""
    with st.expander(
        _("Error, precision and recall by weight threshold"),
        icon=":material/show_chart:",
        key="thresholds",
        on_change="rerun",
    ) as opened:
        if opened.open:
            from pages.ui.layout import charts

            look = VIEW_CHOICES["look"].read_parts(state.chosen("look"))
            scores, percent = panels.agreements(compared, gold, look["offset"]), look["threshold"]
            charts.threshold_chart(scores, titles.scorer_title(base), None if percent is None else percent / 100)


def _models(view: View) -> list[Panel]:
    return [
        Panel(name, titles.scorer_title(name), name, view.text, _decoded(view, f"{view.family}/{name}"))
        for name in _names(view)
    ]


def _names(view: View) -> list[str]:
    return lineup(view.compare.shown, view.scorer, cache.models(view.family))


def _decoded(view: View, model: str) -> panels.DecodeTrace | cache.Problem:
    request = Request(model, view.text, search=view.search)
    if view.compare.mode == "same":
        return work.translate_forced(request, view.compare.reference)
    return work.translate(request)


def _sentences(view: View) -> list[Panel]:
    return [
        _sentence(view, name, text, other)
        for name, text, other in ((FIRST, view.text, view.other), (SECOND, view.other, view.text))
        if text.strip()
    ]


def _sentence(view: View, name: str, text: str, other: str) -> Panel:
    trace = work.translate(Request(view.model, text, search=view.search))
    return Panel(name, visible(text), view.scorer, text, trace, mark_differences(visible(text), visible(other)))


def _base(view: View, compared: list[Panel]) -> str:
    """The name of the panel that the others are compared with: the chosen scoring function, or else the first."""
    names = [panel.name for panel in compared]
    return view.scorer if view.scorer in names else names[0]


def _missing(view: View, compared: list[Panel]) -> str:
    if not view.text.strip():
        return MISSING["text"]
    if view.compare.mode == "same" and not view.compare.reference.strip():
        return MISSING["reference"]
    return "" if compared else MISSING["model"]


def _gold(view: View) -> Gold:
    """The tokens of the example if the sentence is one; otherwise words, or single characters in a language without
    spaces."""
    example = cache.example(view.family, view.text)
    if example and example.translation == view.compare.reference:
        return Gold(example.source_tokens, example.target_tokens, view.compare.links)
    return Gold(_tokens(view.text, view.family), _words(view.compare.reference), view.compare.links)


def _tokens(text: str, family: str) -> tuple[str, ...]:
    spaced = family not in FAMILIES or FAMILIES[family].source.spaced
    return _words(text) if spaced else tuple(re.findall(r"[^\W\d_]|\w+|[^\w\s]", text))


def _words(text: str) -> tuple[str, ...]:
    return tuple(text[begin:end] for begin, end in word_spans(text))
