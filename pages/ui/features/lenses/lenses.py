"""One lens at a time: its question, its curves, and the command that measured them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import streamlit as st

from pages.ui.address import state, widgets
from pages.ui.address.view import View
from pages.ui.engine import cache
from pages.ui.features.lenses.cells import draw_cells
from pages.ui.features.lenses.feature import LensesView
from pages.ui.features.lenses.texts import LENS_TEXTS, PARTING_TITLES, PARTING_WORDS, LensText
from pages.ui.kit import charts, titles
from pages.ui.kit.fold import opener
from pages.ui.kit.words import _
from seq2seq.experiments.records import (
    CELLS_EXPERIMENT,
    Divergence,
    ExperimentCurve,
    ExperimentRecord,
    missing_shares,
    read_experiment,
    record_path,
)


def draw_lens(view: View) -> None:
    """The menu, and the chosen lens."""
    page = view.of(LensesView)
    key = widgets.widget_key("choose-effect", page.effect)
    st.segmented_control(
        _("Lens"),
        list(LENS_TEXTS),
        key=key,
        format_func=lambda name: _(LENS_TEXTS[name].title),
        on_change=widgets.choose_from_widget,
        args=("effect", key),
        required=True,
        label_visibility="collapsed",
    )
    text = LENS_TEXTS[page.effect]
    st.subheader(_(text.question), anchor=False)
    with st.container():
        opener(_("What is measured"))
        st.text(_(text.words))
    if page.effect == CELLS_EXPERIMENT:
        draw_cells(text)
    else:
        _draw_recorded(page.effect, text)


def _draw_recorded(name: str, text: LensText) -> None:
    """The curves of a lens, or that there are none, and the command that measures them."""
    try:
        record = read_experiment(record_path(name, cache.root()))
    except (OSError, ValueError):
        st.text(_("This was not measured here. The command below does it."))
        record = ExperimentRecord(name, 5, ())
    else:
        _draw_curves(record, text)
        _draw_divergence(record.divergence)
        st.caption(_missing(record))
    charts.command(record.command)


def _draw_curves(record: ExperimentRecord, text: LensText) -> None:
    """Two panels beside each other, on a phone below each other."""
    panels = list(record.panels().items())
    for pair in zip_longest(panels[::2], panels[1::2]):
        for column, (panel, curves) in zip(st.columns(2, gap="large"), filter(None, pair), strict=False):
            with column:
                _draw_panel(record.name, panel, curves, text)
    st.caption(_bands(record))


def _draw_panel(lens: str, panel: str, curves: Sequence[ExperimentCurve], text: LensText) -> None:
    from seq2seq.figures.experiments import experiment_curves, experiment_table

    words, axis = {name: _(title) for name, title in text.titles.items()}, _(text.axis)
    figure = experiment_curves(curves, words, axis, text.logarithmic, charts.accent(), state.on_dark())
    numbers = experiment_table(curves, words, axis).reset_index()
    caption = [_("Gaze: {title}").format(title=_(text.question)), words[panel]]
    charts.chart(words[panel], figure, numbers, f"{lens}-{panel}", caption=caption)


def _draw_divergence(divergence: Divergence | None) -> None:
    """The example of Exposure, and at which step the two readings part."""
    if not divergence:
        return
    from seq2seq.figures.experiments import divergence_figure, divergence_table

    words, step = {row: _(title) for row, title in PARTING_TITLES.items()}, _("Position in the translation")
    st.subheader(_("One sentence, teacher-forced and free-running"), anchor=False)
    said = {"mistake": divergence.mistake + 1, "step": divergence.step + 1, "word": "".join(divergence.source)}
    st.text(_(PARTING_WORDS).format(**said))
    figure = divergence_figure(divergence, words, step, charts.accent(), charts.ink())
    charts.chart(said["word"], figure, divergence_table(divergence, words, step), "parting", caption=[said["word"]])


def _bands(record: ExperimentRecord) -> str:
    """What lines and bands are."""
    if any(curve.ci for curve in record.curves):
        return _("Each point: one training. Bands: 95 % intervals over resampled test sentences.")
    words = _("Lines: the mean over all seeds (n = {n}). Bands: from the lowest to the highest.")
    return words.format(n=record.seeds)


def _missing(record: ExperimentRecord) -> str:
    """Which parts of which corpora have no models in the record of Data."""
    known = missing_shares(record) if record.name == "data" else {}
    rows = [f"{titles.family_title(family)}: {', '.join(map(str, shares))}" for family, shares in known.items()]
    return _("Not measured: {parts}.").format(parts=_("; ").join(rows)) if rows else ""
