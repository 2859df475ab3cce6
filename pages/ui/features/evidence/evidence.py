"""The page Evidence: a family's checkpoints in a table, quality by length, and metrics compared."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING

import streamlit as st

from pages.ui.address import state, widgets
from pages.ui.address.reports import pressed_bucket
from pages.ui.address.view import View
from pages.ui.engine import pretrained
from pages.ui.features.evidence import EvidenceView
from pages.ui.features.evidence.architectures import draw_commands, draw_encoders, draw_heads
from pages.ui.features.evidence.evidence_controls import buckets, draw_heading, gold_set, section, unfold, valid_option
from pages.ui.kit import titles
from pages.ui.kit.controls import live_link
from pages.ui.kit.definitions import (
    ALIGNMENT_DEFINITIONS,
    COLUMN_HEADINGS,
    DEFINITIONS,
    FIGURE_WORDS,
    FIRST_COLUMNS,
    QUALITIES,
    READING_TITLES,
    TABLE_COLUMNS,
)
from pages.ui.kit.words import _, listed
from seq2seq.config.variants import attends

if TYPE_CHECKING:
    import pandas as pd

    from seq2seq.evaluation.tables import Checkpoint
    from seq2seq.figures.evidence import FigureStyle

_NAME_WIDTH = 236
"""Pixels of a column in which the longest name of a model stands whole."""
EXPERIMENTS_ON = {"zh-en": ("data", "cells"), "en-fr": ("data",)}
"""Family → the experiments that vary what all its models have in common."""
EXPERIMENT_LINKS = {"data": "How many sentence pairs does attention need?", "cells": "Which recurrent cell?"}
_COMMAND = "python -m seq2seq evaluate --all --family {family} --against {against} --quality {quality}"


def family_evidence(view: View) -> None:
    """Draw all that was measured on the family's test split, or say that nothing was.

    What is folded is computed, and sent to the browser, when it is opened."""
    checkpoints = pretrained.checkpoints(view.family)
    if not checkpoints:
        st.text(_("No model of this language pair has been evaluated yet."))
        return
    # what is compared with is a model that the family has
    against = valid_option(view.of(EvidenceView).against, [checkpoint.scorer for checkpoint in checkpoints])
    view = view.where(against=against)
    style = _style(checkpoints, view)
    draw_heading(checkpoints, view)
    _bottleneck(checkpoints, style, view)  # the browser draws it while the models are tested against each other
    from seq2seq.evaluation import tables

    chosen = view.of(EvidenceView)
    compared = pretrained.comparison(view.family, chosen.against, chosen.quality)
    table = tables.overview_table(checkpoints, gold_set(checkpoints), chosen.reading, compared)
    _checkpoint_table(table)
    draw_commands(checkpoints)
    _seeds(checkpoints, view)
    with section("metrics", _("Metrics compared"), ":material/scatter_plot:") as metrics:
        if metrics.open:
            _relations(checkpoints, table, style, view)
            draw_heads(checkpoints, style, view)
    draw_encoders(table, style, view)
    _command(checkpoints, view)


def _style(checkpoints: Sequence[Checkpoint], view: View) -> FigureStyle:
    from pages.ui.kit import charts
    from seq2seq.figures.evidence import FigureStyle

    shown = {checkpoint.scorer: titles.scorer_title(checkpoint.scorer) for checkpoint in checkpoints}
    words = {name: _(words) for name, words in FIGURE_WORDS.items()}
    return FigureStyle(view.scorer, view.of(EvidenceView).against, shown, words, charts.accent(), state.on_dark())


def _checkpoint_table(table: pd.DataFrame) -> None:
    """Draw the table of checkpoints, one row per model; clicking a column's header sorts it."""
    from pages.ui.kit import charts, tables

    shown = table.assign(scorer=table["scorer"].map(titles.scorer_title))
    measured = table.columns[table.notna().any()]
    known = {name: words for name, words in TABLE_COLUMNS.items() if name in measured}
    columns = {
        name: st.column_config.NumberColumn(_(title), help=_(meaning))
        for name, (title, _pattern, meaning) in known.items()
    }
    everything = st.toggle(_("All columns"), key="all-columns")
    names = st.column_config.TextColumn(_("Scoring function"), width=_NAME_WIDTH, pinned=True)
    tables.table_container("checkpoints").dataframe(
        tables.format_columns(shown, {name: pattern for name, (_title, pattern, _said) in known.items()}),
        hide_index=True,
        column_config={"scorer": names, **columns},
        column_order=["scorer", *(name for name in known if everything or name in FIRST_COLUMNS)],
        height="content",
        placeholder="–",
    )
    charts.csv(shown.filter(["scorer", *known]), "checkpoints")


def _seeds(checkpoints: Sequence[Checkpoint], view: View) -> None:
    """Say by how much a model's quality changes when it is trained again from another seed."""
    chosen = view.of(EvidenceView)
    from seq2seq.evaluation import tables

    table = tables.seed_table(checkpoints)
    if table.empty:
        return
    moved = table[f"{chosen.quality}_difference"].abs()
    st.caption(
        _(
            "Trained again from another seed, in Chinese → English also with a new teacher, back-translations and "
            "phrases, {quality} moved by {mean} on average and by {most} at most ({names}). "
            "Differences between scoring functions that are no larger may be chance."
        ).format(
            quality=_(QUALITIES[chosen.quality]),
            mean=f"{moved.mean():.1f}",
            most=f"{moved.max():.1f}",
            names=listed(map(titles.scorer_title, table["scorer"])),
        )
    )


def _bottleneck(checkpoints: Sequence[Checkpoint], style: FigureStyle, view: View) -> None:
    """Draw quality by sentence length. Clicking a point shows sentences of that length below."""
    from pages.ui.kit import charts
    from seq2seq.evaluation import tables
    from seq2seq.figures import evidence

    rows = tables.length_table(checkpoints)
    figure = evidence.quality_by_length(rows, view.of(EvidenceView).quality, buckets(), style)
    title = _("Quality by length")
    with st.container(key="bottleneck"):
        st.subheader(_("The bottleneck"), anchor=False)
        st.caption(
            _(
                "Without attention, one fixed state must encode the whole sentence: see how quality changes "
                "with its length. Click a point to see sentences of that length below."
            )
        )
        charts.chart(title, figure, rows, "lengths", headings(), _press, _caption(title, view))


def _caption(title: str, view: View) -> list[str]:
    """The caption of a saved figure: its title and the chosen scoring function."""
    return titles.caption_lines(view.family, title, titles.scorer_title(view.scorer))


def headings() -> dict[str, str]:
    """Column → its heading in the visitor's language."""
    return {name: _(title) for name, title in COLUMN_HEADINGS.items()}


def _press() -> None:
    """Choose the length bucket of the point that was clicked, and open the list of sentences."""
    bucket = pressed_bucket(widgets.widget_value("lengths-figure"), len(buckets()))
    if bucket is not None:
        state.choose("bucket", bucket)
        unfold("sentences")


def _relations(checkpoints: Sequence[Checkpoint], table: pd.DataFrame, style: FigureStyle, view: View) -> None:
    """Draw the charts that compare metrics, two per row."""
    chosen = view.of(EvidenceView)
    from pages.ui.kit import charts
    from seq2seq.evaluation import tables
    from seq2seq.figures import evidence

    quality, gold = chosen.quality, gold_set(checkpoints)
    errors = tables.error_table(checkpoints)
    charted = []
    if gold:
        parts = tables.part_table(checkpoints, gold, chosen.reading)
        charted += [
            ("trade", _("Quality and alignment"), evidence.quality_by_error(table, quality, style), table),
            ("parts", _("Alignment by part of the sentence"), evidence.error_by_part(parts, style), parts),
        ]
    if gold and attends(view.scorer):
        readings = tables.reading_table(checkpoints)
        names = {name: _(title) for name, title in READING_TITLES.items()}
        names |= {"all": _("all"), "short": _("≤ 15 tokens")}
        heatmap = evidence.reading_heatmap(readings, style, names)
        charted.append(("readings", _("Alignment methods"), heatmap, readings))
    if len(errors):
        charted += [
            ("entropy", _("Entropy and error"), evidence.error_by_entropy(errors, style), errors),
            ("masses", _("Weight on end and punctuation"), evidence.weight_on_marks(table, style), table),
        ]
    if len(table) > 1:
        charted.append(("intervals", _("Intervals"), evidence.quality_intervals(table, quality, style), table))
    for pair in zip_longest(charted[::2], charted[1::2]):
        for column, (name, title, figure, numbers) in zip(st.columns(2, gap="large"), filter(None, pair), strict=False):
            with column:
                charts.chart(title, figure, numbers, name, headings(), caption=_caption(title, view))
                st.caption(_(FIGURE_WORDS[f"{name}_caption"]))


def _command(checkpoints: Sequence[Checkpoint], view: View) -> None:
    """Show the shell command that prints the numbers of all tables and charts, and the names of its parts."""
    chosen = view.of(EvidenceView)
    from pages.ui.kit import charts

    command = _COMMAND.format(family=view.family, against=chosen.against, quality=chosen.quality)
    aligned = gold_set(checkpoints)
    reading = f" --reading {chosen.reading}" if aligned else ""
    parts = ("checkpoints", "lengths", "errors", *(("parts", "readings") if aligned else ()))
    charts.command("models", f"{command}{reading} --json", parts)


def links(view: View) -> None:
    """Draw the ways to the experiments with the data and the cell of these models, and to the pages on which they are
    seen learning."""
    if not pretrained.checkpoints(view.family):
        return
    with st.container(key="ways_on", horizontal=True):
        for experiment in EXPERIMENTS_ON.get(view.family, ()):
            st.button(
                _(EXPERIMENT_LINKS[experiment]),
                key=f"experiment-{experiment}",
                icon=":material/science:",
                type="tertiary",
                on_click=_open_experiment,
                args=(experiment,),
            )
        st.page_link("pages/training.py", label=_("How these models learned it"), icon=":material/timeline:")
        live_link()


def _open_experiment(experiment: str) -> None:
    state.choose("effect", experiment)
    state.go_to_page("pages/experiments.py")


def definitions(view: View) -> None:
    """Draw the definitions: each figure with its formula and meaning; those of alignments where there are any."""
    aligned = gold_set(pretrained.checkpoints(view.family))
    with section("definitions", _("Definitions"), ":material/function:") as opened:
        if opened.open:
            for title, formula, meaning in DEFINITIONS:
                if aligned or title not in ALIGNMENT_DEFINITIONS:
                    st.markdown(f"**{_(title)}**")
                    st.latex(formula, width="content")
                    st.caption(_(meaning))
