"""The page Compare: which models or sentences are shown side by side, and the charts below them."""

from __future__ import annotations

import re

import streamlit as st

from pages.ui.address import state
from pages.ui.address.lineup import READERS
from pages.ui.address.moments import model_at_moment
from pages.ui.address.view import View
from pages.ui.engine import cache, work
from pages.ui.features.compare import panels
from pages.ui.features.compare.comparison_controls import shown_scorers
from pages.ui.features.compare.feature import LOOK, CompareView
from pages.ui.features.compare.panels import Gold, Panel
from pages.ui.kit import result as show
from pages.ui.kit import titles
from pages.ui.kit.words import _
from seq2seq.config.schema import Request
from seq2seq.data.families import FAMILIES
from seq2seq.evaluation.compare import mark_differences
from seq2seq.text.words import word_spans
from seq2seq.trace.pieces import visible

MISSING = {
    "text": "Type a sentence, or pick an example.",
    "reference": "Type the translation that all models should produce.",
    "model": "No model is available.",
}
FIRST, SECOND = "first", "second"


def draw_comparison() -> None:
    """Draw the panels side by side, or say what is missing."""
    view = state.view()
    chosen = view.of(CompareView)
    compared = _sentences(view) if chosen.mode == "pair" else _models(view)
    lens = chosen.lens if chosen.mode != "pair" else "weights"
    if hint := _missing(view, compared):
        show.missing(hint)
        return
    gold, base = _gold(view) if lens == "gold" else None, _base(view, compared)
    paired = chosen.mode == "pair"
    reference = "" if paired else chosen.reference  # it translates the first sentence alone
    offered = {} if paired else {name: titles.scorer_title(name) for name in cache.models(view.family)}
    panels.draw_panels(compared, base, reference, gold, offered, pairs=lens == "difference")
    for panel in compared:
        if panel.name == base and panel.trace:
            show.remarks(panel.trace)
    if lens == "difference":
        _distances([panel for panel in compared if panel.attending])
    if gold and gold.links:
        _thresholds(compared, gold, base)


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


def _models(view: View) -> list[Panel]:
    return [
        Panel(name, _title(view, name), name, view.text, _decoded(view, model_at_moment(view, name)))
        for name in shown_scorers(view)
    ]


def _title(view: View, name: str) -> str:
    if READERS in view.of(CompareView).shown:
        return titles.reader_title(name, cache.models(view.family)[name].read_config())
    return titles.scorer_title(name)


def _decoded(view: View, model: str) -> panels.DecodeTrace | cache.Problem:
    chosen = view.of(CompareView)
    request = Request(model, view.text, search=view.search)
    if chosen.mode == "same":
        return work.translate_forced(request, chosen.reference)
    return work.translate(request)


def _sentences(view: View) -> list[Panel]:
    return [
        _sentence(view, name, text, other)
        for name, text, other in ((FIRST, view.text, view.other), (SECOND, view.other, view.text))
        if text.strip()
    ]


def _sentence(view: View, name: str, text: str, other: str) -> Panel:
    trace = work.translate(Request(model_at_moment(view, view.scorer), text, search=view.search))
    return Panel(name, visible(text), view.scorer, text, trace, mark_differences(visible(text), visible(other)))


def _base(view: View, compared: list[Panel]) -> str:
    """The name of the panel that the others are compared with: the chosen scoring function, or else the first."""
    names = [panel.name for panel in compared]
    return view.scorer if view.scorer in names else names[0]


def _missing(view: View, compared: list[Panel]) -> str:
    chosen = view.of(CompareView)
    if not view.text.strip():
        return MISSING["text"]
    if chosen.mode == "same" and not chosen.reference.strip():
        return MISSING["reference"]
    return "" if compared else MISSING["model"]


def _gold(view: View) -> Gold:
    """The tokens of the example if the sentence is one; otherwise words, or single characters in a language without
    spaces."""
    chosen = view.of(CompareView)
    example = cache.example(view.family, view.text)
    if example and example.translation == chosen.reference:
        return Gold(example.source_tokens, example.target_tokens, chosen.links)
    return Gold(_tokens(view.text, view.family), _words(chosen.reference), chosen.links)


def _tokens(text: str, family: str) -> tuple[str, ...]:
    spaced = family not in FAMILIES or FAMILIES[family].source.spaced
    return _words(text) if spaced else tuple(re.findall(r"[^\W\d_]|\w+|[^\w\s]", text))


def _words(text: str) -> tuple[str, ...]:
    return tuple(text[begin:end] for begin, end in word_spans(text))
