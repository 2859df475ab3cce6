"""The lens *Which cell?*: what came of twelve recurrent encoders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from pages.ui.engine import cache
from pages.ui.features.lenses.texts import LensText
from pages.ui.kit import captions, charts
from pages.ui.kit.words import _, ngettext
from seq2seq.experiments.records import (
    CELLS_EXPERIMENT,
    SHAPES,
    CellsRecord,
    RecurrentShape,
    ShapeResult,
    read_cells_record,
    record_path,
)

if TYPE_CHECKING:
    import pandas as pd

_EPOCHS = 3
"""Of the command that is named where nothing was measured."""


def draw_cells(text: LensText) -> None:
    """Quality, gradients and numbers of the encoders that are measured, and which are not yet."""
    try:
        record = read_cells_record(record_path(CELLS_EXPERIMENT, cache.root()))
    except (OSError, ValueError):
        record = CellsRecord(_EPOCHS, 0, 0)
    if record.results:
        _draw_results(record, text)
    if record.missing:
        names = _("; ").join(map(shape_title, record.missing))
        st.text(_("Not measured here: {names}. The command below does it.").format(names=names))
    charts.command(record.command)


def shape_title(shape: RecurrentShape) -> str:
    """Such as "GRU, 2 directions, 1 layer"."""
    return f"{shape.cell.upper()}{_(', ')}{_panel_title((shape.directions, shape.layers))}"


def _panel_title(panel: tuple[int, int]) -> str:
    """Of so many directions and layers."""
    directions, layers = panel
    first = ngettext("{n} direction", "{n} directions", directions).format(n=directions)
    return _(", ").join([first, ngettext("{n} layer", "{n} layers", layers).format(n=layers)])


def _draw_results(record: CellsRecord, text: LensText) -> None:
    from seq2seq.figures.experiments import cells_table

    results = sorted(record.results, key=lambda result: SHAPES.index(result.shape))
    words = {name: _(title) for name, title in text.titles.items()}
    titles = {result.shape: shape_title(result.shape) for result in results}
    numbers = cells_table(results, titles, words)
    _draw_qualities(results, titles, words, numbers)
    recipe = _("{epochs} epochs of {pairs} pairs, one seed; ±: 95 % of resamples of {sentences} test sentences.")
    st.caption(recipe.format(epochs=record.epochs, pairs=f"{record.pairs:,}", sentences=f"{record.sentences:,}"))
    _draw_gradients(results, _(text.axis), numbers)
    st.dataframe(numbers.round(3))
    charts.csv(numbers, "cells")


def _draw_qualities(
    results: list[ShapeResult], titles: dict[RecurrentShape, str], words: dict[str, str], numbers: pd.DataFrame
) -> None:
    from seq2seq.figures.experiments import cells_quality

    for column, quality in zip(st.columns(2, gap="large"), ("bleu", "chrf"), strict=True):
        with column:
            figure = cells_quality(results, titles, quality, words[quality], charts.accent())
            charts.chart(
                words[quality],
                figure,
                numbers,
                f"cells-{quality}",
                caption=[words[quality], captions.of_encoders()],
            )


def _draw_gradients(results: list[ShapeResult], axis: str, numbers: pd.DataFrame) -> None:
    """A panel for each number of directions and layers; two beside each other, on a phone below each other."""
    from seq2seq.figures.experiments import cells_gradients

    panels: dict[tuple[int, int], list[ShapeResult]] = {}
    for result in results:
        panels.setdefault((result.shape.directions, result.shape.layers), []).append(result)
    columns = st.columns(2, gap="large")
    for at, (panel, group) in enumerate(panels.items()):
        with columns[at % 2]:
            title = _("Gradient: {panel}").format(panel=_panel_title(panel))
            figure = cells_gradients(group, axis, charts.accent())
            charts.chart(
                title,
                figure,
                numbers,
                f"cells-gradient-{panel[0]}-{panel[1]}",
                caption=[title, captions.of_encoders()],
            )
