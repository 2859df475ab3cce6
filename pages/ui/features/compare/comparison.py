"""The page Compare: its controls, which models or sentences are shown side by side, and the charts below them."""

from __future__ import annotations

import re
from collections.abc import Callable

import streamlit as st

from pages.ui.address import codec, state, widgets
from pages.ui.address.lineup import ALL, ENCODERS_SHOWN, following, lineup
from pages.ui.address.view import View, model_in_view
from pages.ui.engine import pretrained, work
from pages.ui.features.compare import LOOK, CompareView, panels
from pages.ui.features.compare.panels import Gold, Panel
from pages.ui.kit import controls, titles
from pages.ui.kit import result as show
from pages.ui.kit.controls import opener
from pages.ui.kit.words import _
from seq2seq.config.schema import Request
from seq2seq.data.examples import minimal_partner
from seq2seq.data.families import FAMILIES
from seq2seq.evaluation.compare import mark_differences
from seq2seq.text.words import word_spans
from seq2seq.trace.pieces import visible

MODES = {"own": "Own translations", "same": "Same translation", "pair": "Two sentences"}
SHOW_TITLES = {"weights": "Weights", "difference": "Differences", "gold": "Word alignment"}
MISSING = {
    "text": "Type a sentence, or pick an example.",
    "reference": "Type the translation that all models should produce.",
    "model": "No model is available.",
}


# -- the controls


def comparison_choices() -> None:
    """Draw the controls: what is compared, how the weights are shown, and the reference translation."""
    view = state.view()
    mode = view.of(CompareView).mode
    with st.container(horizontal=True, vertical_alignment="center", key="compare"):
        opener(_("What is compared"))
        _segments(_("Side by side"), "mode", MODES, _take_mode)
        if mode != "pair":
            _segments(_("Show"), "lens", SHOW_TITLES, widgets.choose_from_widget)
            _models_and_reference(view)
    if mode == "same":
        _field("reference", _("The translation that all models produce"), _take_reference)
    if mode == "pair":
        _field("other", _("The other sentence"), widgets.choose_from_widget, _("Type a sentence to compare with"))
        if pairs := [f"{pair.first} / {pair.second}" for pair in pretrained.pairs(view.family)]:
            chosen = f"{view.text} / {view.other}"
            key = widgets.widget_key("choose-pair", chosen if chosen in pairs else None)
            st.pills(
                _("Minimal pairs"), pairs, key=key, on_change=_take_pair, args=(key,), label_visibility="collapsed"
            )


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


def _models_and_reference(view: View) -> None:
    """Draw the menu of models to show, and the field for the reference translation."""
    chosen = view.of(CompareView)
    with st.popover(
        _("Models and reference"), icon=":material/tune:", type="tertiary", key="options", on_change="rerun"
    ) as options:
        if not options.open:
            return
        key = widgets.menu_key("choose-shown", [] if ALL in chosen.shown else shown_scorers(view))
        st.multiselect(
            _("Shown"),
            list(pretrained.models(view.family)),
            key=key,
            format_func=titles.scorer_title,
            on_change=_take_shown,
            args=(key,),
            placeholder=_("All of them"),
        )
        if chosen.mode == "own":
            _field("reference", _("Reference translation"), _take_reference)


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


def _take_mode(name: str, key: str) -> None:
    """Choose the mode. The second sentence becomes the other one of the minimal pair that the first belongs to, unless
    one is chosen already."""
    widgets.choose_from_widget(name, key)
    if (view := state.view()).of(CompareView).mode == "pair" and not view.other:
        state.choose("other", minimal_partner(view.text, pretrained.pairs(view.family)))


def _take_shown(key: str) -> None:
    state.choose("shown", following(widgets.widget_value(key), state.view().scorer))


def _take_reference(name: str, key: str) -> None:
    """Choose the reference that was typed; an emptied field brings back the project's own."""
    if widgets.widget_value(key).strip():
        widgets.choose_from_widget(name, key)
    else:
        state.reset(name)


def _take_pair(key: str) -> None:
    """Choose both sentences of the pair that was clicked. Clicking the chosen pair again changes nothing."""
    if chosen := widgets.widget_value(key):
        first, _separator, second = chosen.partition(" / ")
        state.choose("text", first)
        state.choose("other", second)


def shown_scorers(view: View) -> list[str]:
    """The scoring functions shown side by side, in the order of the menu."""
    return lineup(view.of(CompareView).shown, view.scorer, pretrained.models(view.family))


# -- the panels, and what is below them


def draw_comparison() -> None:
    """Draw the panels side by side, or say what is missing."""
    view = state.view()
    chosen = view.of(CompareView)
    mode, reference = chosen.mode, chosen.reference
    paired = mode == "pair"
    compared = _sentences(view) if paired else _models(view)
    wanted = {"text": view.text.strip(), "reference": mode != "same" or reference.strip(), "model": compared}
    if missing := next((name for name, there in wanted.items() if not there), ""):
        show.missing(MISSING[missing])
        return
    lens = "weights" if paired else chosen.lens
    gold = _gold(view) if lens == "gold" else None
    # All are compared with the chosen scoring function, or else with the first panel.
    base = next((panel.name for panel in compared if panel.name == view.scorer), compared[0].name)
    offered = {} if paired else {name: titles.scorer_title(name) for name in pretrained.models(view.family)}
    # In a pair the reference translates the first sentence alone.
    panels.draw_panels(compared, base, "" if paired else reference, gold, offered, pairs=lens == "difference")
    for panel in compared:
        if panel.name == base and panel.trace:
            show.remarks(panel.trace)
    if lens == "difference":
        _distances([panel for panel in compared if panel.attending])
    if gold and gold.links:
        _thresholds(compared, gold, base)


def _models(view: View) -> list[Panel]:
    """A panel for each scoring function shown."""
    compared, chosen = [], view.of(CompareView)
    for name in shown_scorers(view):
        title = titles.scorer_title(name)
        if ENCODERS_SHOWN in chosen.shown:
            title = titles.encoder_title(name, pretrained.models(view.family)[name].read_config())
        request = Request(model_in_view(view, name), view.text, search=view.search)
        forced = chosen.mode == "same"
        outcome = work.translate_forced(request, chosen.reference) if forced else work.translate(request)
        compared.append(Panel(name, title, name, view.text, outcome))
    return compared


def _sentences(view: View) -> list[Panel]:
    """A panel for each of the two sentences, both translated by the chosen scoring function."""
    compared = []
    for name, text, other in (("first", view.text, view.other), ("second", view.other, view.text)):
        if text.strip():
            outcome = work.translate(Request(model_in_view(view, view.scorer), text, search=view.search))
            runs = mark_differences(visible(text), visible(other))
            compared.append(Panel(name, visible(text), view.scorer, text, outcome, runs))
    return compared


def _gold(view: View) -> Gold:
    """The tokens of the example if the sentence is one; otherwise words, or single characters in a language without
    spaces."""
    text, chosen = view.text, view.of(CompareView)
    reference = chosen.reference
    example = pretrained.example(view.family, text)
    if example and example.translation == reference:
        return Gold(example.source_tokens, example.target_tokens, chosen.links)
    spaced = view.family not in FAMILIES or FAMILIES[view.family].source.spaced
    source = _words(text) if spaced else tuple(re.findall(r"[^\W\d_]|\w+|[^\w\s]", text))
    return Gold(source, _words(reference), chosen.links)


def _words(text: str) -> tuple[str, ...]:
    return tuple(text[begin:end] for begin, end in word_spans(text))


def _distances(compared: list[Panel]) -> None:
    """Draw the distances between all panels. They are computed, and plotly is imported, when the section is opened."""
    with st.expander(
        _("Distances between all of them"), icon=":material/table_chart:", key="distances", on_change="rerun"
    ) as opened:
        if opened.open and len(compared) > 1:
            from pages.ui.kit import charts

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
            from pages.ui.kit import charts

            look = LOOK.read_parts(state.chosen("look"))
            scores, percent = panels.agreements(compared, gold, look["offset"]), look["threshold"]
            colours = {panel.title: titles.scorer_colour(panel.scorer) for panel in compared}
            charts.threshold_chart(
                scores, colours, titles.scorer_title(base), None if percent is None else percent / 100
            )
