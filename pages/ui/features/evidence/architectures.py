"""What Evidence compares beside its main table: architectures, the heads of a model, shell commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages.ui.address import state
from pages.ui.address.lineup import ENCODERS_SHOWN
from pages.ui.address.view import View
from pages.ui.engine import pretrained
from pages.ui.features.evidence.evidence_controls import section
from pages.ui.kit import titles
from pages.ui.kit.definitions import (
    COLUMN_HEADINGS,
    COMMAND_COLUMNS,
    COMMAND_PARTS,
    FIGURE_WORDS,
    QUALITIES,
    TABLE_COLUMNS,
)
from pages.ui.kit.words import _
from seq2seq.experiments.results import GOLD

if TYPE_CHECKING:
    import pandas as pd

    from seq2seq.checkpoints.catalog import Entry
    from seq2seq.evaluation.tables import Checkpoint
    from seq2seq.figures.evidence import FigureStyle

_COLUMNS = ("bleu", "bleu_ci", "chrf", "chrf_ci", "parameters")


def draw_encoders(overview: pd.DataFrame, style: FigureStyle, view: View) -> None:
    """Draw quality, size and speed of the models that differ in their encoder; nothing where all have the same."""
    from seq2seq.experiments import records

    entries = records.encoder_entries(pretrained.models(view.family).values())
    rows: Any = overview[overview["scorer"].isin([entry.scorer for entry in entries])]
    if rows.empty:
        return
    names = {entry.scorer: titles.encoder_title(entry.scorer, entry.read_config()) for entry in entries}
    style = replace(style, titles=names)
    with section("readers", _("Same scoring function, other architectures"), ":material/compare:") as encoders_compared:
        if not encoders_compared.open:
            return
        _draw_quality_and_costs(rows, entries, names, style, view)


def _draw_quality_and_costs(
    rows: Any, entries: list[Entry], names: dict[str, str], style: FigureStyle, view: View
) -> None:
    st.caption(
        _(
            "Within a scoring function the encoder differs; sizes and learning rates were chosen for the GRU. The "
            "Transformer has another decoder, other widths, and a training of its own (warm-up and dropout, or "
            "learning rate). One training run each; ±: half the 95 % interval over resampled sentences."
        )
    )
    _draw_qualities(rows, style, view)
    _draw_table(rows, names)
    _draw_costs(entries, style, view)
    st.button(
        _("Compare them on one sentence"),
        key="compare-readers",
        type="tertiary",
        icon=":material/compare:",
        on_click=_open_comparison,
    )


def _open_comparison() -> None:
    state.choose("shown", (ENCODERS_SHOWN,))
    state.go_to_page("pages/compare.py")


def _draw_qualities(rows: pd.DataFrame, style: FigureStyle, view: View) -> None:
    from pages.ui.kit import charts
    from seq2seq.figures import evidence

    for column, (quality, title) in zip(st.columns(2, gap="large"), QUALITIES.items(), strict=True):
        with column:
            figure = evidence.quality_intervals(rows, quality, style)
            charts.chart(_(title), figure, rows, f"readers-{quality}", _headings(), caption=_caption(view))


def _draw_table(rows: Any, names: dict[str, str]) -> None:
    from pages.ui.kit import charts, tables

    shown = rows[["scorer", *_COLUMNS]].assign(scorer=rows["scorer"].map(names.get))
    patterns = {name: TABLE_COLUMNS[name][1] for name in _COLUMNS}
    tables.table_container("readers").dataframe(
        tables.format_columns(shown, patterns), hide_index=True, column_config=_headings(), height="content"
    )
    charts.csv(shown, "readers")


def _draw_costs(entries: list[Entry], style: FigureStyle, view: View) -> None:
    """Draw milliseconds and multiplications over the length of a source, if they were measured."""
    from pages.ui.kit import charts
    from seq2seq.experiments import records
    from seq2seq.figures.evidence import cost_over_length

    speeds = records.read_speeds(pretrained.root() / view.family)
    if speeds:
        costs = records.cost_table(entries, speeds)
        for column, name in zip(st.columns(2, gap="large"), ("encoding", "products"), strict=True):
            with column:
                figure = cost_over_length(costs, name, style)
                charts.chart(_(style.words[name]), figure, costs, name, _headings(), caption=_caption(view))
                st.caption(_(FIGURE_WORDS[f"{name}_caption"]))
        st.caption(
            _(
                "A recurrent cell must wait for the previous piece; convolution and self-attention process all "
                "pieces at once, but self-attention compares all pairs, so its cost grows quadratically. Time "
                "also depends on the library: on a processor, torch runs an LSTM as one fused routine, a GRU or "
                "an RNN as several routines per piece."
            )
        )
    charts.command("encoders", f"python -m seq2seq clock --encoders {view.family}")


def _caption(view: View) -> list[str]:
    lines = titles.caption_lines(view.family, _("Same scoring function, other architectures"))
    return [*lines, titles.caption_of_encoders()]


def _headings() -> dict[str, str]:
    return {name: _(title) for name, title in COLUMN_HEADINGS.items()} | {"scorer": _("Architecture")}


def draw_heads(checkpoints: Sequence[Checkpoint], style: FigureStyle, view: View) -> None:
    """Draw the alignment error of each head and of their mean; nothing for a model with one head."""
    from pages.ui.kit import charts
    from seq2seq.evaluation.tables import MEAN_OF_HEADS, head_table
    from seq2seq.figures.evidence import quality_intervals

    for gold, rows in head_table(checkpoints, view.scorer).items():
        names = {name: _head_title(name) for name in rows["scorer"]}
        named = replace(style, chosen=MEAN_OF_HEADS, baseline=MEAN_OF_HEADS, titles=names)
        title = _("Alignment error of each head: {gold}").format(gold=GOLD.get(gold, gold))
        headings = {name: _(words) for name, words in COLUMN_HEADINGS.items()} | {"scorer": _("Head")}
        caption = titles.caption_lines(view.family, title, titles.scorer_title(view.scorer))
        figure = quality_intervals(rows, "aer", named)
        numbers = rows.assign(scorer=rows["scorer"].map(names.get))
        charts.chart(title, figure, numbers, f"heads-{gold}", headings, caption=caption)
        st.caption(_("Alignment read from each head's weights and from the mean of all heads; lower is better."))


def _head_title(name: str) -> str:
    """Of `2.3`, the third head of the second layer; of `3` in a model with one layer; or of the mean."""
    layer, mark, head = name.rpartition(".")
    if mark:
        return _("layer {layer}, head {head}").format(layer=layer, head=head)
    return _("head {head}").format(head=head) if head.isdigit() else _("all heads")


def draw_commands(checkpoints: Sequence[Checkpoint]) -> None:
    """Draw the table of commands; nothing for models that write none."""
    from pages.ui.kit import charts, tables
    from seq2seq.evaluation.commands import command_table

    table: Any = command_table(checkpoints)
    if table.empty:
        return
    st.subheader(_("Command accuracy"), anchor=False)
    st.caption(
        _(
            "An out-of-vocabulary (OOV) word in the command can only be copied. Commands are compared as "
            "text and never run. ±: half of the 95 % interval over resamples."
        )
    )
    shown = table.assign(
        scorer=table["scorer"].map(titles.scorer_title), part=[_(COMMAND_PARTS[part]) for part in table["part"]]
    )
    headings = {name: _(title) for name, (title, _pattern, _meaning) in COMMAND_COLUMNS.items()}
    columns = {
        name: st.column_config.NumberColumn(headings[name], help=meaning and _(meaning))
        for name, (_title, _pattern, meaning) in COMMAND_COLUMNS.items()
    }
    tables.table_container("commands").dataframe(
        tables.format_columns(shown, {name: pattern for name, (_title, pattern, _meaning) in COMMAND_COLUMNS.items()}),
        hide_index=True,
        column_config={
            "scorer": st.column_config.TextColumn(_("Scoring function"), pinned=True),
            "part": _("Part"),
            **columns,
        },
        height="content",
    )
    charts.csv(shown.rename(columns=headings), "commands")
