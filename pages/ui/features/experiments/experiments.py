"""One experiment at a time: its question, its curves or table, and the command that measured them."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

import streamlit as st

from pages.ui.address import state
from pages.ui.address.view import View
from pages.ui.engine import pretrained
from pages.ui.features.experiments import ExperimentsView
from pages.ui.features.experiments.texts import DIVERGENCE_TITLES, DIVERGENCE_WORDS, EXPERIMENT_TEXTS, ExperimentText
from pages.ui.kit import charts, titles
from pages.ui.kit.controls import opener, segments
from pages.ui.kit.words import _, ngettext
from seq2seq.experiments.records import (
    CELLS_EXPERIMENT,
    SHAPES,
    CellsRecord,
    Divergence,
    ExperimentRecord,
    RecurrentShape,
    ShapeResult,
    missing_shares,
    read_cells_record,
    read_experiment,
    record_path,
)


def draw_experiment(view: View) -> None:
    """The menu, and the chosen experiment."""
    page = view.of(ExperimentsView)
    titles = {name: text.title for name, text in EXPERIMENT_TEXTS.items()}
    segments(_("Experiment"), "effect", titles, labelled=False)
    text = EXPERIMENT_TEXTS[page.effect]
    st.subheader(_(text.question), anchor=False)
    with st.container():
        opener(_("What is measured"))
        st.text(_(text.words))
    if page.effect == CELLS_EXPERIMENT:
        draw_cells(text)
    else:
        _draw_recorded(page.effect, text)


def _draw_recorded(name: str, text: ExperimentText) -> None:
    """The curves of an experiment, or that there are none, and the command that measures them."""
    try:
        record = read_experiment(record_path(name, pretrained.root()))
    except (OSError, ValueError):
        st.text(_("Not measured yet. Run the command below."))
        record = ExperimentRecord(name, 5, ())
    else:
        _draw_curves(record, text)
        _draw_divergence(record.divergence)
        known = missing_shares(record) if name == "data" else {}
        if known:
            rows = (f"{titles.family_title(family)}: {', '.join(map(str, shares))}" for family, shares in known.items())
            st.caption(_("Not measured: {parts}.").format(parts=_("; ").join(rows)))
    charts.command("experiment", record.command)


def _draw_curves(record: ExperimentRecord, text: ExperimentText) -> None:
    """Two panels beside each other, on a phone below each other."""
    from seq2seq.figures.experiments import experiment_curves, experiment_table

    words, axis = {name: _(title) for name, title in text.titles.items()}, _(text.axis)
    panels = list(record.panels().items())
    for pair in zip_longest(panels[::2], panels[1::2]):
        for column, (panel, curves) in zip(st.columns(2, gap="large"), filter(None, pair), strict=False):
            figure = experiment_curves(curves, words, axis, text.logarithmic, charts.accent(), state.on_dark())
            numbers = experiment_table(curves, words, axis).reset_index()
            caption = [_("Gaze: {title}").format(title=_(text.question)), words[panel]]
            with column:
                charts.chart(words[panel], figure, numbers, f"{record.name}-{panel}", caption=caption)
    if any(curve.ci for curve in record.curves):
        st.caption(_("Each point: one training run. Bands: 95 % intervals over resampled test sentences."))
    else:
        st.caption(_("Lines: mean over all seeds (n = {n}). Bands: minimum to maximum.").format(n=record.seeds))


def _draw_divergence(divergence: Divergence | None) -> None:
    """The example of Exposure, and the step at which the two outputs diverge."""
    if not divergence:
        return
    from seq2seq.figures.experiments import divergence_figure, divergence_table

    words, step = {row: _(title) for row, title in DIVERGENCE_TITLES.items()}, _("Position in the translation")
    st.subheader(_("One sentence, teacher-forced and free-running"), anchor=False)
    said = {"mistake": divergence.mistake + 1, "step": divergence.step + 1, "word": "".join(divergence.source)}
    st.text(_(DIVERGENCE_WORDS).format(**said))
    figure = divergence_figure(divergence, words, step, charts.accent(), charts.ink())
    charts.chart(said["word"], figure, divergence_table(divergence, words, step), "divergence", caption=[said["word"]])


if TYPE_CHECKING:
    import pandas as pd

_EPOCHS = 3
"""Of the command that is named where nothing was measured."""


def draw_cells(text: ExperimentText) -> None:
    """Quality, gradients and numbers of the encoders that are measured, and which are not yet."""
    try:
        record = read_cells_record(record_path(CELLS_EXPERIMENT, pretrained.root()))
    except (OSError, ValueError):
        record = CellsRecord(_EPOCHS, 0, 0)
    if record.results:
        _draw_results(record, text)
    if record.missing:
        names = _("; ").join(map(shape_title, record.missing))
        st.text(_("Not measured yet: {names}. Run the command below.").format(names=names))
    charts.command("experiment", record.command)


def shape_title(shape: RecurrentShape) -> str:
    """Such as "GRU, 2 directions, 1 layer"."""
    return f"{shape.cell.upper()}{_(', ')}{_panel_title((shape.directions, shape.layers))}"


def _panel_title(panel: tuple[int, int]) -> str:
    """Of so many directions and layers."""
    directions, layers = panel
    first = ngettext("{n} direction", "{n} directions", directions).format(n=directions)
    return _(", ").join([first, ngettext("{n} layer", "{n} layers", layers).format(n=layers)])


def _draw_results(record: CellsRecord, text: ExperimentText) -> None:
    from seq2seq.figures.experiments import cells_quality, cells_table

    results = sorted(record.results, key=lambda result: SHAPES.index(result.shape))
    words = {name: _(title) for name, title in text.titles.items()}
    shapes = {result.shape: shape_title(result.shape) for result in results}
    numbers = cells_table(results, shapes, words)
    for column, quality in zip(st.columns(2, gap="large"), ("bleu", "chrf"), strict=True):
        figure = cells_quality(results, shapes, quality, words[quality], charts.accent())
        caption = [words[quality], titles.caption_of_encoders()]
        with column:
            charts.chart(words[quality], figure, numbers, f"cells-{quality}", caption=caption)
    recipe = _("{epochs} epochs of {pairs} pairs, one seed; ±: 95 % of resamples of {sentences} test sentences.")
    st.caption(recipe.format(epochs=record.epochs, pairs=f"{record.pairs:,}", sentences=f"{record.sentences:,}"))
    _draw_gradients(results, _(text.axis), numbers)
    st.dataframe(numbers.round(3))
    charts.csv(numbers, "cells")


def _draw_gradients(results: list[ShapeResult], axis: str, numbers: pd.DataFrame) -> None:
    """A panel for each number of directions and layers; two beside each other, on a phone below each other."""
    from seq2seq.figures.experiments import cells_gradients

    panels: dict[tuple[int, int], list[ShapeResult]] = {}
    for result in results:
        panels.setdefault((result.shape.directions, result.shape.layers), []).append(result)
    columns = st.columns(2, gap="large")
    for at, (panel, group) in enumerate(panels.items()):
        title = _("Gradient: {panel}").format(panel=_panel_title(panel))
        figure, caption = cells_gradients(group, axis, charts.accent()), [title, titles.caption_of_encoders()]
        with columns[at % 2]:
            charts.chart(title, figure, numbers, f"cells-gradient-{panel[0]}-{panel[1]}", caption=caption)
